/** What exactly leaves for this customer? One step as a request to LINE, with the coupon it promises. */

import type { NewCoupon } from '../../db/coupons.ts'
import type { NewRequest } from '../../db/deliveries.ts'
import type { Enrollment } from '../../db/enrollments.ts'
import { writeAnswer } from '../core/answer.ts'
import { jstInstant } from '../core/calendar.ts'
import { renderStep } from '../core/message.ts'
import type { Step } from '../core/scenario.ts'
import { couponOf, type Promised, stepValues } from '../core/step-values.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import type { History } from './records.ts'

export interface Composed {
  request: NewRequest & { tries: number }
  coupons: NewCoupon[]
}

interface About {
  enrollment: Enrollment
  step: Step
  lineUserId: string
  history: History
  service: boolean
}

/** @throws when a value makes the message larger than LINE takes (LINE §5) */
export function compose(deps: Deps, content: Content, about: About): Composed {
  const { enrollment, step, lineUserId, history, service } = about
  const now = deps.now()
  const promised = couponOf(step, content.coupons.coupons, now)
  const { orders, subscriptions } = history.records
  const { liffId } = deps.config.line
  const messages = renderStep(step, {
    values: stepValues({ name: history.name, orders, subscriptions }, enrollment.anchor, content.shop, promised),
    answerData: (index) => writeAnswer({ revisionId: enrollment.revisionId, stepId: step.id, index }),
    liffUrl: liffId ? (page) => `https://liff.line.me/${liffId}/${page}` : undefined,
  })
  return {
    request: {
      id: deps.newId(),
      kind: 'push',
      body: JSON.stringify({ to: lineUserId, messages }),
      recipients: 1,
      service,
      status: 'sending',
      tries: 0,
      createdAt: now,
      // Until the outcome is marked nobody else touches it; a crash leaves it to a later tick.
      nextTryAt: new Date(now.getTime() + 5 * 60_000),
    },
    coupons: promised ? [couponRow(deps, about, promised)] : [],
  }
}

function couponRow(deps: Deps, { enrollment, step }: About, { coupon, lastOn }: Promised): NewCoupon {
  return {
    id: deps.newId(),
    customerId: enrollment.customerId,
    couponId: coupon.id,
    cause: coupon.once_per_customer ? 'once' : `${enrollment.id}:${step.id}`,
    code: coupon.id,
    issuedAt: deps.now(),
    expiresAt: jstInstant(lastOn, '23:59'),
  }
}
