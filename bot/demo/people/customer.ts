/** Who is a customer of the demo shop? Plain data, as the shop's cart, LINE and the survey would each report it. */

import { addDays, addMinutes, type JstDate, jstInstant } from '../../core/calendar.ts'
import { type OrderInput, readOrder, readSubscription, type SubscriptionInput } from '../../core/order.ts'
import type { Identity } from './names.ts'
import type { Purchase } from './purchases.ts'

/** The source whose numbers the demo shop's customers carry. */
export const SHOP_SOURCE = 'shop'

export interface Answer {
  /** 1 to 5. */
  satisfaction: number
  nps: number
  voice?: string
}

/** One round of the monthly survey. */
export interface Round {
  askedAt: Date
  answeredAt?: Date
  answer?: Answer
}

/** An order or a contract, and when the shop's cart told us. */
export interface Report {
  at: Date
  order?: OrderInput
  contract?: SubscriptionInput
}

export interface DemoCustomer {
  /** In the shop's cart; a prospect has one here, too, but the cart does not know it. */
  number: string
  identity: Identity
  /** Bought there, instead of in the shop's own cart. */
  mall?: string
  /** 0 to 1: how much this person takes to the shop. */
  affinity: number
  /** Oldest first. */
  reports: Report[]
  friend?: { lineUserId: string; since: Date; blockedAt?: Date }
  rounds: Round[]
}

export interface Product {
  sku: string
  name: string
  price_yen?: number
}

/** Makes the cart's reports of one customer. Throws what is wrong with them: a demo that cannot be read is a mistake of ours. */
export function cartOf(
  { number, identity, mall }: Pick<DemoCustomer, 'number' | 'identity' | 'mall'>,
  today: JstDate,
  products: readonly Product[],
) {
  const about = {
    source: mall ?? SHOP_SOURCE,
    customer: { external_id: number, ...identity },
    // A mall's customers may not be written to (DOMAIN §6.1 "mall rule").
    ...(mall !== undefined && { marketing_allowed: false }),
  }
  const day = (daysAgo: number, time: string) => jstInstant(addDays(today, -daysAgo), time)
  const contractId = `${number}-LS`
  let made = 0

  return {
    order(purchase: Purchase, time: string, lines: { sku: string; yen?: number }[] = [purchase]): Report {
      const { daysAgo, delivery, fate } = purchase
      const at = day(daysAgo, time)
      const priced = lines.map(({ sku, yen }) => {
        const product = products.find((one) => one.sku === sku)
        return { sku, name: product?.name ?? sku, qty: 1, amount_yen: yen ?? product?.price_yen ?? 0 }
      })
      const total = priced.reduce((sum, { amount_yen }) => sum + amount_yen, 0)
      made += 1
      const arrived = daysAgo > 4 && fate === undefined
      const read = readOrder({
        ...about,
        external_id: `${number}-${made}`,
        ordered_at: at.toISOString(),
        paid_at: at.toISOString(),
        total_yen: total,
        lines: priced,
        status: fate ?? (arrived ? 'delivered' : 'confirmed'),
        ...(arrived && { delivered_at: day(daysAgo - 3, '14:00').toISOString() }),
        ...(fate === 'refunded' && { refunded_yen: total }),
        ...(delivery !== undefined && {
          subscription_external_id: contractId,
          subscription_count: delivery,
          is_renewal: delivery > 1,
        }),
      })
      if ('code' in read) throw new Error(read.message)
      return { at, order: read.order }
    },
    /** How a contract stands since that day. */
    contract(
      { startedAgo, cycleDays }: { startedAgo: number; cycleDays: number },
      time: string,
      change: { daysAgo: number; status: 'active' | 'cancelled' | 'payment_failed'; count: number; nextAgo?: number },
    ): Report {
      const { daysAgo, status, count, nextAgo } = change
      // A moment before its first order, as carts write it.
      const at = addMinutes(day(daysAgo, time), -1)
      const read = readSubscription({
        ...about,
        external_id: contractId,
        product: 'LS',
        cycle_days: cycleDays,
        started_at: addMinutes(day(startedAgo, time), -1).toISOString(),
        status,
        count,
        updated_at: at.toISOString(),
        ...(nextAgo !== undefined && { next_delivery_on: addDays(today, -nextAgo) }),
        ...(status === 'cancelled' && { cancelled_at: at.toISOString() }),
        ...(status === 'payment_failed' && { payment_failed_at: at.toISOString() }),
      })
      if ('code' in read) throw new Error(read.message)
      return { at, contract: read.subscription }
    },
  }
}

/** The same for each number, so that the demo is the same wherever it is loaded. */
export const lineUserIdOf = (number: string): string =>
  `U${[...number.padEnd(16, '-')].map((letter) => (letter.codePointAt(0) ?? 0).toString(16).padStart(2, '0')).join('')}`
