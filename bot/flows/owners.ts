/** Whose are these orders? Of somebody we know or make, or of nobody who can be told (DOMAIN §2.1, §2.4). */

import { saveAnonymous } from '../../db/customers.ts'
import { mergedAway } from '../../db/merges.ts'
import { isAnonymous } from '../core/order.ts'
import type { Deps } from '../deps.ts'
import { identify, type Person } from './identify.ts'
import { joinTwins, type Twins } from './merge-customers.ts'
import type { Met } from './met.ts'

export interface Unowned {
  /** Our id of the order or the contract. */
  id: string
  report: Person
  /** Whose it was by the last report. */
  before: string | undefined
}

const ANONYMOUS = 'anonymous:'

/** Made from the order's id alone: the same report again makes nobody new. */
const anonymousFor = (id: string) => `${ANONYMOUS}${id}`

export const isNobody = (customerId: string): boolean => customerId.startsWith(ANONYMOUS)

/**
 * An order keeps its owner, under the row that stands for the person now. One that nobody could be found for goes to the
 * first person a later report names.
 * @returns customer ids, one for each
 */
export async function ownersOf(deps: Deps, reported: Unowned[], met?: Met): Promise<string[]> {
  const named = reported.filter(({ report }) => !isAnonymous(report.customer))
  const people = await identify(
    deps,
    named.map(({ report }) => report),
    met,
  )
  const owners = new Map(named.map((one, place) => [one, people[place] ?? '']))
  const nobodys = reported.filter(({ report, before }) => before === undefined && isAnonymous(report.customer))
  const now = deps.now()
  await saveAnonymous(
    deps.db,
    nobodys.map(({ id, report }) => ({ id: anonymousFor(id), name: report.customer.name, createdAt: now })),
  )
  await joinTwins(
    deps,
    named.flatMap((one): Twins[] =>
      one.before !== undefined && isNobody(one.before)
        ? [{ one: one.before, other: owners.get(one) ?? '', reason: 'order' }]
        : [],
    ),
  )
  const gone = await mergedAway(
    deps.db,
    reported.flatMap(({ before }) => before ?? []),
  )
  return reported.map((one) => {
    if (one.before !== undefined) return gone.get(one.before) ?? one.before
    return owners.get(one) ?? anonymousFor(one.id)
  })
}
