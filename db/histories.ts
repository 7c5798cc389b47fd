/** What is on record about these customers? One statement whatever their number, and no column that the rules do not read. */

import { isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import {
  customers,
  externalIds,
  friends,
  orderLines,
  orders,
  referrals,
  referralUses,
  responses,
  signals,
  subscriptions,
  surveys,
} from './schema.ts'

/** As the rules read rows: Dates and booleans as such, what is not known left undefined. */
export interface HistoryRow {
  id: string
  name: string | undefined
  emailConsent: boolean
  openComplaint: boolean
  deleted: boolean
  /** Has a number in a shop system. */
  linked: boolean
  /** The newest LINE account. */
  friend: { lineUserId: string; following: boolean; optedOut: boolean; displayName: string | undefined } | undefined
  orders: OrderRow[]
  subscriptions: ContractRow[]
  responses: { at: Date; satisfaction?: number; nps?: number; intent?: number }[]
  /** Friends who came with this customer's card and bought. */
  referrals: number
  /** When surveys were sent, oldest first. */
  invitations: Date[]
  signals: { name: string; at: Date }[]
}

export type OrderRow = ReturnType<typeof orderRow>
export type ContractRow = ReturnType<typeof contractRow>

const array = (...values: SQLWrapper[]): SQL => sql`json_array(${sql.join(values, sql`, `)})`
const all = (values: SQL, from: SQL): SQL => sql`(select json_group_array(${values}) from ${from})`

const LINES = all(
  array(
    orderLines.no,
    orderLines.sku,
    orderLines.name,
    orderLines.qty,
    orderLines.amountYen,
    orderLines.lineType,
    orderLines.productLine,
    orderLines.isSubscription,
  ),
  sql`${orderLines} where ${orderLines.orderId} = ${orders.id}`,
)
const ORDERS = all(
  array(
    sql`json_valid(${orders.couponCodes})`,
    orders.orderedAt,
    orders.paidAt,
    orders.shippedAt,
    orders.deliveredAt,
    orders.status,
    orders.totalYen,
    orders.subtotalYen,
    orders.pointsUsedYen,
    orders.refundedYen,
    orders.isRenewal,
    orders.isTrial,
    orders.subscriptionExternalId,
    orders.subscriptionCount,
    // Said in so many words: whether a subquery's JSON stays JSON differs between versions of SQLite.
    sql`json(${LINES})`,
  ),
  sql`${orders} where ${orders.customerId} = ${customers.id}`,
)
const CONTRACTS = all(
  array(
    subscriptions.id,
    subscriptions.externalId,
    subscriptions.product,
    subscriptions.cycleDays,
    subscriptions.status,
    subscriptions.startedAt,
    subscriptions.nextDeliveryOn,
    subscriptions.cancelledAt,
    subscriptions.paymentFailedAt,
    subscriptions.count,
  ),
  sql`${subscriptions} where ${subscriptions.customerId} = ${customers.id}`,
)
const RESPONSES = all(
  array(sql`json_valid(${responses.answers})`, responses.at, responses.satisfaction, responses.nps, responses.intent),
  sql`${responses} where ${responses.customerId} = ${customers.id}`,
)
const SIGNALS = all(array(signals.name, signals.at), sql`${signals} where ${signals.customerId} = ${customers.id}`)
const INVITATIONS = all(sql`${surveys.invitedAt}`, sql`${surveys} where ${surveys.customerId} = ${customers.id}`)
const REFERRALS = sql`(
  select count(*) from ${referrals} join ${referralUses} on ${referralUses.code} = ${referrals.code}
  where ${referrals.customerId} = ${customers.id} and ${referralUses.countedAt} is not null)`
const FRIEND = sql`(
  select ${array(friends.lineUserId, friends.following, friends.optedOutAt, friends.displayName)} from ${friends}
  where ${friends.customerId} = ${customers.id} order by ${friends.createdAt} desc limit 1)`
const LINKED = sql`exists (select 1 from ${externalIds} where ${externalIds.customerId} = ${customers.id})`

type Text = string | null
type Int = number | null
type Person = [string, Text, number, number, Int, number, number, Text, string, string, string, string, string]

/**
 * Whoever turned out to be another customer has no history of their own, and is left out.
 * @throws SyntaxError when a row holds what should be JSON and is not
 */
export async function readHistoryRows(db: Db, customerIds: string[]): Promise<HistoryRow[]> {
  const rows = await db.values<Person>(sql`
    select ${customers.id}, ${customers.name}, ${customers.emailConsent}, ${customers.openComplaint}, ${customers.deletedAt},
      ${REFERRALS}, ${LINKED}, ${FRIEND}, ${ORDERS}, ${CONTRACTS}, ${RESPONSES}, ${SIGNALS}, ${INVITATIONS}
    from json_each(${JSON.stringify(customerIds)}) as wanted join ${customers} on ${customers.id} = wanted.value
    where ${isNull(customers.mergedInto)}`)
  return rows.map(
    ([
      id,
      name,
      consent,
      complaint,
      deletedAt,
      brought,
      linked,
      friend,
      bought,
      contracts,
      answers,
      raised,
      asked,
    ]) => ({
      id,
      name: name ?? undefined,
      emailConsent: isTrue(consent),
      openComplaint: isTrue(complaint),
      deleted: deletedAt !== null,
      referrals: brought,
      linked: isTrue(linked),
      friend: friend === null ? undefined : friendRow(JSON.parse(friend)),
      orders: rowsIn(bought, orderRow).sort((one, other) => one.orderedAt.getTime() - other.orderedAt.getTime()),
      subscriptions: rowsIn(contracts, contractRow),
      responses: rowsIn(answers, responseRow).sort(byTime),
      invitations: rowsIn(asked, (at: number) => new Date(at)).sort((one, other) => one.getTime() - other.getTime()),
      signals: rowsIn(raised, ([name, at]: [string, number]) => ({ name, at: new Date(at) })).sort(byTime),
    }),
  )
}

const rowsIn = <Values, Row>(json: string, row: (values: Values) => Row): Row[] =>
  json === '[]' ? [] : (JSON.parse(json) as Values[]).map(row)

const isTrue = (flag: Int): boolean => Number(flag) === 1
const dateOf = (at: Int): Date | undefined => (at === null ? undefined : new Date(at))
const byTime = (one: { at: Date }, other: { at: Date }) => one.at.getTime() - other.at.getTime()

function assertJson(valid: number, what: string): void {
  if (!isTrue(valid)) throw new SyntaxError(`${what} is no JSON`)
}

const friendRow = ([lineUserId, following, optedOutAt, displayName]: [string, number, Int, Text]) => ({
  lineUserId,
  following: isTrue(following),
  optedOut: optedOutAt !== null,
  displayName: displayName ?? undefined,
})

type OrderValues = [
  ...[valid: number, orderedAt: number, paidAt: Int, shippedAt: Int, deliveredAt: Int, status: string, totalYen: Int],
  ...[subtotalYen: Int, pointsUsedYen: number, refundedYen: number, isRenewal: number, isTrial: number],
  ...[contract: Text, count: Int, lines: LineValues[]],
]

function orderRow([valid, orderedAt, paidAt, shippedAt, deliveredAt, status, totalYen, ...more]: OrderValues) {
  const [subtotalYen, pointsUsedYen, refundedYen, isRenewal, isTrial, contract, count, lines] = more
  assertJson(valid, 'coupon_codes')
  return {
    orderedAt: new Date(orderedAt),
    paidAt: dateOf(paidAt),
    shippedAt: dateOf(shippedAt),
    deliveredAt: dateOf(deliveredAt),
    status,
    totalYen: totalYen ?? undefined,
    subtotalYen: subtotalYen ?? undefined,
    pointsUsedYen,
    refundedYen,
    isRenewal: isTrue(isRenewal),
    isTrial: isTrue(isTrial),
    subscriptionExternalId: contract ?? undefined,
    subscriptionCount: count ?? undefined,
    lines: lines.sort(([one], [other]) => one - other).map(lineRow),
  }
}

type LineValues = [no: number, sku: Text, name: string, qty: number, yen: Int, type: string, line: Text, contract: Int]

const lineRow = ([, sku, name, qty, amountYen, lineType, productLine, isSubscription]: LineValues) => ({
  sku: sku ?? undefined,
  name,
  qty,
  amountYen: amountYen ?? undefined,
  lineType,
  productLine: productLine ?? undefined,
  isSubscription: isSubscription === null ? undefined : isTrue(isSubscription),
})

type ContractValues = [
  ...[id: string, externalId: string, product: string, cycleDays: Int, status: string, startedAt: number],
  ...[nextDeliveryOn: Text, cancelledAt: Int, paymentFailedAt: Int, count: number],
]

function contractRow([id, externalId, product, cycleDays, status, startedAt, ...more]: ContractValues) {
  const [nextDeliveryOn, cancelledAt, paymentFailedAt, count] = more
  return {
    id,
    externalId,
    product,
    cycleDays: cycleDays ?? undefined,
    status,
    startedAt: new Date(startedAt),
    nextDeliveryOn: nextDeliveryOn ?? undefined,
    cancelledAt: dateOf(cancelledAt),
    paymentFailedAt: dateOf(paymentFailedAt),
    count,
  }
}

function responseRow([valid, at, satisfaction, nps, intent]: [number, number, Int, Int, Int]) {
  assertJson(valid, 'answers')
  return {
    at: new Date(at),
    satisfaction: satisfaction ?? undefined,
    nps: nps ?? undefined,
    intent: intent ?? undefined,
  }
}
