/** How much of this month's messages is used? Asks LINE now and then, counts our own in between, and says when it runs short. */

import { insertAudit, insertAuditOnce, isAudited } from '../../db/audit.ts'
import { addToUsed, type KeptQuota, noteQuota, readQuota } from '../../db/quota.ts'
import { allowanceOf, type MonthQuota } from '../core/allowance.ts'
import { addMinutes, unlessFar } from '../core/calendar.ts'
import { monthAt, nextMonthAt } from '../core/months.ts'
import { noticeOf } from '../core/quota-words.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { tellMerchant } from './tell-merchant.ts'

const ASK_EVERY_MINUTES = 10
/** LINE answered that the month is used up. It may be temporary: another tool's reservation ends (LINE §7). */
const FULL_MINUTES = 60

/**
 * For a tick. LINE is asked every ten minutes, also after it could not be asked; until then the last known numbers stand,
 * with what we have sent since.
 */
export async function monthQuota(deps: Deps): Promise<MonthQuota> {
  const now = deps.now()
  const kept = await readQuota(deps.db)
  // A clock that was set back has asked in the future.
  const asked = kept?.askedAt !== undefined && kept.askedAt <= now.getTime() ? new Date(kept.askedAt) : undefined
  if (asked && now < addMinutes(asked, ASK_EVERY_MINUTES)) return quotaOf(kept, now)
  await deps.db.atomically([noteQuota(monthAt(now), { askedAt: now.getTime(), ...(await ask(deps)) })])
  const quota = await knownQuota(deps)
  await tell(deps, quota)
  return quota
}

/** Without asking LINE. */
export const knownQuota = async (deps: Deps): Promise<MonthQuota> => quotaOf(await readQuota(deps.db), deps.now())

/** LINE refused because the month's messages are used up. */
export async function quotaIsFull(deps: Deps): Promise<void> {
  const now = deps.now()
  const month = monthAt(now)
  const soon = addMinutes(now, FULL_MINUTES)
  const next = nextMonthAt(now)
  const fullUntil = soon < next ? soon : next
  const { used } = await knownQuota(deps)
  await deps.db.atomically([
    noteQuota(month, { fullUntil: fullUntil.getTime() }),
    insertAuditOnce(entryOf('quota_reached', month, { used }, now)),
  ])
  deps.log('quota_reached', { month, used, until: fullUntil })
}

/** What a tick has sent since LINE was last asked. */
export async function addUsed(deps: Deps, people: number): Promise<void> {
  if (people > 0) await addToUsed(deps.db, monthAt(deps.now()), people)
}

async function ask(deps: Deps): Promise<Pick<KeptQuota, 'limit' | 'used' | 'readAt'> | undefined> {
  try {
    const { limit, used } = await deps.line.quota()
    return { limit: limit ?? null, used, readAt: deps.now().getTime() }
  } catch (error) {
    deps.log('quota_not_known', { error })
    return undefined
  }
}

function quotaOf(kept: KeptQuota | undefined, now: Date): MonthQuota {
  const current = kept?.month === monthAt(now) ? kept : undefined
  const readAt = kept?.readAt === undefined ? undefined : new Date(kept.readAt)
  return {
    limit: kept?.limit ?? undefined,
    used: current?.used ?? 0,
    readAt: readAt ?? now,
    fullUntil: unlessFar(current?.fullUntil === undefined ? undefined : new Date(current.fullUntil), now, FULL_MINUTES),
    ...((!readAt || monthAt(readAt) !== monthAt(now)) && { estimated: true }),
  }
}

/** Once a month each: that little is left, that nothing is left. */
async function tell(deps: Deps, quota: MonthQuota): Promise<void> {
  const now = deps.now()
  const { shop } = await loadContent(deps)
  const notice = noticeOf(quota, shop)
  if (!notice) return
  const entry = entryOf(notice.action, monthAt(now), { used: quota.used, limit: quota.limit }, now)
  if (await isAudited(deps.db, entry.id)) return
  // Where LINE takes nothing more, a message about it would only be refused too: the audit log has it.
  const heard = allowanceOf({ quota, shop, now }).service > 0
  try {
    await deps.db.atomically([insertAudit(entry), ...(heard ? tellMerchant(deps, notice.text) : [])])
  } catch (error) {
    // Another tick told it a moment sooner; anything else is a failure.
    if (!(await isAudited(deps.db, entry.id))) throw error
    return
  }
  deps.log(notice.action, { used: quota.used, limit: quota.limit })
}

/** Its id is what makes it once a month. */
const entryOf = (action: string, month: string, details: object, at: Date) => ({
  id: `${action}:${month}`,
  actor: 'fanbelt',
  action,
  subject: month,
  details,
  at,
})
