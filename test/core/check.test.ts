/** The files of a shop, together. */
import { describe, expect, test } from 'vitest'
import { checkAll, kindOf } from '../../bot/core/check.ts'
import { formatProblem, inOrder, problem } from '../../bot/core/problem.ts'

const step = (fields: string) =>
  `id: s\nname: a\ntrigger: first_order\nsteps:\n  - {id: a, at: {from: order, day: 0}, purpose: thanks, ${fields}}\n`
const SHOP = `name: a
concierge: b
texts: {お約束: 30日以内に}
products: [{sku: LF, id: lotion, name: 化粧水}, {sku: WA, name: 洗顔}]
`
const survey = (id: string, choice = 'はい') =>
  `id: ${id}\nname: 声\nquestions: [{id: a, kind: choice, text: いかがですか, choices: [${choice}, いいえ]}]\n`
const check = (files: Record<string, string>) =>
  checkAll(Object.entries(files).map(([path, text]) => ({ path: `scenarios/${path}`, text })))
/** Only what is said about writing and references; what makes a good plan is lint's (lint.test.ts). */
const isReading = ({ code }: { code: string }) => /^E[01]/.test(code)
const codes = (files: Record<string, string>) => check(files).problems.filter(isReading).map(formatProblem)

test.each([
  ['scenarios/shop.yaml', 'shop'],
  ['coupons.yaml', 'coupons'],
  ['C:\\shop\\scenarios\\replies.yml', 'replies'],
  ['scenarios/surveys/first_survey.yaml', 'survey'],
  ['scenarios/richmenus/partner.yaml', 'richmenu'],
  ['scenarios/win_back.yaml', 'scenario'],
])('%s is read as a %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind)
})

describe('references from file to file', () => {
  test("the shop's own texts are placeholders", () => {
    const scenario = step('offer: none, text: "{{お約束}}"')
    expect(codes({ 'shop.yaml': SHOP, 's.yaml': scenario })).toEqual([])
    expect(codes({ 's.yaml': scenario })[0]).toMatch('E113')
  })
  test('products are known by id, and by sku where there is no id', () => {
    const files = (product: string) => ({
      'shop.yaml': SHOP,
      's.yaml': step(`offer: {kind: repeat, product: ${product}}, text: a`),
      'coupons.yaml': `coupons: [{id: A, name: a, benefit: gift, valid_days: 1, product: ${product}}]`,
    })
    for (const product of ['lotion', 'LF', 'WA']) expect(codes(files(product))).toEqual([])
    expect(codes(files('lotoin')).map((text) => text.split(' ')[1])).toEqual(['E116', 'E116'])
  })
  test('signals may come from other scenarios and from surveys', () => {
    const files = {
      'shop.yaml': SHOP,
      's.yaml': step('offer: none, text: a, when: wall_price and used and other'),
      't.yaml': step('offer: none, text: a, buttons: [{label: x, signal: other}]').replace('id: s', 'id: t'),
    }
    expect(codes({ ...files, 'surveys/q.yaml': survey('q', '{label: 値段, signal: wall_price}') })).toEqual([])
    expect(codes({ ...files, 'surveys/q.yaml': survey('q', '{label: 値段, wall: price}') })).toEqual([])
    expect(codes(files)).toEqual([expect.stringContaining('scenarios/s.yaml:5:85 E120 「wall_price」')])
  })
  test('a survey must exist once surveys are given', () => {
    const scenario = step('offer: none, text: a, survey: first')
    expect(codes({ 's.yaml': scenario, 'surveys/first.yaml': survey('first') })).toEqual([])
    expect(codes({ 's.yaml': scenario, 'surveys/frist.yaml': survey('frist') })[0]).toMatch(/E117.*「frist」のこと/)
  })
  test('nothing is said about files that were not given', () => {
    expect(
      codes({ 's.yaml': step('offer: {kind: repeat, product: x, coupon: Y}, text: a, survey: z, when: w') }),
    ).toEqual([])
  })
})

test('only files without errors come back, and problems come in order', () => {
  const { scenarios, shop, problems } = check({
    't.yaml': step('offer: none, text: ""'),
    'shop.yaml': SHOP,
    's.yaml': step('offer: none, text: a'),
    'u.yaml': step('offer: none, text: "{{x}}"'),
    'surveys/q.yaml': 'a: [',
  })
  expect(scenarios.map(({ id }) => id)).toEqual(['s'])
  expect(shop?.name).toBe('a')
  expect(problems.filter(isReading).map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual([
    'scenarios/surveys/q.yaml:1 E008',
    'scenarios/t.yaml:5 E106',
    'scenarios/u.yaml:1 E108',
    'scenarios/u.yaml:5 E113',
  ])
})

test('the law is looked for in every kind of file', () => {
  const words = 'シミが消える'
  const { problems } = check({
    'shop.yaml': `${SHOP.replace('30日以内に', words)}product_category: cosmetics\n`,
    'coupons.yaml': `coupons: [{id: A, name: ${words}, benefit: gift, valid_days: 1}]`,
    'replies.yaml': `{greeting: {text: ${words}}, stop: {text: a}, resume: {text: a}, cancel: {text: a}, human: {text: a}}`,
    'surveys/q.yaml': survey('q', words),
    'richmenus/m.yaml': `id: m\nname: a\nchat_bar: a\nlabels: [visitor]\ncolumns: 1\nrows: 1\nareas: [{label: ${words}, text: a}]`,
    's.yaml': step(`offer: none, text: ${words}`),
  })
  expect(problems.filter(({ code }) => code === 'E401').map(({ file }) => file.slice(10))).toEqual([
    'coupons.yaml',
    'replies.yaml',
    'richmenus/m.yaml',
    's.yaml',
    'shop.yaml',
    'surveys/q.yaml',
  ])
})

test('problems are told from the top of the file down', () => {
  const at = (line: number, column: number) => problem('a.yaml', { line, column }, 'W017', 'a')
  expect(inOrder([at(2, 1), at(1, 9), at(1, 3)]).map(formatProblem)).toEqual([
    'a.yaml:1:3 W017 a',
    'a.yaml:1:9 W017 a',
    'a.yaml:2:1 W017 a',
  ])
})
