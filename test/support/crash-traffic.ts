/** What customers do all the while: they write, tap, block, come back, say stop. And what LINE does: it misbehaves. */

import type { Person } from './crash-shop.ts'
import type { Chance } from './seeded.ts'
import type { WatchedLine } from './watched-line.ts'

export const KEYWORD = '使い方'
export const STOP = '配信停止'
export const RESUME = '再開'

const FAULTS = ['error_before', 'error_after', 'reset', 'rate_limit', 'timeout_after', 'slow_body'] as const

/** One thing that happens on somebody's phone. */
export async function act(line: WatchedLine, chance: Chance, people: Person[], restless: string[]): Promise<void> {
  const person = chance.pick(people).userId
  // Who blocks the account cannot write to it, so these are two kinds of people.
  const half = restless.length >> 1
  const other = chance.pick(restless.slice(0, half))
  const wavering = chance.pick(restless.slice(half))
  const phone = (userId: string, path: string, body: unknown = {}) =>
    line.desk('POST', `/phone/users/${userId}/${path}`, body)
  const dice = chance.between(1, 100)
  if (dice <= 30) await phone(person, 'messages', { text: `ひとこと${chance.between(1, 1_000_000)}` })
  else if (dice <= 40) await phone(person, 'messages', { text: KEYWORD })
  else if (dice <= 75) await tap(line, chance)
  else if (dice <= 83) await phone(other, 'block')
  else if (dice <= 91) await phone(other, 'follow')
  else if (dice <= 95) await line.desk('POST', '/control/events', { duplicateOf: 'last' }).catch(() => {})
  else await line.desk('POST', '/control/events', { events: batch(chance, people, wavering) })
}

/** Several people in one call, as LINE may send them. */
const batch = (chance: Chance, people: Person[], wavering: string) =>
  [chance.pick(people).userId, chance.pick(people).userId, wavering].map((userId, index) => ({
    type: 'message',
    userId,
    message: {
      id: String(chance.between(10 ** 11, 10 ** 12)),
      type: 'text',
      text: index === 2 ? chance.pick([STOP, RESUME]) : `まとめて${chance.between(1, 1_000_000)}`,
    },
  }))

/** A button of a message that arrived, tapped by whom it arrived at. */
async function tap(line: WatchedLine, chance: Chance): Promise<void> {
  if (line.buttons.length === 0) return
  const { userId, data } = chance.pick(line.buttons)
  await line.desk('POST', `/phone/users/${userId}/postback`, { data })
}

/** One of the next calls goes wrong, or a few in a row; what LINE had done by then, it has done. */
export async function misbehave(line: WatchedLine, chance: Chance): Promise<void> {
  // One thing at a time: otherwise a bot that calls seldom would meet a LINE that never works.
  if (((await line.desk('GET', '/control/faults')) as unknown[]).length > 0) return
  await line.desk('POST', '/control/faults', {
    fault: chance.pick(FAULTS),
    times: chance.between(1, 3),
    match: { path: '/v2/bot/message/', count: chance.between(5, 40) },
    seconds: 1,
    executes: chance.next() < 0.5,
  })
}
