/** The law lint in files: exact places, confirmations, duties of an offer (DOMAIN §5). */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Coupons } from '../../bot/core/coupons.ts'
import {
  type LawSurroundings,
  lawProblems,
  lawProblemsOfCoupons,
  lawProblemsOfReplies,
  lawProblemsOfShop,
  lawProblemsOfSurvey,
} from '../../bot/core/law.ts'
import { readYaml } from '../../bot/core/read-file.ts'
import { Replies } from '../../bot/core/replies.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { Shop } from '../../bot/core/shop.ts'

const shop = Shop.parse({
  name: '見本の店',
  concierge: 'みなみ',
  product_category: 'cosmetics',
  url: 'https://shop.example.jp',
  products: [{ sku: 'LF', id: 'lotion', name: '化粧水', price_yen: 3300 }],
})

/** YAML of one step; `body` is indented like the keys of a step. */
function step(body: string, offer = 'none'): string {
  const lines = body.replaceAll('\n', '\n    ')
  return `id: s
name: 見本
trigger: first_order
steps:
  - id: one
    at: {from: order, day: 0}
    purpose: thanks
    offer: ${offer}
    ${lines}
`
}

function problemsOf(yaml: string, around: LawSurroundings = { shop }) {
  const { value, source, problems } = readYaml(yaml, 's.yaml', Scenario)
  if (!value) throw new Error(JSON.stringify(problems))
  return lawProblems(value, source, 's.yaml', around)
}
const found = (yaml: string, around?: LawSurroundings) =>
  problemsOf(yaml, around).map(({ code, line, column }) => `${code} ${line}:${column}`)
const codes = (yaml: string, around?: LawSurroundings) => problemsOf(yaml, around).map(({ code }) => code)

describe('a hit stands at its words', () => {
  test.each([
    ['a block', 'text: |\n  こんにちは。\n\n  気になるシミが消えます。', ['E401 12:11']],
    ['a deeper line of a block', 'text: |\n  一\n    二、シミが消えます。', ['E401 11:11']],
    ['an indented block', 'text: |2-\n   シミが消えます。', ['E401 10:8']],
    ['a folded block', 'text: >\n  こんにちは、\n  シミが\n  消えます。', ['E401 11:7']],
    ['a plain text', 'text: もうシミが消えます', ['E401 9:13']],
    ['a plain text of two lines', 'text: もう\n  シミが消えます', ['E401 10:7']],
    ['double quotes', 'text: "\\u3042\\n \\"シミ\\"が消えます"', ['E401 9:23']],
    ['double quotes over lines', 'text: "もう \\\n  シミが消えます"', ['E401 10:7']],
    ['a letter written in digits', 'text: "\\U0001F600シミが消えます"', ['E401 9:22']],
    ['single quotes', "text: 'it''s シミが消えます'", ['E401 9:18']],
    ['two places', 'text: |\n  シミが消えます。\n  癌に。', ['E401 10:7', 'E427 11:7']],
    ['a button', 'text: はい\nbuttons: [見る, シミが消えた]', ['E401 10:19']],
    ['a long button', 'text: はい\nbuttons: [{label: シミが消えた, signal: x}]', ['E401 10:23']],
    [
      'the next message',
      'messages:\n  - {kind: text, text: はい}\n  - {kind: card, title: シミが消える}',
      ['E401 11:29'],
    ],
    ['half-width', 'text: 頬のｼﾐが薄くなりましたか', ['E401 9:13']],
    ['a letter of two units before it', 'text: 𠮷のシミが消えます', ['E401 9:14']],
  ])('in %s', (_name, body, places) => {
    expect(found(step(body))).toEqual(places)
    expect(found(step(body).replaceAll('\n', '\r\n'))).toEqual(places)
    expect(found(`\uFEFF${step(body)}`)).toEqual(places)
  })

  test('a text used twice is told where it is written', () => {
    const yaml = step('text: &t シミが消えます')
    expect(found(`${yaml}  - {id: two, at: {from: order, day: 9}, purpose: thanks, offer: none, text: *t}\n`)).toEqual([
      'E401 9:14',
      'E401 9:14',
    ])
  })

  test('flex, carousels and alternative texts are read, caution blocks are not', () => {
    const flex = `messages:
  - kind: flex
    alt: シミが消える
    contents: {type: bubble, body: {type: text, text: 癌, caution: {text: アトピー}}}`
    expect(codes(step(flex))).toEqual(['E401', 'E427'])
    const carousel = 'messages: [{kind: carousel, cards: [{title: はい}, {text: 治す力}]}]'
    expect(found(step(carousel))).toEqual(['E408 9:61'])
  })
})

test('the message names the goods, the reason and safer words', () => {
  expect(problemsOf(step('text: シミが消えます'))).toEqual([
    {
      file: 's.yaml',
      line: 9,
      column: 11,
      level: 'error',
      code: 'E401',
      message:
        '「シミが消」は化粧品の広告では使えません（しみ・そばかすを消す・薄くするのは治療の表現です）。→「日やけによるシミ・そばかすを防ぐ」（日やけ止めや、承認を受けた医薬部外品だけ）',
    },
  ])
  expect(problemsOf(step('text: 究極の一本'))[0]).toMatchObject({
    level: 'warning',
    message:
      '「究極」は化粧品の広告では注意がいります（最上級の言葉には根拠がいります）。→根拠と出典を同じふきだしに添える',
  })
})

test('what the shop sells decides; without a shop only words for all goods are found', () => {
  const yaml = step('text: シミが消え、免疫力アップ、完治')
  const of = (product_category: Shop['product_category']) => codes(yaml, { shop: { ...shop, product_category } })
  expect(of('cosmetics')).toEqual(['E401', 'E408'])
  expect(of('quasi_drug')).toEqual(['E401', 'E408'])
  expect(of('food')).toEqual(['E424', 'E408'])
  expect(of('ffc')).toEqual(['E424', 'E408'])
  expect(of('other')).toEqual(['E408'])
  expect(codes(yaml, {})).toEqual(['E408'])
})

describe('a named person can confirm a word', () => {
  test.each([
    ['beside it', 'text: シミが消えます   # 確認済み: 佐藤'],
    ['on the line above', '# 確認済み：佐藤\ntext: シミが消えます'],
    ['beside the bar of a block', 'text: | # 確認済み: 佐藤\n  一\n  シミが消えます'],
    ['above a block', '# 確認済み: 佐藤\ntext: |\n  一\n  シミが消えます'],
    ['after quotes over lines', 'text: "一\n  シミが消えます"   # 確認済み: 佐藤'],
    ['beside a list of buttons', 'text: はい\nbuttons: [シミが消えた]   # 確認済み: 佐藤'],
  ])('%s', (_name, body) => {
    const [hint, ...more] = problemsOf(step(body))
    expect(hint).toMatchObject({ code: 'H400', level: 'hint', message: expect.stringContaining('佐藤さんが確認済み') })
    expect(hint?.message).toContain('E401')
    expect(more).toEqual([])
    expect(problemsOf(step(body).replaceAll('\n', '\r\n')).map(({ code }) => code)).toEqual(['H400'])
  })

  test.each([
    ['nobody is named', 'text: シミが消えます   # 確認済み:'],
    ['the words stand in the text itself', 'text: |\n  # 確認済み: 佐藤\n  シミが消えます'],
    ['the words stand in quotes', 'text: "シミが消えます # 確認済み: 佐藤"'],
    ['it belongs to the line above', 'wall: trust   # 確認済み: 佐藤\ntext: シミが消えます'],
    ['it stands two lines above', '# 確認済み: 佐藤\nwall: trust\ntext: シミが消えます'],
    ['there is no space before the mark', 'text: シミが消えます# 確認済み：佐藤'],
  ])('not when %s', (_name, body) => {
    expect(codes(step(body))).toEqual(['E401'])
  })

  test('a warning stays a warning, and a duty stays a duty', () => {
    expect(codes(step('text: 究極の一本   # 確認済み: 佐藤'))).toEqual(['W422'])
    expect(
      codes(step('text: 定期便です   # 確認済み: 佐藤', '{kind: subscription, terms: t}   # 確認済み: 佐藤')),
    ).toEqual(['E520'])
  })
})

describe('deadlines', () => {
  const text = 'text: 今だけの500円引き。{{クーポン期限}}まで。'
  test('the coupon’s own day is one, when there is a coupon', () => {
    expect(codes(step(text, '{kind: repeat, coupon: A}'))).toEqual([])
    expect(codes(step(text))).toEqual(['W511'])
  })
  test('a day in the same bubble is one, in the next bubble it is not', () => {
    expect(codes(step('text: 本日限りではなく、今だけ。5月6日まで。'))).toEqual([])
    expect(codes(step('messages: [{kind: text, text: 今だけ}, {kind: text, text: 5月6日まで}]'))).toEqual(['W511'])
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
  test('a shop without a site cannot be compared', () => {
    expect(codes(step('text: ご案内です', offer('url: "https://a.example/"')), {})).toEqual([])
  })

  const first = '定期便、初回980円。'
  test.each([
    [first, ['W522']],
    [`${first}2回目からは2,970円です。`, ['W522']],
    [`${first}2回目からは2,970円。続ける回数のお約束はありません。`, ['W522']],
    [`${first}2回目からは2,970円。回数のお約束はありません。解約は次回の7日前まで、メニューから。`, []],
    ['お試しは初回980円です。', []],
    ['定期便は毎回10%引きです。', []],
  ])('%s', (text, expected) => {
    expect(codes(step(`text: ${text}`))).toEqual(expected)
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

test.each([
  ['gift_value: 200', []],
  ['gift_value: 201', ['W510 1:68']],
  ['gift_value: 201, min_amount: 999', ['W510 1:68']],
  ['gift_value: 200, min_amount: 1000', []],
  ['gift_value: 201, min_amount: 1000', ['W510 1:68']],
  ['gift_value: 660, product: LF', []],
  ['gift_value: 661, product: lotion', ['W510 1:68']],
  ['gift_value: 661, product: lotion, min_amount: 5000', []],
  ['gift_value: 9999, product: unknown', []],
])('a gift: %s', (rest, places) => {
  const yaml = `coupons: [{id: A, name: おまけ, valid_days: 9, benefit: gift, ${rest}}]`
  const { value, source } = readYaml(yaml, 'coupons.yaml', Coupons)
  const problems = lawProblemsOfCoupons(value?.coupons ?? [], source, 'coupons.yaml', { shop })
  expect(problems.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual(
    places.map((place) => place.replace(/\d+$/, String(yaml.indexOf(/gift_value: (\d+)/.exec(yaml)?.[1] ?? '') + 1))),
  )
})

test('a coupon’s name and the shop’s own texts are read', () => {
  const coupons = readYaml('coupons: [{id: A, name: シミが消える, valid_days: 9, benefit: none}]', 'c', Coupons)
  expect(lawProblemsOfCoupons(coupons.value?.coupons ?? [], coupons.source, 'c', { shop })).toMatchObject([
    { code: 'E401', line: 1, column: 25 },
  ])
  const own = readYaml('name: a\nconcierge: b\nproduct_category: food\ntexts:\n  決まり: |\n    体質改善', 's', Shop)
  if (!own.value) throw new Error('the shop is wrong')
  expect(lawProblemsOfShop(own.value, own.source, 's')).toMatchObject([{ code: 'E432', line: 6, column: 5 }])
})

describe('ethics', () => {
  test('health and selling do not go together without a doctor', () => {
    const text = 'text: かゆみはありませんか。次の一本をどうぞ。'
    expect(codes(step(text, '{kind: repeat}'))).toEqual(['W541'])
    expect(codes(step(text))).toEqual([])
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

test('replies are read: texts, buttons and short forms, not the customer’s words', () => {
  const yaml = `greeting: {text: はい, buttons: [シミが消える]}
stop: {text: はい}
resume: {text: はい}
cancel: {text: 解約すると損です}
human: {text: はい}
signals:
  癌の話: |
    一
    完治します
  長い形: {staff: はい, text: 毒素}
keywords: [{words: [アトピー], text: 細胞}]
survey: {thanks: 若返り}
link: {done: 究極}
`
  const { value, source } = readYaml(yaml, 'replies.yaml', Replies)
  if (!value) throw new Error('the replies are wrong')
  const problems = lawProblemsOfReplies(value, source, 'replies.yaml', { shop })
  expect(problems.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([
    'E401 1:32',
    'W540 4:16',
    'E408 9:5',
    'E411 10:26',
    'E410 11:34',
    'E403 12:18',
    'W422 13:14',
  ])
})

describe('surveys', () => {
  const survey = (yaml: string) => {
    const { value, source } = readYaml(yaml, 'surveys/a.yaml', z.unknown())
    return lawProblemsOfSurvey(value, source, 'surveys/a.yaml', { shop }).map(
      ({ code, line, column }) => `${code} ${line}:${column}`,
    )
  }
  test.each([
    ['questions:\n  - {id: q1, text: 通院していますか}', ['W530 2:20']],
    ['questions:\n  - {id: q1, text: 通院していますか, sensitive: true}', []],
    ['questions:\n  - {id: q1, text: 通院していますか, sensitive: はい}', []],
    ['questions:\n  - {id: q1, text: 通院していますか, sensitive: false}', ['W530 2:20']],
    ['questions:\n  - {id: q1, text: はい, options: [なし, {label: 妊娠中}]}', ['W530 2:46']],
    ['questions:\n  - {id: q1, text: はい, options: [なし, 服薬中], sensitive: true}', []],
    ['title: |\n  一\n  シミは薄くなりましたか', ['E401 3:3']],
    ['questions: [{id: アレルギー, kind: 既往}]', []],
    ['questions: [{text: 気になっていることは}]', []],
    ['text', []],
    ['[[[1, null]]]', []],
  ])('%s', (yaml, places) => {
    expect(survey(yaml)).toEqual(places)
  })
})
