/** What exactly does this customer read? One step rendered for one person, with the coupon it promises. */

import type { NewCoupon } from '../../db/coupons.ts'
import type { Enrollment } from '../../db/enrollments.ts'
import { writeAnswer } from '../core/answer.ts'
import { jstDate } from '../core/calendar.ts'
import { type HeldCoupon, toldOf } from '../core/coupon-deadline.ts'
import { isSameForAll, type LineMessage, renderStep } from '../core/message.ts'
import { buttonsOf, type Step } from '../core/scenario.ts'
import { couponCards, couponOf, couponsOf, stepValues } from '../core/step-values.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import { couponFor } from './issue-coupons.ts'
import type { History } from './records.ts'
import { signLink } from './sign-link.ts'

export interface Composed {
  messages: LineMessage[]
  coupons: NewCoupon[]
}

interface About {
  enrollment: Enrollment
  step: Step
  history: History
  /** What the enrollment is about, when it is about a coupon the customer has. */
  coupon?: HeldCoupon
}

/** What was rendered for one customer is there for all others of the batch, where nothing in it is about the one. */
const rendered = new WeakMap<Step, LineMessage[]>()

/** @throws when a value makes the message larger than LINE takes (LINE §5) */
export async function compose(deps: Deps, content: Content, about: About): Promise<Composed> {
  const { enrollment, step } = about
  const known = rendered.get(step)
  const messages = known ?? (await render(deps, content, about))
  if (!known && isSameForAll(step)) rendered.set(step, messages)
  return { messages, coupons: couponRows(deps, content, enrollment, step) }
}

async function render(deps: Deps, content: Content, about: About): Promise<LineMessage[]> {
  const { enrollment, step, history, coupon } = about
  const now = deps.now()
  const coupons = content.coupons.coupons
  const { orders, subscriptions } = history.records
  const { liffId } = deps.config.line
  const tokens = await linkTokens(deps, enrollment, step)
  const from = (index: number | undefined) => (index === undefined || !tokens[index] ? '' : `?from=${tokens[index]}`)
  return renderStep(step, {
    values: stepValues(
      { name: history.name, orders, subscriptions },
      enrollment.anchor,
      content.shop,
      coupon ? toldOf(coupon, coupons) : couponOf(step, coupons, now),
    ),
    coupon: couponCards(step, coupons, content.shop, now),
    answerData: (index) => writeAnswer({ revisionId: enrollment.revisionId, stepId: step.id, index }),
    link: (url, index) => (tokens[index] ? `${deps.config.publicUrl.replace(/\/$/, '')}/r/${tokens[index]}` : url),
    // A page inside LINE is opened at once and reports the tap itself: a detour would open it in another browser.
    liffUrl: liffId ? (page, index) => `https://liff.line.me/${liffId}/${page}${from(index)}` : undefined,
  })
}

/** One for each button that opens something, by its place; none while there is no secret to sign with. */
async function linkTokens(
  deps: Deps,
  { revisionId, customerId }: Enrollment,
  step: Step,
): Promise<(string | undefined)[]> {
  const secret = deps.config.sessionSecret
  if (secret === undefined) return []
  const sentOn = jstDate(deps.now())
  return Promise.all(
    buttonsOf(step).map(({ url, liff }, index) =>
      url || liff ? signLink({ revisionId, stepId: step.id, index, customerId, sentOn }, secret) : undefined,
    ),
  )
}

/** What the step puts into the customer's wallet. */
export const couponRows = (deps: Deps, content: Content, enrollment: Enrollment, step: Step): NewCoupon[] =>
  couponsOf(step, content.coupons.coupons, deps.now()).map(({ coupon }) =>
    couponFor(deps, coupon, { customerId: enrollment.customerId, cause: `${enrollment.id}:${step.id}` }),
  )
