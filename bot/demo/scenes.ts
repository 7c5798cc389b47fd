/** One thing happens on somebody's telephone: the stand-in for LINE tells the bot, as LINE would. */

import { findFriend } from '../../db/friends.ts'
import { readOrder } from '../core/order.ts'
import type { Deps } from '../deps.ts'
import { acceptReferral } from '../flows/accept-referral.ts'
import { buy } from '../flows/buy.ts'
import { loadContent } from '../flows/content.ts'
import { linkOrder } from '../flows/link-order.ts'
import { recordOrders } from '../flows/record-orders.ts'
import { referralPage } from '../flows/referral.ts'
import { submitSurvey } from '../flows/submit-survey.ts'
import { currentSurvey } from '../flows/survey-sheet.ts'
import type { Platform } from '../simulator/platform.ts'
import { type Answer, SHOP_SOURCE } from './people/customer.ts'
import type { Act } from './story/person.ts'
import { UNLINKED_ORDER } from './story/story.ts'

/** @param userIdOf of somebody of the story, by name */
export async function play(
  { deps, platform }: { deps: Deps; platform: Platform },
  userId: string,
  act: Act,
  userIdOf: (name: string) => string,
): Promise<void> {
  const phone = async (path: string, body?: unknown) => {
    const request = new Request(`http://stand-in/phone/users/${userId}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return (await platform.fetch(request)).json()
  }
  if ('orders' in act) await orderInShop(deps, act.orders)
  else if ('follow' in act) await phone('follow', {})
  else if ('answer' in act) await answerSurvey(deps, userId, act.answer)
  else if ('say' in act) await phone('messages', { text: act.say })
  else if ('claim' in act) await claimOrder(deps, userId, act.claim)
  else if ('acceptCardOf' in act) await acceptCard(deps, userId, userIdOf(act.acceptCardOf))
  else if ('tap' in act) {
    const action = findAction(await phone('chat'), act.tap)
    if (action) await phone('postback', action)
  } else {
    const friend = await findFriend(deps.db, userId)
    if (friend) await buy(deps, friend.customerId, act.buy)
  }
}

/**
 * What they are asked now; what may be left out is left out, but for a word of their own.
 * @returns false when nothing is asked
 */
export async function answerSurvey(deps: Deps, userId: string, { satisfaction, nps, voice }: Answer): Promise<boolean> {
  const { survey } = await currentSurvey(deps, userId)
  if (!survey) return false
  const said = survey.questions.flatMap(({ id, kind, choices, optional }) => {
    if (kind === 'nps') return [[id, nps]]
    if (kind === 'text' && id === 'voice' && voice) return [[id, voice]]
    return optional ? [] : [[id, choices?.[0] ?? satisfaction]]
  })
  const answers = Object.fromEntries(said)
  await submitSurvey(deps, userId, survey.id, { answers, quotable: false, sensitive_agreed: false })
  return true
}

/** As the shop's cart reports somebody it knows nothing of on LINE. */
async function orderInShop(deps: Deps, sku: string): Promise<void> {
  const { number, name, phone } = UNLINKED_ORDER
  const product = (await loadContent(deps)).shop.products.find((one) => one.sku === sku)
  const read = readOrder({
    source: SHOP_SOURCE,
    external_id: number,
    customer: { external_id: number, name, phone },
    ordered_at: deps.now().toISOString(),
    total_yen: product?.price_yen ?? 0,
    lines: [{ sku, name: product?.name, qty: 1, amount_yen: product?.price_yen }],
  })
  if ('code' in read) throw new Error(read.message)
  await recordOrders(deps, [read.order])
}

async function claimOrder(deps: Deps, userId: string, { number, proof }: { number: string; proof: string }) {
  const { shop } = await loadContent(deps)
  const text_version = shop.privacy.consent_version
  await linkOrder(deps, userId, { order_number: number, proof, agreed: true, text_version })
}

async function acceptCard(deps: Deps, userId: string, ownerId: string): Promise<void> {
  const { card } = await referralPage(deps, ownerId)
  if (card) await acceptReferral(deps, userId, new URL(card.url).searchParams.get('code') ?? '')
}

/** The postback of the button with this label, wherever it is in the chat. */
function findAction(node: unknown, label: string): { data: string; displayText: string } | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const { type, label: own, data } = node as Record<string, unknown>
  if (type === 'postback' && own === label && typeof data === 'string') return { data, displayText: label }
  for (const inner of Object.values(node)) {
    const found = findAction(inner, label)
    if (found) return found
  }
  return undefined
}
