/** A report names somebody by a number, an address and a telephone at once: does one of them belong to another customer of ours? */

import { othersWith } from '../../db/merge-candidates.ts'
import type { CustomerInput } from '../core/order.ts'
import { samePhone } from '../core/same-person.ts'
import type { Deps } from '../deps.ts'
import type { Twins } from './merge-customers.ts'

/**
 * @param people as they were reported
 * @param ids the customers they were taken for, in the same order
 */
export async function findTwins(
  deps: Pick<Deps, 'db'>,
  people: readonly { customer: CustomerInput }[],
  ids: readonly string[],
): Promise<Twins[]> {
  const named = people.map(({ customer: { email, phone } }, index) => ({ id: ids[index] ?? '', index, email, phone }))
  const reachable = named.filter(({ email, phone }) => email !== undefined || phone !== undefined)
  // Who is named ten times in the same words is looked for once.
  const once = new Map(reachable.toReversed().map((one) => [`${one.id} ${one.email} ${one.phone}`, one]))
  if (once.size === 0) return []
  return (await othersWith(deps.db, [...once.values()])).flatMap(({ index, other, by, ...caller }): Twins[] => {
    const one = ids[index] ?? ''
    if (by === 'email') return [{ one, other, reason: 'email' }]
    return samePhone(people[index]?.customer ?? {}, caller) ? [{ one, other, reason: 'phone_and_name' }] : []
  })
}
