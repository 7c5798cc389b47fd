/** Binding a LINE user to a shop's customer. */

import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { isOfShop } from './customers.ts'
import { takeLeases } from './leases.ts'
import { wantMenus } from './menus.ts'
import {
  consentLog,
  coupons,
  customers,
  deliveries,
  enrollments,
  facts,
  friends,
  linkNonces,
  referrals,
  referralUses,
  responses,
  signals,
  surveys,
  voices,
} from './schema.ts'

export interface Move {
  lineUserId: string
  /** Whose the LINE user was until now; empty when we never met them. */
  from: string
  to: string
}

const HISTORIES = [
  enrollments,
  deliveries,
  signals,
  voices,
  surveys,
  responses,
  coupons,
  consentLog,
  referrals,
  referralUses,
]

/**
 * Hands LINE users to customers, all or nothing. The history of a placeholder customer (one no shop system knows) goes
 * along and the placeholder remembers where; a customer of the shop keeps theirs.
 */
export async function linkFriends(db: Db, moves: Move[], at: Date): Promise<void> {
  if (moves.length === 0) return
  const values = JSON.stringify(moves.map((move) => [move.lineUserId, move.from, move.to]))
  const found = sql`(select value ->> 0 as line_user_id, value ->> 1 as source, value ->> 2 as target from json_each(${values})
    where value ->> 1 = '' or not ${isOfShop(sql`(value ->> 1)`)})`
  await db.atomically([
    // Whoever is deciding about them at this moment decides again, for the customer they are now.
    takeLeases(sql`select found.source from ${found} as found`),
    ...moveHistories(found),
    sql`update ${customers} set merged_into = found.target from ${found} as found where id = found.source`,
    sql`delete from ${facts} where customer_id in (select found.source from ${found} as found)`,
    insertAll(
      friends,
      moves.map((move) => ({
        lineUserId: move.lineUserId,
        customerId: move.to,
        following: true,
        // Any event from LINE is newer than an imported mapping.
        changedAt: new Date(0),
        linkedAt: at,
        createdAt: at,
      })),
      sql`on conflict (line_user_id) do update set customer_id = excluded.customer_id, linked_at = excluded.linked_at`,
    ),
    wantMenus(
      moves.map(({ lineUserId }) => lineUserId),
      at,
    ),
  ])
}

/** What was written down for a placeholder while it was being merged: it follows. */
export async function carryOver(db: Db, { from, to }: { from: string; to: string }): Promise<void> {
  const found = sql`(select id as source, merged_into as target from ${customers} where id = ${from} and merged_into = ${to})`
  await db.atomically(moveHistories(found))
}

/** @param found a table of `source` and `target` customers */
const moveHistories = (found: SQL): SQL[] => [
  // Who has a card already keeps its code, and the friends of both.
  sql`update ${referralUses} set code = kept.code from ${found} as found
    join ${referrals} as lost on lost.customer_id = found.source join ${referrals} as kept on kept.customer_id = found.target
    where referral_uses.code = lost.code`,
  ...HISTORIES.map(
    (table) =>
      sql`update or ignore ${table} set customer_id = found.target from ${found} as found where customer_id = found.source`,
  ),
]

export interface Nonce {
  nonce: string
  source: string
  externalId: string
}

/** Remembers which of the shop's customers a nonce stands for, until LINE's `accountLink` event brings it back. */
export async function rememberNonces(db: Db, nonces: Nonce[], at: Date): Promise<void> {
  if (nonces.length > 0)
    await db.run(
      insertAll(
        linkNonces,
        nonces.map((nonce) => ({ ...nonce, createdAt: at })),
        sql`on conflict do nothing`,
      ),
    )
}

/** @returns undefined when nobody gave it out, or it was used before */
export async function findNonce(db: Db, nonce: string): Promise<(Nonce & { createdAt: Date }) | undefined> {
  const rows = await db
    .select()
    .from(linkNonces)
    .where(and(eq(linkNonces.nonce, nonce), isNull(linkNonces.usedAt)))
  return rows[0]
}

export async function useNonce(db: Db, nonce: string, at: Date): Promise<void> {
  await db.update(linkNonces).set({ usedAt: at }).where(eq(linkNonces.nonce, nonce))
}
