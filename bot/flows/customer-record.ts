/** What do we know about this one customer, what is missing for the next step, and what has happened so far? (DOMAIN §1.2, §1.10 point 3) */

import { externalIdsOf, type LabelChangeRow, labelChangesOf } from '../../db/timelines.ts'
import { addDays, daysBetween, type JstDate, jstDate, jstInstant, jstIso } from '../core/calendar.ts'
import { ordersAhead } from '../core/gather-facts.ts'
import { classify, doubts, nextLabelChangeOn } from '../core/label.ts'
import { nextLabel, nextStage } from '../core/missing.ts'
import type { Shop } from '../core/shop.ts'
import { isAdvocate } from '../core/stage.ts'
import type { LabelCause } from '../core/start.ts'
import { isReturn } from '../core/transitions.ts'
import type { Label, Stage } from '../core/vocabulary.ts'
import { newestWall } from '../core/wall-signal.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { findCustomer, notFound } from './find-customer.ts'
import { loadHistoriesAt, standingOf } from './records.ts'
import { timelineOf } from './timeline.ts'

/** The last moment of that day; of today, now. */
export const momentOf = (now: Date, asOf?: JstDate): Date =>
  asOf === undefined || asOf === jstDate(now) ? now : new Date(jstInstant(addDays(asOf, 1)).getTime() - 1)

/**
 * @param name our id, the number in the shop's system, or the LINE user id
 * @throws AppError `not_found`, or `conflict` when several customers have this number
 */
export async function customerRecord(deps: Deps, name: string, asOf?: JstDate) {
  const now = momentOf(deps.now(), asOf)
  const id = await findCustomer(deps, name)
  const history = (await loadHistoriesAt(deps, [id], now)).get(id)
  if (!history) throw notFound(name)
  const { shop } = await loadContent(deps)
  const { facts, label, stage, linked, withdrawn } = standingOf(history, shop, now)
  const toLabel = nextLabel(facts, now, shop)
  const toStage = nextStage(facts, now, shop)
  const wall = newestWall(history.records.signals, now, shop)
  const changes = await labelChangesOf(deps.db, id)
  const changesOn = nextLabelChangeOn(facts, now, shop)
  const known = changes.filter(({ at }) => at <= now)
  return {
    id,
    external_ids: (await externalIdsOf(deps.db, id)).map(({ source, externalId }) => ({
      source,
      external_id: externalId,
    })),
    name: history.name,
    line_user_id: history.lineUserId,
    as_of: jstDate(now),
    linked,
    withdrawn,
    facts: {
      registered: facts.registered,
      purchases: facts.purchases,
      days: facts.lastPurchaseOn && Math.max(0, daysBetween(facts.lastPurchaseOn, jstDate(now))),
      subscription: facts.subscription,
      positives: facts.positives,
      reachable: facts.reachable,
      opted_out: facts.optedOut,
      email_consent: facts.emailConsent,
      first_purchase_on: facts.firstPurchaseOn,
      last_purchase_on: facts.lastPurchaseOn,
      product_lines: facts.productLines,
      referrals: facts.referrals,
      last_nps: facts.lastNps,
      open_complaint: facts.openComplaint,
      usage_signal: facts.usageSignal,
    },
    doubts: doubts(facts, now, ordersAhead(history.records.orders, deps.now(), shop)),
    label,
    /** Came back from 一時離脱, for as long as the shop says so. */
    returned_at: returnedAt(known, label, now, shop),
    label_changes_on: changesOn,
    label_changes_to: changesOn && classify(facts, jstInstant(changesOn), shop),
    stage,
    /** The highest so far. */
    max_stage: Math.max(stage, ...known.map(({ toStage }) => toStage)) as Stage,
    advocate: isAdvocate(facts),
    /** Why they hesitate, as they said last. */
    wall: wall && { signal: wall.wall, at: jstIso(wall.at) },
    next: {
      label: toLabel?.goal,
      missing: toLabel?.missing ?? [],
      stage: toStage?.goal,
      stage_missing: toStage?.missing ?? [],
    },
    timeline: (await timelineOf(deps, id, history, changes, shop))
      .filter(({ at }) => at <= now)
      .map((event) => ({ ...event, at: jstIso(event.at) })),
  }
}

/** @param changes oldest first */
function returnedAt(changes: readonly LabelChangeRow[], label: Label, now: Date, { returned_days }: Shop) {
  const last = changes.findLast(({ fromLabel, toLabel, cause }) =>
    isReturn({ from: (fromLabel ?? undefined) as Label | undefined, to: toLabel as Label, cause: cause as LabelCause }),
  )
  const isBack = last && daysBetween(jstDate(last.at), jstDate(now)) < returned_days && !GONE.has(label)
  return isBack ? jstIso(last.at) : undefined
}

const GONE: ReadonlySet<Label> = new Set(['lapsed', 'dormant', 'unregistered'])
