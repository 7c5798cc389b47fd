/** What is a scenario? The language of `scenarios/<id>.yaml` (SPEC §4.4, DOMAIN §6.2 and §6.5). */

import { z } from 'zod'
import { type Button, Buttons, buttonsIn, CouponId, LinkUrl, Message, SignalName } from './content.ts'
import { Hypothesis } from './hypothesis.ts'
import { oneOf, yesNo } from './one-of.ts'
import { told } from './told.ts'
import {
  ANCHORS,
  type Anchor,
  BENEFITS,
  LABEL_CHANGES,
  LABELS,
  OFFER_KINDS,
  PURPOSES,
  SALES_KINDS,
  TOUCHPOINTS,
  TRIGGERS,
  WALLS,
} from './vocabulary.ts'

export const ID = /^[a-z][a-z0-9_]*$/
const Id = z.string().regex(ID).max(60)
const Condition = z.string().min(1)

/** Days one is told of beforehand: a parcel's, and a coupon's last one. */
const AHEAD: ReadonlySet<Anchor> = new Set(['next_delivery', 'coupon_deadline'])
const LONGEST_NOTICE = 60

const At = z
  .strictObject({
    from: told(oneOf(ANCHORS), '数えはじめる日', 'この日を0日目として数えます', 'delivered'),
    day: told(
      z.int().min(-LONGEST_NOTICE).max(1000),
      '何日目',
      '0＝当日。next_delivery と coupon_deadline は -7（7日前）のように書きます',
      5,
    ),
    delivery: told(
      z.int().min(1).max(99).optional(),
      '何回目のお届けか',
      'from: delivered だけ。定期便で、書かなければ1回目',
      2,
    ),
    time: told(
      z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
        .optional(),
      '送る時刻',
      '日本時間。時と分を2桁ずつ、" " で囲みます',
      '19:30',
    ),
    delay_minutes: told(z.int().min(0).max(1440).optional(), '何分後', 'time のかわりに書きます', 10),
  })
  .refine((at) => !(at.time && at.delay_minutes !== undefined), {
    error: 'time（時刻）と delay_minutes（何分後）は、どちらか一つにしてください。',
  })
  .refine((at) => (AHEAD.has(at.from) ? at.day <= 0 : at.day >= 0), {
    path: ['day'],
    error:
      'next_delivery と coupon_deadline の day は 0 か -7（7日前）のように、ほかの day は 0 以上で書いてください。',
  })
  .refine((at) => at.delivery === undefined || at.from === 'delivered', {
    path: ['delivery'],
    error: 'delivery（何回目のお届けか）は、from: delivered のときだけ書けます。',
  })

const Offer = z.union([
  z.literal('none'),
  z.strictObject({
    kind: told(oneOf(OFFER_KINDS), 'ご案内の種類', '送ってよい時期は、種類ごとに決まっています', 'repeat'),
    product: told(z.string().min(1).optional(), '商品', 'shop.yaml の id か sku', 'lotion_full'),
    benefit: told(oneOf(BENEFITS).optional(), '特典', 'どんなお得か', 'amount_off'),
    coupon: told(CouponId.optional(), 'クーポン', 'coupons.yaml の id。送るときにお渡しします', 'WELCOME500'),
    terms: told(z.string().min(1).optional(), '条件の文書の名前', '定期便では必ず書きます', 'teiki_terms'),
    url: LinkUrl.optional(),
  }),
])

export const Step = z
  .strictObject({
    id: told(Id, 'ステップの名前', 'シナリオの中で一つだけ。半角の英小文字・数字・_', 'm04_worries'),
    at: told(At, '送る日', '数えはじめる日と、何日目の何時か', { from: 'delivered', day: 5, time: '19:30' }),
    when: told(
      Condition.optional(),
      '送る条件',
      '反応や状態の名前を and / or / not / ( ) でつなぐ',
      'used or success_felt',
    ),
    purpose: told(oneOf(PURPOSES), '目的', '何のために送るか', 'reassurance'),
    wall: told(oneOf(WALLS).optional(), '下げたい壁', 'お客さまが続けない理由のどれに答えるか', 'trust'),
    touchpoint: told(
      oneOf(TOUCHPOINTS).default('line_push'),
      '接点',
      'どこで届くか。LINE以外は、送らずに作業リストになります',
      'package_insert',
    ),
    offer: told(Offer, 'ご案内（販売）', 'なければ none', 'none', { kind: 'repeat', product: 'lotion_full' }),
    survey: told(Id.optional(), 'アンケート', 'お願いするアンケート（surveys/ の id）', 'first_survey'),
    essential: told(yesNo.default(false), '必ず送る', '配信数を抑えるときも送る', true),
    service: told(
      yesNo.default(false),
      'ご契約についての大切なお知らせ',
      '販売をしないご連絡だけ。1日1通などの数に入れず、配信停止の方にも届きます',
      true,
    ),
    overdue: told(
      z
        .strictObject({
          send_within: told(z.string().regex(/^[1-9]\d{0,2}[dh]$/), 'いつまでなら送るか', 'd は日、h は時間', '2d'),
        })
        .default({ send_within: '1d' }),
      '遅れたとき',
      'これより遅れたら見送ります。書かなければ1日',
      { send_within: '2d' },
    ),
    text: told(z.string().min(1).optional(), '文面', '「|」のあとで改行して書きます', '{{お名前}}さま、こんにちは。'),
    buttons: Buttons.optional(),
    signals: told(z.record(z.string(), SignalName).optional(), 'ボタンごとの反応', 'ボタンを押したときに残る名前', {
      しっとりした: 'success_felt',
    }),
    messages: told(z.array(Message).min(1).max(5).optional(), '文面のかわりに送るもの', '5つまで', [
      { kind: 'text', text: 'こんにちは。' },
      { kind: 'image', url: 'https://shop.example.jp/img/toner.jpg' },
    ]),
    hypothesis: told(Id.optional(), '仮説', '確かめたい仮説（hypotheses の id）', 'h_f2_trial'),
  })
  .refine((step) => (step.text === undefined) !== (step.messages === undefined), {
    error: 'text（文面）か messages の、どちらか一つを書いてください。',
  })
  .refine((step) => step.text !== undefined || step.buttons === undefined, {
    error: 'buttons は text と一緒に使います。messages のときは、それぞれの中に書いてください。',
  })
  .refine((step) => !step.service || step.offer === 'none' || !SALES_KINDS.has(step.offer.kind), {
    path: ['service'],
    error: '販売のご案内（offer）のあるステップは、service（大切なお知らせ）にできません。',
  })
  .refine((step) => step.survey !== undefined || !step.messages?.some(({ kind }) => kind === 'survey'), {
    path: ['messages'],
    error: 'アンケートのカードには、ステップの survey: にアンケートの id が必要です。',
  })
  .refine((step) => !step.messages?.some((message) => message.kind === 'coupon' && !couponOfMessage(step, message)), {
    path: ['messages'],
    error: 'クーポンのカードには、coupon: にクーポンの id が必要です。',
  })
export type Step = z.infer<typeof Step>

type Offering = { offer: z.infer<typeof Offer>; messages?: Message[] }

const couponOfMessage = ({ offer }: Offering, { coupon }: { coupon?: string }): string | undefined =>
  coupon ?? (offer === 'none' ? undefined : offer.coupon)

/** Every coupon a step gives, that of its offer first. */
export const couponsIn = (step: Offering): string[] => {
  const inside = (step.messages ?? []).map((message) =>
    message.kind === 'coupon' ? couponOfMessage(step, message) : undefined,
  )
  return [...new Set([couponOfMessage(step, {}), ...inside])].filter((id) => id !== undefined)
}

export const Scenario = z.strictObject({
  id: told(Id, 'シナリオの名前', 'ファイル名と同じにします。半角の英小文字・数字・_', 'first_60days'),
  name: told(z.string().min(1).max(60), '名前（店での呼び名）', '60文字まで', 'はじめての60日'),
  trigger: told(oneOf(TRIGGERS), 'はじまり', '何が起きたらはじめるか', 'first_order', 'label_change:lapsed'),
  also: told(z.array(oneOf(LABEL_CHANGES)).default([]), 'ほかのはじまり', 'このファン区分になったときも、はじめる', [
    'label_change:dormant',
  ]),
  rest_days: told(
    z.int().min(1).max(1000).optional(),
    '次にはじめるまでの日数',
    'ファン区分の変化ではじまるシナリオが終わってから、この日数のあいだは、同じお客さまではじめない',
    60,
  ),
  products: told(z.array(z.string().min(1)).min(1).optional(), '対象の商品', '買ったものの id か sku', [
    'lotion_trial',
  ]),
  audience: told(
    z
      .strictObject({
        labels: told(z.array(oneOf(LABELS)).min(1).optional(), 'ファン区分', 'このどれかの方', ['visitor']),
        stages: told(z.array(z.int().min(0).max(7)).min(1).optional(), '関係の段階', '0〜7', [2, 3]),
      })
      .optional(),
    '対象のお客さま',
    'はじまる時に、どの方にはじめるか',
    { labels: ['visitor', 'follower'] },
  ),
  exit_when: told(z.array(Condition).default([]), '終わる条件', 'どれかに当てはまったら、そこで終わる', [
    'opt_out',
    'withdrawn',
  ]),
  pause_sales_when: told(
    z.array(Condition).default([]),
    '販売のご案内を休む条件',
    'どれかに当てはまるあいだ、offer のあるステップだけ待つ',
    ['negative_answer', 'open_complaint'],
  ),
  hypotheses: told(z.array(Hypothesis).optional(), '仮説', '何を確かめるために送るのか', [
    {
      id: 'h_f2_trial',
      who: { fan_type: 'visitor' },
      toward: 'follower',
      before: '自分に合うか確信がない',
      measure: ['m03_first_wow'],
      after: '手ざわりで納得した',
      metric: 'f2_rate',
    },
  ]),
  steps: told(z.array(Step).min(1).max(200), 'ステップ', '送るものを、送る順に', [
    { id: 'm01', at: { from: 'order', day: 0 }, purpose: 'thanks', offer: 'none', text: 'ありがとうございます。' },
  ]),
})
/** A checked scenario: plain JSON, stored as a revision's body and read back with the same schema. */
export type Scenario = z.infer<typeof Scenario>

/** How late a step may still be sent, in minutes (SPEC §4.4 `overdue`). */
export function sendWithinMinutes(step: Pick<Step, 'overdue'>): number {
  const amount = Number.parseInt(step.overdue.send_within, 10)
  return amount * (step.overdue.send_within.endsWith('d') ? 24 * 60 : 60)
}

/** All buttons of a step in reading order, each with its signal. The index is what `answerData` receives. */
export function buttonsOf(step: Pick<Step, 'buttons' | 'signals' | 'messages'>): Button[] {
  const signals = step.signals ?? {}
  return [...(step.buttons ?? []), ...(step.messages ?? []).flatMap(buttonsIn)].map((button) => {
    const signal = button.signal ?? (Object.hasOwn(signals, button.label) ? signals[button.label] : undefined)
    return signal ? { ...button, signal } : button
  })
}
