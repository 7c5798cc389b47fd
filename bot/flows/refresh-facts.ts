/** Something happened to these customers: what are their facts, label and stage now, and what changed? */

import {
  type FactsRow,
  findFacts,
  type NewFactsRow,
  type NewLabelChange,
  saveFacts,
  type Write,
} from '../../db/facts.ts'
import { forgetNobodies, idsIn, type KeptLedger, saveLedgers } from '../../db/keep-ledgers.ts'
import { jstDate } from '../core/calendar.ts'
import type { Facts } from '../core/facts.ts'
import { happensNextOn } from '../core/gather-facts.ts'
import { nextLookOn } from '../core/label.ts'
import { ledgerOf } from '../core/metrics-buyer.ts'
import type { Standing } from '../core/names.ts'
import type { Shop } from '../core/shop.ts'
import type { LabelCause } from '../core/start.ts'
import { surveyDueOn } from '../core/survey-due.ts'
import { isReturn } from '../core/transitions.ts'
import type { Label, Stage } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { enrolByLabel, type Relabelled } from './enrol.ts'
import { type History, loadHistories, standingOf } from './records.ts'

export type Cause = LabelCause

/**
 * Rebuilds the kept facts and the ledger from the records and writes down each change of label or stage with its cause.
 * Safe to repeat: unchanged customers leave no trace in the history.
 * @returns the histories that were loaded, for callers that need them next
 */
export const refreshFacts = async (
  deps: Deps,
  customerIds: string[],
  cause: Cause,
  shop: Shop,
): Promise<Map<string, History>> => (await refreshAnd(deps, customerIds, cause, shop)).histories

export interface Besides {
  /** What takes the marks away, when all of them are marked stale until this is done. */
  unmark?: Write[]
  /** What else their histories, read just now, lead to. */
  also?: (histories: ReadonlyMap<string, History>) => Promise<Write[]>
}

/**
 * As `refreshFacts`, with what is written in the same transaction.
 * @returns also how many got another label or stage
 */
export async function refreshAnd(
  deps: Deps,
  customerIds: string[],
  cause: Cause,
  shop: Shop,
  { unmark, also }: Besides = {},
): Promise<{ histories: Map<string, History>; changed: number }> {
  const now = deps.now()
  const histories = await loadHistories(deps, customerIds)
  const before = await findFacts(deps.db, customerIds)
  const rows: NewFactsRow[] = []
  const changes: NewLabelChange[] = []
  const ledgers: KeptLedger[] = []
  const relabelled = new Map<string, Relabelled>()
  for (const [customerId, history] of histories) {
    const looked = lookIfSound(deps, customerId, history, shop)
    if (!looked) continue
    const { standing, line } = looked
    const { facts, label, stage } = standing
    ledgers.push({ customerId, line })
    const old = before.get(customerId)
    const happensOn = history.knownUntil > now ? happensNextOn(history.records, now, shop) : undefined
    const labelChangesOn = nextLookOn(facts, now, shop, happensOn)
    const why = causeOf(old, facts, cause, now)
    const maxStage = Math.max(stage, old?.maxStage ?? 0) as Stage
    rows.push({
      customerId,
      label,
      stage,
      maxStage,
      labelChangesOn,
      registered: facts.registered,
      purchases: facts.purchases,
      positives: facts.positives,
      subscription: facts.subscription,
      firstPurchaseOn: facts.firstPurchaseOn,
      lastPurchaseOn: facts.lastPurchaseOn,
      body: facts,
      knownUntil: history.knownUntil,
      surveyDueOn: surveyDueOn(standing, shop),
      returnedAt: isReturn({ from: old?.label as Label | undefined, to: label, cause: why }) ? now : old?.returnedAt,
      updatedAt: now,
    })
    if (old?.label === label && old.stage === stage) continue
    if (old && old.label !== label)
      relabelled.set(customerId, {
        from: old.label as Label,
        to: label,
        cause: why,
        facts,
        stage,
      })
    changes.push({
      id: deps.newId(),
      customerId,
      fromLabel: old?.label,
      toLabel: label,
      fromStage: old?.stage,
      toStage: stage,
      cause: why,
      factsBefore: old?.body,
      factsAfter: facts,
      at: now,
    })
  }
  const begun = relabelled.size > 0 ? await enrolByLabel(deps, await loadContent(deps), relabelled) : []
  const nobodies = histories.size < new Set(customerIds).size ? forgetNobodies(idsIn(customerIds)) : []
  const writes = (await also?.(histories)) ?? []
  const more = [...begun, ...saveLedgers(ledgers), ...nobodies, ...writes, ...(unmark ?? [])]
  await saveFacts(deps.db, rows, changes, more, unmark !== undefined)
  return { histories, changed: changes.length }
}

/**
 * What merely looks again, or hears of an order it knew already, may be the first to see that time has passed, or that
 * e-mail is agreed to; and what time has brought may be an order or a contract that was written down ahead.
 */
function causeOf(old: FactsRow | undefined, facts: Facts, cause: Cause, now: Date): Cause {
  if (!old) return cause
  const isDue = old.labelChangesOn !== null && old.labelChangesOn <= jstDate(now)
  const isOldNews =
    cause === 'purchase' &&
    facts.purchases <= old.purchases &&
    (facts.lastPurchaseOn ?? '') <= (old.lastPurchaseOn ?? '')
  if (isOldNews && facts.registered && !old.registered) return 'registration'
  if (!isDue) return cause
  if (cause === 'data_fix' || isOldNews) return 'aging'
  if (cause !== 'aging') return cause
  if (facts.purchases > old.purchases) return 'purchase'
  return facts.subscription && !old.subscription ? 'subscription_start' : 'aging'
}

interface Looked extends Pick<KeptLedger, 'line'> {
  standing: Standing
}

/** Nobody else's facts wait because one customer's records make no sense. */
function lookIfSound(deps: Deps, customerId: string, history: History, shop: Shop): Looked | undefined {
  const { orders, subscriptions } = history.records
  try {
    if (Number.isNaN(history.knownUntil.getTime())) throw new Error('a record has no readable date')
    return { standing: standingOf(history, shop, deps.now()), line: ledgerOf(orders, subscriptions, shop) }
  } catch (error) {
    deps.log('facts_failed', { customerId, error })
    return undefined
  }
}
