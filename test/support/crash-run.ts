/** A shop lives through a day while its bot is killed again and again: what is lost, what comes twice? (SPEC §6) */

import { killAll } from './bot-process.ts'
import { isQuiet, look, wrongs } from './crash-count.ts'
import { customers, type Person, restless, STEPS } from './crash-shop.ts'
import { act, misbehave } from './crash-traffic.ts'
import { feed, openFastStage } from './fast-stage.ts'
import { type Kills, startKilledBot } from './killed-bot.ts'
import { comesTrue, sleep } from './poll.ts'
import { seeded } from './seeded.ts'
import type { WatchedLine } from './watched-line.ts'

export interface CrashWish {
  kills: number
  deliveries: number
  seed: number
  /** How many times as fast as the world the story runs. */
  speed?: number
  /** Real time after which it is given up. */
  withinMs: number
  tell?: (line: string) => void
}

export interface CrashReport {
  wrongs: string[]
  kills: Kills
  starts: number
  deliveries: number
  events: number
  /** Calls to LINE by path and status. 0: nobody waited for the answer any more. */
  calls: Record<string, number>
  seconds: number
}

const RESTLESS = 20
/** Longer than a lease, on the story's clock: what would be sent again is sent again by then. */
const AFTERWARDS_MINUTES = 8

export async function crashRun(wish: CrashWish): Promise<CrashReport> {
  const { tell = () => {} } = wish
  const began = Date.now()
  const deadline = began + wish.withinMs
  const stage = await openFastStage(wish.speed ?? 120)
  const { env, time, line, databasePath } = stage
  const ends: (() => void)[] = []
  try {
    const people = customers(Math.ceil(wish.deliveries / STEPS.length))
    const others = restless(RESTLESS)
    await line.desk('POST', '/control/users', [
      ...people.map(({ number, userId }) => ({ userId, displayName: `LINEの${number}`, friend: false })),
      ...others.map((userId) => ({ userId, displayName: userId.slice(-4) })),
    ])
    const bot = await startKilledBot({ env, time, line, chance: seeded(wish.seed), databasePath })
    ends.push(bot.giveUp)
    const here: Person[] = []
    const wrong = new AbortController()
    const failed = (error: unknown) => wrong.abort(error)

    // Everything at once: the shop reports, customers act, LINE misbehaves, and the bot dies.
    const killing = bot.killUntil(wish.kills, deadline, tell)
    const feeding = feed({ stage, people, here, deadline, done: () => bot.kills.total / wish.kills })
    let busy = true
    ends.push(() => {
      busy = false
    })
    const acting = acts({ line, people: here, others, seed: wish.seed, most: wish.deliveries, goesOn: () => busy })
    const failing = faults({ line, seed: wish.seed, goesOn: () => busy && bot.kills.total < wish.kills * 0.8 })
    const handing = redeliveries(line, () => busy)
    for (const work of [killing, feeding, acting, failing, handing]) work.catch(failed)
    await Promise.race([Promise.all([killing, feeding]), rejected(wrong.signal)])
    tell(`${line.arrived().size} deliveries after ${seconds(began)} s; now it runs quietly`)
    busy = false
    await Promise.race([Promise.all([acting, failing, handing]), rejected(wrong.signal)])

    const reading = look(databasePath)
    ends.push(reading.close)
    const all = people.length * STEPS.length
    await line.desk('DELETE', '/control/faults')
    const settled = async () => {
      await line.redeliver()
      return line.isHeard() && line.arrived().size >= all && isQuiet(reading)
    }
    await comesTrue(deadline - Date.now(), settled, 300)
    await sleep((AFTERWARDS_MINUTES * 60_000) / time.speed)
    await bot.stop()
    const calls = await line.calls()
    return {
      wrongs: wrongs(reading, line, calls, people),
      kills: bot.kills,
      starts: bot.starts(),
      deliveries: [...line.arrived().values()].reduce((sum, times) => sum + times, 0),
      events: line.events.size,
      calls: tally(
        calls.map(({ path, status }) => `${path.replace('/v2/bot/', '').replace(/U\w{32}/, '…')} ${status}`),
      ),
      seconds: seconds(began),
    }
  } finally {
    for (const end of ends) end()
    killAll()
    await stage.close()
  }
}

const seconds = (since: number) => Math.round((Date.now() - since) / 100) / 10

const rejected = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

const tally = (names: string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(names.sort(), (name) => name)].map(([name, own]) => [name, own.length]))

interface Acting {
  line: WatchedLine
  people: Person[]
  others: string[]
  seed: number
  most: number
  goesOn: () => boolean
}

async function acts({ line, people, others, seed, most, goesOn }: Acting): Promise<void> {
  const chance = seeded(seed + 1)
  for (let n = 0; n < most && goesOn(); n += 1) {
    await sleep(chance.between(10, 100))
    if (people.length > 0) await act(line, chance, people, others)
  }
}

async function faults({ line, seed, goesOn }: Pick<Acting, 'line' | 'seed' | 'goesOn'>): Promise<void> {
  const chance = seeded(seed + 2)
  while (goesOn()) {
    await sleep(chance.between(200, 1_500))
    await misbehave(line, chance)
  }
}

async function redeliveries(line: WatchedLine, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    await sleep(300)
    line.arrived()
    await line.redeliver()
  }
}
