/** Which coupons does the shop give? `scenarios/coupons.yaml` (DOMAIN §6.2). */

import { z } from 'zod'
import { addDays, dayInJapanese, type JstDate } from './calendar.ts'
import { CouponId } from './content.ts'
import { oneOf, yesNo } from './one-of.ts'
import { told } from './told.ts'
import { BENEFITS } from './vocabulary.ts'

/** What a shop system takes as a code, once its spelling is levelled. */
export const COUPON_CODE = /^[\x21-\x7e]{1,60}$/

export const Coupon = z
  .strictObject({
    id: CouponId,
    code: told(
      z.string().regex(COUPON_CODE).optional(),
      'コード',
      'お買い物のときに入れていただく文字。カートのものと同じに。書かなければ id と同じ',
      'HAJIMETE500',
    ),
    codes: told(
      z.literal('pool').optional(),
      'お一人ずつ違うコード',
      'pool なら、npx fanbelt coupon-codes で取り込んだコードを、お一人に1つずつ渡します',
      'pool',
    ),
    name: told(z.string().min(1).max(60), 'お客さまに見せる名前', '60文字まで', '本品500円引き'),
    benefit: told(oneOf(BENEFITS), '特典', 'どんなお得か', 'amount_off'),
    value: told(z.int().min(1).optional(), '値引きの大きさ', 'amount_off は円、percent_off は％', 500),
    gift_value: told(z.int().min(0).optional(), 'おまけの値段', '円。景品の上限を確かめるのに使います', 330),
    product: told(
      z.string().min(1).optional(),
      '使える商品',
      'shop.yaml の id か sku。なければどれでも',
      'lotion_full',
    ),
    min_amount: told(z.int().min(0).optional(), 'いくら以上で使えるか', '円。なければいくらでも', 2000),
    valid_days: told(z.int().min(1).max(730), '使える日数', 'お渡しした日から数えます', 21),
    once_per_customer: told(yesNo.default(false), 'お一人さま1回', '同じお客さまには1枚だけ渡します', true),
    once_per_survey: told(yesNo.default(false), 'アンケート1回につき1枚', 'お答えのお礼に使います', true),
  })
  .refine((coupon) => coupon.benefit !== 'amount_off' || coupon.value !== undefined, {
    path: ['value'],
    error: '値引き（amount_off）には value（円）を書いてください。',
  })
  .refine((coupon) => coupon.benefit !== 'percent_off' || (coupon.value !== undefined && coupon.value <= 100), {
    path: ['value'],
    error: '割引（percent_off）には value（1〜100の％）を書いてください。',
  })
  .refine((coupon) => coupon.code === undefined || coupon.codes === undefined, {
    path: ['code'],
    error: 'code（皆さま同じコード）と codes: pool（お一人ずつ違うコード）は、どちらか一つにしてください。',
  })
export type Coupon = z.infer<typeof Coupon>

/** What everybody types who has this coupon; undefined when each has a code of their own. */
export const fixedCode = ({ id, code, codes }: Pick<Coupon, 'id' | 'code' | 'codes'>): string | undefined =>
  codes === 'pool' ? undefined : (code ?? id)

const sameCode = (one: Coupon, other: Coupon): boolean =>
  fixedCode(one) !== undefined && fixedCode(one)?.toUpperCase() === fixedCode(other)?.toUpperCase()

export const Coupons = z
  .strictObject({
    coupons: told(z.array(Coupon).max(500), 'クーポン', '店が渡すクーポンのすべて', [
      { id: 'WELCOME500', name: '本品500円引き', benefit: 'amount_off', value: 500, valid_days: 21 },
    ]),
  })
  .superRefine(({ coupons }, context) => {
    for (const [index, coupon] of coupons.entries()) {
      const twice = (key: 'id' | 'code', message: string) =>
        context.addIssue({ code: 'custom', path: ['coupons', index, key], message })
      const before = coupons.slice(0, index)
      if (before.some(({ id }) => id === coupon.id)) twice('id', `クーポン「${coupon.id}」が二つあります。`)
      else if (before.some((other) => sameCode(other, coupon)))
        twice(coupon.code === undefined ? 'id' : 'code', `コード「${fixedCode(coupon)}」のクーポンが二つあります。`)
    }
  })
export type Coupons = z.infer<typeof Coupons>

/** The last day a coupon given on this day can be used. */
export const expiresOn = (coupon: Pick<Coupon, 'valid_days'>, givenOn: JstDate): JstDate =>
  addDays(givenOn, coupon.valid_days)

/** What it gives and for how long, in the shop's own words. */
export const benefitInWords = ({ name, valid_days }: Pick<Coupon, 'name' | 'valid_days'>) => ({
  name,
  valid: `お受け取りから${valid_days}日間お使いいただけます`,
})

/** What a coupon's card in the chat says. */
export interface CouponCard {
  name: string
  lines: string[]
}

/** Deadline and conditions, as the customer needs them before deciding. */
export function couponCard(coupon: Coupon, lastOn: JstDate, productName?: string): CouponCard {
  const conditions = [
    productName && `「${productName}」にお使いいただけます`,
    coupon.min_amount && `${coupon.min_amount.toLocaleString('ja-JP')}円以上のご注文でお使いいただけます`,
    coupon.once_per_customer && 'お一人さま1回限り',
  ]
  return {
    name: coupon.name,
    lines: [`有効期限：${dayInJapanese(lastOn)}`, ...conditions.filter((line) => !!line)] as string[],
  }
}
