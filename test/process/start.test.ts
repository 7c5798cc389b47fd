/** `npm start` as a newcomer meets it: what it says, how it stops, and that a cut-short demo is no trap. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../support/bot-process.ts'
import { SESSION_SECRET, SHOP_KEY } from '../support/keys.ts'
import { sleep } from '../support/poll.ts'

const ROOT = join(import.meta.dirname, '../..')

let folder: string
const running = new Set<ChildProcess>()
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanbelt-start-'))
})
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
  rmSync(folder, { recursive: true, force: true })
})

function start(env: Record<string, string>, node = process.execPath) {
  const child = spawn(node, [join(ROOT, 'bot/launch.js')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, DATABASE_PATH: join(folder, 'fanbelt.sqlite'), TICK_SECONDS: '0', ...env },
  })
  running.add(child)
  let said = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      said += text
      for (const listener of listeners) listener()
    })
  const saying = (words: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => said.includes(words) && resolve()
      listeners.add(look)
      child.once('exit', () => reject(new Error(`ended without 「${words}」:\n${said}`)))
      look()
    })
  const ended = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return { code: child.exitCode, signal: child.signalCode, said }
  }
  return { child, saying, ended }
}

async function listenAnywhere(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { server, port: typeof address === 'object' && address ? address.port : 0 }
}

const REAL = {
  LINE_CHANNEL_SECRET: 'a-channel-secret',
  LINE_CHANNEL_ACCESS_TOKEN: 'a-token',
  SHOP_API_KEY: SHOP_KEY,
  SESSION_SECRET,
}

test('a missing setting stops the start and is named', async () => {
  const { code, said } = await start({ LINE_CHANNEL_ACCESS_TOKEN: 'a-token' }).ended()
  expect(code).toBe(1)
  for (const name of ['LINE_CHANNEL_SECRET', 'SHOP_API_KEY', 'SESSION_SECRET'])
    expect(said).toContain(`${name}: missing`)
  expect(said).not.toContain('    at ')
})

test('a wrong setting is named with what it must be', async () => {
  const { code, said } = await start({ ...REAL, PORT: 'eighty', SHOP_API_KEY: 'short' }).ended()
  expect(code).toBe(1)
  expect(said).toMatch(/PORT: .*number/i)
  expect(said).toContain('SHOP_API_KEY: must have at least 32 characters')
})

test('without LINE a wrong setting is named as well', async () => {
  const { code, said } = await start({ PORT: 'eighty' }).ended()
  expect(code).toBe(1)
  expect(said).toMatch(/PORT: .*number/i)
  expect(said).not.toContain('    at ')
})

test.each([
  ['a folder without texts', 'shop.yaml is missing', (_path: string) => {}],
  ['a mistake in the texts', 'first_60days.yaml:50:5 E003', wronglyWritten],
])('the demo cannot begin with %s, and says why', async (_what, words, write) => {
  const scenarios = join(folder, 'scenarios')
  write(scenarios)
  const { code, said } = await start({ PORT: String(await freePort()), SCENARIOS_DIR: scenarios }).ended()
  expect(code).toBe(1)
  expect(said).toContain(words)
  expect(said).not.toContain('    at ')
})

test('a file that is no database is named', async () => {
  const path = join(folder, 'fanbelt.sqlite')
  writeFileSync(path, 'a letter, and no database')
  const { code, said } = await start({ PORT: String(await freePort()) }).ended()
  expect(code).toBe(1)
  expect(said).toContain(`データベース ${path} は`)
  expect(said).not.toContain('    at ')
})

function wronglyWritten(scenarios: string) {
  cpSync(join(ROOT, 'scenarios'), scenarios, { recursive: true })
  const path = join(scenarios, 'first_60days.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace('purpose: thanks', 'purpose：thanks'))
}

test('a taken port says so in a sentence', async () => {
  const { server, port } = await listenAnywhere()
  const { code, said } = await start({ ...REAL, PORT: String(port) }).ended()
  server.close()
  expect(code).toBe(1)
  expect(said).toContain('PORT=')
  expect(said).not.toContain('    at ')
})

test('with LINE’s settings it starts no simulator, says what its links lack, and SIGTERM ends it cleanly', async () => {
  const port = await freePort()
  const bot = start({ ...REAL, PORT: String(port) })
  await bot.saying('PUBLIC_URL is not set')
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${port}/simulator/api/state`)).status).toBe(404)
  bot.child.kill('SIGTERM')
  expect(await bot.ended()).toMatchObject({ code: 0 })
})

test('a connection on which nobody says anything does not keep it from ending', async () => {
  const port = await freePort()
  const bot = start({ ...REAL, PORT: String(port) })
  await bot.saying('listens on')
  const silent = connect(port, '127.0.0.1').on('error', () => {})
  await once(silent, 'connect')
  bot.child.kill('SIGTERM')
  // Node itself would wait a minute or more for the first word.
  expect(await Promise.race([bot.ended(), sleep(20_000)])).toMatchObject({ code: 0 })
  silent.destroy()
})

test('a demo that was cut short begins afresh, on today’s clock', async () => {
  const env = { PORT: String(await freePort()) }
  const first = start(env)
  await first.saying('デモの店を準備しています')
  first.child.kill('SIGKILL')
  await first.ended()
  const second = start(env)
  await second.saying('/simulator')
  await second.saying('/liff/survey')
  const state = (await (await fetch(`http://127.0.0.1:${env.PORT}/simulator/api/state`)).json()) as {
    now: string
    customers: { name: string }[]
  }
  expect(Math.abs(Date.parse(state.now) - Date.now())).toBeLessThan(10 * 60_000)
  // Whoever lived through half of it is not there twice.
  const names = state.customers.map(({ name }) => name)
  expect(names.length).toBeGreaterThan(5)
  expect(new Set(names).size).toBe(names.length)
})
