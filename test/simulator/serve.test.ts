import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DESK, type ServeOptions, serveStandIn } from '../../bot/simulator/serve.ts'
import { personId, serveTestStandIn } from '../support/stand-in.ts'

const messages = [{ type: 'text', text: 'a' }]

async function served(overrides: Partial<ServeOptions> = {}) {
  const standIn = await serveTestStandIn(overrides)
  onTestFinished(() => standIn.close())
  return standIn
}

test('it answers over HTTP as in process', async () => {
  const { api, platform } = await served()
  const { userId } = platform.addUser()
  const { status, headers } = await api('POST', '/v2/bot/message/push', { to: userId, messages })
  expect([status, headers.has('x-line-request-id')]).toEqual([200, true])
})

test('a reset breaks the socket', async () => {
  const { api, desk, platform } = await served()
  const { userId } = platform.addUser()
  await desk('POST', '/control/faults', { fault: 'reset' })
  await expect(api('POST', '/v2/bot/message/push', { to: userId, messages })).rejects.toThrow('fetch failed')
  expect(platform.outbox()).toHaveLength(1)
})

test('webhooks leave over HTTP', async () => {
  const heard: string[] = []
  const bot = createServer((request, response) => {
    heard.push(String(request.headers['x-line-signature']))
    response.end()
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void bot.close())
  const { desk, platform } = await served({
    webhookUrl: `http://127.0.0.1:${(bot.address() as AddressInfo).port}/webhook`,
  })
  const { userId } = platform.addUser()
  await desk('POST', `/phone/users/${userId}/messages`, { text: 'a' })
  await desk('POST', '/control/idle')
  expect(heard).toHaveLength(1)
  expect((await desk('GET', '/control/webhook-log')).body).toMatchObject([{ status: 200, reason: 'ok' }])
})

test('an open event stream does not keep it from closing', async () => {
  const standIn = await serveTestStandIn()
  const response = await fetch(`${standIn.url}/phone/events`)
  const reader = (response.body ?? new ReadableStream()).getReader()
  await reader.read()
  await standIn.close()
  await expect(
    reader.read().then(
      ({ done }) => done,
      () => true,
    ),
  ).resolves.toBe(true)
})

test('the snapshot file carries everything over a restart, and the moved clock', async () => {
  const snapshotPath = join(mkdtempSync(join(tmpdir(), 'stand-in-')), 'deep', 'line.json')
  const first = await serveStandIn({ ...DESK, port: 0, snapshotPath })
  const { userId } = first.platform.addUser({ userId: personId(1), displayName: 'はな' })
  first.platform.clock.advance(86_400_000)
  await first.close()
  expect(existsSync(`${snapshotPath}.new`)).toBe(false)

  const second = await serveStandIn({ ...DESK, port: 0, snapshotPath })
  onTestFinished(() => second.close())
  const users = await (await fetch(`${second.url}/phone/users`)).json()
  expect(users).toMatchObject([{ userId, displayName: 'はな' }])
  expect(second.platform.clock.now().getTime() - Date.now()).toBeGreaterThan(86_000_000)
})

test('a change is saved without closing', async () => {
  const snapshotPath = join(mkdtempSync(join(tmpdir(), 'stand-in-')), 'line.json')
  const { platform } = await served({ snapshotPath })
  platform.addUser({ displayName: 'たろう' })
  await expect
    .poll(() => existsSync(snapshotPath) && readFileSync(snapshotPath, 'utf8'), { timeout: 5000 })
    .toMatch('たろう')
})

test('a broken snapshot stops the start and is named', async () => {
  const snapshotPath = join(mkdtempSync(join(tmpdir(), 'stand-in-')), 'line.json')
  writeFileSync(snapshotPath, '{"half')
  await expect(serveStandIn({ ...DESK, port: 0, snapshotPath })).rejects.toThrow(snapshotPath)
})

test('a port that is taken stops the start', async () => {
  const { url } = await served()
  await expect(serveStandIn({ ...DESK, port: Number(new URL(url).port) })).rejects.toThrow('EADDRINUSE')
})
