/** How is a rule of the guard written down? The three shapes they take: wait so many days, wait for the parcel, refuse. */

import { addDays, daysBetween, type JstDate, jstDate, jstInstant } from './calendar.ts'
import type { Facts } from './facts.ts'
import type { GuardInput, Rule } from './guard.ts'
import type { GuardSettings, Shop } from './shop.ts'
import { OFFER_KINDS } from './vocabulary.ts'

/** What the merchant calls the thing that is being sent. */
export const named = ({ sending: { kind } }: GuardInput): string =>
  `「${OFFER_KINDS[kind === 'none' ? 'survey' : kind]}」`

/** Calendar days since then, negative when the day lies ahead; undefined when it is not known. */
export const daysSince = (on: JstDate | undefined, { now }: Pick<GuardInput, 'now'>): number | undefined =>
  on === undefined ? undefined : daysBetween(on, jstDate(now))

type DayOf = (facts: Facts, shop: Shop) => JstDate | undefined

interface Wait {
  code: string
  days: (guard: GuardSettings) => number
  /** Counted from this day; while it is not known, the rule does not apply. */
  from: DayOf
  /** 「`lead`14日たつまで送れません（`since`5日）」 */
  words: { lead: string; since: string }
  only?: (input: GuardInput) => boolean
  about?: Rule['about']
  message?: Rule['message']
}

/** Hold until so many days have passed since then: to midnight in Tokyo, because days are counted, not hours. */
export function wait({ code, days, from, words, only, about, message }: Wait): Rule {
  const passed = (input: GuardInput) => daysSince(from(input.facts, input.shop), input)
  return {
    code,
    verdict: 'hold',
    about: about ?? (({ guard }) => `${words.lead}${days(guard)}日たつまで待ちます。`),
    applies: (input) => (passed(input) ?? Number.POSITIVE_INFINITY) < days(input.shop.guard) && (only?.(input) ?? true),
    until: ({ facts, shop }) => {
      const on = from(facts, shop)
      return on && jstInstant(addDays(on, days(shop.guard)))
    },
    message:
      message ??
      ((input) => {
        const [limit, since = 0] = [days(input.shop.guard), passed(input)]
        const state = since < 0 ? '' : `（${words.since}${since}日）`
        return `${named(input)}は、${words.lead}${limit}日たつまで送れません${state}。あと${limit - since}日お待ちください。`
      }),
  }
}

/** Hold without an end: something was bought, and nobody knows when it arrives. */
export const noArrivalKnown = (code: string, from: DayOf): Rule => ({
  code,
  verdict: 'hold',
  about: () => 'お届けの日がわかるまで待ちます。',
  applies: ({ facts, shop }) => from(facts, shop) === undefined,
  until: () => undefined,
  message: (input) => `${named(input)}は、商品が届くまで送れません。お届けの日はまだわかっていません。`,
})

/** Never for this customer as things stand. */
export const deny = (rule: {
  code: string
  about: string
  applies: Rule['applies']
  message?: Rule['message']
}): Rule => ({
  code: rule.code,
  verdict: 'deny',
  about: () => rule.about,
  applies: rule.applies,
  message: rule.message ?? ((input) => `${named(input)}は送れません。${rule.about}`),
})
