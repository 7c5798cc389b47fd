/** What happens to one enrollment at this moment? The whole decision of a tick, for the runtime and for `simulate`. */

import { addMinutes, jstDate } from './calendar.ts'
import { type Anchors, dueAt, releaseAt } from './due.ts'
import { guard } from './guard.ts'
import { namesTrue, type Standing } from './names.ts'
import { isEarly } from './rule132.ts'
import { type Scenario, type Step, sendWithinMinutes } from './scenario.ts'
import type { Shop } from './shop.ts'
import { SALES_KINDS, type Touchpoint } from './vocabulary.ts'
import { evaluate, parseWhen } from './when.ts'

/** What became of a step so far. `held` ones are looked at again; all others are settled. */
export interface Handled {
  status: string
  heldUntil?: Date
}

export interface Situation {
  scenario: Scenario
  anchors: Anchors
  handled: ReadonlyMap<string, Handled>
  standing: Standing
  /** Signals raised since the enrollment began. */
  signals: readonly string[]
  /** Marketing messages sent or claimed lately, by any path, newest last. */
  recentSends: readonly Date[]
  now: Date
  shop: Shop
}

export type Outcome = { step: Step; dueAt: Date } & (
  | { verdict: 'send'; service: boolean }
  | { verdict: 'held'; code: string; reason: string; until: Date }
  | { verdict: 'denied' | 'skipped'; code: string; reason: string }
)

export interface Decision {
  outcomes: Outcome[]
  /** When to look again; undefined when nothing can come any more. */
  nextDueAt?: Date
  /** Why it ended early: the `exit_when` that came true. */
  exit?: string
}

/** Steps on these reach the customer through LINE; the others become work lists for people. */
const ON_LINE: ReadonlySet<Touchpoint> = new Set(['line_push', 'line_richmenu', 'line_chat', 'liff'])

/** A hold that no time alone releases is looked at once a day. */
const A_DAY = 24 * 60

/** When `step` is to be looked at; undefined when it is settled or its day is not known. */
function nextLook(step: Step, situation: Situation): Date | undefined {
  const handled = situation.handled.get(step.id)
  if (!handled) return dueAt(step, situation.anchors)
  return handled.status === 'held' ? handled.heldUntil : undefined
}

/** Pure: everything it needs comes in, everything that must happen comes out, including when to look again. */
export function decide(situation: Situation): Decision {
  const { scenario, standing, now, shop } = situation
  const names = namesTrue(standing, situation.signals, now, shop)
  const exit = scenario.exit_when.find((condition) => holds(condition, names))
  if (exit !== undefined) return { outcomes: [], exit }

  const due = scenario.steps
    .map((step) => ({ step, look: nextLook(step, situation) }))
    .filter((item): item is { step: Step; look: Date } => item.look !== undefined)
    .sort((a, b) => a.look.getTime() - b.look.getTime())
  const sends = [...situation.recentSends]
  const paused = scenario.pause_sales_when.find((condition) => holds(condition, names))
  const outcomes: Outcome[] = []
  const looks: Date[] = []
  for (const { step, look } of due) {
    if (look > now) {
      looks.push(look)
      continue
    }
    const outcome = decideStep(step, look, situation, names, sends, paused)
    outcomes.push(outcome)
    if (outcome.verdict === 'held') looks.push(outcome.until)
    if (outcome.verdict === 'send' && !outcome.service) sends.push(now)
  }
  const nextDueAt = looks.reduce<Date | undefined>((least, look) => (!least || look < least ? look : least), undefined)
  return { outcomes, nextDueAt }
}

function decideStep(
  step: Step,
  look: Date,
  situation: Situation,
  names: ReadonlySet<string>,
  recentSends: Date[],
  paused: string | undefined,
): Outcome {
  const { now, scenario, shop, standing } = situation
  const first = dueAt(step, situation.anchors) ?? look
  const about = { step, dueAt: first }
  const skip = (code: string, reason: string): Outcome => ({ ...about, verdict: 'skipped', code, reason })

  if (step.when !== undefined && !holds(step.when, names))
    return skip('S_WHEN', `条件「${step.when}」に当てはまりません。`)
  if (sellsSecondPurchase(step, scenario) && achievedEarly(situation))
    return skip('S_ACHIEVED_EARLY', '2回目のご注文をもういただいているため、このご案内はお送りしません。')
  if (!ON_LINE.has(step.touchpoint)) return skip('S_NOT_LINE', 'LINE以外の接点のため、作業リストでご対応ください。')
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
  const verdict = guard({
    sending: {
      kind,
      product: step.offer === 'none' ? undefined : step.offer.product,
      touchpoint: step.touchpoint,
      survey: step.survey !== undefined,
      dueAt: first,
    },
    facts: standing.facts,
    label: standing.label,
    stage: standing.stage,
    recentSends,
    now,
    shop,
  })
  if (verdict.verdict === 'deny') return { ...about, verdict: 'denied', code: verdict.code, reason: verdict.message }
  if (verdict.verdict === 'hold') return hold(verdict.code, verdict.message, verdict.until)
  if (paused !== undefined && kind !== 'none' && SALES_KINDS.has(kind))
    return hold('R_PAUSED', `「${paused}」のあいだ、ご案内をお休みしています。`, undefined)
  return { ...about, verdict: 'send', service: false }
}

/** An F2 offer: asks who has bought for the first time to buy again (DOMAIN §1.6). */
const sellsSecondPurchase = ({ offer }: Step, { trigger }: Scenario): boolean =>
  trigger === 'first_order' && offer !== 'none' && (offer.kind === 'repeat' || offer.kind === 'subscription')

/** The second purchase came inside the window of 1・3・2; who has bought three times is past it in any case. */
const achievedEarly = ({ anchors, standing: { facts } }: Situation): boolean =>
  facts.purchases > 2 ||
  (facts.purchases === 2 &&
    facts.lastPurchaseOn !== undefined &&
    isEarly(jstDate(anchors.startedAt), facts.lastPurchaseOn))

const laterOf = (a: Date, b: Date): Date => (a > b ? a : b)

function holds(condition: string, names: ReadonlySet<string>): boolean {
  const parsed = parseWhen(condition)
  // Published scenarios were checked, so this is a bug, not bad input.
  if ('error' in parsed) throw new Error(`unreadable condition in a published scenario: ${condition}`)
  return evaluate(parsed.ok, names)
}
