/** Everything on record about some customers, in the shape the rules read. */

import { type HistoryRow, readHistoryRows } from '../../db/histories.ts'
import { knownThen } from '../../db/known-then.ts'
import type { SubscriptionFact } from '../core/contracts.ts'
import { gatherFacts, type Records } from '../core/gather-facts.ts'
import { classify } from '../core/label.ts'
import type { SoldOrder } from '../core/metrics-buyer.ts'
import type { Standing } from '../core/names.ts'
import type { Shop } from '../core/shop.ts'
import { stageOf } from '../core/stage.ts'
import type { Deps } from '../deps.ts'

/** One customer's records, and the newest moment among them. */
export interface History {
  records: Omit<Records, 'now' | 'shop' | 'invitations' | 'orders'> & { orders: SoldOrder[]; invitations: Date[] }
  /** As the shop knows the person, else as they call themselves on LINE. */
  name: string | undefined
  /** The newest LINE account. */
  lineUserId: string | undefined
  linked: boolean
  withdrawn: boolean
  knownUntil: Date
}

/**
 * One statement, whatever the number of customers. Somebody whose rows cannot be read is left out and
 * logged: halves are read until the damaged rows are alone.
 */
export async function loadHistories(
  deps: Pick<Deps, 'db' | 'log'>,
  customerIds: string[],
): Promise<Map<string, History>> {
  const ids = [...new Set(customerIds)]
  if (ids.length === 0) return new Map()
  try {
    return await readHistories(deps, ids)
  } catch (error) {
    if (!isDamage(error)) throw error
    if (ids.length === 1) {
      deps.log('customer_unreadable', { customerId: ids[0], error })
      return new Map()
    }
    const half = ids.length >> 1
    const first = await loadHistories(deps, ids.slice(0, half))
    return new Map([...first, ...(await loadHistories(deps, ids.slice(half)))])
  }
}

/** Bad data, not a database that cannot be reached: what is not JSON, cannot become JSON, is no date, or fills more than a row may. */
const isDamage = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  error instanceof RangeError ||
  (error instanceof Error && (/cannot hold BLOB|too big/i.test(error.message) || isDamage(error.cause)))

async function readHistories(deps: Pick<Deps, 'db'>, ids: string[]): Promise<Map<string, History>> {
  const rows = await readHistoryRows(deps.db, ids)
  return new Map(rows.map((row) => [row.id, historyOf(row)]))
}

function historyOf(row: HistoryRow): History {
  const { friend, responses, invitations, signals } = row
  // The words in these columns were the rules' own when they were written.
  const orders = row.orders as SoldOrder[]
  const moments = [
    ...orders.flatMap(({ orderedAt, paidAt, shippedAt }) => [orderedAt, paidAt ?? orderedAt, shippedAt ?? orderedAt]),
    ...row.subscriptions.map(({ startedAt }) => startedAt),
    ...signals.map(({ at }) => at),
    ...responses.map(({ at }) => at),
    ...invitations,
  ]
  return {
    records: {
      orders,
      subscriptions: row.subscriptions as SubscriptionFact[],
      friend: friend && { following: friend.following, optedOut: friend.optedOut },
      emailConsent: row.emailConsent,
      responses,
      invitations,
      signals,
      complaintsOpen: row.openComplaint ? 1 : 0,
      referrals: row.referrals,
    },
    name: row.name ?? friend?.displayName,
    lineUserId: friend?.lineUserId,
    linked: row.linked,
    withdrawn: row.deleted,
    knownUntil: new Date(Math.max(0, ...moments.map((at) => at.getTime()))),
  }
}

/**
 * Histories for a look from a moment that may be past: what time itself has not written into the records — a block, a stop,
 * a consent, a friend who was brought — as it was then. Orders, contracts and answers have their own moments.
 */
export async function loadHistoriesAt(
  deps: Pick<Deps, 'db' | 'log' | 'now'>,
  customerIds: string[],
  at: Date,
): Promise<Map<string, History>> {
  const histories = await loadHistories(deps, customerIds)
  if (at >= deps.now()) return histories
  const known = await knownThen(deps.db, [...histories.keys()], at)
  for (const [id, { records }] of histories) {
    const then = known.get(id)
    if (!then) continue
    const { following, optedOut, emailConsent, referrals } = then
    Object.assign(records, { emailConsent, referrals, friend: records.friend && { following, optedOut } })
  }
  return histories
}

/** Where this customer stands at `now`, by the records known then. */
export function standingOf(history: History, shop: Shop, now: Date): Standing {
  const facts = gatherFacts({ ...history.records, shop, now })
  const label = classify(facts, now, shop)
  return { facts, label, stage: stageOf(facts, shop), linked: history.linked, withdrawn: history.withdrawn }
}
