/** What exactly leaves for this customer? One step as a request to LINE, with the coupon it promises. */

import type { NewCoupon } from '../../db/coupons.ts'
import type { NewRequest } from '../../db/deliveries.ts'
import type { Enrollment } from '../../db/enrollments.ts'
import { writeAnswer } from '../core/answer.ts'
import { dayInJapanese, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import { expiresOn } from '../core/coupons.ts'
import { renderStep } from '../core/message.ts'
import { shopValues } from '../core/placeholders.ts'
import { productName } from '../core/product.ts'
import type { Step } from '../core/scenario.ts'
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
  const { enrollment, step, lineUserId, service } = about
  const now = deps.now()
  const coupon = couponOf(deps, content, about)
  const { liffId } = deps.config.line
  const messages = renderStep(step, {
    values: valuesFor(content, about, coupon),
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
    coupons: coupon ? [coupon.row] : [],
  }
}

interface Promised {
  name: string
  lastOn: JstDate
  row: NewCoupon
}

function couponOf(deps: Deps, content: Content, { enrollment, step }: About): Promised | undefined {
  const wanted = step.offer === 'none' ? undefined : step.offer.coupon
  const coupon = content.coupons.coupons.find(({ id }) => id === wanted)
  if (!coupon) return undefined
  const now = deps.now()
  const lastOn = expiresOn(coupon, jstDate(now))
  const cause = coupon.once_per_customer ? 'once' : `${enrollment.id}:${step.id}`
  const row: NewCoupon = {
    id: deps.newId(),
    customerId: enrollment.customerId,
    couponId: coupon.id,
    cause,
    code: coupon.id,
    issuedAt: now,
    expiresAt: jstInstant(lastOn, '23:59'),
  }
  return { name: coupon.name, lastOn, row }
}

function valuesFor(content: Content, { enrollment, history }: About, coupon: Promised | undefined) {
  const values: Record<string, string> = shopValues(content.shop)
  const { orders, subscriptions } = history.records
  const ordered = orders
    .filter((order) => `order:${jstDate(order.orderedAt)}` === enrollment.anchor)
    .flatMap((order) => order.lines.filter((line) => line.lineType === 'goods'))
    .map((line) => productName(line.sku ?? line.name ?? '', content.shop))
  const contract = subscriptions.find(({ product }) => product)
  const product = ordered[0] ?? (contract && productName(contract.product, content.shop))
  const nextOn = subscriptions.map(({ nextDeliveryOn }) => nextDeliveryOn).find((on) => on !== undefined)
  if (history.name) values.お名前 = history.name
  if (product) values.商品名 = ordered.length > 1 ? `${product} ほか` : product
  if (nextOn) values.次回お届け日 = dayInJapanese(nextOn)
  if (coupon) {
    values.クーポン名 = coupon.name
    values.クーポン期限 = dayInJapanese(coupon.lastOn)
  }
  return values
}
