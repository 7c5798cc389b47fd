/** Which customer is this? Same external id, else same e-mail, else same telephone number and name (DOMAIN §2.4). */

import {
  bindExternalIds,
  customersLacking,
  DETAILS,
  type ExternalId,
  externalKey,
  findByContacts,
  findByExternalIds,
  giveWay,
  type NewCustomer,
  saveCustomers,
  sourcesOf,
} from '../../db/customers.ts'
import type { CustomerInput } from '../core/order.ts'
import { type Caller, samePhone } from '../core/same-person.ts'
import type { Deps } from '../deps.ts'
import { findTwins } from './find-twins.ts'
import { joinTwins } from './merge-customers.ts'
import { type Met, wordsOf } from './met.ts'

/** A person as an order names them, with the source whose numbers they carry. */
export interface Person {
  source: string
  customer: CustomerInput
}

/**
 * Finds or makes the customer of each person, in order. A name alone never joins two people. Who was two customers so far
 * and is one by what is reported now becomes one.
 * @param met whoever is in it is not looked for again
 * @returns customer ids, one for each person
 */
export async function identify(deps: Deps, people: Person[], met?: Met): Promise<string[]> {
  if (!met) return (await lookFor(deps, people)).ids
  await met.begin(deps.db)
  const words = people.map(wordsOf)
  const ids = words.map((said) => met.get(said))
  const strangers = people.flatMap((_, index) => (ids[index] === undefined ? index : []))
  const found = await lookFor(
    deps,
    strangers.map((index) => people[index] as Person),
  )
  for (const [place, index] of strangers.entries()) ids[index] = found.ids[place]
  // What is remembered of those who were joined now is another's at the next look.
  for (const index of strangers) met.set(words[index] ?? '', ids[index] ?? '')
  return ids.map((id = '') => found.joined.get(id) ?? id)
}

/** @returns customer ids, one for each person, and who was merged away into whom */
async function lookFor(deps: Deps, people: Person[]): Promise<{ ids: string[]; joined: Map<string, string> }> {
  if (people.length === 0) return { ids: [], joined: new Map() }
  const externalIdOf = ({ source, customer }: Person): ExternalId | undefined =>
    customer.external_id === undefined
      ? undefined
      : { source: customer.source ?? source, externalId: customer.external_id }
  const known = await findByExternalIds(
    deps.db,
    people.flatMap((person) => externalIdOf(person) ?? []),
  )
  // Who comes with a number we know is found already.
  const strangers = people.filter((person) => {
    const externalId = externalIdOf(person)
    return !externalId || !known.has(externalKey(externalId))
  })
  const contacts = await findByContacts(deps.db, {
    emails: strangers.flatMap(({ customer }) => customer.email ?? []),
    phones: strangers.flatMap(({ customer }) => customer.phone ?? []),
  })
  const byEmail = new Map(contacts.byEmail.map((found) => [found.email, found.id] as const).reverse())
  const byPhone = Map.groupBy<string | null | undefined, Caller & { id: string }>(contacts.byPhone, (one) => one.phone)
  const sources = await sourcesOf(
    deps.db,
    strangers.some(externalIdOf) ? [...contacts.byEmail, ...contacts.byPhone].map(({ id }) => id) : [],
  )
  const bindings: (ExternalId & { customerId: string })[] = []
  const fresh = new Set<string>()
  const made = new Set<number>()
  const doubles = new Set<string>()

  const ids = people.map((person, index) => {
    const { customer } = person
    const externalId = externalIdOf(person)
    const callers = customer.phone === undefined ? [] : (byPhone.get(customer.phone) ?? [])
    const numbered = externalId && known.get(externalKey(externalId))
    const reached =
      (customer.email && byEmail.get(customer.email)) || callers.find((other) => samePhone(other, customer))?.id
    // The same system numbers them twice: two rows, joined below, so that they can be parted again.
    const isDouble = !numbered && !!reached && !!externalId && !!sources.get(reached)?.has(externalId.source)
    const found = numbered || (isDouble ? undefined : reached)
    const id = found || deps.newId()
    if (!found) {
      fresh.add(id)
      if (isDouble) doubles.add(id)
      else made.add(index)
    }
    if (externalId && !numbered) {
      bindings.push({ ...externalId, customerId: id })
      known.set(externalKey(externalId), id)
      sources.set(id, (sources.get(id) ?? new Set()).add(externalId.source))
    }
    if (customer.email && !(isDouble && byEmail.has(customer.email))) byEmail.set(customer.email, id)
    if (customer.phone) {
      const { phone, name, kana } = customer
      if (callers.length === 0) byPhone.set(phone, callers)
      callers.push({ id, phone, name, kana })
    }
    return id
  })
  const saved = await toBeSaved(deps, people, ids, fresh)

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
  const earlier = await earlierOnes(
    deps,
    [...fresh].flatMap((id) => (winner(id) === id && !doubles.has(id) ? (saved.get(id) ?? []) : [])),
  )
  await giveWay(
    deps.db,
    [...earlier].map(([id, to]) => ({ id, to })),
  )
  const found = ids.map((id) => earlier.get(winner(id)) ?? winner(id))
  // For whoever was made just now nobody was found a moment ago.
  const met = found.map((_, index) => index).filter((index) => !made.has(index))
  const twins = await findTwins(
    deps,
    met.map((index) => people[index] as Person),
    met.map((index) => found[index] ?? ''),
  )
  const joined = await joinTwins(deps, twins)
  return { ids: found.map((id) => joined.get(id) ?? id), joined }
}

/** The new ones, and of the known ones those who are told of what nobody had told. */
async function toBeSaved(
  deps: Deps,
  people: Person[],
  ids: string[],
  fresh: Set<string>,
): Promise<Map<string, NewCustomer>> {
  const now = deps.now()
  const rows = people.map(({ customer }, index) => rowOf(ids[index] ?? '', customer, now))
  const told = DETAILS.filter((detail) => rows.some((row) => row[detail] !== undefined))
  const lacking = await customersLacking(
    deps.db,
    ids.filter((id) => !fresh.has(id)),
    told,
  )
  const saved = new Map<string, NewCustomer>()
  for (const row of rows)
    if (fresh.has(row.id) || lacking.has(row.id)) saved.set(row.id, { ...row, ...given(saved.get(row.id)) })
  return saved
}

/**
 * Another process may have made the same new person a moment ago: everybody sees the same row as the first one.
 * @returns of the customers just made, those with an earlier one, and which
 */
async function earlierOnes(deps: Deps, made: NewCustomer[]): Promise<Map<string, string>> {
  const reachable = made.filter(({ email, phone }) => email || phone)
  if (reachable.length === 0) return new Map()
  const { byEmail, byPhone } = await findByContacts(deps.db, {
    emails: reachable.flatMap(({ email }) => email ?? []),
    phones: reachable.flatMap(({ phone }) => phone ?? []),
  })
  const firstByEmail = new Map(byEmail.map((found) => [found.email, found.id] as const).reverse())
  const byNumber = Map.groupBy(byPhone, (found) => found.phone)
  return new Map(
    reachable.flatMap((row): [string, string][] => {
      const sameNumber = (row.phone && byNumber.get(row.phone)) || []
      const first = (row.email && firstByEmail.get(row.email)) ?? sameNumber.find((other) => samePhone(other, row))?.id
      return first && first !== row.id ? [[row.id, first]] : []
    }),
  )
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
