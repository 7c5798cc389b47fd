/** What can a step say? Texts, buttons and the other kinds of message (SPEC §4.4, DOMAIN §6.5). */

import { z } from 'zod'
import { graphemeLength, LIMITS } from './limits.ts'
import { oneOf } from './one-of.ts'

export const SIGNAL_NAME = /^[a-z][a-z0-9_]*$/
export const SignalName = z
  .string()
  .regex(SIGNAL_NAME)
  .meta({ title: '反応の名前', description: '半角の英小文字・数字・_', examples: ['used', 'success_felt'] })

/** Pages of the mini-app a button can open. */
export const LIFF_PAGES = {
  survey: 'アンケート',
  link: 'ご注文とつなぐ',
  wallet: 'クーポン',
  mypage: 'マイページ',
  referral: 'お友だち紹介',
} as const
export type LiffPage = keyof typeof LIFF_PAGES

const Words = z.string().min(1)

const ButtonLabel = Words.refine((label) => graphemeLength(label) <= LIMITS.label, {
  error: (issue) => `ボタンの文字は${LIMITS.label}文字までです（いま${graphemeLength(String(issue.input))}文字）。`,
})
  .refine((label) => !/[\p{Cc}]|\{\{/u.test(label), { error: 'ボタンの文字に改行や {{…}} は使えません。' })
  .meta({ title: 'ボタンの文字', description: `${LIMITS.label}文字まで` })

/** Where a button may lead: the web, a telephone, or inside LINE (LINE §5.4). */
export const LinkUrl = z
  .string()
  .max(LIMITS.uri)
  .regex(/^(https:\/\/[^\s/]|tel:\+?[\d-]+$|line:\/\/)\S*$/)
  .meta({ title: '開くページ', examples: ['https://shop.example.jp/teiki'] })

const MediaUrl = z
  .string()
  .max(LIMITS.mediaUrl)
  .regex(/^https:\/\/[^\s/]\S*$/)
  .meta({ title: '画像や動画の場所', examples: ['https://shop.example.jp/img/toner.jpg'] })

export interface Button {
  label: string
  url?: string
  liff?: LiffPage
  signal?: string
}

/** `しっとりした` alone is a button that answers; the long form can open a page. */
export const Button = z.union([
  ButtonLabel.transform((label): Button => ({ label })),
  z
    .strictObject({
      label: ButtonLabel,
      url: LinkUrl.optional(),
      liff: oneOf(LIFF_PAGES).optional().meta({ title: 'LINEの中で開くページ' }),
      signal: SignalName.optional(),
    })
    .refine((button) => !(button.url && button.liff), { error: 'url と liff は、どちらか一つにしてください。' }),
])

export const Buttons = z
  .array(Button)
  .max(LIMITS.buttons)
  .refine((list) => new Set(list.map((button) => button.label)).size === list.length, {
    error: '同じ文字のボタンが二つあります。',
  })
  .meta({ title: 'ボタン', description: `${LIMITS.buttons}つまで`, examples: [['相談してみる', 'よくあるご質問']] })

const cardFields = {
  title: Words.optional().meta({ title: '見出し' }),
  text: Words.optional().meta({ title: '文面' }),
  image: MediaUrl.optional(),
  buttons: Buttons.optional(),
}
const saysSomething = (card: { title?: string; text?: string }) => card.title !== undefined || card.text !== undefined
const NEEDS_WORDS = { error: '見出し（title）か文面（text）を書いてください。' }

/** LINE's ids are digits; a merchant types them with or without quotes. */
const StickerId = z.union([z.string().regex(/^\d+$/), z.int().min(0).transform(String)])

/** One of up to five messages of a step (SPEC §4.4). */
export const Message = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: Words, buttons: Buttons.optional() }).meta({ title: '文章' }),
  z.strictObject({ kind: z.literal('image'), url: MediaUrl, preview: MediaUrl.optional() }).meta({ title: '画像' }),
  z.strictObject({ kind: z.literal('video'), url: MediaUrl, preview: MediaUrl }).meta({ title: '動画' }),
  z.strictObject({ kind: z.literal('sticker'), package: StickerId, sticker: StickerId }).meta({ title: 'スタンプ' }),
  z
    .strictObject({ kind: z.literal('card'), ...cardFields })
    .refine(saysSomething, NEEDS_WORDS)
    .meta({ title: 'カード' }),
  z
    .strictObject({
      kind: z.literal('carousel'),
      cards: z.array(z.strictObject(cardFields).refine(saysSomething, NEEDS_WORDS)).min(1).max(LIMITS.carouselBubbles),
    })
    .meta({ title: '横にめくるカード' }),
  z
    .strictObject({
      kind: z.literal('flex'),
      alt: Words.meta({ title: '通知に出る文' }),
      contents: z.looseObject({ type: z.enum(['bubble', 'carousel']) }),
    })
    .meta({ title: 'Flex（そのまま）' }),
])
export type Message = z.infer<typeof Message>
export type Card = Extract<Message, { kind: 'carousel' }>['cards'][number]
