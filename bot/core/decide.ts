/** What happens to one enrollment at this moment? The whole decision of a tick, for the runtime and for `simulate`. */

import type { Allowance } from './allowance.ts'
import { addMinutes, daysBetween, jstDate } from './calendar.ts'
import { conditionInJapanese } from './condition-words.ts'
import { type HeldCoupon, whyGone } from './coupon-deadline.ts'
import { type Anchors, dayIn, dueAt, keyOf, releaseAt, stepIdIn } from './due.ts'
import { guard, type Sending } from './guard.ts'
import { isService } from './guard-general.ts'
import { heldOutBy, holdoutReason } from './holdout.ts'
import { namesTrue, type Standing } from './names.ts'
import { isEarly } from './rule132.ts'
import { couponsIn, type Scenario, type Step, sendWithinMinutes } from './scenario.ts'
import type { Shop } from './shop.ts'
import { ON_LINE, SALES_KINDS, SILENT } from './vocabulary.ts'
import { evaluate, parseWhen } from './when.ts'

/** What became of a step so far. `held` ones are looked at again; all others are settled. */
export interface Handled {
  status: string
  heldUntil?: Date
}

export interface Situation {
  scenario: Scenario
  /** Undefined for who is made up: nobody of them is in a hold-out. */
  customerId?: string
  anchors: Anchors
  /** By `Outcome.key`. */
  handled: ReadonlyMap<string, Handled>
  standing: Standing
  /** Signals raised since the enrollment began, and the newest wall (`namesRaised`). */
  signals: readonly string[]
  /** Marketing messages sent or claimed lately, by any path, newest last. */
  recentSends: readonly Date[]
  now: Date
  shop: Shop
  /** What may still leave this month, whoever it is for; everything when left out. */
  allowance?: Allowance
  /** What it is all about: one coupon in the customer's wallet. */
  coupon?: HeldCoupon & { product?: string }
  /** Codes left of the coupons that give each customer one; others are not in it. */
  codesLeft?: ReadonlyMap<string, number>
  /** Coupons that each customer gets but once, and this one has used. */
  couponsUsed?: ReadonlySet<string>
}

/** `key` is the name under which the outcome is written down (due.ts). */
export type Outcome = { step: Step; key: string; dueAt: Date } & (
  | { verdict: 'send'; service: boolean }
  /** For the shop's people to do: a call, an insert. `service` ones, and those that do not ring, leave the caps alone. */
  | { verdict: 'listed'; code: string; reason: string; marketing: boolean }
  | { verdict: 'held'; code: string; reason: string; until: Date }
  | { verdict: 'denied' | 'skipped'; code: string; reason: string }
)

export interface Decision {
  outcomes: Outcome[]
  /** When to look again; undefined when nothing can come any more. */
  nextDueAt?: Date
  /** The day of some step is not known yet: the shop's next report will tell. */
  waits?: boolean
  /** Why it ended early: the `exit_when` that came true. */
  exit?: string
}

/** A hold that no time alone releases is looked at once a day. */
const A_DAY = 24 * 60
/** Codes may come any hour. */
const CODES_LOOK_MINUTES = 60

interface Look {
  step: Step
  key: string
  /** Undefined while the day it counts from is not known. */
  at: Date | undefined
}

/** The steps that are not settled. */
function openLooks(situation: Situation): Look[] {
  const { scenario, anchors, handled } = situation
  return scenario.steps.flatMap((step): Look[] => {
    const key = keyOf(step, anchors)
    const before = handled.get(key) ?? handled.get(step.id)
    if (before) return before.status === 'held' ? [{ step, key, at: before.heldUntil }] : []
    return wasToldAlready(step, situation) ? [] : [{ step, key, at: dueAt(step, anchors) }]
  })
}

/** A delivery moved by some days was announced before: the customer, who moved it, need not hear of it again. */
const A_SHORT_MOVE = 7

function wasToldAlready({ id, at }: Step, { anchors: { nextDeliveryOn }, handled }: Situation): boolean {
  if (at.from !== 'next_delivery') return false
  return [...handled].some(([key, { status }]) => {
    const told = dayIn(key)
    if (!told || !nextDeliveryOn || stepIdIn(key) !== id || status === 'held') return false
    return Math.abs(daysBetween(told, nextDeliveryOn)) <= A_SHORT_MOVE
  })
}

/** Held notices before a delivery that has been moved to another day since. */
function movedAway({ scenario, anchors, handled, now }: Situation): Outcome[] {
  if (!scenario.steps.some(comesAgain)) return []
  const reason = 'お届けの日が変わったため、取りやめました。'
  return [...handled].flatMap(([key, { status, heldUntil }]): Outcome[] => {
    const step = scenario.steps.find(({ id, at }) => at.from === 'next_delivery' && id === stepIdIn(key))
    if (!step || status !== 'held' || key === keyOf(step, anchors) || key === step.id) return []
    return [{ step, key, dueAt: heldUntil ?? now, verdict: 'skipped', code: 'S_MOVED', reason }]
  })
}

/** Pure: everything it needs comes in, everything that must happen comes out, including when to look again. */
export function decide(situation: Situation): Decision {
  const { scenario, standing, now, shop } = situation
  const names = namesTrue(standing, situation.signals, now, shop)
  const gone = situation.coupon && whyGone(situation.coupon, now)
  const exit = gone ?? scenario.exit_when.find((condition) => holds(condition, names))
  if (exit !== undefined) return { outcomes: [], exit }

  const open = openLooks(situation)
  const due = open
    .filter((look): look is Look & { at: Date } => look.at !== undefined)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  const sends = [...situation.recentSends]
  const paused = scenario.pause_sales_when.find((condition) => holds(condition, names))
  const codes = new Map(situation.codesLeft)
  const outcomes: Outcome[] = movedAway(situation)
  const looks: Date[] = []
  let asked = standing
  for (const look of due) {
    if (look.at > now) {
      looks.push(look.at)
      continue
    }
    const outcome = decideStep(look, { ...situation, standing: asked }, names, sends, paused, codes)
    outcomes.push(outcome)
    if (outcome.verdict === 'held') looks.push(outcome.until)
    if (isMarketing(outcome)) sends.push(now)
    // Two surveys that fall due together are one too many.
    if (invites(outcome)) asked = { ...asked, facts: { ...asked.facts, lastSurveyOn: jstDate(now) } }
  }
  const nextDueAt = looks.reduce<Date | undefined>((least, look) => (!least || look < least ? look : least), undefined)
  return { outcomes, nextDueAt, waits: open.some(({ at }) => at === undefined) || scenario.steps.some(comesAgain) }
}

/** Counts towards the caps on marketing. */
export const isMarketing = (outcome: Outcome): boolean =>
  (outcome.verdict === 'send' && !outcome.service) || (outcome.verdict === 'listed' && outcome.marketing)

/** The customer is asked to answer a survey. */
export const invites = ({ verdict, step }: Outcome): boolean => verdict === 'send' && step.survey !== undefined

const comesAgain = ({ at }: Step): boolean => at.from === 'next_delivery'

function decideStep(
  { step, key, at: look }: Look & { at: Date },
  situation: Situation,
  names: ReadonlySet<string>,
  recentSends: Date[],
  paused: string | undefined,
  codes: Map<string, number>,
): Outcome {
  const { now, scenario, shop, standing } = situation
  const first = dueAt(step, situation.anchors) ?? look
  const about = { step, key, dueAt: first }
  const skip = (code: string, reason: string): Outcome => ({ ...about, verdict: 'skipped', code, reason })

  if (step.when !== undefined && !holds(step.when, names))
    return skip('S_WHEN', `次の条件に当てはまらないため、お送りしません：${conditionInJapanese(step.when, scenario)}`)
  const heldOut = situation.customerId && heldOutBy(step, scenario, situation.customerId, shop)
  if (heldOut) return skip('S_HOLDOUT', holdoutReason(heldOut, shop))
  if (sellsSecondPurchase(step, scenario) && achievedEarly(situation))
    return skip('S_ACHIEVED_EARLY', '2回目のご注文をもういただいているため、このご案内はお送りしません。')
  const used = couponsIn(step).find((id) => situation.couponsUsed?.has(id))
  if (used !== undefined)
    return skip(
      'S_COUPON_USED',
      `クーポン「${used}」はお一人さま1回限りで、もうお使いいただいているため、お送りしません。`,
    )
  if (now > addMinutes(look, sendWithinMinutes(step)))
    return skip('S_OVERDUE', '予定の時刻を大きく過ぎたため、お送りしませんでした。')

  const kind = step.offer === 'none' ? 'none' : step.offer.kind
  const hold = (code: string, reason: string, until: Date | undefined): Outcome => ({
    ...about,
    verdict: 'held',
    code,
    reason,
    until: releaseAt(step, laterOf(until ?? addMinutes(now, A_DAY), addMinutes(now, 1)), shop.guard),
  })
  const sending: Sending = {
    kind,
    product: step.offer === 'none' ? undefined : (step.offer.product ?? situation.coupon?.product),
    service: step.service,
    touchpoint: step.touchpoint,
    survey: step.survey !== undefined,
    dueAt: first,
  }
  const verdict = guard({
    sending,
    facts: standing.facts,
    label: standing.label,
    stage: standing.stage,
    recentSends,
    now,
    shop,
    allowance: situation.allowance,
  })
  if (verdict.verdict === 'deny') return { ...about, verdict: 'denied', code: verdict.code, reason: verdict.message }
  if (verdict.verdict === 'hold') return hold(verdict.code, verdict.message, verdict.until)
  if (paused !== undefined && kind !== 'none' && SALES_KINDS.has(kind))
    return hold('R_PAUSED', `ご案内をお休みしています：${conditionInJapanese(paused, scenario)}`, undefined)
  const promised = couponsIn(step).filter((id) => codes.has(id))
  const gone = promised.find((id) => (codes.get(id) ?? 0) <= 0)
  if (gone !== undefined)
    return hold(
      'S_NO_CODES',
      `クーポン「${gone}」のコードがなくなったため、待っています。`,
      addMinutes(now, CODES_LOOK_MINUTES),
    )
  for (const id of promised) codes.set(id, (codes.get(id) ?? 0) - 1)
  const service = isService(sending)
  if (ON_LINE.has(step.touchpoint)) return { ...about, verdict: 'send', service }
  const reason = 'LINE以外の接点です。作業リストでご対応ください。'
  return { ...about, verdict: 'listed', code: 'S_LISTED', reason, marketing: !service && !SILENT.has(step.touchpoint) }
}

/** An F2 offer: asks who has bought for the first time to buy again (DOMAIN §1.6). */
const sellsSecondPurchase = ({ offer }: Step, { trigger }: Scenario): boolean =>
  trigger === 'first_order' && offer !== 'none' && (offer.kind === 'repeat' || offer.kind === 'subscription')

/** The second purchase came inside the window of 1・3・2; who has bought three times is past it in any case. */
const achievedEarly = ({ anchors, standing: { facts }, shop }: Situation): boolean =>
  facts.purchases > 2 ||
  (facts.purchases === 2 &&
    facts.lastPurchaseOn !== undefined &&
    isEarly(jstDate(anchors.startedAt), facts.lastPurchaseOn, shop.rule132))

const laterOf = (a: Date, b: Date): Date => (a > b ? a : b)

function holds(condition: string, names: ReadonlySet<string>): boolean {
  const parsed = parseWhen(condition)
  // Published scenarios were checked, so this is a bug, not bad input.
  if ('error' in parsed) throw new Error(`unreadable condition in a published scenario: ${condition}`)
  return evaluate(parsed.ok, names)
}
