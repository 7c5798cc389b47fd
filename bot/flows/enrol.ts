/** Who begins which scenario, because of what? Orders, contracts, new friends and label changes of the last days. */

import { endReplaced, insertEnrollments, type NewEnrollment, runsByLabel } from '../../db/enrollments.ts'
import type { Write } from '../../db/facts.ts'
import {
  markOrdersTriggered,
  markSubscriptionsTriggered,
  untriggeredOrders,
  untriggeredSubscriptions,
} from '../../db/orders.ts'
import { anchorsOf } from '../core/anchors.ts'
import { addDays, jstDate, jstInstant } from '../core/calendar.ts'
import type { Standing } from '../core/names.ts'
import {
  begins,
  firstLook,
  type LabelChanged,
  replaces,
  rests,
  type Start,
  startByContract,
  startByLabel,
  startByOrder,
} from '../core/start.ts'
import type { Stage, Trigger } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import { type History, loadHistories, standingOf } from './records.ts'

const BATCH = 500

/**
 * Looks at the orders and contracts that no trigger has looked at. What is older than `trigger_max_age_days` when it is
 * first seen starts nothing: an import of last year's orders must not greet anybody (SPEC §5.2).
 * @param known histories that were read a moment ago
 */
export async function enrolTriggered(
  deps: Deps,
  content: Content,
  known?: ReadonlyMap<string, History>,
): Promise<number> {
  for (let started = 0; ; ) {
    const next = await nextTriggered(deps, content, known)
    await deps.db.repeatably(next.writes)
    started += next.started
    if (next.isLast) return started
  }
}

/** What some of them set going: nothing is written yet. */
export interface Triggered {
  writes: Write[]
  started: number
  /** Nobody waits after these. */
  isLast: boolean
}

/** The next of them, as `enrolTriggered` takes them one batch after the other. */
export async function nextTriggered(
  deps: Deps,
  content: Content,
  known: ReadonlyMap<string, History> = new Map(),
): Promise<Triggered> {
  const now = deps.now()
  const after = jstInstant(addDays(jstDate(now), -content.shop.trigger_max_age_days))
  const orders = await untriggeredOrders(deps.db, after, now, BATCH)
  const contracts = await untriggeredSubscriptions(deps.db, after, now, BATCH)
  const unread = [...orders, ...contracts].filter((row) => !knows(known.get(row.customerId), row.id))
  const loaded = await loadHistories(
    deps,
    unread.map((row) => row.customerId),
  )
  /** Nobody else waits because one customer's records make no sense. */
  const begun = (customerId: string, startOf: (history: History) => Start | undefined): NewEnrollment[] => {
    const history = loaded.get(customerId) ?? known.get(customerId)
    try {
      const start = history && startOf(history)
      return start ? enrollmentsFor(deps, content, customerId, start, history) : []
    } catch (error) {
      deps.log('enrollment_not_begun', { customerId, error })
      return []
    }
  }
  const rows = [
    ...orders
      .filter((order) => order.marketingAllowed)
      .flatMap((order) =>
        begun(order.customerId, ({ records }) => startByOrder(order.orderedAt, records.orders, content.shop, now)),
      ),
    ...contracts
      .filter((contract) => contract.status === 'active')
      .flatMap((contract) => begun(contract.customerId, () => startByContract(contract.id, contract, content.shop))),
  ]
  const again = new Set(
    content.scenarios.filter(({ scenario }) => replaces(scenario)).map(({ scenario }) => scenario.id),
  )
  const renewed = rows.filter((row) => again.has(row.scenarioId))
  const writes = [
    ...(rows.length > 0 ? [insertEnrollments(rows)] : []),
    ...(renewed.length > 0 ? [endReplaced(renewed, now)] : []),
    ...(orders.length > 0 ? [markOrdersTriggered(idsOf(orders), now)] : []),
    ...(contracts.length > 0 ? [markSubscriptionsTriggered(idsOf(contracts), now)] : []),
  ]
  return { writes, started: rows.length, isLast: orders.length < BATCH && contracts.length < BATCH }
}

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id)

/** Whether the history was read after this order or contract had come in. */
const knows = (history: History | undefined, id: string): boolean =>
  history !== undefined && [...history.records.orders, ...history.records.subscriptions].some((row) => row.id === id)

/** A friend was added: begins at once, idempotent by its anchor. */
export async function enrolOne(
  deps: Deps,
  content: Content,
  trigger: Trigger,
  { customerId, ...about }: Omit<Start, 'triggers'> & { customerId: string },
): Promise<void> {
  if (!content.scenarios.some(({ scenario }) => scenario.trigger === trigger)) return
  const history = (await loadHistories(deps, [customerId])).get(customerId)
  if (!history) return
  const rows = enrollmentsFor(deps, content, customerId, { triggers: [trigger], ...about }, history)
  if (rows.length > 0) await deps.db.atomically([insertEnrollments(rows)])
}

/** Whose label changed, and what a scenario asks about them. */
export interface Relabelled extends LabelChanged {
  stage: Stage
}

/** What begins because labels changed: to be written together with the change itself. Nobody begins twice at once, or too soon. */
export async function enrolByLabel(
  deps: Deps,
  content: Content,
  changes: ReadonlyMap<string, Relabelled>,
): Promise<ReturnType<typeof insertEnrollments>[]> {
  const now = deps.now()
  const rows = [...changes].flatMap(([customerId, change]) => {
    const start = startByLabel(change, content.shop, now)
    const about = { standing: { label: change.to, stage: change.stage }, records: NO_RECORDS }
    return start ? enrollmentsOf(deps, content, customerId, start, about) : []
  })
  if (rows.length === 0) return []
  const customerIds = rows.map((row) => row.customerId)
  const before = Map.groupBy(await runsByLabel(deps.db, customerIds), (run) => `${run.customerId} ${run.scenarioId}`)
  const scenarios = new Map(content.scenarios.map(({ scenario }) => [scenario.id, scenario]))
  const begun = rows.filter((row) => {
    const scenario = scenarios.get(row.scenarioId)
    const runs = before.get(`${row.customerId} ${row.scenarioId}`) ?? []
    return scenario && !runs.some(({ endedAt }) => rests(scenario, endedAt, now))
  })
  return begun.length > 0 ? [insertEnrollments(begun)] : []
}

/** One row for each scenario that begins; nothing is written yet. */
export function enrollmentsFor(
  deps: Deps,
  content: Content,
  customerId: string,
  start: Start,
  history: History,
): NewEnrollment[] {
  const standing = standingOf(history, content.shop, deps.now())
  return enrollmentsOf(deps, content, customerId, start, { standing, records: history.records })
}

/** A start by label hangs on its own day: no order or contract moves it. */
const NO_RECORDS = { orders: [], subscriptions: [] }

interface About {
  standing: Pick<Standing, 'label' | 'stage'>
  records: Pick<History['records'], 'orders' | 'subscriptions'>
}

function enrollmentsOf(
  deps: Deps,
  content: Content,
  customerId: string,
  start: Start,
  { standing, records }: About,
): NewEnrollment[] {
  const now = deps.now()
  return content.scenarios
    .filter(({ scenario }) => begins(scenario, start, standing, content.shop))
    .map(({ scenario, revisionId }) => ({
      id: deps.newId(),
      customerId,
      scenarioId: scenario.id,
      revisionId,
      anchor: start.anchor,
      anchorAt: start.at,
      deliveredOn: start.deliveredOn,
      startedAt: now,
      nextDueAt: firstLook(
        scenario,
        anchorsOf({ anchor: start.anchor, anchorAt: start.at, deliveredOn: start.deliveredOn }, records, content.shop),
      ),
    }))
}
