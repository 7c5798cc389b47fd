/** What can a step say? Texts, buttons and the other kinds of message (SPEC §4.4, DOMAIN §6.5). */

import { z } from 'zod'
import { graphemeLength, LIMITS } from './limits.ts'
import { oneOf } from './one-of.ts'
import { told } from './told.ts'

export const SIGNAL_NAME = /^[a-z][a-z0-9_]*$/
export const SignalName = told(
  z.string().regex(SIGNAL_NAME),
  '反応の名前',
  'when で使う名前。半角の英小文字・数字・_',
  'used',
  'success_felt',
)

/** Pages of the mini-app a button can open. */
export const LIFF_PAGES = {
  survey: 'アンケート',
  link: 'ご注文とつなぐ',
  wallet: 'クーポン',
  mypage: 'マイページ',
  settings: 'マイページの設定',
  referral: 'お友だち紹介',
} as const
export type LiffPage = keyof typeof LIFF_PAGES

const Words = z.string().min(1)

const ButtonLabel = told(
  Words.refine((label) => graphemeLength(label) <= LIMITS.label, {
    error: (issue) => `ボタンの文字は${LIMITS.label}文字までです（いま${graphemeLength(String(issue.input))}文字）。`,
  }).refine((label) => !/[\p{Cc}]|\{\{/u.test(label), { error: 'ボタンの文字に改行や {{…}} は使えません。' }),
  'ボタンの文字',
  `${LIMITS.label}文字まで`,
  '相談してみる',
)

/** Where a button may lead: the web, a telephone, or inside LINE (LINE §5.4). */
export const LinkUrl = told(
  z
    .string()
    .max(LIMITS.uri)
    .regex(/^(https:\/\/[^\s/]|tel:\+?[\d-]+$|line:\/\/)\S*$/),
  '開くページ',
  'https:// ではじまる番地、tel: の電話番号、line:// のどれか',
  'https://shop.example.jp/teiki',
)

const mediaUrl = (title: string, example: string) =>
  told(
    z
      .string()
      .max(LIMITS.mediaUrl)
      .regex(/^https:\/\/[^\s/]\S*$/),
    title,
    'https:// ではじまる番地',
    example,
  )
const ImageUrl = mediaUrl('画像の場所', 'https://shop.example.jp/img/toner.jpg')

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
      liff: told(oneOf(LIFF_PAGES).optional(), 'LINEの中で開くページ', 'url のかわりに書きます', 'wallet'),
      signal: SignalName.optional(),
    })
    .refine((button) => !(button.url && button.liff), { error: 'url と liff は、どちらか一つにしてください。' }),
])

export const Buttons = told(
  z
    .array(Button)
    .max(LIMITS.buttons)
    .refine((list) => new Set(list.map((button) => button.label)).size === list.length, {
      error: '同じ文字のボタンが二つあります。',
    }),
  'ボタン',
  `${LIMITS.buttons}つまで。文字だけなら「答えるボタン」になります`,
  ['相談してみる', 'よくあるご質問'],
  [{ label: '定期便の内容を見る', url: 'https://shop.example.jp/teiki' }],
)

const Text = told(Words, '文面', '{{お名前}} のような差し込みが使えます', 'お手元に届きましたでしょうか。')
const Title = told(Words, '見出し', 'カードの上の太い文字', '今月のお手入れ')
const cardFields = {
  title: Title.optional(),
  text: Text.optional(),
  image: ImageUrl.optional(),
  buttons: Buttons.optional(),
}
const saysSomething = (card: { title?: string; text?: string }) => card.title !== undefined || card.text !== undefined
const NEEDS_WORDS = { error: '見出し（title）か文面（text）を書いてください。' }

/** LINE's ids are digits; a merchant types them with or without quotes. */
const stickerId = (title: string, example: string) =>
  told(
    z.union([z.string().regex(/^\d+$/), z.int().min(0).transform(String)]),
    title,
    'LINEのスタンプ一覧にある番号',
    example,
  )

const kind = <K extends string>(name: K, word: string) => told(z.literal(name), '種類', word, name)

/** A coupon's id, as in coupons.yaml. */
export const CouponId = told(
  z
    .string()
    .regex(/^[A-Z0-9_]+$/)
    .max(40),
  'クーポンの番号',
  'coupons.yaml の id。半角の英大文字・数字・_',
  'WELCOME500',
)

/** One of up to five messages of a step (SPEC §4.4). */
export const Message = z.discriminatedUnion('kind', [
  z.strictObject({ kind: kind('text', '文章'), text: Text, buttons: Buttons.optional() }),
  z.strictObject({
    kind: kind('image', '画像'),
    url: ImageUrl,
    preview: mediaUrl('小さな画像の場所', 'https://shop.example.jp/img/toner-s.jpg').optional(),
  }),
  z.strictObject({
    kind: kind('video', '動画'),
    url: mediaUrl('動画の場所', 'https://shop.example.jp/movie/howto.mp4'),
    preview: mediaUrl('再生前に見える画像の場所', 'https://shop.example.jp/img/howto.jpg'),
  }),
  z.strictObject({
    kind: kind('sticker', 'スタンプ'),
    package: stickerId('スタンプの組', '446'),
    sticker: stickerId('スタンプ', '1988'),
  }),
  z.strictObject({ kind: kind('card', 'カード'), ...cardFields }).refine(saysSomething, NEEDS_WORDS),
  z.strictObject({
    kind: kind('carousel', '横にめくるカード'),
    cards: told(
      z.array(z.strictObject(cardFields).refine(saysSomething, NEEDS_WORDS)).min(1).max(LIMITS.carouselBubbles),
      'カード',
      `${LIMITS.carouselBubbles}枚まで`,
      [{ title: '朝', text: '手のひらで3秒あたためて。' }],
    ),
  }),
  z.strictObject({
    kind: kind('coupon', 'クーポンのカード（名前・期限・条件が入り、クーポンのページを開きます）'),
    coupon: told(CouponId.optional(), 'クーポン', '書かなければ、そのステップの offer のクーポン', 'WELCOME500'),
    button: told(ButtonLabel.optional(), 'ボタンの文字', '書かなければ「クーポンを見る」', 'クーポンを見る'),
  }),
  z.strictObject({
    kind: kind('survey', 'アンケートのカード（ステップの survey のアンケートを開きます）'),
    title: Title.optional(),
    text: Text.optional(),
    button: told(ButtonLabel.optional(), 'ボタンの文字', '書かなければ「アンケートに答える」', 'アンケートに答える'),
  }),
  z.strictObject({
    kind: kind('flex', 'Flex（LINEの形そのまま）'),
    alt: told(Words, '通知に出る文', 'お知らせの一覧に見える文です', '今月のお手入れ'),
    contents: told(
      z.looseObject({
        type: told(z.enum(['bubble', 'carousel']), '形', 'bubble（1枚）か carousel（横に並べる）', 'bubble'),
      }),
      '中身',
      'Flex Message Simulator で作ったものを、そのまま書きます',
      { type: 'bubble' },
    ),
  }),
])
export type Message = z.infer<typeof Message>
export type Card = Extract<Message, { kind: 'carousel' }>['cards'][number]

/** The buttons of one message in reading order. */
export function buttonsIn(message: Message): Button[] {
  switch (message.kind) {
    case 'text':
    case 'card':
      return message.buttons ?? []
    case 'carousel':
      return message.cards.flatMap((card) => card.buttons ?? [])
    case 'coupon':
      return [{ label: message.button ?? 'クーポンを見る', liff: 'wallet' }]
    case 'survey':
      return [{ label: message.button ?? 'アンケートに答える', liff: 'survey' }]
    default:
      return []
  }
}
