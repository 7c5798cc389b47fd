/** The law lint in files: exact places, confirmations, and every kind of file (DOMAIN §5). */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Coupons } from '../../bot/core/coupons.ts'
import {
  lawProblemsOfCoupons,
  lawProblemsOfMenu,
  lawProblemsOfReplies,
  lawProblemsOfShop,
  lawProblemsOfSurvey,
} from '../../bot/core/law.ts'
import { readYaml } from '../../bot/core/read-file.ts'
import { Replies } from '../../bot/core/replies.ts'
import { Shop } from '../../bot/core/shop.ts'
import { codes, found, problemsOf, shop, step } from './lawful.ts'

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
        '「シミが消えます」は化粧品の広告では使えません（しみ・そばかすを消す・薄くするのは治療の表現です）。→「日やけによるシミ・そばかすを防ぐ」（日やけ止めや、承認を受けた医薬部外品だけ）',
    },
  ])
  expect(problemsOf(step('text: 究極の一本'))[0]).toMatchObject({
    level: 'warning',
    message:
      '「究極」は化粧品の広告では注意がいります（最上級の言葉には根拠がいります）。→根拠と出典を同じふきだしに添える',
  })
})

test('words over two lines are shown as one', () => {
  expect(problemsOf(step('text: |\n  シミが\n  消えます'))[0]?.message).toContain('「シミが消えます」')
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

test('a step about a product of another category is judged by that one; of two products, each breach is told once', () => {
  const products = [
    { sku: 'LF', id: 'lotion', name: '化粧水', price_yen: 3300 },
    { sku: 'TEA', name: 'お茶', category: 'food' },
    { sku: 'JELLY', name: 'ゼリー', category: 'ffc' },
  ]
  const mixed = { shop: Shop.parse({ ...shop, products }) }
  const words = 'text: シミが消え、免疫力アップ、完治'
  const about = (product: string) => codes(step(words, `{kind: repeat, product: ${product}, benefit: none}`), mixed)
  expect(about('lotion').filter((code) => code.startsWith('E4'))).toEqual(['E401', 'E408'])
  expect(about('TEA').filter((code) => code.startsWith('E4'))).toEqual(['E424', 'E408'])
  const forTwo = step(words).replace('trigger: first_order', 'trigger: first_order\nproducts: [TEA, JELLY]')
  expect(codes(forTwo, mixed)).toEqual(['E424', 'E408'])
  const forAll = step(words).replace('trigger: first_order', 'trigger: first_order\nproducts: [LF, TEA]')
  expect(codes(forAll, mixed).sort()).toEqual(['E401', 'E408', 'E424'])
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

test.each([
  ['gift_value: 200', []],
  ['gift_value: 201', ['W510 1:68']],
  ['gift_value: 201, min_amount: 999', ['W510 1:68']],
  ['gift_value: 200, min_amount: 1000', []],
  ['gift_value: 201, min_amount: 1000', ['W510 1:68']],
  ['gift_value: 660, product: LF', []],
  ['gift_value: 661, product: lotion', ['W510 1:68']],
  ['gift_value: 661, product: LF', ['W510 1:68']],
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

test('a sample is no premium', () => {
  const { value, source } = readYaml(
    'coupons: [{id: A, name: b, valid_days: 9, benefit: sample, gift_value: 900}]',
    'c',
    Coupons,
  )
  expect(lawProblemsOfCoupons(value?.coupons ?? [], source, 'c', { shop })).toEqual([])
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
survey: {thanks: 若返り, negative: 定期便は初回980円}
link: {done: 究極, waiting: 縛りなし。3回以上の継続をお願いします}
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
    'W522 12:37',
    'W422 13:14',
    'E523 13:27',
  ])
})

test('a menu is read, also what a tap says', () => {
  const { value, source } = readYaml('areas: [{label: 若返り, text: 毒素, liff: link}]', 'm.yaml', z.unknown())
  const problems = lawProblemsOfMenu(value, source, 'm.yaml', { shop })
  expect(problems.map(({ code, column }) => `${code} ${column}`)).toEqual(['E403 17', 'E411 28'])
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
