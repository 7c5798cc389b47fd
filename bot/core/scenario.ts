/** What is a scenario? The language of `scenarios/<id>.yaml` (SPEC §4.4, DOMAIN §6.2 and §6.5). */

import { z } from 'zod'
import { type Button, Buttons, LinkUrl, Message, SignalName } from './content.ts'
import { oneOf, yesNo } from './one-of.ts'
import { ANCHORS, BENEFITS, LABELS, type Label, OFFER_KINDS, PURPOSES, TOUCHPOINTS, WALLS } from './vocabulary.ts'

export const ID = /^[a-z][a-z0-9_]*$/
const Id = z.string().regex(ID).max(60)
const Condition = z
  .string()
  .min(1)
  .meta({
    title: '条件',
    description: '反応の名前を and / or / not / ( ) でつなぐ',
    examples: ['used or success_felt'],
  })

export type Trigger = 'first_order' | 'any_order' | 'subscription_start' | 'friend_added' | `label_change:${Label}`

/** What starts a scenario (SPEC §4.4), with the merchant's word. */
export const TRIGGERS = {
  first_order: 'はじめてのご注文',
  any_order: 'ご注文のたび',
  subscription_start: '定期便のお申し込み',
  friend_added: '友だち追加',
  ...Object.fromEntries(
    Object.entries(LABELS).map(([label, word]) => [`label_change:${label}`, `「${word}」になったとき`]),
  ),
} as Readonly<Record<Trigger, string>>

const At = z
  .strictObject({
    from: oneOf(ANCHORS).meta({ title: '数えはじめる日' }),
    day: z.int().min(0).max(1000).meta({ title: '何日目（0＝当日）' }),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .optional()
      .meta({ title: '送る時刻', examples: ['19:30'] }),
    delay_minutes: z.int().min(0).max(1440).optional().meta({ title: '何分後' }),
  })
  .refine((at) => !(at.time && at.delay_minutes !== undefined), {
    error: 'time（時刻）と delay_minutes（何分後）は、どちらか一つにしてください。',
  })
  .meta({ title: '送る日', examples: [{ from: 'delivered', day: 5, time: '19:30' }] })

const Offer = z
  .union([
    z.literal('none'),
    z.strictObject({
      kind: oneOf(OFFER_KINDS).meta({ title: 'ご案内の種類' }),
      product: z.string().min(1).optional().meta({ title: '商品（shop.yaml の id か sku）' }),
      benefit: oneOf(BENEFITS).optional().meta({ title: '特典' }),
      coupon: z.string().min(1).optional().meta({ title: 'クーポン（coupons.yaml の id）' }),
      terms: z.string().min(1).optional().meta({ title: '条件の文書の名前' }),
      url: LinkUrl.optional(),
    }),
  ])
  .meta({ title: 'ご案内（販売）', description: 'なければ none' })

export const Step = z
  .strictObject({
    id: Id.meta({ title: 'ステップの名前' }),
    at: At,
    when: Condition.optional(),
    purpose: oneOf(PURPOSES).meta({ title: '目的' }),
    wall: oneOf(WALLS).optional().meta({ title: '下げたい壁' }),
    touchpoint: oneOf(TOUCHPOINTS).default('line_push').meta({ title: '接点' }),
    offer: Offer,
    survey: Id.optional().meta({ title: 'アンケート（surveys/ の id）' }),
    essential: yesNo.default(false).meta({ title: '少ない配信数でも必ず送る' }),
    overdue: z
      .strictObject({ send_within: z.string().regex(/^[1-9]\d{0,2}[dh]$/) })
      .default({ send_within: '1d' })
      .meta({ title: '遅れたとき', description: 'これより遅れたら見送る', examples: [{ send_within: '2d' }] }),
    text: z.string().min(1).optional().meta({ title: '文面' }),
    buttons: Buttons.optional(),
    signals: z.record(z.string(), SignalName).optional().meta({ title: 'ボタンごとの反応' }),
    messages: z.array(Message).min(1).max(5).optional().meta({ title: '文面のかわりに送るもの（5つまで）' }),
    hypothesis: Id.optional().meta({ title: '仮説（hypotheses の id）' }),
  })
  .refine((step) => (step.text === undefined) !== (step.messages === undefined), {
    error: 'text（文面）か messages の、どちらか一つを書いてください。',
  })
  .refine((step) => step.text !== undefined || step.buttons === undefined, {
    error: 'buttons は text と一緒に使います。messages のときは、それぞれの中に書いてください。',
  })
export type Step = z.infer<typeof Step>

const Hypothesis = z.strictObject({
  id: Id,
  who: z.strictObject({ fan_type: oneOf(LABELS) }),
  toward: oneOf(LABELS),
  before: z.string().min(1),
  measure: z.array(Id).min(1),
  after: z.string().min(1),
  metric: z.string().min(1),
  baseline: z.number().nullish(),
  target: z.number().nullish(),
  review_after_days: z.int().min(1).default(90),
  holdout: z.number().min(0).max(0.5).optional(),
  result: z.looseObject({}).nullish(),
})
export type Hypothesis = z.infer<typeof Hypothesis>

export const Scenario = z.strictObject({
  id: Id.meta({ title: 'シナリオの名前（ファイル名と同じ）' }),
  name: z.string().min(1).max(60).meta({ title: '店での呼び名' }),
  trigger: oneOf(TRIGGERS).meta({ title: 'はじまり' }),
  products: z.array(z.string().min(1)).min(1).optional().meta({ title: '対象の商品' }),
  audience: z
    .strictObject({
      labels: z.array(oneOf(LABELS)).min(1).optional(),
      stages: z.array(z.int().min(0).max(7)).min(1).optional(),
    })
    .optional()
    .meta({ title: '対象のお客さま' }),
  exit_when: z.array(Condition).default([]).meta({ title: '終わる条件' }),
  pause_sales_when: z.array(Condition).default([]).meta({ title: '販売のご案内を休む条件' }),
  hypotheses: z.array(Hypothesis).optional().meta({ title: '仮説' }),
  steps: z.array(Step).min(1).max(200).meta({ title: 'ステップ' }),
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
  const inside = (step.messages ?? []).flatMap((message) => {
    if (message.kind === 'carousel') return message.cards.flatMap((card) => card.buttons ?? [])
    return message.kind === 'text' || message.kind === 'card' ? (message.buttons ?? []) : []
  })
  const signals = step.signals ?? {}
  return [...(step.buttons ?? []), ...inside].map((button) => {
    const signal = button.signal ?? (Object.hasOwn(signals, button.label) ? signals[button.label] : undefined)
    return signal ? { ...button, signal } : button
  })
}
