/** What did the shop spend on promotion? Entered by its people, month by month, and told in the audit log. */

import { insertAudit } from '../../db/audit.ts'
import { allPromoCosts, dropPromoCost, type PromoCostRow, putPromoCosts } from '../../db/promo-costs.ts'
import type { CostEntry } from '../core/metrics-costs.ts'
import type { Deps } from '../deps.ts'

const keyOf = ({ month, side, campaign }: CostEntry): string => JSON.stringify([month, side, campaign])

export const promoCosts = (deps: Pick<Deps, 'db'>): Promise<PromoCostRow[]> => allPromoCosts(deps.db)

export interface Entered {
  entered: number
  changed: number
  unchanged: number
}

/** What was entered before for the same month, side and campaign is replaced. What is the same leaves no trace. */
export async function enterPromoCosts(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  entries: readonly CostEntry[],
  by: string,
): Promise<Entered> {
  const before = new Map((await allPromoCosts(deps.db)).map((row) => [keyOf(row), row.yen]))
  const news = entries.filter((entry) => before.get(keyOf(entry)) !== entry.yen)
  const at = deps.now()
  if (news.length > 0)
    await deps.db.atomically([
      putPromoCosts(news.map((entry) => ({ ...entry, enteredBy: by, enteredAt: at }))),
      insertAudit({
        id: deps.newId(),
        actor: by,
        action: 'promo_costs_entered',
        subject: 'promo_costs',
        details: news.map((entry) => ({ ...entry, before: before.get(keyOf(entry)) ?? null })),
        at,
      }),
    ])
  const changed = news.filter((entry) => before.has(keyOf(entry))).length
  return { entered: news.length - changed, changed, unchanged: entries.length - news.length }
}

/** @returns false when there was no such entry */
export async function dropPromoCosts(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  entry: Omit<CostEntry, 'yen'>,
  by: string,
): Promise<boolean> {
  const known = (await allPromoCosts(deps.db)).find((row) => keyOf(row) === keyOf({ ...entry, yen: 0 }))
  if (!known) return false
  const { month, side, campaign, yen } = known
  await deps.db.atomically([
    dropPromoCost(deps.db, known),
    insertAudit({
      id: deps.newId(),
      actor: by,
      action: 'promo_costs_dropped',
      subject: 'promo_costs',
      details: { month, side, campaign, yen },
      at: deps.now(),
    }),
  ])
  return true
}
