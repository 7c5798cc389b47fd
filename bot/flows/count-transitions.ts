/** How many customers moved to the next fan label in a period, and of how many? (DOMAIN §1.2 "Transitions") */

import { type ChangeRow, holdersAt, labelChanges } from '../../db/transitions.ts'
import { addDays, jstInstant } from '../core/calendar.ts'
import type { Period } from '../core/metrics-rows.ts'
import type { Shop } from '../core/shop.ts'
import { type Holders, type LabelChange, TransitionCount, type TransitionCounts } from '../core/transitions.ts'
import type { Deps } from '../deps.ts'

/** Lines of history read together; keeps what is in memory small. */
const PAGE = 5000

type Needs = Pick<Deps, 'db'>

/** Reads the changes of the period and those since, never all customers. */
export async function countTransitions(
  deps: Needs,
  shop: Pick<Shop, 'transition_days'>,
  period: Period,
): Promise<TransitionCounts & { holders: Holders }> {
  const count = new TransitionCount(shop.transition_days)
  for await (const change of changesIn(deps, period)) count.add(change)
  const holders = await holdersOn(deps, period.from)
  return { ...count.counts(holders), holders }
}

/** Changes of label on these days, oldest first. */
export async function* changesIn(deps: Needs, { from, to }: Period): AsyncGenerator<LabelChange> {
  let last: ChangeRow | undefined
  do {
    const page: ChangeRow[] = await labelChanges(deps.db, jstInstant(from), jstInstant(addDays(to, 1)), PAGE, last)
    for (const row of page) yield changeOf(row)
    last = page.length < PAGE ? undefined : page.at(-1)
  } while (last)
}

/** Customers by label at the first instant of this day. */
export async function holdersOn(deps: Needs, day: Period['from']): Promise<Holders> {
  const rows = await holdersAt(deps.db, jstInstant(day))
  return Object.fromEntries(rows.map(({ label, count }) => [label, count]))
}

/** The words in these columns were the rules' own when they were written. */
const changeOf = ({ customerId, from, to, cause, at, subscribedOn }: ChangeRow): LabelChange =>
  ({ customerId, from: from ?? undefined, to, cause, at, subscribedOn: subscribedOn ?? undefined }) as LabelChange
