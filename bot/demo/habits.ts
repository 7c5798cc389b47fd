/** What do the many people of the demo shop do with the messages they get? They answer surveys and tap, each in their own way. */

import { addDays, addMinutes, jstDate, jstInstant } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import type { Platform } from '../simulator/platform.ts'
import type { Answer, DemoCustomer } from './people/customer.ts'
import { answerSurvey, play } from './scenes.ts'

interface Intent {
  userId: string
  at: Date
  /** Whoever was not asked by then does not answer any more. */
  until: Date
  does: { answer: Answer } | { tap: string }
}

const PATIENCE_DAYS = 6
/** Day of arrival, and two days later, of a first purchase (`first_60days`). */
const USES = { afterDays: 3, from: 0.35, label: '今日から使います' }
const FEELS = { afterDays: 5, from: 0.6, label: 'しっとりした' }

export function habitsOf(people: readonly DemoCustomer[], livedFrom: Date) {
  let intents = people.flatMap((person) => intentsOf(person, livedFrom))

  /** Everything they mean to do by now; an answer waits for its question. */
  async function live({ deps, platform }: { deps: Deps; platform: Platform }): Promise<void> {
    const now = deps.now()
    const due = intents.filter(({ at }) => at <= now)
    if (due.length === 0) return
    intents = intents.filter(({ at }) => at > now)
    for (const intent of due) {
      const { userId, does, until } = intent
      if ('tap' in does) await play({ deps, platform }, userId, does, () => '')
      else if (!(await answerSurvey(deps, userId, does.answer)) && now < until) intents.push(intent)
    }
    await platform.idle()
  }
  return { live }
}

function intentsOf({ friend, rounds, reports, affinity }: DemoCustomer, livedFrom: Date): Intent[] {
  if (!friend || friend.blockedAt) return []
  const { lineUserId: userId } = friend
  const answers = rounds.flatMap(({ answeredAt: at, answer }): Intent[] =>
    at && answer && at >= livedFrom
      ? [{ userId, at, until: addMinutes(at, PATIENCE_DAYS * 24 * 60), does: { answer } }]
      : [],
  )
  const first = reports.find(({ order }) => order)?.at
  if (!first || first < livedFrom) return answers
  const taps = [USES, FEELS]
    .filter(({ from }) => affinity >= from)
    .map(({ afterDays, label }): Intent => {
      const at = jstInstant(addDays(jstDate(first), afterDays), '20:30')
      return { userId, at, until: at, does: { tap: label } }
    })
  return [...answers, ...taps]
}
