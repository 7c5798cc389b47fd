/** Which coupons does the shop give? `scenarios/coupons.yaml` (DOMAIN §6.2). */

import { z } from 'zod'
import { addDays, type JstDate } from './calendar.ts'
import { oneOf, yesNo } from './one-of.ts'
import { BENEFITS } from './vocabulary.ts'

export const Coupon = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Z0-9_]+$/)
      .max(40)
      .meta({ title: 'クーポンの番号', description: '半角の英大文字・数字・_', examples: ['WELCOME500'] }),
    name: z.string().min(1).max(60).meta({ title: 'お客さまに見せる名前' }),
    benefit: oneOf(BENEFITS).meta({ title: '特典' }),
    value: z.int().min(1).optional().meta({ title: '値引きの円、または割引の％' }),
    gift_value: z.int().min(0).optional().meta({ title: 'おまけの値段（円）' }),
    product: z.string().min(1).optional().meta({ title: '使える商品（shop.yaml の id か sku）' }),
    min_amount: z.int().min(0).optional().meta({ title: 'いくら以上で使えるか（円）' }),
    valid_days: z.int().min(1).max(730).meta({ title: 'お渡しから使える日数' }),
    once_per_customer: yesNo.default(false).meta({ title: 'お一人さま1回' }),
    once_per_survey: yesNo.default(false).meta({ title: 'アンケート1回につき1枚' }),
  })
  .refine((coupon) => coupon.benefit !== 'amount_off' || coupon.value !== undefined, {
    path: ['value'],
    error: '値引き（amount_off）には value（円）を書いてください。',
  })
  .refine((coupon) => coupon.benefit !== 'percent_off' || (coupon.value !== undefined && coupon.value <= 100), {
    path: ['value'],
    error: '割引（percent_off）には value（1〜100の％）を書いてください。',
  })
export type Coupon = z.infer<typeof Coupon>

export const Coupons = z.strictObject({ coupons: z.array(Coupon).max(500) }).superRefine(({ coupons }, context) => {
  for (const [index, { id }] of coupons.entries())
    if (coupons.findIndex((other) => other.id === id) < index)
      context.addIssue({ code: 'custom', path: ['coupons', index, 'id'], message: `クーポン「${id}」が二つあります。` })
})
export type Coupons = z.infer<typeof Coupons>

/** The last day a coupon given on this day can be used. */
export const expiresOn = (coupon: Pick<Coupon, 'valid_days'>, givenOn: JstDate): JstDate =>
  addDays(givenOn, coupon.valid_days)
