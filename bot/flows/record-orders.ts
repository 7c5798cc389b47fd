/** The shop reports orders or contracts: remember them, refresh the facts, begin what they trigger. */

import { type ShopConsent, takeConsents } from '../../db/consent.ts'
import { followingCustomers } from '../../db/enrollments.ts'
import type { Write } from '../../db/facts.ts'
import { followMerges } from '../../db/merges.ts'
import {
  findKnownOrders,
  findKnownSubscriptions,
  type NewOrder,
  type NewOrderLine,
  type NewSubscription,
  saveOrders,
  saveOrdersUpdatedAt,
  saveSubscriptions,
  saveSubscriptionsUpdatedAt,
} from '../../db/orders.ts'
import { insertTasks } from '../../db/staff-tasks.ts'
import { countStale, markStale, type Stale, unmarkStale } from '../../db/stale-facts.ts'
import type { OrderInput, SubscriptionInput } from '../core/order.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadContent } from './content.ts'
import { enrolTriggered, nextTriggered } from './enrol.ts'
import { failingSince } from './failing-since.ts'
import { followOrders } from './follow-orders.ts'
import { resolveWaitingClaims } from './link-order.ts'
import type { Met } from './met.ts'
import { paymentTasks } from './payment-tasks.ts'
import { consentsIn } from './record-consents.ts'
import type { History } from './records.ts'
import { type Cause, refreshAnd } from './refresh-facts.ts'
import { refreshStale } from './refresh-stale.ts'
import { isPurchase, lineRows, orderRow, subscriptionRow } from './report-rows.ts'
import { settleOrders } from './settle-purchases.ts'
import { numberOf, type Recorded, sortOut } from './sort-reports.ts'

export type { Outcome } from '../core/same-report.ts'
export type { Recorded } from './sort-reports.ts'

export interface RecordWish {
  /** Names the file they came from. */
  importId?: string
  /**
   * More are to come: labels, and what new orders begin, wait for `finishRecording`, except for customers who follow a
   * scenario now. Until then a mark beside each order says whose facts are stale, so that a crash loses nothing.
   */
  more?: boolean
  /** What `fingerprintOf` says of each, where somebody has asked already. */
  fingerprints?: readonly string[]
  /** Of a long file: who was named in it before. */
  met?: Met
  /** Of the file they stand in. */
  savedAt?: Date
  /** Told what resolves when the disk has it, by whom there is more to do meanwhile; else it is waited for. */
  onWritten?: (onDisk: Promise<void>) => void
}

/**
 * Upserts orders by `(source, external_id)`, some 1,000 at a time (on Node many more); recording the same report again
 * changes nothing.
 * @returns what became of each, in order; a later report of the same order in one call wins
 */
export async function recordOrders(deps: Deps, reports: OrderInput[], wish: RecordWish = {}): Promise<Recorded[]> {
  const content = await loadContent(deps)
  const known = await findKnownOrders(deps.db, reports.map(numberOf))
  const lines = new Map<string, NewOrderLine[]>()
  const consents: ShopConsent[] = []
  const { rows, confirmed, recorded } = await sortOut(
    deps,
    reports,
    known,
    (report, owned): NewOrder => {
      lines.set(owned.id, lineRows(owned.id, report))
      consents.push(...consentsIn(report, owned.customerId, report.ordered_at))
      return { ...orderRow(report), ...owned, importId: wish.importId }
    },
    wish,
  )
  // A purchase that is taken back mends our records; nobody went away (DOMAIN §1.1).
  const stale = staleBy(rows, (row) => (isPurchase(row) ? 'purchase' : 'data_fix'))
  const at = deps.now()
  const owners = stale.map(({ customerId }) => customerId)
  const onDisk = await saveOrders(deps.db, rows, [...lines.values()].flat(), [
    markStale(stale, at),
    ...takeConsents(consents),
    ...followMerges('orders', owners, at),
  ])
  const wait = () => (wish.onWritten ? wish.onWritten(onDisk()) : onDisk())
  await saveOrdersUpdatedAt(deps.db, confirmed)
  if (rows.length === 0) {
    await wait()
    return recorded
  }
  if (wish.more) {
    const following = await followingCustomers(
      deps.db,
      stale.map(({ customerId }) => customerId),
    )
    const affected = stale.filter(({ customerId }) => following.has(customerId))
    await refresh(deps, content, affected, at)
  } else {
    await refreshAndEnrol(deps, content, stale, at)
    deps.wake('tick')
  }
  await settleOrders(deps, content, rows)
  await resolveWaitingClaims(deps, content, rows)
  // Nobody hears of it before the disk has it: not of what another call has just written, either.
  await wait()
  return recorded
}

/**
 * After the last of them: everybody's label, and what the orders of the last days begin.
 * @param onDone told of how many customers are done, of how many
 */
export async function finishRecording(
  deps: Deps,
  onDone: (done: number, all: number) => void = () => {},
): Promise<void> {
  const all = await countStale(deps.db)
  await refreshStale(deps, { onDone: (done) => onDone(done, all) })
  await enrolTriggered(deps, await loadContent(deps))
  deps.wake('tick')
}

/** Upserts contracts by `(source, external_id)`. */
export async function recordSubscriptions(
  deps: Deps,
  reports: SubscriptionInput[],
  { more = false, savedAt }: Pick<RecordWish, 'more' | 'savedAt'> = {},
): Promise<Recorded[]> {
  const content = await loadContent(deps)
  const known = await findKnownSubscriptions(deps.db, reports.map(numberOf))
  const consents: ShopConsent[] = []
  const paymentFailedAt = await failingSince(deps, reports)
  const { rows, confirmed, recorded } = await sortOut(
    deps,
    reports,
    known,
    (report, owned): NewSubscription => {
      consents.push(...consentsIn(report, owned.customerId, report.started_at))
      return { ...subscriptionRow(report), ...owned, paymentFailedAt: paymentFailedAt(report) }
    },
    { savedAt },
  )
  const stale = staleBy(rows, ({ status }) =>
    status === 'cancelled' || status === 'completed' ? 'subscription_end' : 'subscription_start',
  )
  const at = deps.now()
  const owners = stale.map(({ customerId }) => customerId)
  const tasks = paymentTasks(deps, content.shop, rows)
  await saveSubscriptions(deps.db, rows, [
    markStale(stale, at),
    ...(tasks.length > 0 ? [insertTasks(tasks)] : []),
    ...takeConsents(consents),
    ...followMerges('subscriptions', owners, at),
  ])
  await saveSubscriptionsUpdatedAt(deps.db, confirmed)
  if (rows.length === 0 || more) return recorded
  await refreshAndEnrol(deps, content, stale, at)
  deps.wake('tick')
  return recorded
}

/** Each customer once; a purchase says more than a mended record. */
function staleBy<Row extends { customerId: string }>(rows: Row[], causeOf: (row: Row) => Cause): Stale[] {
  const causes = new Map<string, Cause>()
  for (const row of rows) {
    const cause = causeOf(row)
    if (cause !== 'data_fix' || !causes.has(row.customerId)) causes.set(row.customerId, cause)
  }
  return [...causes].map(([customerId, cause]) => ({ customerId, cause }))
}

/**
 * The facts of these customers, and what they follow because of their orders, at once.
 * @param also what is found again by itself, and written with the last of them from the histories of all
 */
async function refresh(
  deps: Deps,
  content: Content,
  stale: Stale[],
  at: Date,
  also: (histories: ReadonlyMap<string, History>) => Promise<Write[]> = async () => [],
): Promise<void> {
  const all = new Map<string, History>()
  const groups = [...Map.groupBy(stale, (one) => one.cause as Cause)]
  for (const [index, [cause, group]] of groups.entries()) {
    const ids = group.map(({ customerId }) => customerId)
    await refreshAnd(deps, ids, cause, content.shop, {
      unmark: [unmarkStale(group.map((one) => ({ ...one, at })))],
      also: async (histories) => {
        for (const [id, history] of histories) all.set(id, history)
        const moved = await followOrders(deps, histories, content.shop)
        const more = index === groups.length - 1 ? await also(all) : []
        return [...moved, ...more]
      },
    })
  }
}

/** As `refresh`, with what their new orders and contracts begin: all of it in one transaction where it can be. */
export async function refreshAndEnrol(deps: Deps, content: Content, stale: Stale[], at: Date): Promise<void> {
  let isLast = false
  await refresh(deps, content, stale, at, async (histories) => {
    const next = await nextTriggered(deps, content, histories)
    isLast = next.isLast
    return next.writes
  })
  if (!isLast) await enrolTriggered(deps, content)
}
