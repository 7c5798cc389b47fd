/** What leaves in one request to LINE? Messages due together for one customer, and the same words for many (SPEC §5.3). */

import { LIMITS } from './limits.ts'
import type { LineMessage } from './message.ts'

/** LINE takes this many recipients in one multicast (LINE §6). */
const MOST_RECIPIENTS = 500

/** One step for one customer, rendered. */
export interface Part<T> {
  lineUserId: string
  messages: readonly LineMessage[]
  service: boolean
  dueAt: Date
  /** What the caller knows it by. */
  item: T
}

/** Where a step stands in the body of its request. */
export interface Placed<T> {
  item: T
  lineUserId: string
  firstMessage: number
  messages: number
}

/** One request to be. */
export interface Parcel<T> {
  kind: 'push' | 'multicast'
  /** The exact JSON text LINE will get, on every try (LINE §6.3). */
  body: string
  recipients: number
  /** True when nothing in it is marketing. */
  service: boolean
  carries: Placed<T>[]
}

interface Bundle<T> {
  lineUserId: string
  messages: readonly LineMessage[]
  service: boolean
  carries: Placed<T>[]
}

/**
 * LINE counts people, not messages: what is due together for one customer goes out together, up to five messages, in the
 * order in which it was due. Bundles of the same words go to up to 500 people at once. Nobody is named twice in one request.
 */
export function pack<T>(parts: readonly Part<T>[]): Parcel<T>[] {
  const byCustomer = Map.groupBy(parts, (part) => part.lineUserId)
  const alike = { service: new Map<string, Bundle<T>[][]>(), marketing: new Map<string, Bundle<T>[][]>() }
  const all: Bundle<T>[][][] = []
  // What was rendered once for many is one array, and is written out once.
  const texts = new Map<readonly LineMessage[], string>()
  for (const bundle of [...byCustomer.values()].flatMap(bundles)) {
    const words = texts.get(bundle.messages) ?? JSON.stringify(bundle.messages)
    texts.set(bundle.messages, words)
    const known = alike[bundle.service ? 'service' : 'marketing']
    const groups = known.get(words) ?? []
    if (groups.length === 0) all.push(groups)
    known.set(words, groups)
    const group = groups.find((one) => one.length < MOST_RECIPIENTS && one.at(-1)?.lineUserId !== bundle.lineUserId)
    if (group) group.push(bundle)
    else groups.push([bundle])
  }
  return all.flat().map(parcelOf)
}

/** One customer's messages, in as few bundles as LINE allows. */
function bundles<T>(parts: Part<T>[]): Bundle<T>[] {
  const found: Bundle<T>[] = []
  for (const { lineUserId, messages, service, item } of parts.toSorted((a, b) => +a.dueAt - +b.dueAt)) {
    let last = found.at(-1)
    const place = { item, lineUserId, messages: messages.length }
    if (!last || last.messages.length + messages.length > LIMITS.messages) {
      last = { lineUserId, messages, service, carries: [{ ...place, firstMessage: 0 }] }
      found.push(last)
      continue
    }
    last.carries.push({ ...place, firstMessage: last.messages.length })
    last.messages = [...last.messages, ...messages]
    last.service &&= service
  }
  return found
}

function parcelOf<T>(group: Bundle<T>[]): Parcel<T> {
  const people = group.map(({ lineUserId }) => lineUserId)
  const messages = group[0]?.messages ?? []
  return {
    kind: people.length > 1 ? 'multicast' : 'push',
    body: bodyFor(people, messages),
    recipients: people.length,
    service: group[0]?.service ?? false,
    carries: group.flatMap(({ carries }) => carries),
  }
}

/** A push for one, a multicast for several. */
const bodyFor = (people: readonly string[], messages: readonly unknown[]): string =>
  JSON.stringify({ to: people.length === 1 ? people[0] : people, messages })

// ── taking a refused request apart ──────────────────────────────────────────────────────────────────────

/** A request as it was refused. */
export interface Refused<T> {
  body: string
  service: boolean
  carries: readonly Placed<T>[]
}

/**
 * LINE refuses a whole request for one bad recipient or one bad message (LINE §6). Halves of the recipients find the one,
 * steps on their own find the other; each carries on without the rest.
 * @param badMessage LINE named a message and no recipient, so that halving the people would not help
 * @returns nothing when it cannot be made smaller: then it is what LINE says it is
 */
export function takeApart<T>({ body, service, carries }: Refused<T>, badMessage: boolean): Parcel<T>[] {
  const { messages } = JSON.parse(body) as { messages: unknown[] }
  const people = [...new Set(carries.map(({ lineUserId }) => lineUserId))]
  const places = [...new Set(carries.map(({ firstMessage }) => firstMessage))].sort((a, b) => a - b)
  const parcel = (to: string[], from: number, until: number): Parcel<T> => ({
    kind: to.length > 1 ? 'multicast' : 'push',
    body: bodyFor(to, messages.slice(from, until)),
    recipients: to.length,
    service,
    carries: carries
      .filter((one) => to.includes(one.lineUserId) && one.firstMessage >= from && one.firstMessage < until)
      .map((one) => ({ ...one, firstMessage: one.firstMessage - from })),
  })
  if (places.length > 1 && (badMessage || people.length === 1))
    return places.map((from, index) => parcel(people, from, places[index + 1] ?? messages.length))
  if (badMessage || people.length < 2) return []
  const half = Math.ceil(people.length / 2)
  return [people.slice(0, half), people.slice(half)].map((to) => parcel(to, 0, messages.length))
}
