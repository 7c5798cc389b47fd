/** Does all marketing rest? One switch for the shop's people, which also trips by itself when many block the account at once. */

import { insertAudit, isAudited } from '../../db/audit.ts'
import { countBlocks, insertPause, PAUSE, resume } from '../../db/pause.ts'
import { readState } from '../../db/state.ts'
import type { Pause } from '../core/allowance.ts'
import { addMinutes } from '../core/calendar.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { tellMerchant } from './tell-merchant.ts'

/** The pause in force. */
export async function marketingPause(deps: Deps): Promise<Pause | undefined> {
  const kept = await readState(deps.db, PAUSE)
  return kept === undefined ? undefined : readPause(kept)
}

/** It is in force by being there, whatever it says: what cannot be read does not let anything out. */
function readPause(kept: string): Pause {
  try {
    const { since, by, reason } = JSON.parse(kept) as { since: string; by: string; reason: string }
    return { since: new Date(since), by, reason }
  } catch {
    return { since: new Date(0), by: 'merchant', reason: '' }
  }
}

/**
 * @param about.by `merchant`, or who it was
 * @returns false when it was paused already; nothing changes then
 */
export const pauseMarketing = (deps: Deps, about: { by: string; reason: string }): Promise<boolean> =>
  pauseAnd(deps, about, [])

/** @returns false when nothing was paused */
export async function resumeMarketing(deps: Deps, { by }: { by: string }): Promise<boolean> {
  const id = deps.newId()
  await deps.db.atomically(resume({ id, actor: by, at: deps.now() }))
  const resumed = await isAudited(deps.db, id)
  if (resumed) deps.log('marketing_resumed', { by })
  return resumed
}

const AN_HOUR = 60

/**
 * At each tick. More blocks within an hour than the shop allows stop everything, and the shop's people are told. What was
 * blocked before the last resumption does not count: they have seen it, and said go on.
 * @returns the pause in force
 */
export async function pauseOnBlocks(deps: Deps, shop: Shop): Promise<Pause | undefined> {
  const pause = await marketingPause(deps)
  if (pause) return pause
  const now = deps.now()
  const blocks = await countBlocks(deps.db, addMinutes(now, -AN_HOUR), now)
  if (blocks <= shop.guard.pause_on_blocks_per_hour) return undefined
  const reason = `1時間に${blocks}件のブロックがありました。`
  await pauseAnd(deps, { by: 'blocks', reason, blocks }, tellMerchant(deps, blockedText(blocks)))
  return marketingPause(deps)
}

const blockedText = (blocks: number) =>
  `【自動停止】1時間に${blocks}件のブロックがあったため、ご案内の配信をすべて止めました。ご注文やお届けのご連絡は、これまでどおり届きます。\n\nこの1時間にお送りした文面と送り先をお確かめください。よろしければ「npx fanbelt resume」で再開できます。`

/** The switch, its line in the audit log and whatever is told of it: all or nothing. */
async function pauseAnd(
  deps: Deps,
  { by, ...details }: { by: string; reason: string; blocks?: number },
  told: ReturnType<typeof tellMerchant>,
): Promise<boolean> {
  if (await marketingPause(deps)) return false
  const at = deps.now()
  const { reason } = details
  try {
    await deps.db.atomically([
      insertPause(JSON.stringify({ since: at, by, reason } satisfies Pause)),
      insertAudit({ id: deps.newId(), actor: by, action: 'pause', subject: 'marketing', details, at }),
      ...told,
    ])
  } catch (error) {
    // Somebody else was a moment sooner; anything else is a failure.
    if (await marketingPause(deps)) return false
    throw error
  }
  deps.log('marketing_paused', { by, ...details })
  return true
}
