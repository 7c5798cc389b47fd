/** A customer says an order is theirs: bind it to their LINE, or keep the claim until the shop reports the order (DOMAIN §3). */

import {
  anyClaimWaits,
  hasWaitingClaim,
  insertClaims,
  ordersByNumber,
  resolveClaims,
  waitingClaims,
} from '../../db/claims.ts'
import { insertConsents } from '../../db/consent.ts'
import { linkedCustomerIds } from '../../db/customers.ts'
import { accountsOf, findFriend, setFollowing } from '../../db/friends.ts'
import { findNonce, linkFriends, useNonce } from '../../db/links.ts'
import { insertRequests } from '../../db/requests.ts'
import { openTask } from '../../db/staff-tasks.ts'
import { addMinutes } from '../core/calendar.ts'
import type { LinkInfo, LinkOutcome, LinkRequest } from '../core/liff-pages.ts'
import { orderNumber, proofOf, proofsFor, spellingsOf } from '../core/order-proof.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type Content, loadContent } from './content.ts'
import { identify } from './identify.ts'
import { limitTries } from './limit-tries.ts'
import { pushLater } from './push-later.ts'
import { refreshFacts } from './refresh-facts.ts'
import { settleLinked } from './settle-purchases.ts'
import { sealText } from './sign-link.ts'

const CLAIM_LIVES_MINUTES = 72 * 60
/** A mail may lie unread for a while. */
const TOKEN_LIVES_MINUTES = 30 * 24 * 60
/** DOMAIN §3 pitfall 3. */
const TRIES = [
  { tries: 5, minutes: 15 },
  { tries: 20, minutes: 24 * 60 },
]

/** What the page says before anybody types: linked already, waiting for the shop, and what will be agreed to. */
export async function linkInfo(deps: Deps, lineUserId: string): Promise<LinkInfo> {
  const { shop } = await loadContent(deps)
  return {
    linked: await isLinked(deps, lineUserId),
    pending: await hasWaitingClaim(deps.db, lineUserId, deps.now()),
    purposes: shop.privacy.purposes,
    policy_url: shop.privacy.policy_url,
    text_version: shop.privacy.consent_version,
  }
}

async function isLinked(deps: Deps, lineUserId: string): Promise<boolean> {
  const friend = await findFriend(deps.db, lineUserId)
  return friend !== undefined && (await linkedCustomerIds(deps.db, [friend.customerId])).size > 0
}

/**
 * No such order, and a proof that does not fit it, look the same from outside: the claim waits, and comes true only when
 * the shop reports such an order with such a proof within three days.
 * @throws AppError `too_many`, `conflict` when the consent on the page is an old one, `invalid` for a proof that is none
 */
export async function linkOrder(deps: Deps, lineUserId: string, request: LinkRequest): Promise<LinkOutcome> {
  await limitTries(deps, `link:${lineUserId}`, TRIES)
  const content = await loadContent(deps)
  // The log tells what was agreed to: only the wording that is in force now.
  const version = content.shop.privacy.consent_version
  if (request.text_version !== version)
    throw new AppError('conflict', 'ご同意の文が新しくなりました。ページを開き直してください。', { reason: 'text' })
  if ('token' in request) return linkByToken(deps, content, lineUserId, request.token)

  const number = orderNumber(request.order_number)
  const proof = proofOf(request.proof)
  if (!proof || !number)
    throw new AppError('invalid', 'お電話番号の下4けたか、メールアドレスをお書きください。', { fields: ['proof'] })
  const found = (await ordersByNumber(deps.db, spellingsOf(number))).filter((one) => proofsFor(one).includes(proof))
  const customerIds = [...new Set(found.map(({ customerId }) => customerId))]
  const [customerId] = customerIds
  if (customerId !== undefined && customerIds.length === 1)
    return bind(deps, content, { lineUserId, customerId, evidence: 'order_number', version })

  const hashes = await hashesOf(deps, number, proof)
  const now = deps.now()
  const claim = { id: deps.newId(), lineUserId, ...hashes, consentVersion: request.text_version, createdAt: now }
  await deps.db.atomically([insertClaims([{ ...claim, expiresAt: addMinutes(now, CLAIM_LIVES_MINUTES) }])])
  return { outcome: 'pending' }
}

/** A link in the shop's mail: it stands for one of the shop's customers, once. */
async function linkByToken(deps: Deps, content: Content, lineUserId: string, token: string): Promise<LinkOutcome> {
  const expected = await findNonce(deps.db, token)
  if (!expected || addMinutes(expected.createdAt, TOKEN_LIVES_MINUTES) <= deps.now()) {
    // Often their own: the answer to the first tap was lost on its way, or the mail was opened again.
    if (await isLinked(deps, lineUserId)) return { outcome: 'already' }
    throw new AppError(
      'not_found',
      'このリンクは使えません。期限が過ぎたか、もう使われています。下の「ご注文番号でつなぐ」をお試しください。',
    )
  }
  const { source, externalId } = expected
  const [customerId] = await identify(deps, [{ source, customer: { external_id: externalId } }])
  const version = content.shop.privacy.consent_version
  const about = { lineUserId, customerId: customerId ?? '', evidence: 'signed_link', version }
  const outcome = await bind(deps, content, about)
  await useNonce(deps.db, token, deps.now())
  return outcome
}

interface Binding {
  lineUserId: string
  customerId: string
  evidence: string
  version: string
}

/** One customer, one LINE account: where there would be two of either, people decide (DOMAIN §3 pitfall 6). */
async function bind(deps: Deps, content: Content, about: Binding): Promise<LinkOutcome> {
  const { lineUserId, customerId, version, evidence } = about
  const now = deps.now()
  const friend = await findFriend(deps.db, lineUserId)
  if (friend?.customerId === customerId) return { outcome: 'already' }
  const own = friend ? (await linkedCustomerIds(deps.db, [friend.customerId])).size > 0 : false
  const others = (await accountsOf(deps.db, customerId)).filter((one) => one !== lineUserId)
  if (own || others.length > 0) {
    const text = own
      ? 'ご注文とつながっているLINEから、別のお客さまのご注文をつなぐお申し出がありました。ご本人かお確かめください。'
      : 'すでに別のLINEとつながっているご注文を、つなぎ直すお申し出がありました。ご本人かお確かめください。'
    await openTask(deps.db, {
      id: deps.newId(),
      customerId,
      kind: 'link_check',
      cause: `${lineUserId}:${customerId}`,
      text,
      at: now,
    })
    return { outcome: 'pending' }
  }
  await linkFriends(deps.db, [{ lineUserId, from: friend?.customerId ?? '', to: customerId }], now)
  const consent = {
    id: deps.newId(),
    customerId,
    channel: 'liff',
    purpose: 'link',
    granted: true,
    source: 'liff',
    at: now,
  }
  await deps.db.atomically([insertConsents([{ ...consent, textVersion: version, evidence }])])
  if (!friend) await learnFriendship(deps, lineUserId, now)
  await settleLinked(deps, content, [customerId])
  const touched = [customerId, ...(friend ? [friend.customerId] : [])]
  await refreshFacts(deps, touched, 'registration', content.shop)
  deps.wake('tick')
  return { outcome: 'linked' }
}

/** Somebody can open the page without having added the account: LINE shows the profile of friends only (LINE §7). */
async function learnFriendship(deps: Deps, lineUserId: string, at: Date): Promise<void> {
  const profile = await deps.line.profile(lineUserId).catch((error) => deps.log('profile_failed', { error }))
  if (!profile) await setFollowing(deps.db, lineUserId, false, at)
}

const SAID = 'ご注文の確認ができました。LINEとつながりましたので、お届けのお知らせと使い方のご案内をお送りします。'

/** New orders have come: does somebody wait for one of them? Called with every report; asks nothing while nobody waits. */
export async function resolveWaitingClaims(
  deps: Deps,
  content: Content,
  reported: { externalId: string; number?: string | null; customerId: string }[],
): Promise<void> {
  const now = deps.now()
  if (reported.length === 0 || deps.config.sessionSecret === undefined || !(await anyClaimWaits(deps.db, now))) return
  const numbers = new Map<string, string>()
  for (const { externalId, number: shown } of reported)
    for (const number of new Set([externalId, ...(shown ? [shown] : [])].map(orderNumber)))
      numbers.set((await hashesOf(deps, number, '')).orderHash, number)
  for (const claim of await waitingClaims(deps.db, [...numbers.keys()], now)) {
    const number = numbers.get(claim.orderHash) ?? ''
    const people = await ordersByNumber(deps.db, spellingsOf(number))
    for (const person of people)
      for (const proof of proofsFor(person)) {
        if ((await hashesOf(deps, number, proof)).proofHash !== claim.proofHash) continue
        const { lineUserId, consentVersion: version } = claim
        const { customerId } = person
        const { outcome } = await bind(deps, content, { lineUserId, customerId, evidence: 'claim', version })
        if (outcome === 'linked')
          await deps.db.atomically(
            insertRequests([await pushLater(`claim:${claim.id}`, lineUserId, [{ type: 'text', text: SAID }], now)]),
          )
        await resolveClaims(deps.db, [claim.id], now)
      }
  }
}

/** Neither the number nor the proof is kept in words. */
async function hashesOf(deps: Deps, number: string, proof: string) {
  const secret = deps.config.sessionSecret
  if (secret === undefined) throw new AppError('unavailable', 'SESSION_SECRET is not set')
  const orderHash = await sealText(`claim ${number}`, secret)
  return { orderHash, proofHash: await sealText(`claim ${number}\n${proof}`, secret) }
}
