/** May this customer tell a friend, and what is on their card? The guard's own answer (DOMAIN §1.5 N3). */

import { findFriend } from '../../db/friends.ts'
import { addOwnCode, countReferred, ownCode } from '../../db/referrals.ts'
import { guard } from '../core/guard.ts'
import type { ReferralPage } from '../core/liff-pages.ts'
import type { Standing } from '../core/names.ts'
import { cardOf, codeFrom, giftsOf, REFERRAL_WORDS, refusalFor } from '../core/referral.ts'
import type { Shop } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { loadHistories, standingOf } from './records.ts'

/** @returns a sentence for the customer; undefined when nothing stands in the way */
export function referralRefusal({ facts, label, stage }: Standing, shop: Shop, now: Date): string | undefined {
  // The page rings nobody's phone: whoever opens it at night is welcome.
  const sending = { kind: 'referral', touchpoint: 'mypage', dueAt: now } as const
  const verdict = guard({ sending, facts, label, stage, recentSends: [], now, shop })
  return verdict.verdict === 'allow' ? undefined : refusalFor(verdict.code)
}

/** The own card. */
export async function referralPage(deps: Deps, lineUserId: string): Promise<ReferralPage> {
  const { shop, coupons } = await loadContent(deps)
  const gifts = giftsOf(shop, coupons.coupons)
  const friend = await findFriend(deps.db, lineUserId)
  const history = friend && (await loadHistories(deps, [friend.customerId])).get(friend.customerId)
  if (!friend || !history || !gifts) return { refusal: REFERRAL_WORDS.not_now, friends: 0 }
  const friends = await countReferred(deps.db, friend.customerId)
  const refusal = referralRefusal(standingOf(history, shop, deps.now()), shop, deps.now())
  if (refusal !== undefined) return { refusal, friends }
  const code = await codeOf(deps, friend.customerId)
  return { card: cardOf(shop, gifts, addressOf(deps, code)), friends }
}

const addressOf = ({ config }: Deps, code: string): string =>
  config.line.liffId
    ? `https://liff.line.me/${config.line.liffId}/referral?code=${code}`
    : `${config.publicUrl.replace(/\/$/, '')}/liff/referral?code=${code}`

/** Made once for each customer, whoever asks first. */
async function codeOf(deps: Deps, customerId: string): Promise<string> {
  for (let tries = 0; tries < 5; tries += 1) {
    const known = await ownCode(deps.db, customerId)
    if (known) return known
    const code = codeFrom(crypto.getRandomValues(new Uint8Array(32)))
    if (code) await addOwnCode(deps.db, { code, customerId, createdAt: deps.now() })
  }
  throw new Error('no code could be made')
}
