/** Who has had three approaches and two offers within a month? 1・3・2の法則 as delivered (DOMAIN §1.6). */

import { type Friend, friendsOf } from '../../db/friends.ts'
import { type TouchRow, touchesOf } from '../../db/touches.ts'
import { addDays, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import { stepIdIn } from '../core/due.ts'
import { touchOf } from '../core/lint-fans.ts'
import { type Occasion, occasions } from '../core/occasions.ts'
import { type Rule132, rule132, type Touch } from '../core/rule132.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { loadContent, loadScenarios } from './content.ts'
import { loadHistories } from './records.ts'

export interface Delivered132 extends Rule132 {
  customerId: string
  /** The purchase it counts from, and the last day that counts. */
  anchorOn: JstDate
  closesOn: JstDate
}

type Needs = Pick<Deps, 'db' | 'log'>

/** Read together; keeps what is in memory small. */
const BATCH = 500

/** One line for each purchase the shop looks at; nothing for who has not bought yet. Looks from `today` as if nothing later were known. */
export async function deliveredRule132(deps: Needs, customerIds: string[], today: JstDate): Promise<Delivered132[]> {
  const { shop } = await loadContent(deps)
  const found: Delivered132[] = []
  for (let from = 0; from < customerIds.length; from += BATCH)
    found.push(...(await ofBatch(deps, shop, customerIds.slice(from, from + BATCH), today)))
  return found
}

async function ofBatch(deps: Needs, shop: Shop, ids: string[], today: JstDate): Promise<Delivered132[]> {
  const histories = await loadHistories(deps, ids)
  const friends = await friendsOf(deps.db, ids)
  const touches = await touchesByCustomer(deps, shop, ids)
  return [...histories].flatMap(([customerId, history]) => {
    const end = jstInstant(addDays(today, 1))
    const bought = occasions(history.records.orders, shop).filter(({ at }) => at < end)
    return anchorsIn(bought, shop).map(({ anchorOn, next }) => ({
      customerId,
      anchorOn,
      closesOn: addDays(anchorOn, shop.rule132.window_days),
      ...rule132({
        anchorOn,
        touches: touches.get(customerId) ?? [],
        secondPurchaseOn: next,
        unreachableFrom: lostOn(history.records.emailConsent, friends.get(customerId), anchorOn),
        today,
        settings: shop.rule132,
      }),
    }))
  })
}

/** The purchases that open a window, each with the day of the next purchase. */
function anchorsIn(
  bought: readonly Occasion[],
  { rule132: { apply_to } }: Shop,
): { anchorOn: JstDate; next?: JstDate }[] {
  const windows = bought.map(({ on, isRenewal }, index) => ({ anchorOn: on, next: bought[index + 1]?.on, isRenewal }))
  return apply_to === 'first_purchase' ? windows.slice(0, 1) : windows.filter(({ isRenewal }) => !isRenewal)
}

/** The first day on which nothing could reach the customer: no friend on LINE or one who blocked us or said stop, and no e-mail. */
function lostOn(
  emailConsent: boolean,
  friend: Pick<Friend, 'following' | 'changedAt' | 'optedOutAt'> | undefined,
  anchorOn: JstDate,
): JstDate | undefined {
  if (emailConsent) return undefined
  if (!friend) return anchorOn
  const lost = [...(friend.following ? [] : [friend.changedAt]), ...(friend.optedOutAt ? [friend.optedOutAt] : [])]
  return lost.map(jstDate).sort()[0]
}

export async function touchesByCustomer(deps: Needs, shop: Shop, ids: string[]): Promise<Map<string, Touch[]>> {
  const rows = await touchesOf(deps.db, ids)
  const scenarios = await loadScenarios(
    deps,
    rows.map(({ revisionId }) => revisionId),
  )
  const touches = rows.flatMap((row) => {
    const step = scenarios.get(row.revisionId)?.steps.find(({ id }) => id === stepIdIn(row.stepId))
    const on = step && touchedOn(row, step.touchpoint === 'package_insert')
    return step && on ? [{ customerId: row.customerId, touch: touchOf(step, on, shop) }] : []
  })
  const groups = Map.groupBy(touches, ({ customerId }) => customerId)
  return new Map([...groups].map(([id, list]) => [id, list.map(({ touch }) => touch)]))
}

/** An insert lies in the parcel without anybody ticking it off; a call or a letter counts when it was done. */
function touchedOn({ status, sentAt, dueAt }: TouchRow, isInsert: boolean): JstDate | undefined {
  if (status === 'sent') return jstDate(sentAt ?? dueAt)
  return status === 'done' || isInsert ? jstDate(dueAt) : undefined
}
