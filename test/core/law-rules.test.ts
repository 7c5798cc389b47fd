/** The duties an offer brings: incentives, subscriptions, prices, health (DOMAIN §5.2, §5.4, §5.6). */
import { describe, expect, test } from 'vitest'
import { codes, found, problemsOf, shop, step } from './lawful.ts'

describe('deadlines', () => {
  const text = 'text: 今だけの500円引き。{{クーポン期限}}まで。'
  test('the coupon’s own day is one, when there is a coupon', () => {
    expect(codes(step(text, '{kind: repeat, coupon: A}'))).toEqual([])
    expect(codes(step(text))).toEqual(['W511'])
  })
  test('a day in the same bubble is one, in the next bubble it is not', () => {
    expect(codes(step('text: 本日限りではなく、今だけ。5月6日まで。'))).toEqual([])
    expect(codes(step('messages: [{kind: text, text: 今だけ}, {kind: text, text: 5月6日まで}]'))).toEqual(['W511'])
    expect(codes(step('messages: [{kind: carousel, cards: [{text: 今だけ}, {text: 5月6日まで}]}]'))).toEqual(['W511'])
  })
})

describe('incentives', () => {
  const review = '{kind: review_request, coupon: A}'
  test.each([
    [
      'a condition on satisfaction',
      'when: success_felt\ntext: レビューをお願いします。#PR をお書きください',
      review,
      ['E501 9:11'],
    ],
    ['a rating in the words', 'text: 星5のレビューをくださった方に。PRとお書きください', review, ['E501 9:11']],
    ['a reward only in the words', 'text: ★5の口コミを投稿された方にプレゼント。PR', 'none', ['E501 9:11']],
    ['stars, and no word about reviews', 'text: ★5をつけてくださった方に500円引き', 'none', ['E501 9:11']],
    ['good marks in a survey', 'text: 高評価の方にお礼のクーポンを', 'none', ['E501 9:11']],
    ['stars for everybody', 'text: ★5でも★1でも評価にかかわらずお礼のクーポンを', 'none', []],
    ['no word about advertising', 'text: 口コミをお書きください', review, ['E502 9:11']],
    ['no word at all', 'text: よろしくお願いします', review, ['E502 8:12']],
    ['a post on a network', 'text: インスタに投稿でポイント進呈', 'none', ['E502 9:11']],
    ['all is told', 'text: 評価にかかわらず、お礼に。投稿には『#PR』を添えてください', review, []],
    ['good and bad alike', 'text: 良い評価かどうかに関係なく、口コミをお書きください。#PR', review, []],
    ['no reward', 'text: ★5の口コミをお書きください', '{kind: review_request}', []],
    ['no public words', 'text: アンケートのお礼にクーポンを', 'none', []],
  ])('%s', (_name, body, offer, places) => {
    expect(found(step(body, offer))).toEqual(places)
  })
})

describe('subscriptions', () => {
  const offer = (rest: string) => `{kind: subscription, terms: t, ${rest}}`
  const own = offer('url: "https://shop.example.jp/teiki"')
  test.each([
    ['without a page', '{kind: subscription, terms: t}', ['E520 8:12']],
    ['on another site', offer('url: "https://evil.example/teiki"'), ['E520 8:48']],
    ['on a site that only ends alike', offer('url: "https://evilshop.example.jp/"'), ['E520 8:48']],
    ['by telephone', offer('url: "tel:03-0000-0000"'), ['E520 8:48']],
    ['without terms', '{kind: subscription, url: "https://shop.example.jp/t"}', ['E521 8:12']],
    ['on the shop’s site', own, []],
    ['on its cart', offer('url: "https://cart.shop.example.jp/"'), []],
    ['on www', offer('url: "https://www.shop.example.jp/"'), []],
    ['a change of it', '{kind: subscription_change}', []],
  ])('%s', (_name, kind, places) => {
    expect(found(step('text: ご案内です', kind))).toEqual(places)
  })
  test('a shop without a site cannot be compared, www is no other site', () => {
    const www = { shop: { ...shop, url: 'https://www.shop.example.jp/' } }
    expect(codes(step('text: ご案内です', own), www)).toEqual([])
    expect(codes(step('text: ご案内です', offer('url: "https://a.example/"')), {})).toEqual([])
  })

  const first = '定期便、初回980円。'
  test.each([
    [first, ['W522']],
    [`${first}2回目からは2,970円です。`, ['W522']],
    [`${first}2回目からは2,970円。続ける回数のお約束はありません。`, ['W522']],
    [`${first}2回目からは2,970円。回数のお約束はありません。解約は次回の7日前まで、メニューから。`, []],
    [`${first}2回目からは2,970円。回数のお約束はなく、次回の7日前までにメニューから解約いただけます。`, []],
    ['お試しは初回980円です。', []],
    ['定期便は毎回10%引きです。', []],
  ])('%s', (text, expected) => {
    expect(codes(step(`text: ${text}`))).toEqual(expected)
  })
  test('an offer of a subscription need not say its name', () => {
    expect(codes(step('text: 初回980円です', own))).toEqual(['W522'])
  })
  test('the second price in another bubble is not enough', () => {
    const rest = '2回目からは2,970円。回数のお約束はありません。解約は次回の7日前まで、メニューから。'
    const [warning] = problemsOf(step(`messages: [{kind: text, text: ${first}}, {kind: text, text: "${rest}"}]`))
    expect(warning).toMatchObject({ code: 'W522', line: 9, column: 39 })
    expect(warning?.message).toContain(
      '2回目からの価格、続ける回数の約束（なければ、ないこと）、いつまでに、どうやめるか',
    )
  })
  test.each([
    ['縛りなし。ただし4回以上の継続をお願いします', ['E523']],
    ['回数のお約束はありません。3回はお続けください', ['E523']],
    ['縛りなし。2回目以降も同じ価格です', []],
    ['縛りなし。1回でおやめいただけます', []],
    ['4回以上の継続をお願いします', []],
  ])('%s', (text, expected) => {
    expect(codes(step(`text: ${text}`, own))).toEqual(expected)
  })
})

test.each([
  ['通常3,300円→2,970円', []],
  ['通常価格5,000円が2,970円', ['W512']],
  ['定価 ５，０００円のところ2,970円', ['W512']],
  ['3,300円(税込)で約45日分', []],
])('crossed-out price: %s', (text, expected) => {
  expect(codes(step(`text: ${text}`))).toEqual(expected)
})

describe('ethics', () => {
  test('health and selling do not go together without a doctor', () => {
    const text = 'text: かゆみはありませんか。次の一本をどうぞ。'
    expect(codes(step(text, '{kind: repeat}'))).toEqual(['W541'])
    expect(codes(step('text: 肌が赤くなった方も、本品が半額です。', '{kind: repeat}'))).toEqual(['W541'])
    for (const offer of ['none', '{kind: survey}']) expect(codes(step(text, offer))).toEqual([])
    expect(codes(step(`${text}気になるときは皮膚科へ。`, '{kind: repeat}'))).toEqual([])
  })
  test('one question whether somebody is sure, not two', () => {
    const yaml = step(
      'messages: [{kind: text, text: 本当に解約しますか}, {kind: text, text: もう一度考え直しませんか}]',
    )
    expect(found(yaml)).toEqual(['W542 9:70'])
    expect(found(step('text: 本当に解約しますか'))).toEqual([])
  })
})
