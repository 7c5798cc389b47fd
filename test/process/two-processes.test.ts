/** Two processes on one database file: who sends what, when both want to? */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { freePort, killAll, startBot } from '../support/bot-process.ts'
import { isQuiet, look, wrongs } from '../support/crash-count.ts'
import { customers, STEPS } from '../support/crash-shop.ts'
import { fastNow } from '../support/fast-clock.ts'
import { type FastStage, feed, openFastStage } from '../support/fast-stage.ts'
import { comesTrue, poll } from '../support/poll.ts'

const FANBELT = join(import.meta.dirname, '../../bot/cli/fanbelt.js')
const PEOPLE = customers(40)
const ALL = PEOPLE.length * STEPS.length

let stage: FastStage | undefined
afterEach(async () => {
  killAll()
  await stage?.close()
  stage = undefined
})
afterAll(killAll)

/** Customers come one group after the other. */
async function comeIn(here: FastStage, deadline: number): Promise<void> {
  await here.line.desk(
    'POST',
    '/control/users',
    PEOPLE.map(({ userId, number }) => ({ userId, displayName: number, friend: false })),
  )
  await feed({ stage: here, people: PEOPLE, here: [], deadline, done: () => 1 })
}

async function everythingArrived(here: FastStage, deadline: number): Promise<string[]> {
  const db = look(here.databasePath)
  try {
    const { line } = here
    const settled = async () => {
      await line.redeliver()
      return line.isHeard() && line.arrived().size >= ALL && isQuiet(db)
    }
    await comesTrue(deadline - Date.now(), settled, 300)
    return wrongs(db, here.line, await here.line.calls(), PEOPLE)
  } finally {
    db.close()
  }
}

test('two bots, and a LINE that answers when the lease is long over: each step arrives once', async () => {
  const deadline = Date.now() + 150_000
  stage = await openFastStage(120)
  const { env, time, line } = stage
  const bots = [startBot(env, time), startBot({ ...env, PORT: String(await freePort()) }, time)]
  for (const bot of bots) if (!(await bot.listens)) throw new Error(bot.said())
  // Executed, and the answer comes after eight minutes of the story; a lease lives five.
  const late = (path: string, count: number) =>
    line.desk('POST', '/control/faults', { fault: 'timeout_after', seconds: 4, times: 2, match: { path, count } })
  for (const count of [5, 20, 60, 100]) await late('/v2/bot/message/push', count)
  for (const count of [1, 3]) await late('/v2/bot/message/multicast', count)
  await comeIn(stage, deadline)
  expect(await everythingArrived(stage, deadline)).toEqual([])
  for (const bot of bots) {
    bot.stop()
    expect(await bot.ended).toMatchObject({ code: 0 })
  }
}, 200_000)

test('the command `tick`, two at a time: each step arrives once', async () => {
  const deadline = Date.now() + 150_000
  stage = await openFastStage(1)
  const { env, time, line } = stage
  const bot = startBot({ ...env, TICK_SECONDS: '0' }, time)
  if (!(await bot.listens)) throw new Error(bot.said())
  await comeIn(stage, deadline)
  const db = look(stage.databasePath)
  await poll(
    'the inbox',
    20_000,
    () => line.acknowledged.size >= PEOPLE.length && db.count("inbox where status = 'pending'") === 0,
  )
  db.close()
  bot.stop()
  await bot.ended
  const orderedAt = fastNow(time).getTime()
  for (const minutes of [4, 13, 14]) {
    const now = new Date(orderedAt + minutes * 60_000).toISOString()
    const ticks = [1, 2].map(() =>
      spawn(process.execPath, [FANBELT, 'tick', '--now', now], {
        env: { PATH: process.env.PATH, ...env },
        stdio: 'ignore',
      }),
    )
    const codes = await Promise.all(ticks.map(async (tick) => (await once(tick, 'exit'))[0]))
    expect(codes).toEqual([0, 0])
  }
  expect(await everythingArrived(stage, Date.now())).toEqual([])
  const pushes = (await line.calls()).filter(({ path }) => /push|multicast/.test(path))
  expect(pushes.filter(({ status }) => status !== 200)).toEqual([])
}, 200_000)
