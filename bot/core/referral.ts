/** A friend's card: its code, its words, and when does a friend who came with it count? (DOMAIN §1.4 stage 7, §5.2) */

import { benefitInWords, type Coupon } from './coupons.ts'
import type { ReferralPage } from './liff-pages.ts'
import { isCounted, type OrderFact, purchasedAt } from './occasions.ts'
import type { Shop } from './shop.ts'

/** Without what is mistaken for something else when it is read out: 0 O 1 I L. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const CODE_LENGTH = 8

/**
 * 40 bits of chance, too many to try out.
 * @param bytes random ones, some more than letters: a few are passed over, so that every letter is as likely
 * @returns undefined when too many had to be
 */
export function codeFrom(bytes: Uint8Array): string | undefined {
  const fair = [...bytes].filter((byte) => byte < 256 - (256 % LETTERS.length)).slice(0, CODE_LENGTH)
  return fair.length < CODE_LENGTH ? undefined : fair.map((byte) => LETTERS[byte % LETTERS.length]).join('')
}

/** What the page says to a customer. Nothing about the one whose card it is. */
export const REFERRAL_WORDS = {
  just_bought:
    'いまは、商品をゆっくりお試しいただく時期です。ご紹介のカードは、もうしばらくお付き合いいただいてから、お渡しいたします。',
  not_now: 'ご紹介のカードは、いまはお渡しできません。',
  unknown: 'このご紹介カードは、いまはお使いいただけません。リンクをもう一度お確かめください。',
  own: 'ご自分のご紹介カードです。お友だちにお渡しください。',
  bought: 'こちらは、はじめてお買い物をされる方への特典です。いつもご利用いただき、ありがとうございます。',
  once: 'ご紹介の特典は、お一人さま1回限りです。お受け取りいただいたクーポンは、クーポンのページにあります。',
  no_code: '特典のご用意が間に合っておりません。恐れ入りますが、しばらくしてからもう一度お開きください。',
} as const

/** The guard decides; what it says to the merchant (days, NPS) is not for the customer. */
export const refusalFor = (guardCode: string): string =>
  guardCode.startsWith('N3_') ? REFERRAL_WORDS.just_bought : REFERRAL_WORDS.not_now

const DISCLOSURE = '紹介特典のあるご案内です'

/** Whoever passes it on gets something for it, and whoever reads it must know (DOMAIN §5.2). */
export const withDisclosure = (text: string): string =>
  text.includes('紹介特典') ? text : `${text}\n（${DISCLOSURE}）`

export interface Gifts {
  friend: Coupon
  own: Coupon
}

/** Undefined when the shop gives none, or one of them is not in its list any more. */
export function giftsOf({ referral }: Pick<Shop, 'referral'>, coupons: readonly Coupon[]): Gifts | undefined {
  const friend = coupons.find(({ id }) => id === referral?.friend_coupon)
  const own = coupons.find(({ id }) => id === referral?.own_coupon)
  return friend && own && { friend, own }
}

export function cardOf({ referral }: Pick<Shop, 'referral'>, gifts: Gifts, url: string): ReferralPage['card'] {
  if (!referral) return undefined
  const { title, text, share_text } = referral
  return {
    title,
    text,
    url,
    friend_benefit: benefitInWords(gifts.friend),
    own_benefit: benefitInWords(gifts.own),
    share_text: withDisclosure(`${share_text}\nはじめての方への特典：${gifts.friend.name}`),
  }
}

export interface Person {
  customerId: string
  email: string | null
  phone: string | null
}

/** Nobody is their own friend, with however many accounts. */
export const isSamePerson = (one: Person, other: Person): boolean =>
  one.customerId === other.customerId ||
  (one.email !== null && one.email === other.email) ||
  (one.phone !== null && one.phone === other.phone)

export type Verdict = { waits: true } | { refused: 'self' | 'bought_before' } | { orderId: string }

/** Who came by a card is told by when they ordered, whatever date the shop goes by. */
const BY_ORDER = { purchase_date_field: 'ordered_at' } as const

/** @param orders all of the friend's, so far */
export function judgeUse(
  use: { acceptedAt: Date; isOwnCard: boolean },
  orders: readonly (OrderFact & { id: string })[],
  now: Date,
): Verdict {
  const first = orders
    .filter((order) => isCounted(order) && purchasedAt(order, BY_ORDER) <= now)
    .sort((a, b) => purchasedAt(a, BY_ORDER).getTime() - purchasedAt(b, BY_ORDER).getTime())[0]
  if (!first) return { waits: true }
  if (use.isOwnCard) return { refused: 'self' }
  return purchasedAt(first, BY_ORDER) < use.acceptedAt ? { refused: 'bought_before' } : { orderId: first.id }
}
