/** What came into being since a moment ago? Told by the places of the rows, because a clock may stand still. */

import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { enrollments, labelHistory } from './schema.ts'

/** The last place in each table. */
export interface Places {
  labels: number
  enrollments: number
}

/** Where both tables end now: what comes after is what the import set going. */
export async function lastPlaces(db: Db): Promise<Places> {
  const [row] = await db.values<[number, number]>(sql`
    select (select coalesce(max(rowid), 0) from ${labelHistory}), (select coalesce(max(rowid), 0) from ${enrollments})`)
  return { labels: row?.[0] ?? 0, enrollments: row?.[1] ?? 0 }
}

/** How many customers came from which label to which; the most first. `from` is undefined for whoever was not known. */
export async function labelChangesSince(db: Db, { labels }: Places) {
  const rows = await db.values<[from: string | null, to: string, customers: number]>(sql`
    select from_label, to_label, count(distinct customer_id) as customers from ${labelHistory}
    where rowid > ${labels} and from_label is not to_label
    group by from_label, to_label order by customers desc, to_label, from_label`)
  return rows.map(([from, to, customers]) => ({ from: from ?? undefined, to, customers }))
}

export interface Begun {
  place: number
  customerId: string
  revisionId: string
  anchor: string
  anchorAt: Date
  deliveredOn: string | null
}

type BegunValues = [place: number, customer: string, revision: string, anchor: string, at: number, on: string | null]

/** Enrollments that began and still run, in order; the next ones after the last one's place. */
export async function begunSince(db: Db, { enrollments: after }: Places, limit: number): Promise<Begun[]> {
  const rows = await db.values<BegunValues>(sql`
    select rowid, customer_id, revision_id, anchor, anchor_at, delivered_on from ${enrollments}
    where rowid > ${after} and status = 'active' order by rowid limit ${limit}`)
  return rows.map(([place, customerId, revisionId, anchor, at, deliveredOn]) => ({
    ...{ place, customerId, revisionId, anchor, deliveredOn },
    anchorAt: new Date(at),
  }))
}
