/** What is on record about someone at each moment of a simulation? A persona, or a real customer, as dated records. */

import { addDays, type JstDate, jstDate, jstInstant } from './calendar.ts'
import type { SubscriptionFact } from './contracts.ts'
import type { HeldCoupon } from './coupon-deadline.ts'
import type { Records, SignalFact } from './gather-facts.ts'
import type { OrderFact } from './occasions.ts'
import type { Opinion, Persona, PersonaCoupon, PersonaOrder, Role, Tap } from './personas.ts'
import { productFor } from './product.ts'
import type { Scenario } from './scenario.ts'
import type { Product, Shop } from './shop.ts'

/** An order whose later news (dispatch, arrival, cancellation) is not known before it happens. */
export type LifeOrder = OrderFact & { cancelledAt?: Date }

export interface Turn {
  at: Date
  following?: boolean
  optedOut?: boolean
}

export interface Life {
  id: string
  /** Of a real customer; undefined for who is made up. */
  customerId?: string
  name?: string
  linked: boolean
  withdrawn: boolean
  records: Omit<Records, 'now' | 'shop' | 'orders' | 'signals' | 'invitations'> & {
    orders: LifeOrder[]
    invitations: Date[]
    /** With the button's label, where one was tapped. */
    signals: (SignalFact & { label?: string })[]
  }
  /** Became a friend; undefined when nobody knows, or never. */
  friendSince?: Date
  /** What changes about the friendship, oldest first. */
  turns: Turn[]
  /** Marketing that went out before, by any path. */
  sends: Date[]
  /** In the wallet, whatever put them there. */
  coupons: readonly HeldCoupon[]
  taps: readonly Tap[]
  answersSurveys?: Opinion & { afterHours: number }
}

/** What the database knows about a real customer. What they will do is not known, so they do nothing. */
export const lifeOfCustomer = (
  id: string,
  known: Pick<Life, 'name' | 'linked' | 'withdrawn' | 'records'>,
  sends: readonly Date[],
  coupons: readonly HeldCoupon[] = [],
): Life => ({ id, customerId: id, ...known, turns: [], sends: [...sends], coupons, taps: [] })

const USUAL_TIME = '10:00'
/** Before anything is bought that day. */
const FRIEND_TIME = '09:00'
const USUAL_CYCLE = 30
/** In a shop that lists no products. */
const UNNAMED = 'ご注文の商品'
/** A persona's contract: its next deliveries are worked out, those of real customers are as the shop reported them. */
export const CONTRACT = 'simulated'
/** Days from an order to its arrival (DOMAIN §1.1). */
export const TRANSIT = 3

interface Frame {
  scenario: Pick<Scenario, 'products'>
  shop: Shop
  /** Day 0. */
  from: JstDate
  days: number
}

export function lifeOf(persona: Persona, frame: Frame): Life {
  const { from } = frame
  const at = ({ day, time = USUAL_TIME }: { day: number; time?: string }) => jstInstant(addDays(from, day), time)
  const contract = contractOf(persona, frame)
  const orders = [
    ...persona.orders.map((order) => orderOf(order, frame, at(order))),
    ...(contract ? deliveriesOf(contract, frame) : []),
  ]
  const { friend = true, linked = true, emailConsent = false, referrals = 0, answersSurveys, taps = [] } = persona
  const friendOn = addDays(from, Math.min(0, ...persona.orders.map(({ day }) => day)))
  return {
    id: persona.id,
    name: persona.name,
    linked,
    withdrawn: false,
    records: {
      orders,
      subscriptions: contract ? [contract] : [],
      friend: friend ? { following: true, optedOut: false } : undefined,
      emailConsent,
      responses: (persona.answers ?? []).map(({ day, time, ...opinion }) => ({ ...opinion, at: at({ day, time }) })),
      invitations: [],
      signals: (persona.signals ?? []).map(({ day, time, name }) => ({ name, at: at({ day, time }) })),
      complaintsOpen: 0,
      referrals,
    },
    friendSince: friend ? jstInstant(friendOn, FRIEND_TIME) : undefined,
    turns: (persona.turns ?? []).map((turn) => ({ at: at(turn), ...TURNS[turn.does] })).sort(byTime),
    sends: [],
    coupons: (persona.coupons ?? []).map((coupon, index) => heldOf(coupon, `coupon_${index}`, at(coupon))),
    taps,
    answersSurveys,
  }
}

const heldOf = ({ coupon, validDays }: PersonaCoupon, id: string, issuedAt: Date): HeldCoupon => ({
  ...{ id, couponId: coupon, issuedAt, usedAt: null },
  expiresAt: jstInstant(addDays(jstDate(issuedAt), validDays), '23:59'),
})

const TURNS = {
  blocks: { following: false },
  comes_back: { following: true },
  stops: { optedOut: true },
  resumes: { optedOut: false },
} as const

const byTime = (one: { at: Date }, other: { at: Date }) => one.at.getTime() - other.at.getTime()

const FITS: Record<Role, (product: Product) => boolean> = {
  trial: (product) => product.trial,
  regular: (product) => !product.trial && !product.subscription,
  subscription: (product) => product.subscription,
}

/** The shop's product for a role; what the scenario is about comes first, so that it begins. */
function skuFor(role: string, { scenario, shop }: Frame): { sku: string; product?: Product } {
  const fits = Object.hasOwn(FITS, role) ? FITS[role as Role] : undefined
  if (!fits) return { sku: productFor(role, shop)?.sku ?? role, product: productFor(role, shop) }
  const goods = shop.products.filter((product) => !product.insert)
  const own = (scenario.products ?? []).flatMap((code) => productFor(code, shop) ?? [])
  const product =
    own.find(fits) ?? (role === 'subscription' ? goods.find(fits) : undefined) ?? own[0] ?? goods.find(fits) ?? goods[0]
  return { sku: product?.sku ?? scenario.products?.[0] ?? UNNAMED, product }
}

function orderOf(order: PersonaOrder, frame: Frame, orderedAt: Date): LifeOrder {
  const { sku, product } = skuFor(order.product ?? 'regular', frame)
  const { deliveredAfter, cancelledOnDay } = order
  return {
    orderedAt,
    deliveredAt:
      deliveredAfter === undefined ? undefined : jstInstant(addDays(jstDate(orderedAt), deliveredAfter), '12:00'),
    cancelledAt: cancelledOnDay === undefined ? undefined : jstInstant(addDays(frame.from, cancelledOnDay), '12:00'),
    status: 'confirmed',
    totalYen: product?.price_yen,
    isRenewal: false,
    isTrial: product?.trial ?? false,
    lines: [{ sku, name: product?.name, qty: 1, lineType: 'goods', productLine: product?.line }],
  }
}

function contractOf({ subscription }: Persona, frame: Frame): SubscriptionFact | undefined {
  if (!subscription) return undefined
  const { sku, product } = skuFor(subscription.product ?? 'subscription', frame)
  const { day, time = USUAL_TIME, cancelledOnDay } = subscription
  return {
    id: CONTRACT,
    externalId: CONTRACT,
    product: sku,
    cycleDays: subscription.cycleDays ?? product?.cycle_days ?? USUAL_CYCLE,
    status: cancelledOnDay === undefined ? 'active' : 'cancelled',
    startedAt: jstInstant(addDays(frame.from, day), time),
    cancelledAt: cancelledOnDay === undefined ? undefined : jstInstant(addDays(frame.from, cancelledOnDay), '12:00'),
  }
}

/** When a renewal is ordered, so many days after the beginning. */
export const renewedAt = (begun: JstDate, days: number): Date => jstInstant(addDays(begun, days), USUAL_TIME)

/** The order that begins a contract and its renewals, as long as the simulation looks. */
function deliveriesOf(contract: SubscriptionFact, frame: Frame): LifeOrder[] {
  const until = contract.cancelledAt ?? jstInstant(addDays(frame.from, frame.days + 1))
  const found: LifeOrder[] = []
  const { cycleDays = USUAL_CYCLE, startedAt } = contract
  for (let count = 1; ; count += 1) {
    const at = count === 1 ? startedAt : renewedAt(jstDate(startedAt), (count - 1) * cycleDays)
    if (at >= until) return found
    const first = orderOf({ day: 0, product: contract.product }, frame, at)
    const about = { subscriptionExternalId: CONTRACT, subscriptionCount: count }
    found.push({ ...first, isRenewal: count > 1, paidAt: at, ...about })
  }
}
