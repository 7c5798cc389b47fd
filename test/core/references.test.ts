/** What one file says about another, and where it is told. */
import { describe, expect, test } from 'vitest'
import { checkAll } from '../../bot/core/check.ts'
import { formatProblem } from '../../bot/core/problem.ts'

const SHOP = 'name: a\nconcierge: b\n'
const COUPONS = 'coupons: [{id: GIFT, name: おまけ, benefit: gift, valid_days: 14}]\n'
/** Problems of reading and references; what makes a good plan is lint's. */
const codes = (files: Record<string, string>) =>
  checkAll(
    Object.entries({ 'shop.yaml': SHOP, 'coupons.yaml': COUPONS, ...files }).map(([path, text]) => ({ path, text })),
  )
    .problems.filter(({ code }) => /^E[01]/.test(code))
    .map((one) => formatProblem(one))

const scenario = (trigger: string, at: string, rest = 'text: a') =>
  `id: s\nname: s\ntrigger: ${trigger}\nsteps:\n  - id: m\n    at: ${at}\n    purpose: thanks\n    offer: none\n    ${rest}\n`

describe('a day that never comes', () => {
  test.each([
    ['first_order', '{from: subscription_start, day: 0}'],
    ['first_order', '{from: next_delivery, day: -7}'],
    ['any_order', '{from: friend_added, day: 0}'],
    ['friend_added', '{from: delivered, day: 0}'],
    ['label_change:lapsed', '{from: order, day: 0}'],
    ['subscription_start', '{from: label_change, day: 0}'],
    ['survey_due', '{from: delivered, day: 0}'],
    ['first_order', '{from: coupon_deadline, day: -3}'],
  ])('%s with %s', (trigger, at) => {
    expect(codes({ 's.yaml': scenario(trigger, at) })).toEqual([
      expect.stringMatching(/^s\.yaml:6:16 E126 .*次から選んでください/),
    ])
  })
  test('a second delivery of one order', () => {
    const at = '{from: delivered, delivery: 2, day: 0}'
    expect(codes({ 's.yaml': scenario('first_order', at) })).toEqual([expect.stringMatching(/^s\.yaml:6:37 E126 /)])
    expect(codes({ 's.yaml': scenario('subscription_start', at) })).toEqual([])
  })
  test.each([
    ['first_order', '{from: delivered, day: 0}'],
    ['subscription_start', '{from: next_delivery, day: -7}'],
    ['label_change:lapsed', '{from: label_change, day: 0}'],
    ['friend_added', '{from: friend_added, day: 0}'],
    ['survey_due', '{from: survey_due, day: 0}'],
  ])('but not %s with %s', (trigger, at) => {
    expect(codes({ 's.yaml': scenario(trigger, at) })).toEqual([])
  })
})

describe('messages', () => {
  const messages = (...list: string[]) =>
    codes({
      's.yaml': scenario(
        'first_order',
        '{from: order, day: 0}',
        `messages:\n${list.map((one) => `      - ${one}`).join('\n')}`,
      ),
    })
  test('the one that is too long is named, not the first', () => {
    const long = `{kind: flex, alt: a, contents: {type: bubble, x: [${`${'a'.repeat(1000)}, `.repeat(30)}]}}`
    expect(messages('{kind: text, text: a}', long)).toEqual([expect.stringMatching(/^s\.yaml:11:9 E118 .*bubbleBytes/)])
  })
  test('a family counts as one character on a button and as eleven in a text', () => {
    const family = '👨‍👩‍👧‍👦'
    expect(messages(`{kind: text, text: a, buttons: [${family.repeat(20)}]}`)).toEqual([])
    expect(messages(`{kind: text, text: a, buttons: [${family.repeat(21)}]}`)).toEqual([
      expect.stringMatching(/ E107 .*いま21文字/),
    ])
    expect(messages(`{kind: text, text: ${family.repeat(454)}}`)).toEqual([])
    expect(messages(`{kind: text, text: ${family.repeat(455)}}`)).toEqual([expect.stringMatching(/:10:\d+ E11[89] /)])
  })
  test('thirteen cards', () => {
    expect(messages(`{kind: carousel, cards: [${'{text: a}, '.repeat(13)}]}`)).toEqual([
      expect.stringMatching(/ E106 .*12つまで/),
    ])
  })
  test('a coupon nobody has', () => {
    expect(messages('{kind: coupon, coupon: GIFTT}')).toEqual([
      expect.stringMatching(/^s\.yaml:10:32 E115 .*「GIFT」のこと/),
    ])
    expect(messages('{kind: coupon, coupon: GIFT}')).toEqual([])
  })
})

describe('surveys', () => {
  const survey = (rest = '') =>
    `id: q\nname: Q\nquestions:\n  - {id: a, kind: choice, text: a, choices: [{label: 値段, wall: price}, b]}\n${rest}`
  test('bear the name of their file', () => {
    expect(codes({ 'surveys/r.yaml': survey() })).toEqual([expect.stringMatching(/^surveys\/r\.yaml:1:5 E108 /)])
  })
  test('thank with a coupon the shop has', () => {
    expect(codes({ 'surveys/q.yaml': survey('thanks: {coupon: GIFTT}') })).toEqual([
      expect.stringMatching(/:5:18 E115 /),
    ])
    expect(codes({ 'surveys/q.yaml': survey('thanks: {coupon: GIFT}') })).toEqual([])
  })
  test('raise what conditions ask for', () => {
    const asks = (name: string) => scenario('first_order', '{from: order, day: 0}', `text: a\n    when: ${name}`)
    expect(codes({ 'surveys/q.yaml': survey(), 's.yaml': asks('wall_price') })).toEqual([])
    expect(codes({ 'surveys/q.yaml': survey(), 's.yaml': asks('wall_trust') })).toEqual([
      expect.stringMatching(/ E120 /),
    ])
  })
})

describe('rich menus', () => {
  const menu = (id: string, more = '', label = 'visitor') =>
    `id: ${id}\nname: a\nchat_bar: a\nlabels: [${label}]\ncolumns: 1\nrows: 1\nareas:\n  - {label: a, ${more || 'text: a'}}\n`
  test('switch only to one there is', () => {
    const files = (to: string) => ({
      'richmenus/a.yaml': menu('a', `switch_to: ${to}`),
      'richmenus/b.yaml': menu('b', '', 'lapsed'),
    })
    expect(codes(files('b'))).toEqual([])
    expect(codes(files('bb'))).toEqual([expect.stringMatching(/^richmenus\/a\.yaml:8:27 E127 .*「b」のこと/)])
  })
  test('two for one person', () => {
    expect(codes({ 'richmenus/a.yaml': menu('a'), 'richmenus/b.yaml': menu('b') })).toEqual([
      expect.stringMatching(/^richmenus\/b\.yaml:4:10 E128 .*ビジター.*「a」/),
    ])
  })
  test('bear the name of their file', () => {
    expect(codes({ 'richmenus/b.yaml': menu('a') })).toEqual([expect.stringMatching(/ E108 /)])
  })
})

describe('a notice of a coupon’s deadline', () => {
  const notice = (offer: string) =>
    codes({
      's.yaml': scenario('coupon_deadline', '{from: coupon_deadline, day: -3}').replace(
        'offer: none',
        `offer: ${offer}`,
      ),
    })
  test.each(['none', '{kind: survey}', '{kind: event}'])('is a sale and says so: not %s', (offer) => {
    expect(notice(offer)).toEqual([expect.stringMatching(/^s\.yaml:8:\d+ E107 .*販売のご案内/)])
  })
  test.each(['{kind: repeat}', '{kind: winback}'])('but %s', (offer) => {
    expect(notice(offer)).toEqual([])
  })
})
