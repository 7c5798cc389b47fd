/** The command line as a newcomer meets it: a process of its own, in an empty folder, under whatever Node is there. */

import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { folder } from '../cli/run.ts'
import { serveTestStandIn } from '../support/stand-in.ts'

const ROOT = join(import.meta.dirname, '../..')
const FANBELT = join(ROOT, 'bot/cli/fanbelt.js')
const isOld = (node: string) =>
  Number(execFileSync(node, ['-p', 'process.versions.node']).toString().split('.')[0]) < 22
const OLD_NODE = ['/usr/local/bin/node', '/usr/bin/node'].find((path) => existsSync(path) && isOld(path)) ?? ''

interface Ended {
  code: number
  out: string
  err: string
}

const start = (program: string, args: string[], env: Record<string, string> = {}, cwd = folder()): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd, env: { PATH: process.env.PATH ?? '', ...env } }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    )
  })

const fanbelt = (...args: string[]) => start(process.execPath, [FANBELT, ...args])

test('import, link and tick in an empty folder, with --db and absolute paths only', async () => {
  const standIn = await serveTestStandIn()
  onTestFinished(() => standIn.close())
  const { userId } = standIn.platform.addUser()
  const [empty, work] = [folder(), folder()]
  const db = ['--db', join(work, 'shop.sqlite'), '--json']
  const file = (name: string, text: string) => {
    writeFileSync(join(work, name), text)
    return join(work, name)
  }
  const env = { LINE_API_BASE_URL: standIn.url, LINE_CHANNEL_ACCESS_TOKEN: standIn.channel.accessToken }
  const json = async (...args: string[]) => {
    const { code, out } = await start(process.execPath, [FANBELT, ...args, ...db], env, empty)
    return [code, JSON.parse(out)]
  }
  const orders = file('orders.csv', 'order_id,customer_id,ordered_at\n1,77,2026-06-14 10:00\n')
  expect(await json('import', orders)).toMatchObject([0, { inserted: 1, customers: 1 }])
  const links = file('links.csv', `external_id,line_user_id\n77,${userId}\n`)
  expect(await json('link', links)).toEqual([0, { linked: 1, unchanged: 0, rejected: [] }])
  const now = ['--now', '2026-06-14T12:00:00+09:00']
  expect(await json('tick', ...now)).toMatchObject([0, { due: 1, sent: 1, api_calls: 1 }])
  expect(standIn.platform.outbox(userId)).toHaveLength(1)
  expect(readdirSync(empty)).toEqual([])
})

describe('exit codes reach the shell', () => {
  test('0: help, and a clean check of what is shipped', async () => {
    expect((await fanbelt('--help')).code).toBe(0)
    expect(await fanbelt('check')).toMatchObject({ code: 0, err: '' })
  })
  test('1: findings', async () => {
    const path = join(folder(), 'odd.yaml')
    writeFileSync(path, 'id: other\n')
    expect(await fanbelt('check', path)).toMatchObject({ code: 1, out: expect.stringContaining(`${path}:1:`) })
  })
  test('2: misuse, with no stack trace', async () => {
    const { code, out, err } = await fanbelt('check', '--colour')
    expect([code, out, err]).toEqual([2, '', expect.not.stringContaining('    at ')])
  })
})

describe('the door', () => {
  test('a Node without type stripping is started again with it; arguments and exit code come through', async () => {
    const { code, err } = await start(process.execPath, ['--no-experimental-strip-types', FANBELT, 'check', '--colour'])
    expect([code, err]).toEqual([2, expect.stringContaining('--colour')])
  })
  test.skipIf(!OLD_NODE)('an old Node hands over to the one npm ci brought', async () => {
    expect(await start(OLD_NODE, [FANBELT, 'check'])).toMatchObject({ code: 0 })
  })
  test.skipIf(!OLD_NODE)('an old Node with no other beside it says in two lines what is needed', async () => {
    const copy = folder()
    mkdirSync(join(copy, 'bot/cli'), { recursive: true })
    writeFileSync(join(copy, 'package.json'), '{"type":"module"}')
    for (const file of ['bot/launch.js', 'bot/cli/fanbelt.js']) cpSync(join(ROOT, file), join(copy, file))
    const { code, out, err } = await start(OLD_NODE, [join(copy, 'bot/cli/fanbelt.js'), 'check'])
    expect([code, out]).toEqual([1, ''])
    expect(err.trim().split('\n')).toEqual([expect.stringMatching(/必要です/), expect.stringMatching(/needs Node/)])
  })
})
