/** What the customer's words ask for (DOMAIN §5.1). */
import { describe, expect, test } from 'vitest'
import { parseJstDate } from '../../bot/core/calendar.ts'
import { Coupons, expiresOn } from '../../bot/core/coupons.ts'
import { Replies, replyTo, understand } from '../../bot/core/replies.ts'

const replies = Replies.parse({
  greeting: { text: 'ようこそ', buttons: ['はじめての方へ'] },
  stop: { words: ['もういいです'], text: '止めました' },
  resume: { text: '再開しました' },
  cancel: { text: 'お手続きは' },
  human: { words: ['たすけて'], text: '担当者が' },
  signals: { しっとりした: 'うれしい', used: 'ありがとう' },
  keywords: [{ words: ['使い方'], text: '手のひらで' }],
})

describe('understanding words', () => {
  test.each([
    ...['配信停止', '停止', '配信解除', 'お知らせ停止', 'ストップ', 'stop', 'unsubscribe'].map((word) => [
      word,
      'stop',
    ]),
    ['もういいです', 'stop'],
    [' ＳＴＯＰ\n', 'stop'],
    ['ｽﾄｯﾌﾟ', 'stop'],
    ['解約', 'cancel'],
    ['退会', 'cancel'],
    ['キャンセル', 'cancel'],
    ['再開', 'resume'],
    ['相談する', 'human'],
    ['たすけて', 'human'],
    ['使い方', 'keyword'],
    ['配信停止しないで', 'words'],
    ['解約しました', 'words'],
    ['使い方は?', 'words'],
    ['', 'words'],
    ['__proto__', 'words'],
  ])('%j is %s', (text, kind) => {
    expect(understand(text, replies).kind).toBe(kind)
  })
  test('the answer comes with it', () => {
    expect(understand('使い方', replies).reply?.text).toBe('手のひらで')
    expect(understand('stop', replies).reply?.text).toBe('止めました')
    expect(understand('ほかの言葉', replies).reply).toBeUndefined()
  })
})

test('a button is answered by its label, else by its signal', () => {
  expect(replyTo({ label: 'しっとりした', signal: 'used' }, replies)).toEqual({ text: 'うれしい', staff: false })
  expect(replyTo({ label: '今日から', signal: 'used' }, replies)).toEqual({ text: 'ありがとう', staff: false })
  expect(replyTo({ label: 'constructor' }, replies)).toBeUndefined()
})

test.each([
  ['解約 as a stop word', { stop: { words: ['解約'], text: 'a' } }],
  ['a stop word as a keyword, however written', { keywords: [{ words: ['ＳＴＯＰ'], text: 'a' }] }],
  [
    'one word for two answers',
    {
      keywords: [
        { words: ['a'], text: 'a' },
        { words: ['A'], text: 'b' },
      ],
    },
  ],
])('%s is refused', (_name, change) => {
  expect(Replies.safeParse(replies).success).toBe(true)
  expect(Replies.safeParse({ ...replies, ...change }).success).toBe(false)
})

describe('coupons', () => {
  const coupon = { id: 'A', name: 'a', benefit: 'gift', valid_days: 21, once_per_customer: 'はい' }
  test('はい means true, and the last day is counted from the day it is given', () => {
    const [made] = Coupons.parse({ coupons: [coupon] }).coupons
    expect(made?.once_per_customer).toBe(true)
    const on = parseJstDate('2026-12-15')
    expect(made && on && expiresOn(made, on)).toBe('2027-01-05')
  })
  test.each([
    ['the same id twice', [coupon, coupon]],
    ['an amount without value', [{ ...coupon, benefit: 'amount_off' }]],
    ['more than everything off', [{ ...coupon, benefit: 'percent_off', value: 101 }]],
  ])('%s is refused', (_name, coupons) => {
    expect(Coupons.safeParse({ coupons }).success).toBe(false)
  })
})
