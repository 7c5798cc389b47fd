/** What the shop spent on promotion, month by month, as the merchant entered it. */

import { and, asc, eq, gte, lte, type SQL, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { promoCosts } from './schema.ts'

export type PromoCostRow = typeof promoCosts.$inferSelect

const inOrder = [asc(promoCosts.month), asc(promoCosts.side), asc(promoCosts.campaign)]

export const allPromoCosts = async (db: Db): Promise<PromoCostRow[]> =>
  db
    .select()
    .from(promoCosts)
    .orderBy(...inOrder)

/** `2026-01` to `2026-10`, both included. */
export const promoCostsOf = async (db: Db, from: string, to: string): Promise<PromoCostRow[]> =>
  db
    .select()
    .from(promoCosts)
    .where(and(gte(promoCosts.month, from), lte(promoCosts.month, to)))
    .orderBy(...inOrder)

/** As a statement: what was entered before for the same month, side and campaign is replaced. */
export const putPromoCosts = (rows: PromoCostRow[]): SQL =>
  insertAll(
    promoCosts,
    rows,
    sql`on conflict (month, side, campaign) do update
        set yen = excluded.yen, entered_by = excluded.entered_by, entered_at = excluded.entered_at`,
  )

/** As a statement. */
export const dropPromoCost = (db: Db, { month, side, campaign }: Pick<PromoCostRow, 'month' | 'side' | 'campaign'>) =>
  db
    .delete(promoCosts)
    .where(and(eq(promoCosts.month, month), eq(promoCosts.side, side), eq(promoCosts.campaign, campaign)))
