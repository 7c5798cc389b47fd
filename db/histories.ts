/** What is on record about these customers? One statement whatever their number, and no column that the rules do not read. */

import { isNull, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { bind } from './compile.ts'
import { isOfShop } from './customers.ts'
import { contractRow, friendRow, type Int, isTrue, orderRow, responseRow, type Text } from './history-rows.ts'
import {
  customers,
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
  responses: { id: string; at: Date; satisfaction?: number; nps?: number; intent?: number }[]
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
    orders.discountYen,
    orders.shippingYen,
    orders.feeYen,
    orders.taxYen,
    orders.id,
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
  array(
    sql`json_valid(${responses.answers})`,
    responses.at,
    responses.satisfaction,
    responses.nps,
    responses.intent,
    responses.id,
  ),
  sql`${responses} where ${responses.customerId} = ${customers.id}`,
)
const SIGNALS = all(array(signals.name, signals.at), sql`${signals} where ${signals.customerId} = ${customers.id}`)
const INVITATIONS = all(sql`${surveys.invitedAt}`, sql`${surveys} where ${surveys.customerId} = ${customers.id}`)
const REFERRALS = sql`(
  select count(*) from ${referrals} join ${referralUses} on ${referralUses.code} = ${referrals.code}
  where ${referrals.customerId} = ${customers.id} and ${referralUses.countedAt} is not null)`
const FRIEND = sql`(
  select ${array(friends.lineUserId, friends.following, friends.optedOutAt, friends.displayName)} from ${friends}
  where ${friends.customerId} = ${customers.id} order by ${friends.createdAt} desc, ${friends.lineUserId} desc limit 1)`
const LINKED = isOfShop(customers.id)

type Person = [string, Text, number, number, Int, number, number, Text, string, string, string, string, string]

/** @param ids as JSON */
const historiesOf = bind(
  (ids) => sql`
  select ${customers.id}, ${customers.name}, ${customers.emailConsent}, ${customers.openComplaint}, ${customers.deletedAt},
    ${REFERRALS}, ${LINKED}, ${FRIEND}, ${ORDERS}, ${CONTRACTS}, ${RESPONSES}, ${SIGNALS}, ${INVITATIONS}
  from json_each(${ids}) as wanted join ${customers} on ${customers.id} = wanted.value
  where ${isNull(customers.mergedInto)} and not ${customers.anonymous}`,
)

/**
 * Whoever turned out to be another customer has no history of their own, and is left out; so are orders that name nobody.
 * @throws SyntaxError when a row holds what should be JSON and is not
 */
export async function readHistoryRows(db: Db, customerIds: string[]): Promise<HistoryRow[]> {
  const rows = await db.values<Person>(historiesOf(JSON.stringify(customerIds)))
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
      orders: rowsIn(bought, orderRow).sort(
        (one, other) => one.orderedAt.getTime() - other.orderedAt.getTime() || byId(one, other),
      ),
      subscriptions: rowsIn(contracts, contractRow).sort(
        (one, other) => one.startedAt.getTime() - other.startedAt.getTime() || byId(one, other),
      ),
      responses: rowsIn(answers, responseRow).sort((one, other) => byTime(one, other) || byId(one, other)),
      invitations: rowsIn(asked, (at: number) => new Date(at)).sort((one, other) => one.getTime() - other.getTime()),
      signals: rowsIn(raised, ([name, at]: [string, number]) => ({ name, at: new Date(at) })).sort(byTime),
    }),
  )
}

const rowsIn = <Values, Row>(json: string, row: (values: Values) => Row): Row[] =>
  json === '[]' ? [] : (JSON.parse(json) as Values[]).map(row)

/** Two of one moment stay in the same order, whichever way they are read. */
const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : Number(one.id > other.id))
const byTime = (one: { at: Date }, other: { at: Date }) => one.at.getTime() - other.at.getTime()
