/** A code that can be read out, a card that says what it is, and the first order that counts. */

import { describe, expect, test } from 'vitest'
import { checkAll } from '../../bot/core/check.ts'
import { Coupons } from '../../bot/core/coupons.ts'
import { couponUsed, type Usable } from '../../bot/core/redemption.ts'
import { codeFrom, isSamePerson, judgeUse, withDisclosure } from '../../bot/core/referral.ts'
import { makeOrder, NOON } from './someone.ts'

describe('a code', () => {
  test('has eight letters that nobody takes for others, each as likely', () => {
    const counts = new Map<string, number>()
    for (let byte = 0; byte < 256; byte += 1) {
      const code = codeFrom(new Uint8Array(8).fill(byte))
      if (code) counts.set(code, (counts.get(code) ?? 0) + 1)
    }
    expect([...counts.keys()].join('')).not.toMatch(/[01OIL]/)
    expect([counts.size, ...new Set(counts.values())]).toEqual([31, 8])
    expect([...counts.keys()].every((code) => /^[A-Z0-9]{8}$/.test(code))).toBe(true)
  })
  test('is not made of too little chance', () => {
    expect(codeFrom(new Uint8Array(7))).toBeUndefined()
    expect(codeFrom(new Uint8Array(32).fill(255))).toBeUndefined()
    expect(codeFrom(new Uint8Array([255, ...new Uint8Array(8)]))).toBe('22222222')
  })
})

test('words that are passed on always say that there is something in it', () => {
  expect(withDisclosure('どうぞ')).toContain('紹介特典のあるご案内です')
  expect(withDisclosure('紹介特典つきです。')).toBe('紹介特典つきです。')
})

test.each([
  ['the same customer', { customerId: 'a' }, {}, true],
  ['the same e-mail', { email: 'x@example.jp' }, { email: 'x@example.jp' }, true],
  ['the same telephone', { phone: '090' }, { phone: '090' }, true],
  ['nothing known of either', {}, {}, false],
  ['different ones', { email: 'a@example.jp', phone: '1' }, { email: 'b@example.jp', phone: '2' }, false],
])('%s', (_what, one, other, same) => {
  const person = (customerId: string, more: object) => ({ customerId, email: null, phone: null, ...more })
  expect(isSamePerson(person('a', one), person(_what === 'the same customer' ? 'a' : 'b', other))).toBe(same)
})

describe('the first order', () => {
  const at = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000)
  const bought = (id: string, hours: number, more: object = {}) => ({
    ...makeOrder({ orderedAt: at(hours), ...more }),
    id,
  })
  test.each([
    ['none yet', [], { waits: true }],
    ['cancelled', [bought('1', 1, { status: 'cancelled' })], { waits: true }],
    ['ahead of us', [bought('1', 30)], { waits: true }],
    ['the first of two', [bought('2', 3), bought('1', 1)], { orderId: '1' }],
    ['the first that counts', [bought('1', 1, { status: 'returned' }), bought('2', 3)], { orderId: '2' }],
    ['from before the card', [bought('0', -1), bought('1', 1)], { refused: 'bought_before' }],
  ])('%s', (_what, orders, verdict) => {
    expect(judgeUse({ acceptedAt: NOON, isOwnCard: false }, orders, at(24))).toEqual(verdict)
  })
  test('of one’s own card never counts, and is nothing to speak of before it', () => {
    expect(judgeUse({ acceptedAt: NOON, isOwnCard: true }, [bought('1', 1)], at(24))).toEqual({ refused: 'self' })
    expect(judgeUse({ acceptedAt: NOON, isOwnCard: true }, [], at(24))).toEqual({ waits: true })
  })
})

describe('of several coupons with one code', () => {
  const day = (n: number) => new Date(NOON.getTime() + n * 86_400_000)
  const coupon = (id: string, more: Partial<Usable> = {}): Usable => ({ id, issuedAt: day(-10), ...more })
  test.each<[string, Usable[], { usedAt: Date; orderId?: string }, string | undefined, boolean]>([
    ['the one that ends soonest', [coupon('a'), coupon('b', { expiresAt: day(5) })], { usedAt: NOON }, 'b', true],
    ['not one that was given later', [coupon('a', { issuedAt: day(1) })], { usedAt: NOON }, undefined, false],
    [
      'one given on the same day',
      [coupon('a', { issuedAt: new Date(NOON.getTime() + 3_600_000) })],
      { usedAt: NOON },
      'a',
      true,
    ],
    [
      'the one this order has used',
      [coupon('a'), coupon('b', { usedAt: day(-3), orderId: 'o' })],
      { usedAt: NOON, orderId: 'o' },
      'b',
      false,
    ],
    [
      'the one told of on this day',
      [coupon('a'), coupon('b', { usedAt: NOON })],
      { usedAt: NOON, orderId: 'o' },
      'b',
      false,
    ],
    [
      'another order of this day uses another',
      [coupon('a'), coupon('b', { usedAt: NOON, orderId: 'p' })],
      { usedAt: NOON, orderId: 'o' },
      'a',
      true,
    ],
    ['all used before', [coupon('a', { usedAt: day(-3) })], { usedAt: NOON }, 'a', false],
  ])('%s', (_what, own, use, id, fresh) => {
    const found = couponUsed(own, use)
    expect([found?.coupon.id, found?.fresh ?? false]).toEqual([id, fresh])
  })
})

describe('codes in coupons.yaml', () => {
  const coupon = (id: string, more: object = {}) => ({ id, name: 'x', benefit: 'none', valid_days: 1, ...more })
  test.each([
    ['a code of its own', [coupon('A', { code: 'hajimete-500' })], []],
    ['a pool', [coupon('A', { codes: 'pool' })], []],
    ['both', [coupon('A', { code: 'X', codes: 'pool' })], ['coupons.0.code']],
    ['Japanese', [coupon('A', { code: 'はじめて' })], ['coupons.0.code']],
    ['another pool', [coupon('A', { codes: 'list' })], ['coupons.0.codes']],
    ['the same code twice', [coupon('A', { code: 'X' }), coupon('B', { code: 'x' })], ['coupons.1.code']],
    ['the id of another', [coupon('A', { code: 'B' }), coupon('B')], ['coupons.1.id']],
    ['two pools', [coupon('A', { codes: 'pool' }), coupon('B', { codes: 'pool' })], []],
  ])('%s', (_what, coupons, wrong) => {
    const { error } = Coupons.safeParse({ coupons })
    expect(error?.issues.map(({ path }) => path.join('.')) ?? []).toEqual(wrong)
  })
})

describe('referral in shop.yaml', () => {
  const check = (referral: string) =>
    checkAll([
      { path: 'shop.yaml', text: `name: 店\nconcierge: みなみ\nproduct_category: cosmetics\nreferral: ${referral}\n` },
      {
        path: 'coupons.yaml',
        text: 'coupons:\n  - {id: A, name: 半額, benefit: percent_off, value: 50, valid_days: 9}\n',
      },
    ]).problems.map(({ code, line }) => `${code} ${line}`)
  test.each([
    ['coupons that are there', '{friend_coupon: A, own_coupon: A}', []],
    ['coupons that are not', '{friend_coupon: B, own_coupon: C}', ['E115 4', 'E115 4']],
    ['one of them missing', '{friend_coupon: A}', ['E102 4']],
    ['a placeholder nobody fills', '{friend_coupon: A, own_coupon: A, share_text: "{{店名}}です"}', ['E107 4']],
    ['words against the law', '{friend_coupon: A, own_coupon: A, share_text: シミが消えます}', ['E401 4']],
  ])('%s', (_what, referral, problems) => {
    expect(check(referral)).toEqual(problems)
  })
})
