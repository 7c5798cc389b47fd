/** Two customers are one person: everything becomes one's, and can be parted again (DOMAIN §2.4). */

import { wantMenusOf } from '../../db/menus.ts'
import { type CandidateRow, candidates, countMoved, wereParted } from '../../db/merge-candidates.ts'
import { merge } from '../../db/merges.ts'
import { insertTasks } from '../../db/staff-tasks.ts'
import { unmarkStale } from '../../db/stale-facts.ts'
import { countMerges, findMerge, listMerges, type MergeLine, unmerge } from '../../db/unmerge.ts'
import { keptOf, type MergeReason, needsPerson } from '../core/merge.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type Content, loadContent } from './content.ts'
import { findCustomer } from './find-customer.ts'
import { followOrders } from './follow-orders.ts'
import { refreshAnd } from './refresh-facts.ts'

/** Two customers that a report says are one. */
export interface Twins {
  one: string
  other: string
  reason: MergeReason
}

/**
 * Joins those who may be joined without asking anybody; of the others the shop's people are told. Safe to repeat.
 * @returns who was merged away, and into whom
 */
export async function joinTwins(deps: Deps, twins: Twins[]): Promise<Map<string, string>> {
  const joined = new Map<string, string>()
  const now = (id: string): string => {
    const next = joined.get(id)
    return next === undefined ? id : now(next)
  }
  for (const { one, other, reason } of twins) {
    const [first, second] = await candidates(deps.db, [now(one), now(other)])
    if (!first || !second || first.id === second.id || (await wereParted(deps.db, first.id, second.id))) continue
    const { kept, merged } = keptOf(first, second)
    if (needsPerson(first, second)) await askWhether(deps, kept, merged, reason)
    else if (await join(deps, { kept, merged, reason, by: 'fanbelt' })) joined.set(merged.id, kept.id)
  }
  return new Map([...joined.keys()].map((id) => [id, now(id)]))
}

async function askWhether(deps: Deps, kept: CandidateRow, merged: CandidateRow, reason: MergeReason): Promise<void> {
  const [a, b] = [kept.id, merged.id].sort()
  await deps.db.atomically([
    insertTasks([
      {
        id: deps.newId(),
        customerId: kept.id,
        kind: 'merge_check',
        cause: `${a}:${b}`,
        text: `別々のLINEとつながっているお客さまに、同じ${reason === 'phone_and_name' ? '電話番号とお名前' : 'メールアドレス'}のご注文がありました。おひとりの場合は npx fanbelt merge ${kept.id} ${merged.id} でまとめられます。ご家族などの場合は、このままで問題ありません。`,
        at: deps.now(),
      },
    ]),
  ])
}

interface Joining {
  kept: CandidateRow
  merged: CandidateRow
  reason: string
  by: string
}

/** @returns the merge's id; undefined when somebody else was first */
async function join(deps: Deps, { kept, merged, reason, by }: Joining): Promise<string | undefined> {
  const content = await loadContent(deps)
  const id = deps.newId()
  const wish = { id, fromId: merged.id, intoId: kept.id, reason, mergedBy: by, at: deps.now(), once: onceIn(content) }
  if (!(await merge(deps.db, wish))) return undefined
  deps.log('customers_merged', { id, from: merged.id, into: kept.id, reason })
  await lookAgain(deps, content, [kept.id], wish.at)
  return id
}

/** The first order happens once, and so does the day somebody becomes a friend: their texts are not said twice. */
const onceIn = ({ scenarios }: Content): string[] =>
  scenarios
    .filter(({ scenario }) => scenario.trigger === 'first_order' || scenario.trigger === 'friend_added')
    .map(({ scenario }) => scenario.id)

async function lookAgain(deps: Deps, content: Content, ids: string[], at: Date): Promise<void> {
  const unmark = unmarkStale(ids.map((customerId) => ({ customerId, cause: 'data_fix', at })))
  await refreshAnd(deps, ids, 'data_fix', content.shop, {
    unmark: [unmark],
    also: (histories) => followOrders(deps, histories, content.shop),
  })
  await wantMenusOf(deps.db, ids, at)
  deps.wake('tick')
}

export interface MergeWish {
  reason: string
  by: string
  /** Only look. */
  dryRun?: boolean
}

export interface Merged {
  /** Of the merge, to undo it by; undefined when it was only looked at. */
  id?: string
  kept: string
  merged: string
  reason: string
  /** Rows by table. */
  moved: Record<string, number>
}

/**
 * On the word of one of the shop's people, also when both are on LINE.
 * @param names our ids, numbers in a shop system or LINE user ids
 * @throws AppError `not_found`, `conflict`
 */
export async function mergeCustomers(deps: Deps, names: [string, string], wish: MergeWish): Promise<Merged> {
  const ids = [await findCustomer(deps, names[0]), await findCustomer(deps, names[1])] as const
  if (ids[0] === ids[1]) throw new AppError('conflict', 'お二人は、すでに同じお客さまです。')
  const [one, other] = await candidates(deps.db, [...ids])
  if (!one || !other) throw new AppError('conflict', '退会された（記録を消した）お客さまは、まとめられません。')
  const { kept, merged } = keptOf(one, other)
  const moved = await countMoved(deps.db, merged.id)
  const told = { kept: kept.id, merged: merged.id, reason: wish.reason, moved }
  if (wish.dryRun) return told
  const id = await join(deps, { kept, merged, ...wish })
  if (id === undefined) throw new AppError('conflict', 'ちょうど別の操作がありました。もう一度お試しください。')
  return { id, ...told }
}

export interface Unmerged {
  id: string
  kept: string
  parted: string
}

/**
 * @param name of the merge, or of the customer who was merged away
 * @throws AppError `not_found`, or `conflict` when it was undone, or something later stands on it
 */
export async function unmergeCustomers(deps: Deps, name: string, by: string): Promise<Unmerged> {
  const found = await findMerge(deps.db, name)
  if (!found)
    throw new AppError(
      'not_found',
      `「${name}」というまとめの記録は見つかりません。npx fanbelt merges で一覧を見られます。`,
    )
  if (found.undoneAt) throw new AppError('conflict', 'このまとめは、すでに元に戻してあります。')
  const later = await findMerge(deps.db, found.intoId)
  if (later?.fromId === found.intoId)
    throw new AppError(
      'conflict',
      `このあとに別のまとめがあります。先に npx fanbelt unmerge ${later.id} で戻してください。`,
    )
  const at = deps.now()
  if (!(await unmerge(deps.db, found, { id: deps.newId(), by, at })))
    throw new AppError('conflict', '元に戻せません。お客さまが退会された（記録を消した）あとは戻せません。')
  const { id, fromId, intoId } = found
  deps.log('customers_unmerged', { id, from: fromId, into: intoId })
  await lookAgain(deps, await loadContent(deps), [fromId, intoId], at)
  return { id, kept: intoId, parted: fromId }
}

/** Grows by one with each join, and never shrinks. */
export const mergesEver = (deps: Pick<Deps, 'db'>): Promise<number> => countMerges(deps.db)

export const mergesSoFar = (deps: Deps, limit: number): Promise<MergeLine[]> => listMerges(deps.db, limit)
