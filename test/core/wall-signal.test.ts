/** Why a customer hesitates: the newest wall they named, in words and in conditions (DOMAIN §1.7). */
import { describe, expect, test } from 'vitest'
import { checkAll } from '../../bot/core/check.ts'
import { conditionInJapanese } from '../../bot/core/condition-words.ts'
import { namesRaised, newestWall, wallOf } from '../../bot/core/wall-signal.ts'
import { makeShop, NOON } from './someone.ts'

const shop = makeShop()
const days = (count: number) => new Date(NOON.getTime() + count * 86_400_000)
const said = (name: string, day: number) => ({ name, at: days(day) })

test.each([
  ['wall_price', 'price'],
  ['wall_opportunity', 'opportunity'],
  ['wall_efficacy', 'efficacy'],
  ['wall_trust', 'trust'],
  // 「よくわからない」 of the shipped scenario.
  ['success_unclear', 'efficacy'],
  ['used', undefined],
  ['', undefined],
])('%s tells of %s', (signal, wall) => {
  expect(wallOf(signal, shop)).toBe(wall)
})

test('the shop says which of its own signals tell of a wall', () => {
  const own = makeShop({ wall_signals: { price: ['dear'], opportunity: [], efficacy: [], trust: [] } })
  expect([wallOf('dear', own), wallOf('success_unclear', own), wallOf('wall_trust', own)]).toEqual([
    'price',
    undefined,
    'trust',
  ])
})

test('the newest counts, in whatever order the records come, and nothing from the days ahead', () => {
  const all = [said('wall_trust', -1), said('used', 0), said('wall_price', -9), said('wall_opportunity', 2)]
  expect(newestWall(all, NOON, shop)).toEqual({ wall: 'trust', at: days(-1) })
  expect(newestWall(all, days(2), shop)?.wall).toBe('opportunity')
  expect(newestWall([said('used', 0)], NOON, shop)).toBeUndefined()
})

test('a condition reads the newest wall alone, an older one than the enrollment too; other signals only since it began', () => {
  const all = [said('used', -9), said('wall_price', -8), said('success_unclear', -2), said('success_felt', -1)]
  expect(namesRaised(all, days(-3), NOON, shop)).toEqual(['success_unclear', 'success_felt', 'wall_efficacy'])
  expect(namesRaised(all.slice(0, 2), days(-3), NOON, shop)).toEqual(['wall_price'])
  expect(namesRaised(all, days(-10), days(-8), shop)).toEqual(['used', 'wall_price'])
})

test('in words', () => {
  expect(conditionInJapanese('wall_price or not wall_trust', { steps: [] })).toBe(
    'いちばん新しいお返事が「価格の壁」 または いちばん新しいお返事が「信頼の壁」 ではない',
  )
})

describe('check', () => {
  const scenario = (when: string, signals = '') =>
    `id: s\nname: s\ntrigger: first_order\nsteps:\n${[
      `  - {id: a, at: {from: order, day: 1, time: "12:00"}, purpose: success, offer: none, text: a${signals}}`,
      `  - {id: b, at: {from: order, day: 9, time: "12:00"}, when: ${when}, purpose: tips, offer: none, text: b}`,
    ].join('\n')}\n`
  const codes = (text: string) =>
    checkAll([
      { path: 'shop.yaml', text: 'name: a\nconcierge: b\n' },
      { path: 's.yaml', text },
    ])
      .problems.filter(({ level }) => level === 'error')
      .map(({ code, line }) => `${line} ${code}`)
  const ASKS = ', buttons: [よくわからない], signals: {よくわからない: success_unclear}'

  test('knows the wall that a signal of the shop tells of', () => {
    expect(codes(scenario('wall_efficacy', ASKS))).toEqual([])
    expect(codes(scenario('wall_efficacy'))).toEqual(['6 E120'])
    expect(codes(scenario('wall_price', ASKS))).toEqual(['6 E120'])
  })

  test('two walls at once are never the newest', () => {
    const both = ', buttons: [高い, 不安], signals: {高い: wall_price, 不安: wall_trust}'
    expect(codes(scenario('wall_price or wall_trust', both))).toEqual([])
    expect(codes(scenario('wall_price and wall_trust', both))).toEqual(['6 E122'])
  })

  test('a wall that is asked for only later cannot be known yet', () => {
    const late = `${scenario('wall_efficacy')}  - {id: c, at: {from: order, day: 20, time: "12:00"}, purpose: tips, offer: none, text: c${ASKS}}\n`
    expect(codes(late)).toEqual(['6 E122'])
  })
})
