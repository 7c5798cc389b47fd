/** What does shop.yaml say about the shop's things: products, touchpoints, quiet hours and the numbers of the guard? */

import { z } from 'zod'
import { SIGNAL_NAME } from './content.ts'
import { oneOf, yesNo } from './one-of.ts'
import { told } from './told.ts'
import { TOUCHPOINTS, WALLS } from './vocabulary.ts'

const clock = (standard: string, title: string, description: string) =>
  told(
    z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .default(standard),
    title,
    `${description}。書かなければ ${standard}`,
    standard,
  )

/** A whole number with a standard value, explained. */
export const count = (standard: number, title: string, description = title, least = 0) =>
  told(z.number().int().min(least).default(standard), title, `${description}。書かなければ ${standard}`, standard)

export const onOff = (standard: boolean, title: string, description: string) =>
  told(yesNo.default(standard), title, `${description}。書かなければ ${standard ? 'はい' : 'いいえ'}`, standard)

export const choice = <const T extends [string, ...string[]]>(
  options: T,
  standard: T[number],
  title: string,
  words: string[],
) =>
  told(
    z
      .enum(options)
      .default(standard as never)
      .meta({ enumDescriptions: words }),
    title,
    `${options.map((option, index) => `${option}＝${words[index]}`).join('、')}。書かなければ ${standard}`,
    standard,
  )

export const rate = (standard: number, title: string) =>
  told(z.number().default(standard), title, `率は 0.6 のように。書かなければ ${standard}`, standard)

export const text = (title: string, description: string, example: string) =>
  told(z.string().min(1).optional(), title, description, example)

/** A part of shop.yaml that is filled with its standards when it is left out. */
export const part = <T extends z.ZodRawShape>(shape: T, title: string, description: string, example: object) =>
  told(z.strictObject(shape).prefault({} as never), title, description, example)

const words = (title: string, description: string, example: string) =>
  told(z.string().min(1), title, description, example)

/** What the law lint goes by (DOMAIN §5.3). */
export const PRODUCT_CATEGORIES = {
  cosmetics: '化粧品',
  quasi_drug: '医薬部外品',
  food: '健康食品',
  ffc: '機能性表示食品',
  other: 'その他',
} as const

export const Product = z.strictObject({
  sku: words('商品コード', 'カートの商品コード', 'LF'),
  /** Other codes under which the cart exports the same product. */
  aliases: told(z.array(z.string()).default([]), 'ほかのコード', '同じ商品の、別のカートでのコードやJAN', [
    '4900000000017',
  ]),
  id: words('シナリオで使う名前', '半角の英小文字・数字・_。なければ商品コードで呼びます', 'lotion_full').optional(),
  name: words('商品の名前', 'お客さまに見せる名前', 'うるおい化粧水 本品150mL'),
  line: words('商品の系統', '同じ系統のお試し・本品・定期便に同じ名前を書きます', 'lotion').optional(),
  category: told(
    oneOf(PRODUCT_CATEGORIES).optional(),
    '商品の分野',
    '店の product_category とちがうときだけ書きます',
    'food',
  ),
  price_yen: told(z.number().int().min(0).optional(), '値段', '円（税込）', 3300),
  trial: onOff(false, 'お試し', 'お試しの商品か'),
  subscription: onOff(false, '定期便', '定期便の商品か'),
  insert: onOff(false, '同梱物', '商品として数えないもの（カードなど）か'),
  lasts_days: told(
    z.number().int().positive().optional(),
    '使いきる日数',
    '1つで何日分か。{{使いきるころ}} に入ります',
    45,
  ),
  cycle_days: told(z.number().int().positive().optional(), 'お届けの間隔', '定期便の日数', 45),
  url: told(z.string().optional(), '商品のページ', 'https:// ではじまる番地', 'https://shop.example.jp/lotion'),
  success_point: told(
    z
      .strictObject({
        signal: told(z.string().regex(SIGNAL_NAME).optional(), '反応', 'この反応があった時', 'success_felt'),
        day: told(z.int().min(0).max(365).optional(), '日数', '反応がなくても、お届けからこの日', 14),
      })
      .optional(),
    '成功体験ポイント',
    'お客さまが「これだ」と確信する時を、店がどうやって知るか',
    { signal: 'success_felt' },
  ),
})
export type Product = z.infer<typeof Product>

export const TouchpointEntry = z.strictObject({
  id: words('接点の名前', '一つだけの名前', 'tp_card'),
  kind: told(oneOf(TOUCHPOINTS), '接点の種類', 'どこで届くか', 'package_insert'),
  walls: told(z.array(oneOf(WALLS)).default([]), '下げる壁', 'この接点が答える「続けない理由」', ['efficacy', 'trust']),
  note: words('メモ', '店の人のための覚え書き', 'はじめてカード（LINE連携QR入り）').optional(),
})

/** The numbers of the guard (DOMAIN §1.5), all in days unless named otherwise. */
export const GuardSettings = z.strictObject({
  send_from: clock('09:00', '送りはじめる時刻', 'これより前はお休み'),
  send_until: clock('21:00', '送り終える時刻', 'これ以降はお休み'),
  service_until: clock('21:30', '大切なお知らせの送り終える時刻', 'ご注文やお届けのご連絡は、ここまで'),
  max_per_day: count(1, '1日に送る数', '同じお客さまへのご案内の、1日の上限', 1),
  max_per_7_days: count(3, '7日間に送る数', '同じお客さまへのご案内の、7日間の上限', 1),
  pause_on_blocks_per_hour: count(
    20,
    '配信を止めるブロックの数',
    '1時間にこの数をこえるブロックがあったら、ご案内とお便りをすべて止めて、お店にお知らせする',
    1,
  ),
  stale_after: count(7, '取りやめるまでの日数', '待っているうちに、予定からこの日数を過ぎたら取りやめる', 1),
  negative_mute: count(14, '不満のあと販売を休む日数', '「合わない」「不満」のお返事があってから'),
  repeat_after_delivery: count(7, '同じ商品のご案内まで', 'お届けからの日数'),
  subscription_after_delivery: count(14, '定期便のご案内まで（使っている方）', 'お届けからの日数'),
  subscription_without_usage: count(21, '定期便のご案内まで（反応のない方）', 'お届けからの日数'),
  subscription_after_cancel: count(30, '定期便のご案内まで（解約した方）', '解約からの日数'),
  cross_sell_after_subscription: count(30, '関連商品のご案内まで', '定期便のお申し込みからの日数'),
  cross_sell_min_deliveries: count(2, '関連商品のご案内までの回数', '定期便のお届けの回数'),
  cross_sell_after_order: count(7, '関連商品のご案内まで（お買い物のあと）', 'ご自分で注文された日からの日数'),
  referral_after_order: count(14, '紹介のお願いまで（お買い物のあと）', 'ご自分で注文された日からの日数'),
  referral_after_first_order: count(60, '紹介のお願いまで（はじめての方）', 'はじめてのご注文からの日数'),
  referral_min_nps: told(z.number().int().default(9), '紹介のお願いができる推奨度', '書かなければ 9', 9),
  referral_count_renewals: onOff(false, '定期便の自動の注文も「お買い物」と数えるか', '紹介のお願いの日数で'),
  winback_after: count(60, 'お久しぶりのご案内まで', '最後のお買い物からの日数'),
  survey_after_delivery: count(7, 'アンケートまで', 'お届けからの日数'),
  survey_interval: count(
    28,
    'アンケートの間隔',
    '前のアンケートからの日数。よいお返事も、この日数に1回だけ数えます',
    1,
  ),
  review_after_delivery: count(14, 'レビューのお願いまで', 'お届けからの日数'),
})
export type GuardSettings = z.infer<typeof GuardSettings>
