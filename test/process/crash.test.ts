/** What does a bot that is killed again and again lose, and what does it send twice? The short form of `npm run crash`. */

import { afterAll, expect, test } from 'vitest'
import { killAll } from '../support/bot-process.ts'
import { crashRun } from '../support/crash-run.ts'

const SEED = Number(process.env.CRASH_SEED) || 1 + (Date.now() % 100_000)

afterAll(killAll)

test(`killed 6 times among 300 deliveries: 0 lost, 0 doubled (CRASH_SEED=${SEED} repeats it)`, async () => {
  const { wrongs, kills, starts, calls, deliveries } = await crashRun({
    kills: 6,
    deliveries: 300,
    seed: SEED,
    withinMs: 200_000,
  })
  expect(wrongs, JSON.stringify({ seed: SEED, kills, calls })).toEqual([])
  expect([kills.total, starts]).toEqual([6, 7])
  expect(deliveries).toBeGreaterThanOrEqual(300)
}, 240_000)
