/** Which customer is this? Same external id, else same e-mail, else same telephone number and name (DOMAIN §2.4). */

import {
  bindExternalIds,
  type ExternalId,
  externalKey,
  findByContacts,
  findByExternalIds,
  type NewCustomer,
  saveCustomers,
} from '../../db/customers.ts'
import { normaliseKey } from '../core/normalise.ts'
import type { CustomerInput } from '../core/order.ts'
import type { Deps } from '../deps.ts'

/** A person as an order names them, with the source whose numbers they carry. */
export interface Person {
  source: string
  customer: CustomerInput
}

const sameName = (a: string | null | undefined, b: string | null | undefined) =>
  a != null && b != null && normaliseKey(a) === normaliseKey(b)

/**
 * Finds or makes the customer of each person, in order. A name alone never joins two people.
 * @returns customer ids, one for each person
 */
export async function identify(deps: Deps, people: Person[]): Promise<string[]> {
  const externalIdOf = ({ source, customer }: Person): ExternalId | undefined =>
    customer.external_id === undefined
      ? undefined
      : { source: customer.source ?? source, externalId: customer.external_id }
  const known = await findByExternalIds(
    deps.db,
    people.flatMap((person) => externalIdOf(person) ?? []),
  )
  const contacts = await findByContacts(deps.db, {
    emails: people.flatMap(({ customer }) => customer.email ?? []),
    phones: people.flatMap(({ customer }) => customer.phone ?? []),
  })
  const byEmail = new Map(contacts.byEmail.map((found) => [found.email, found.id]))
  const byPhone = [...contacts.byPhone]
  const bindings: (ExternalId & { customerId: string })[] = []
  const saved = new Map<string, NewCustomer>()

  const ids = people.map((person) => {
    const { customer } = person
    const externalId = externalIdOf(person)
    const found =
      (externalId && known.get(externalKey(externalId))) ??
      (customer.email && byEmail.get(customer.email)) ??
      (customer.phone &&
        byPhone.find(
          (other) =>
            other.phone === customer.phone &&
            (sameName(other.kana, customer.kana) || sameName(other.name, customer.name)),
        )?.id)
    const id = found || deps.newId()
    if (externalId && !known.has(externalKey(externalId))) {
      bindings.push({ ...externalId, customerId: id })
      known.set(externalKey(externalId), id)
    }
    if (customer.email) byEmail.set(customer.email, id)
    if (customer.phone)
      byPhone.push({ id, phone: customer.phone, name: customer.name ?? null, kana: customer.kana ?? null, email: null })
    saved.set(id, { ...rowOf(id, customer, deps.now()), ...given(saved.get(id)) })
    return id
  })

  // Another process may have bound the same number a moment ago: whoever was first keeps it.
  await bindExternalIds(deps.db, bindings)
  const bound = bindings.length > 0 ? await findByExternalIds(deps.db, bindings) : new Map<string, string>()
  const winners = new Map(
    bindings.map((binding) => [binding.customerId, bound.get(externalKey(binding)) ?? binding.customerId]),
  )
  const winner = (id: string) => winners.get(id) ?? id
  await saveCustomers(
    deps.db,
    [...saved].map(([id, row]) => ({ ...row, id: winner(id) })),
  )
  return ids.map(winner)
}

const rowOf = (id: string, customer: CustomerInput, now: Date): NewCustomer => ({
  id,
  name: customer.name,
  kana: customer.kana,
  email: customer.email,
  phone: customer.phone,
  birthdayOn: customer.birthday,
  prefecture: customer.pref,
  createdAt: now,
})

/** Without the fields nobody filled, so that they hide nothing when spread. */
const given = <T extends object>(row: T | undefined): Partial<T> =>
  Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value != null)) as Partial<T>
