/** How many customers moved to the next fan label in a period, and of how many? (DOMAIN §1.2 "Transitions") */

import { beginningsOf, type ChangeRow, changesByDay, holdersAt, labelChanges } from '../../db/transitions.ts'
import { addDays, dayNumber, type JstDate, jstInstant, TOKYO_AHEAD } from '../core/calendar.ts'
import type { Period } from '../core/metrics-rows.ts'
import type { Shop } from '../core/shop.ts'
import { type Holders, type LabelChange, TransitionCount, type TransitionCounts } from '../core/transitions.ts'
import type { Label } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'

/** Lines of history read together; keeps what is in memory small. */
const PAGE = 5000

type Needs = Pick<Deps, 'db'>

/** Customers by label at the first instant of a day. */
export type HoldersOn = (day: JstDate) => Promise<Holders>

/**
 * Reads the changes of the period and those since, never all customers.
 * @param holdersOn shared by whoever counts several periods
 */
export async function countTransitions(
  deps: Needs,
  shop: Pick<Shop, 'transition_days'>,
  period: Period,
  holdersOn: HoldersOn = holdersFrom(deps),
): Promise<TransitionCounts & { holders: Holders }> {
  const count = new TransitionCount(shop.transition_days)
  for await (const changes of changesIn(deps, period)) for (const change of changes) count.add(change)
  const holders = await holdersOn(period.from)
  return { ...count.counts(holders), holders }
}

/**
 * Of everybody who moved on these days all their changes, each customer's oldest first. Who only began is left out: there
 * may be a million of them in one evening, and nobody has moved.
 */
export async function* changesIn({ db }: Needs, { from, to }: Period): AsyncGenerator<LabelChange[]> {
  const [start, end] = [jstInstant(from), jstInstant(addDays(to, 1))]
  const seen = new Set<string>()
  let last: ChangeRow | undefined
  do {
    const page: ChangeRow[] = await labelChanges(db, start, end, PAGE, last)
    const fresh = [...new Set(page.map(({ customerId }) => customerId))].filter((id) => !seen.has(id))
    const rows = [...(await beginningsOf(db, fresh, start, end)), ...page]
    for (const id of fresh) seen.add(id)
    yield rows.sort((one, other) => one.at.getTime() - other.at.getTime() || one.rowId - other.rowId).map(changeOf)
    last = page.length < PAGE ? undefined : page.at(-1)
  } while (last)
}

/** Asked for one day after another it counts each change once: it remembers them day by day, back to the earliest asked for. */
export function holdersFrom({ db }: Needs): HoldersOn {
  let known: { until: JstDate; holders: Holders; from: JstDate; changes: LabelCountOfDay[] } | undefined
  return async (day) => {
    if (!known || day > known.until) {
      const holders = more({}, await holdersAt(db, jstInstant(day)))
      known = { until: day, holders, from: day, changes: [] }
    }
    if (day < known.from) {
      known.changes.push(...(await changesByDay(db, jstInstant(day), jstInstant(known.from), TOKYO_AHEAD)))
      known.from = day
    }
    const first = dayNumber(day)
    return more(
      known.holders,
      known.changes.filter((change) => change.day >= first),
    )
  }
}

type LabelCountOfDay = Awaited<ReturnType<typeof changesByDay>>[number]

/** Labels nobody holds are left out. */
function more(holders: Holders, rows: readonly { label: string; count: number }[]): Holders {
  const sum: Holders = { ...holders }
  for (const { label, count } of rows) sum[label as Label] = (sum[label as Label] ?? 0) + count
  return Object.fromEntries(Object.entries(sum).filter(([, count]) => count !== 0))
}

/** The words in these columns were the rules' own when they were written. */
const changeOf = ({ customerId, from, to, cause, at, subscribedOn }: ChangeRow): LabelChange =>
  ({ customerId, from: from ?? undefined, to, cause, at, subscribedOn: subscribedOn ?? undefined }) as LabelChange
