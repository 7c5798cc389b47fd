/** A customer tapped a link: where does it lead, and what does the tap tell us? Only where a published text sends them (SPEC §4.2 `/r/`). */

import { findCustomers } from '../../db/customers.ts'
import { findDelivery } from '../../db/deliveries.ts'
import { findFriend } from '../../db/friends.ts'
import { addSignal } from '../../db/voices.ts'
import { jstDate } from '../core/calendar.ts'
import type { Button } from '../core/content.ts'
import { buttonsOf } from '../core/scenario.ts'
import { isExpired, type Tap } from '../core/tracked-link.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { loadContent, loadScenarios } from './content.ts'
import { refreshFacts } from './refresh-facts.ts'
import { openLink } from './sign-link.ts'

const nowhere = () => new AppError('not_found', 'このリンクは使えません。期限が過ぎたか、書き換えられています。')

/**
 * @param options.count false for whoever only looks: link previews, prefetching, HEAD
 * @param options.by the LINE user, where a page knows: a forwarded link says nothing about whom it was sent to
 * @returns the address to go to
 * @throws AppError `not_found` for a token that is forged or too old, or names no button that opens anything
 */
export async function followLink(deps: Deps, token: string, options: { count: boolean; by?: string }): Promise<string> {
  const secret = deps.config.sessionSecret
  const tap = secret === undefined ? undefined : await openLink(token, secret)
  if (!tap || isExpired(tap, jstDate(deps.now()))) throw nowhere()
  const scenario = (await loadScenarios(deps, [tap.revisionId])).get(tap.revisionId)
  const step = scenario?.steps.find(({ id }) => id === tap.stepId)
  const button = step && buttonsOf(step)[tap.index]
  const address = button && addressOf(deps, button)
  if (!address) throw nowhere()
  if (options.count) await count(deps, tap, button, options.by)
  return address
}

function addressOf(deps: Deps, { url, liff }: Button): string | undefined {
  if (url) return url.startsWith('https:') ? url : undefined
  const { liffId } = deps.config.line
  return liff && liffId ? `https://liff.line.me/${liffId}/${liff}` : undefined
}

/** Once a day for each customer and button, however often it is tapped. Never keeps the customer from the page. */
async function count(
  deps: Deps,
  { revisionId, stepId, index, customerId }: Tap,
  button: Button,
  by: string | undefined,
): Promise<void> {
  try {
    const [known] = await findCustomers(deps.db, [customerId])
    if (!known || known.deletedAt) return
    // Who was linked to the shop's records since then lives on there.
    const id = known.mergedInto ?? customerId
    if (by !== undefined && (await findFriend(deps.db, by))?.customerId !== id) return
    const delivery = await findDelivery(deps.db, id, revisionId, stepId)
    const now = deps.now()
    await addSignal(deps.db, {
      id: `click:${revisionId}:${stepId}:${index}:${id}:${jstDate(now)}`,
      customerId: id,
      name: button.signal ?? '',
      label: button.label,
      enrollmentId: delivery?.enrollmentId,
      stepId,
      at: now,
    })
    if (button.signal) await refreshFacts(deps, [id], 'data_fix', (await loadContent(deps)).shop)
  } catch (error) {
    deps.log('click_not_counted', { revisionId, stepId, customerId, error })
  }
}
