/** A bot that is killed again and again and started again at once, at moments that chance chooses. */

import { type BotProcess, startBot } from './bot-process.ts'
import { LEFT, leftBehind, look } from './crash-count.ts'
import type { FastTime } from './fast-clock.ts'
import { sleep } from './poll.ts'
import type { Chance } from './seeded.ts'
import type { WatchedLine } from './watched-line.ts'

/** Before it listens, while it sends, right after it said 200, or just like that. */
export const MOMENTS = ['start-up', 'request', 'acknowledged', 'any'] as const
export type Moment = (typeof MOMENTS)[number]

export interface Kills {
  total: number
  at: Record<Moment, number>
  /** What the dead had in their hands: leased enrollments, open requests, leased events. */
  left: { enrollments: number; requests: number; events: number }
}

export interface KilledBot {
  kills: Kills
  starts: () => number
  /** Kills and starts again until it was killed so often. */
  killUntil(times: number, deadline: number, tell?: (line: string) => void): Promise<void>
  /** Kills it for good. */
  giveUp(): void
  /** Ends it as an operator would; throws when it does not end well. */
  stop(): Promise<void>
}

interface Setting {
  env: Record<string, string>
  time: FastTime
  line: WatchedLine
  chance: Chance
  databasePath: string
}

/** The longest one waits for a moment that does not come. */
const PATIENCE = 4_000
/** The longest an orderly end may take. */
const GOODBYE = 30_000

export async function startKilledBot({ env, time, line, chance, databasePath }: Setting): Promise<KilledBot> {
  const kills: Kills = {
    total: 0,
    at: { 'start-up': 0, request: 0, acknowledged: 0, any: 0 },
    left: { enrollments: 0, requests: 0, events: 0 },
  }
  const deck: Moment[] = []
  let starts = 0
  const start = () => {
    starts += 1
    return startBot(env, time)
  }
  let over = false
  let bot: BotProcess = start()
  if (!(await bot.listens)) throw new Error(`the bot did not start:\n${bot.said()}`)

  /** The moment comes n times before it is the one. */
  const after = (n: number, hook: 'onRequest' | 'onAcknowledged') => {
    let left = n
    return new Promise<void>((resolve) => {
      line[hook] = () => {
        left -= 1
        if (left > 0) return
        line[hook] = () => {}
        // In the very call: LINE goes on and takes the message, and nobody is left to hear of it.
        bot.kill()
        resolve()
      }
    })
  }
  const killAt = async (moment: Moment) => {
    if (moment !== 'start-up' && !(await bot.listens)) throw new Error(`the bot did not start:\n${bot.said()}`)
    if (moment === 'start-up') await sleep(chance.between(0, 900))
    if (moment === 'any') await sleep(chance.between(0, 3_000))
    const come =
      moment === 'request'
        ? after(chance.between(1, 40), 'onRequest')
        : moment === 'acknowledged'
          ? after(chance.between(1, 15), 'onAcknowledged')
          : undefined
    if (come) await Promise.race([come, sleep(PATIENCE)])
    line.onRequest = () => {}
    line.onAcknowledged = () => {}
    bot.kill()
    const { signal } = await bot.ended
    if (signal !== 'SIGKILL') throw new Error(`the bot ended by itself:\n${bot.said()}`)
    if (over) return
    kills.total += 1
    kills.at[moment] += 1
    const left = look(databasePath)
    const behind = leftBehind(left)
    left.close()
    for (const what of LEFT) kills.left[what] += behind[what]
    bot = start()
  }

  return {
    kills,
    starts: () => starts,
    async killUntil(times, deadline, tell = () => {}) {
      while (!over && kills.total < times) {
        if (Date.now() > deadline) throw new Error(`only ${kills.total} kills in time`)
        // Each kind comes up however few kills there are; sending, where most can go wrong, more often.
        if (deck.length === 0) deck.push(...chance.shuffled([...MOMENTS, 'request'] as const))
        await killAt(deck.pop() ?? 'any')
        if (kills.total % 10 === 0) tell(`killed ${kills.total} times`)
      }
    },
    giveUp() {
      over = true
      bot.kill()
    },
    async stop() {
      if (!(await bot.listens)) throw new Error(`the bot did not start:\n${bot.said()}`)
      bot.stop()
      const ended = await Promise.race([bot.ended, sleep(GOODBYE)])
      if (!ended) throw new Error(`the bot does not end:\n${bot.said()}`)
      if (ended.code !== 0) throw new Error(`the bot ended with ${ended.code}:\n${bot.said()}`)
    },
  }
}
