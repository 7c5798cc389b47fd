/** What did the customer's words ask for, and what do we answer? `scenarios/replies.yaml` (DOMAIN §5.1, §6.3). */

import { z } from 'zod'
import { Buttons } from './content.ts'
import { yesNo } from './one-of.ts'
import { told } from './told.ts'

/** Words that always work, whatever the file says (DOMAIN §5.1). 解約 is not a stop word: it asks for a procedure. */
export const WORDS = {
  stop: ['配信停止', '停止', '配信解除', 'お知らせ停止', 'ストップ', 'stop', 'unsubscribe'],
  resume: ['再開', '配信再開'],
  cancel: ['解約', '退会', 'キャンセル'],
  human: ['相談', '相談する', '相談してみる'],
} as const
type WordKind = keyof typeof WORDS
const KINDS = Object.keys(WORDS) as WordKind[]

const Text = told(z.string().min(1), '文面', '{{担当者名}} のような差し込みが使えます', 'ありがとうございます。')
const Words = told(z.array(z.string().trim().min(1).max(40)), '言葉', 'ぴったり同じ言葉が届いたときだけ答えます', [
  '使い方',
  'つかいかた',
])
const Reply = z.strictObject({ text: Text, buttons: Buttons.default([]) })
export type Reply = z.infer<typeof Reply>
const ReplyToWords = Reply.extend({ words: Words.default([]) })

/** `staff: true` puts the tap before the shop's people too: the reply promises that somebody will act. */
const AnswerToButton = z.union([
  Text.transform((text) => ({ text, staff: false })),
  z.strictObject({
    text: Text,
    staff: told(yesNo.default(false), '担当者にも知らせる', '「担当者からお返事します」と書くときに', true),
  }),
])

const reply = (title: string, description: string, text: string) =>
  told(ReplyToWords, title, description, { text, words: [] })

export const Replies = z
  .strictObject({
    greeting: told(Reply, '友だち追加のごあいさつ', '友だちになってくださった時に', {
      text: '友だち追加ありがとうございます。',
    }),
    stop: reply(
      '配信停止',
      '「配信停止」などの言葉が届いた時に。言葉は足すことだけできます',
      'お知らせを停止しました。',
    ),
    resume: reply('再開', '「再開」の言葉が届いた時に', 'お知らせを再開しました。'),
    cancel: reply('解約・退会', '「解約」の言葉が届いた時に。担当者にもお知らせします', '定期便の解約ですね。'),
    human: reply('担当者への相談', '「相談」の言葉が届いた時に。担当者にもお知らせします', 'ご相談ですね。'),
    signals: told(
      z.record(z.string(), AnswerToButton).default({}),
      'ボタンへのお返事',
      'ボタンの文字、または反応の名前ごと',
      { しっとりした: 'うれしいお返事をありがとうございます。' },
    ),
    keywords: told(z.array(Reply.extend({ words: Words.min(1) })).default([]), '言葉へのお返事', 'よく届く言葉に', [
      { words: ['使い方'], text: '頬から順に、手のひらでそっと包みます。' },
    ]),
    survey: told(
      z.strictObject({ thanks: Text.optional(), negative: Text.optional() }).prefault({}),
      'アンケートのあと',
      'thanks はお礼、negative は不満のお返事のあと',
      { thanks: 'ありがとうございました。' },
    ),
    link: told(
      z.strictObject({ done: Text.optional(), waiting: Text.optional() }).prefault({}),
      'ご注文とつないだあと',
      'done はつながった時、waiting はご注文をまだ確認できない時',
      { done: 'ご注文とつながりました。' },
    ),
  })
  .superRefine((replies, context) => {
    const taken = new Map<string, string>()
    for (const kind of KINDS) for (const word of WORDS[kind]) taken.set(fold(word), kind)
    for (const { name, path, words } of lists(replies))
      for (const [index, word] of words.entries()) {
        const other = taken.get(fold(word))
        taken.set(fold(word), other ?? name)
        if (other && other !== name)
          context.addIssue({
            code: 'custom',
            path: [...path, 'words', index],
            message: `「${word}」は「${other}」の言葉です。答えが二つになるため、ここには書けません。`,
          })
      }
  })
export type Replies = z.infer<typeof Replies>

/** Words are compared after NFKC, trim and lower case, and only as a whole (DOMAIN §5.1). */
const fold = (text: string) => text.normalize('NFKC').trim().toLowerCase()

function lists(replies: Record<WordKind, { words: string[] }> & { keywords: { words: string[] }[] }) {
  return [
    ...KINDS.map((kind) => ({ name: kind as string, path: [kind] as (string | number)[], words: replies[kind].words })),
    ...replies.keywords.map(({ words }, index) => ({
      name: `keywords ${index + 1}`,
      path: ['keywords', index],
      words,
    })),
  ]
}

export type Understood =
  | { kind: WordKind | 'keyword'; reply: Reply }
  /** Free words: the customer's voice, for the staff. */
  | { kind: 'words'; reply?: undefined }

/** Exact matches only: 「配信停止しないで」 is not a stop (DOMAIN §5.1). */
export function understand(text: string, replies: Replies): Understood {
  const said = fold(text)
  const has = (words: readonly string[]) => words.some((word) => fold(word) === said)
  for (const kind of KINDS) if (has(WORDS[kind]) || has(replies[kind].words)) return { kind, reply: replies[kind] }
  const reply = replies.keywords.find(({ words }) => has(words))
  return reply ? { kind: 'keyword', reply } : { kind: 'words' }
}

/** The answer to a tapped button: by its label, else by its signal (DOMAIN §6.3). */
export function replyTo(button: { label: string; signal?: string }, { signals }: Pick<Replies, 'signals'>) {
  const key = [button.label, button.signal].find((name) => name !== undefined && Object.hasOwn(signals, name))
  return key === undefined ? undefined : signals[key]
}
