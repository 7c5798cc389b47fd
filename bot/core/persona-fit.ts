/** What must have happened before, so that this scenario begins for this persona on day 0? */

import { daysBetween, type JstDate, jstDate, jstInstant } from './calendar.ts'
import type { Coupon } from './coupons.ts'
import { lifeOf } from './life.ts'
import { startsOf } from './life-starts.ts'
import type { Persona, PersonaCoupon, PersonaOrder } from './personas.ts'
import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Label } from './vocabulary.ts'

interface Where {
  scenario: Pick<Scenario, 'trigger' | 'also' | 'products' | 'steps'>
  shop: Shop
  coupons?: readonly Coupon[]
}

/** The persona with a past that fits the trigger; what they do from day 0 on stays theirs. */
export function fitted(persona: Persona, where: Where): Persona {
  const { trigger } = where.scenario
  const later = persona.orders.filter(({ day }) => day > 0)
  if (trigger === 'friend_added') return { ...persona, orders: later }
  if (trigger === 'subscription_start')
    return { ...persona, orders: [TRIED, ...later], subscription: { ...persona.subscription, day: 0 } }
  if (trigger === 'coupon_deadline') return aged(persona, { orders: BOUGHT, coupons: [anyOf(where.coupons)] }, where)
  if (trigger === 'survey_due') return aged(persona, { orders: BOUGHT }, where)
  if (trigger.startsWith('label_change:')) return aged(persona, WAYS[trigger.slice(13) as Label], where)
  return persona
}

/** Somebody who tries first and subscribes after about three weeks (DOMAIN §6.2). */
const TRIED: PersonaOrder = { day: -20, product: 'trial' }

/** The shop's own, so that a text is tried with its real name; given when the trial is used up. */
function anyOf(coupons: readonly Coupon[] = []): PersonaCoupon {
  const coupon = coupons.find(({ valid_days }) => valid_days >= USUAL_VALID_DAYS)
  return { day: 12, coupon: coupon?.id ?? '', validDays: coupon?.valid_days ?? USUAL_VALID_DAYS }
}
const USUAL_VALID_DAYS = 21

type Past = Pick<Persona, 'orders' | 'subscription' | 'coupons' | 'answers' | 'turns'>
const BOUGHT: PersonaOrder[] = [{ day: 0, product: 'trial' }]
const CONTENT = { satisfaction: 5, nps: 9 }
const positive = (...days: number[]) => days.map((day) => ({ day, ...CONTENT }))
const SUBSCRIBED = { orders: [], subscription: { day: 0 } }

/** The shortest way to each label (DOMAIN §1.2). Nobody becomes 未登録 or 見込み by a change that begins a scenario. */
const WAYS: Record<Label, Past> = {
  unregistered: { orders: BOUGHT, turns: [{ day: 10, does: 'blocks' }] },
  prospect: { orders: [] },
  visitor: { orders: BOUGHT },
  follower: { orders: BOUGHT },
  subscriber_new: SUBSCRIBED,
  subscriber_stalled: { orders: [], subscription: { day: 0, cycleDays: 90 } },
  supporter: { ...SUBSCRIBED, answers: positive(15, 45) },
  partner: { ...SUBSCRIBED, answers: positive(15, 45, 75) },
  lapsed: { orders: BOUGHT, answers: positive(16) },
  dormant: { orders: BOUGHT },
}

/** Any day will do: only distances count. */
const SOMEWHERE = '2026-01-05' as JstDate
const LONGEST_WAY = 400

/** That way was gone before day 0, and ended on it. */
function aged(persona: Persona, way: Past, { scenario, shop }: Where): Persona {
  const frame = { scenario, shop, from: SOMEWHERE, days: LONGEST_WAY }
  const life = lifeOf({ id: '', name: '', about: '', ...way }, frame)
  const start = startsOf(life, frame, jstInstant(SOMEWHERE)).at(0)
  const back = start ? daysBetween(SOMEWHERE, jstDate(start.at)) : 0
  const earlier = <T extends { day: number }>(what: T): T => ({ ...what, day: what.day - back })
  return {
    ...persona,
    orders: [...way.orders.map(earlier), ...persona.orders.filter(({ day }) => day > 0)],
    subscription: way.subscription ? earlier(way.subscription) : persona.subscription,
    coupons: [...(way.coupons ?? []).map(earlier), ...(persona.coupons ?? [])],
    answers: [...(way.answers ?? []).map(earlier), ...(persona.answers ?? [])],
    turns: [...(way.turns ?? []).map(earlier), ...(persona.turns ?? [])],
  }
}
