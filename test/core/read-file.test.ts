/** Wrong files: each mistake gets its code at its place, in Japanese. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkAll } from '../../bot/core/check.ts'
import { formatProblem } from '../../bot/core/problem.ts'
import { readCoupons, readReplies, readScenario, readShop } from './reading.ts'

const GOOD = `id: s
name: 見本
trigger: first_order
exit_when: [opt_out]
steps:
  - id: one
    at: {from: order, day: 0, time: "10:00"}
    purpose: thanks
    offer: none
    text: |
      {{お名前}}さま
      こんにちは。
    buttons: [はい, いいえ]
    signals: {はい: used}
  - id: two
    at: {from: delivered, day: 9}
    when: used
    purpose: opportunity
    offer: {kind: repeat, product: lotion, benefit: gift, coupon: GIFT}
    text: 二通目
`
const around = {
  coupons: readCoupons('coupons: [{id: GIFT, name: おまけ, benefit: gift, valid_days: 9}]', 'coupons.yaml').value
    ?.coupons,
  products: ['lotion'],
  surveys: ['first_survey'],
  signals: ['used'],
}
const read = (text: string) => readScenario(text, 'scenarios/s.yaml', around)
const swap = (from: string, to: string) => {
  if (!GOOD.includes(from)) throw new Error(`the good file has no ${from}`)
  return GOOD.replace(from, to)
}

test('the good file is good, also with BOM and CRLF', () => {
  expect(read(GOOD).problems).toEqual([])
  expect(read(`\uFEFF${GOOD.replaceAll('\n', '\r\n')}`)).toEqual(read(GOOD))
  expect(read(GOOD).scenario?.steps).toHaveLength(2)
})

describe('writing YAML', () => {
  test.each([
    ['full-width indent', swap('    purpose: thanks', '　　purpose: thanks'), 'E001', 8, 1],
    ['full-width indent, deeper', swap('    purpose: thanks', '    　purpose: thanks'), 'E001', 8, 5],
    ['full-width indent in a text', swap('      こんにちは。', '　　　こんにちは。'), 'E001', 12, 1],
    ['full-width indent the parser takes for a key', 'id: s\nname: a\nsteps:\n　- id: b\n', 'E001', 4, 1],
    ['full-width indent behind a BOM', '\uFEFF　id: s\n', 'E001', 1, 1],
    ['tab', swap('    purpose: thanks', '\tpurpose: thanks'), 'E002', 8, 1],
    ['full-width colon', swap('    purpose: thanks', '    purpose：thanks'), 'E003', 8, 5],
    ['full-width colon on the first line', swap('id: s', 'id：s'), 'E003', 1, 1],
    ['no space after the colon', swap('name: 見本', 'name:見本'), 'E004', 2, 1],
    ['no space inside braces', swap('{from: order,', '{from:order,'), 'E004', 7, 10],
    ['no space after the dash', swap('  - id: one', '  -id: one'), 'E004', 6, 3],
    ['full-width dash', swap('  - id: one', '  ー id: one'), 'E004', 6, 3, '「ー」は全角'],
    ['full-width space after the colon', swap('name: 見本', 'name:　見本'), 'E004', 2, 1, '空白が全角'],
    ['full-width braces', swap('{kind: repeat', '｛kind: repeat'), 'E003', 19, 5, '「｛」が全角'],
    ['full-width bar', swap('text: |\n', 'text: ｜\n'), 'E003', 10, 11, '「｜」が全角'],
    [
      'a space from another program',
      swap('    purpose: thanks', '\u00a0   purpose: thanks'),
      'E001',
      8,
      1,
      '写したもの',
    ],
    ['a key too deep', swap('    offer: none', '     offer: none'), 'E006', 9, 6, '「offer」の字下げが深すぎます'],
    [
      'a text not deep enough',
      swap('      こんにちは。', '    こんにちは。'),
      'E006',
      12,
      5,
      '「text: |」の文の字下げ',
    ],
    [
      'a text at the edge',
      swap('      {{お名前}}さま\n      こん', '{{お名前}}さま\nこん'),
      'E006',
      11,
      1,
      '「text: |」の文の字下げ',
    ],
    [
      'a comma that parts nothing',
      swap('[はい, いいえ]\n    signals: {はい: used}', '[はい、いいえ]'),
      'W019',
      13,
      15,
      '半角の「, 」',
    ],
    ['a wide comma', swap('[はい, いいえ]', '[はい, いいえ，たぶん]'), 'W019', 13, 19, '半角の「, 」'],
    ['duplicate key', swap('trigger: first_order', 'name: x'), 'E005', 3, 1],
    ['crooked indent', swap('    purpose: thanks', '   purpose: thanks'), 'E006', 8, 1],
    ['bracket', swap('text: 二通目', 'text: [お知らせ] 二通目'), 'E007', 20, 18],
    ['placeholder first', swap('text: 二通目', 'text: {{お名前}}さま'), 'E007', 20, 12],
    ['placeholder alone', swap('text: 二通目', 'text: {{お名前}}'), 'E007', 20, 12],
    ['star', swap('text: 二通目', 'text: *注意'), 'E007', 20, 11],
    ['ampersand', swap('text: 二通目', 'text: &注意 です'), 'E007', 20, 15],
    ['exclamation mark', swap('text: 二通目', 'text: !重要 です'), 'E007', 20, 12],
    ['at sign', swap('text: 二通目', 'text: "ok"\n    survey: @x'), 'E007', 21, 13],
    [
      'words behind the bar',
      swap('text: |\n      {{お名前}}さま\n      こんにちは。', 'text: |こんにちは'),
      'E007',
      10,
      12,
    ],
    ['open quote', swap('"10:00"', '"10:00'), 'E008', 21, 1],
    ['open bracket', swap('[はい, いいえ]', '[はい, いいえ'), 'E008', 14, 5],
    ['colon in a text', swap('text: 二通目', 'text: 注意: 二通目'), 'E009', 20, 11],
    ['two documents', `${GOOD}---\nid: t\n`, 'E014', 21, 1],
    ['empty', '', 'E015', 1, 1],
    ['only a comment', '# あとで\n', 'E015', 1, 1],
    ['Shift_JIS', 'id: \uFFFD\uFFFD\n', 'E013', 1, 1],
    ['too large', `# ${'x'.repeat(1_000_001)}`, 'E011', 1, 1],
    ['aliases that explode', bomb(), 'E012', 1, 1],
    ['bar forgotten', swap('text: 二通目', 'text: 二通目\n      です'), 'W017', 20, 11],
    ['braces forgotten', swap('{from: delivered, day: 9}', 'from: delivered, day: 9'), 'E009', 16, 5, '{ } で囲んで'],
    ['folded lines', swap('text: |\n', 'text: >\n'), 'W017', 10, 11, '「>」では改行が'],
    ['hash in a text', swap('text: 二通目', 'text: お得 #1です'), 'W018', 20, 13],
  ])('%s', expectProblem)
})

describe('the language', () => {
  test.each([
    ['unknown key', swap('trigger:', 'triger:'), 'E101', 3, 1, '→ 「trigger」のことですか'],
    ['unknown key in at', swap('time:', 'tiem:'), 'E101', 7, 31, '「at」の中にはありません。→ 「time」'],
    ['unknown key in offer', swap('coupon:', 'cupon:'), 'E101', 19, 59, '→ 「coupon」'],
    ['unknown key in a button', swap('[はい,', '[{label: はい, ulr: "https://a.jp"},'), 'E101', 13, 27, '→ 「url」'],
    ['missing key', swap('    purpose: thanks\n', ''), 'E102', 6, 5, '「purpose」がありません'],
    ['empty value', swap('purpose: thanks', 'purpose:'), 'E102', 8, 13, '空です'],
    ['a list where words belong', swap('text: 二通目', 'text: [a]'), 'E103', 20, 11, '文字を'],
    ['a number where words belong', swap('name: 見本', 'name: 007'), 'E103', 2, 7, '" " で囲んで'],
    ['its zeros are kept', swap('name: 見本', 'name: 0120'), 'E103', 2, 7, '："0120"'],
    ['wide digits in a day', swap('day: 9', 'day: ９'), 'E103', 16, 32, '半角の数字を書いてください。→ 9'],
    ['a day with its word', swap('day: 9', 'day: 9日目'), 'E103', 16, 32, '→ 9'],
    [
      'words where a list belongs',
      swap('[はい, いいえ]\n    signals: {はい: used}', '「はい」「いいえ」'),
      'E103',
      13,
      14,
      '全角の文字',
    ],
    ['a Japanese key', swap('    text: 二通目', '    文面: 二通目'), 'E101', 20, 5, '→ 「text」'],
    ['wide letters', swap('purpose: thanks', 'purpose: ｔｈａｎｋｓ'), 'E104', 8, 14, '→ 「thanks」'],
    ['wrong word', swap('kind: repeat', 'kind: 定期'), 'E104', 19, 19, '→ 「subscription」のことですか'],
    [
      'misspelt purpose',
      swap('purpose: thanks', 'purpose: thank'),
      'E104',
      8,
      14,
      '「purpose」に「thank」は使えません',
    ],
    ['wrong offer word', swap('offer: none', 'offer: nonee'), 'E104', 9, 12, '→ 「none」'],
    ['an offer in one word', swap('offer: none', 'offer: repeat'), 'E104', 9, 12, '{kind: repeat, product: 商品}'],
    ['unknown message kind', swap('text: 二通目', 'messages: [{kind: stikcer}]'), 'E104', 20, 23, '→ 「sticker」'],
    ['wide digits', swap('"10:00"', '１０：００'), 'E105', 7, 37, '全角の文字'],
    ['one-digit hour', swap('"10:00"', '9:30'), 'E105', 7, 37, '2桁'],
    ['day out of range', swap('day: 9', 'day: 1001'), 'E106', 16, 32, '1000までです'],
    ['too many buttons', swap('[はい, いいえ]', '[はい, いいえ, a, b, c]'), 'E106', 13, 14, '4つまで'],
    ['label too long', swap('[はい, いいえ]', `[はい, ${'長'.repeat(21)}]`), 'E107', 13, 19, 'いま21文字'],
    ['no content', swap('    text: 二通目\n', ''), 'E107', 15, 5, 'どちらか一つ'],
    ['id is not the file name, behind a BOM', `\uFEFF${swap('id: s', 'id: t')}`, 'E108', 1, 5, 's.yaml'],
    ['id is not the file name', swap('id: s', 'id: t'), 'E108', 1, 5, 's.yaml'],
  ])('%s', expectProblem)
})

describe('hanging together', () => {
  test.each([
    ['step twice', swap('id: two', 'id: one'), 'E111', 15, 9, '二つあります'],
    ['unreadable when', swap('when: used', 'when: used or'), 'E112', 17, 18, '途中'],
    ['unreadable when in quotes', swap('when: used', 'when: "used (x)"'), 'E112', 17, 17, 'and か or'],
    ['unreadable exit_when', swap('[opt_out]', '[opt_out, "not"]'), 'E112', 4, 26, '途中'],
    ['unknown placeholder', swap('こんにちは。', 'こんにちは{{お名}}'), 'E113', 12, 12, '→ 「お名前」'],
    ['another word for the name', swap('こんにちは。', 'こんにちは{{氏名}}さま'), 'E113', 12, 12, '→ 「お名前」'],
    ['one brace', swap('{{お名前}}さま', '{お名前}さま'), 'E124', 11, 7, '{お名前}'],
    ['three braces', swap('{{お名前}}さま', 'x {{{お名前}}}さま'), 'E124', 11, 9, '「{」'],
    ['wide space in when', swap('when: used', 'when: used　and used'), 'E112', 17, 15, '全角の空白が入っています'],
    ['capitals in when', swap('when: used', 'when: used AND used'), 'E112', 17, 16, '英小文字で「and」'],
    ['signs in when', swap('when: used', 'when: used && used'), 'E112', 17, 16, '「and」と書いて'],
    ['Japanese in when', swap('when: used', 'when: used または used'), 'E112', 17, 16, '「または」は使えません'],
    ['signal without button', swap('{はい: used}', '{はい。: used}'), 'E114', 14, 15, '→ 「はい」'],
    ['unknown coupon', swap('coupon: GIFT', 'coupon: GIFFT'), 'E115', 19, 67, '→ 「GIFT」'],
    ['unknown product', swap('product: lotion', 'product: lotoin'), 'E116', 19, 36, '→ 「lotion」'],
    ['unknown survey', swap('text: 二通目', 'text: a\n    survey: second_survey'), 'E117', 21, 13, '見つかりません'],
    ['empty text', swap('text: 二通目', 'text: " "'), 'E118', 20, 11, 'LINEの上限'],
    ['long text', swap('text: 二通目', `text: ${'長'.repeat(5001)}`), 'E119', 20, 11, 'いま5001文字'],
    ['unknown name', swap('when: used', 'when: stage_1 and not stage'), 'E120', 17, 27, '→ 「stage_'],
    ['unknown step', `${GOOD}${HYPOTHESIS()}`, 'E121', 27, 15, '→ 「two」'],
    ['other benefit', swap('benefit: gift', 'benefit: amount_off'), 'E123', 19, 53, 'GIFT'],
    ['wide braces', swap('二通目', '｛｛お名前｝｝さま'), 'E124', 20, 11, 'そのままお客さまに'],
    ['open braces', swap('二通目', 'お{{名前さま'), 'E124', 20, 12, 'そのままお客さまに'],
  ])('%s', expectProblem)
})

test.each([
  ['brackets', '['.repeat(50_000)],
  ['keys', Array.from({ length: 20_000 }, (_, index) => `key${index}: 1`).join('\n')],
  ['aliases', `a: &a x\nb: [${'*a, '.repeat(20_000)}]`],
  ['placeholders', swap('text: 二通目', `text: "${'{{x}} '.repeat(20_000)}"`)],
])(
  'twenty thousand %s are answered in time, and briefly',
  (_name, text) => {
    const { problems } = read(text)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.length).toBeLessThan(30)
  },
  30_000,
)

test.each([
  ['shop', () => readShop('name: a\nconcierge: b\ncolour: red\n', 'shop.yaml'), 'shop.yaml:3:1 E101'],
  ['shop', () => readShop('name: a\nconcierge: b\ncolor: red\n', 'shop.yaml'), 'shop.yaml:3:8 E105'],
  [
    'coupons',
    () => readCoupons('coupons:\n  - {id: A, name: a, benefit: amount_off, valid_days: 1}', 'c.yaml'),
    'c.yaml:2:5 E107',
  ],
  [
    'coupons',
    () => readCoupons('coupons:\n  - {id: a, name: a, benefit: gift, valid_days: 1}', 'c.yaml'),
    'c.yaml:2:10 E105',
  ],
  ['replies', () => readReplies(replies('{text: "{{店}}"}'), 'r.yaml'), 'r.yaml:1:19 E113'],
  ['replies', () => readReplies(replies('{text: a}', '[解約]'), 'r.yaml'), 'r.yaml:2:25 E107'],
])('%s.yaml is read the same way', (_name, act, start) => {
  expect(act().problems.map(formatProblem)[0]).toMatch(new RegExp(`^${start}`))
})

test('a good file passes even when other files are unknown', () => {
  expect(readScenario(GOOD.replace('when: used', 'when: from_elsewhere'), 's.yaml').problems).toEqual([])
})

test('any text is answered with problems, never with an exception', () => {
  const pieces = fc.constantFrom(
    '- ',
    ': ',
    '\n',
    '  ',
    '　',
    '\t',
    'id',
    '[',
    ']',
    '{',
    '}',
    '|',
    '"',
    '*a',
    '&a ',
    '!!',
    '%',
    '#',
    'steps:\n',
    '{{',
    '---\n',
  )
  const lines = GOOD.split('\n')
  const mangled = fc
    .tuple(fc.nat(lines.length - 1), fc.nat(20), pieces)
    .map(([line, column, piece]) =>
      lines
        .map((text, index) => (index === line ? text.slice(0, column) + piece + text.slice(column) : text))
        .join('\n'),
    )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces, { maxLength: 30 }).map((list) => list.join('')),
        mangled,
        fc.string(),
      ),
      (text) => {
        const { problems, scenarios } = checkAll([{ path: 'scenarios/s.yaml', text }])
        for (const { line, column, message } of problems) {
          expect(line).toBeGreaterThan(0)
          expect(column).toBeGreaterThan(0)
          expect(message).toMatch(/[ぁ-ん]/)
        }
        expect(problems.length + scenarios.length).toBeGreaterThan(0)
      },
    ),
    { numRuns: 300 },
  )
}, 30_000)

function expectProblem(_name: string, text: string, code: string, line: number, column: number, words = '') {
  const { problems, scenario } = read(text)
  const [first] = problems
  expect(first && `${first.line}:${first.column} ${first.code}`, problems.map(formatProblem).join('\n')).toBe(
    `${line}:${column} ${code}`,
  )
  expect(first?.message).toContain(words)
  expect(problems).toHaveLength(1)
  expect(scenario === undefined).toBe(code.startsWith('E'))
}

function bomb() {
  const levels = Array.from({ length: 8 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`)
  return `a0: &a0 [x]\n${levels.join('\n')}\nall: *a8\n`
}

function HYPOTHESIS() {
  return `hypotheses:
  - id: h
    who: {fan_type: visitor}
    toward: follower
    before: a
    after: b
    measure: [twoo]
    metric: f2_rate
`
}

function replies(greeting: string, stop = '[]') {
  return `greeting: ${greeting}\nstop: {text: a, words: ${stop}}\nresume: {text: a}\ncancel: {text: a}\nhuman: {text: a}\n`
}
