/** Somebody opens a friend's card: is it for them, and what do they get? */

import { assertIssued, issueCoupons } from '../../db/coupons.ts'
import { addFriend, type Friend, findFriend, setFollowing } from '../../db/friends.ts'
import { insertUse, ownerOf, useOf } from '../../db/referrals.ts'
import { benefitInWords } from '../core/coupons.ts'
import type { ReferralPage } from '../core/liff-pages.ts'
import { type Gifts, giftsOf, REFERRAL_WORDS } from '../core/referral.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { loadContent } from './content.ts'
import { couponFor, openPool, tellEmptyPools } from './issue-coupons.ts'
import { limitTries } from './limit-tries.ts'
import { loadHistories, standingOf } from './records.ts'

/** Codes are too many to guess; whoever tries many of them is up to something all the same. */
const TRIES = [
  { tries: 20, minutes: 15 },
  { tries: 60, minutes: 24 * 60 },
]

const refuse = (why: 'own' | 'bought' | 'once' | 'no_code') =>
  new AppError('conflict', REFERRAL_WORDS[why], { reason: why })

/** A card that is not for this person opens with a sentence instead of an offer. */
export async function invitationPage(deps: Deps, lineUserId: string, code: string): Promise<ReferralPage> {
  try {
    await limitTries(deps, `referral:${lineUserId}`, TRIES)
    const { gifts, accepted } = await cardFor(deps, lineUserId, code)
    return { invitation: { benefit: benefitInWords(gifts.friend), accepted }, friends: 0 }
  } catch (error) {
    if (error instanceof AppError && (error.code === 'conflict' || error.code === 'not_found'))
      return { refusal: error.message, friends: 0 }
    throw error
  }
}

/**
 * Once for each person; a second tap on the same card changes nothing.
 * @throws AppError `not_found`, `conflict` with a sentence for the customer; `too_many`
 */
export async function acceptReferral(deps: Deps, lineUserId: string, code: string): Promise<{ accepted: true }> {
  await limitTries(deps, `referral:${lineUserId}`, TRIES)
  const { gifts, accepted, owner } = await cardFor(deps, lineUserId, code)
  if (accepted) return { accepted }
  const { customerId } = await meet(deps, lineUserId)
  const coupon = couponFor(deps, gifts.friend, { customerId, cause: 'referral' })
  const use = { customerId, code: owner.code, acceptedAt: deps.now() }
  try {
    await deps.db.atomically([insertUse(use), ...issueCoupons([coupon]), assertIssued([coupon])])
  } catch (error) {
    const content = await loadContent(deps)
    const left = (await openPool(deps, content, [customerId])).leftFor(customerId)?.get(coupon.couponId)
    if (left !== 0) throw error
    await deps.db.atomically(await tellEmptyPools(deps, [coupon.couponId]))
    throw refuse('no_code')
  }
  // Two cards at the same moment: the first one stands.
  if ((await useOf(deps.db, customerId))?.code !== owner.code) throw refuse('once')
  return { accepted: true }
}

interface Card {
  gifts: Gifts
  owner: { code: string; customerId: string }
  accepted: boolean
}

async function cardFor(deps: Deps, lineUserId: string, code: string): Promise<Card> {
  const { shop, coupons } = await loadContent(deps)
  const gifts = giftsOf(shop, coupons.coupons)
  const owner = await ownerOf(deps.db, code)
  if (!gifts || !owner) throw new AppError('not_found', REFERRAL_WORDS.unknown)
  const friend = await findFriend(deps.db, lineUserId)
  if (!friend) return { gifts, owner, accepted: false }
  const { customerId } = friend
  if (owner.customerId === customerId) throw refuse('own')
  const before = await useOf(deps.db, customerId)
  if (before?.code === owner.code) return { gifts, owner, accepted: true }
  const history = (await loadHistories(deps, [customerId])).get(customerId)
  if (history && standingOf(history, shop, deps.now()).facts.purchases > 0) throw refuse('bought')
  if (before) throw refuse('once')
  return { gifts, owner, accepted: false }
}

/** Who opens a friend's card has often not added the account yet; the coupon needs a wallet all the same. */
async function meet(deps: Deps, lineUserId: string): Promise<Friend> {
  const known = await findFriend(deps.db, lineUserId)
  if (known) return known
  // Whatever LINE tells of them is newer.
  const at = new Date(0)
  await addFriend(deps.db, { lineUserId, customerId: deps.newId(), at, now: deps.now() })
  const profile = await deps.line.profile(lineUserId).catch((error) => deps.log('profile_failed', { error }))
  // LINE shows the profile of friends only (LINE §7).
  if (!profile) await setFollowing(deps.db, lineUserId, false, at)
  const met = await findFriend(deps.db, lineUserId)
  if (!met) throw new Error('the visitor just met is not there')
  return met
}
