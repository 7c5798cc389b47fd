/** How is the platform written down, and read back exactly? Maps become entry lists; shared requests become numbers. */

import { type ChatEntry, emptyState, type Sent, type State } from './state.ts'

type StoredEntry = Exclude<ChatEntry, { from: 'shop' }> | { from: 'shop'; sent: number; readAt?: number }

interface Snapshot {
  version: 1
  sents: Sent[]
  outbox: number[]
  chats: Array<[string, StoredEntry[]]>
  maps: Record<string, Array<[string, unknown]>>
  values: Record<string, unknown>
}

export function toSnapshot(state: State): unknown {
  const numbers = new Map<Sent, number>()
  const number = (sent: Sent) => {
    const known = numbers.get(sent)
    if (known !== undefined) return known
    numbers.set(sent, numbers.size)
    return numbers.size - 1
  }
  const { outbox, chats, ...rest } = state
  const snapshot: Snapshot = {
    version: 1,
    sents: [],
    outbox: outbox.map(number),
    chats: [...chats].map(([userId, entries]) => [
      userId,
      entries.map((entry) => (entry.from === 'shop' ? { ...entry, sent: number(entry.sent) } : entry)),
    ]),
    maps: {},
    values: {},
  }
  for (const [name, value] of Object.entries(rest)) {
    if (value instanceof Map) snapshot.maps[name] = [...value]
    else snapshot.values[name] = value
  }
  snapshot.sents = [...numbers.keys()]
  return structuredClone(snapshot)
}

export function fromSnapshot(stored: unknown): State {
  const snapshot = structuredClone(stored) as Snapshot
  if (snapshot?.version !== 1) throw new Error('not a snapshot of the LINE stand-in (version 1)')
  const sentAt = (number: number) => {
    const sent = snapshot.sents[number]
    if (!sent) throw new Error(`the snapshot names request ${number}, which it does not hold`)
    return sent
  }
  const maps = Object.fromEntries(Object.entries(snapshot.maps).map(([name, entries]) => [name, new Map(entries)]))
  return Object.assign(emptyState(), maps, snapshot.values, {
    outbox: snapshot.outbox.map(sentAt),
    chats: new Map(
      snapshot.chats.map(([userId, entries]) => [
        userId,
        entries.map((entry): ChatEntry => (entry.from === 'shop' ? { ...entry, sent: sentAt(entry.sent) } : entry)),
      ]),
    ),
  })
}
