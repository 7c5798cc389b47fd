/** Is the demo shop the shop that DOMAIN §6.1 describes, whatever the seed and whatever the day? */

import { describe, expect, test } from 'vitest'
import { jstDate, jstInstant } from '../../bot/core/calendar.ts'
import { diceOf } from '../../bot/demo/people/dice.ts'
import { day, labelsOf, lastMinuteOf, noonOf, numbersOf, ordersOf, peopleOf } from './judged.ts'

const TODAY = day('2026-11-22')
const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1)

/** Least, most and mean of the 40-seed simulation in DOMAIN §6.1. */
const RANGES = {
  unregistered: [94, 127, 110],
  lapsed: [40, 66, 55],
  dormant: [28, 52, 41],
  follower: [20, 42, 32],
  prospect: [30, 30, 30],
  subscriber_new: [14, 39, 28],
  visitor: [11, 29, 19],
  partner: [4, 14, 9],
  supporter: [2, 14, 6],
  subscriber_stalled: [0, 1, 0.5],
  orders: [714, 887, 793],
  f2_percent: [48, 62, 54],
  repeat_percent: [46, 58, 52],
  ltv_yen: [8300, 12_200, 9600],
} as const

function figuresOf(seed: number): Record<keyof typeof RANGES, number> {
  const people = peopleOf(seed, TODAY)
  const { metrics } = numbersOf(people, TODAY)
  return {
    ...labelsOf(people, noonOf(TODAY)),
    orders: people.flatMap(ordersOf).length,
    f2_percent: (metrics.f2_rate.value ?? 0) * 100,
    repeat_percent: (metrics.annual_repeat_rate.value ?? 0) * 100,
    ltv_yen: metrics.annual_ltv_yen.value ?? 0,
  }
}

describe('forty shops', () => {
  const shops = SEEDS.map((seed) => ({ seed, figures: figuresOf(seed) }))

  test.each(Object.entries(RANGES))('%s', (name, [least, most, mean]) => {
    const values = shops.map(({ figures }) => figures[name as keyof typeof RANGES])
    const outside = shops.filter((_, index) => (values[index] ?? 0) < least || (values[index] ?? 0) > most)
    expect(outside.map(({ seed }) => seed)).toEqual([])
    const own = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.abs(own - mean)).toBeLessThanOrEqual(Math.max((most - least) / 3, 0.5))
  })

  test('none of them reaches any of the three goals', () => {
    for (const seed of SEEDS.slice(0, 10)) {
      const { goals, overall } = numbersOf(peopleOf(seed, TODAY), TODAY)
      const { annual_ltv_yen, annual_repeat_rate, f2_rate } = goals
      expect([annual_ltv_yen.met, annual_repeat_rate.met, f2_rate.met, overall]).toEqual([
        false,
        false,
        false,
        'not_met',
      ])
    }
  })
})

describe('one shop', () => {
  const people = peopleOf(7, TODAY)

  test('the same seed makes the same people, another one others', () => {
    expect(peopleOf(7, TODAY)).toEqual(people)
    expect(peopleOf(8, TODAY).map(({ identity }) => identity.name)).not.toEqual(
      people.map(({ identity }) => identity.name),
    )
  })

  test.each(['2027-01-01', '2028-02-29', '2028-03-31', '2031-12-31'])(
    'moved to %s it is the same shop, at the first and at the last minute of the day',
    (other) => {
      const today = day(other)
      const moved = peopleOf(7, today)
      const labels = labelsOf(people, noonOf(TODAY))
      expect(labelsOf(moved, jstInstant(today, '00:00'))).toEqual(labels)
      expect(labelsOf(moved, lastMinuteOf(today))).toEqual(labels)
      expect(numbersOf(moved, today).metrics.f2_rate).toEqual(numbersOf(people, TODAY).metrics.f2_rate)
    },
  )

  test('nothing in it happens today or later', () => {
    const moments = people.flatMap(({ reports, friend, rounds }) => [
      ...reports.map(({ at }) => at),
      ...(friend ? [friend.since, ...(friend.blockedAt ? [friend.blockedAt] : [])] : []),
      ...rounds.flatMap(({ askedAt, answeredAt }) => [askedAt, ...(answeredAt ? [answeredAt] : [])]),
    ])
    expect(moments.length).toBeGreaterThan(1500)
    expect(moments.filter((at) => at >= jstInstant(TODAY))).toEqual([])
  })

  test('300 purchasers and 30 prospects, nobody twice, by the first purchases of the recipe', () => {
    expect(people.filter(({ reports }) => reports.length > 0)).toHaveLength(300)
    expect(people.filter(({ reports }) => reports.length === 0)).toHaveLength(30)
    for (const key of [
      people.map(({ identity }) => identity.name),
      people.map(({ number }) => number),
      people.flatMap(({ friend }) => friend?.lineUserId ?? []),
      people.flatMap(ordersOf).map(({ external_id }) => external_id),
    ])
      expect(new Set(key).size).toBe(key.length)
    const firsts = Map.groupBy(people, (person) => ordersOf(person)[0]?.lines[0]?.sku)
    expect(['LT', 'LF', 'LS'].map((sku) => firsts.get(sku)?.length)).toEqual([180, 75, 45])
  })

  test('more come each month: the last one brings about 2.7 times as many as the first', () => {
    const firsts = people.flatMap((person) => ordersOf(person)[0]?.ordered_at ?? [])
    const count = (from: number, to: number) => {
      const [after, until] = [from, to].map((days) => noonOf(TODAY).getTime() - days * 86_400_000)
      return firsts.filter((at) => at.getTime() >= (after ?? 0) && at.getTime() < (until ?? 0)).length
    }
    expect(count(541, 450)).toBeLessThan(count(91, 0) / 2)
  })

  test('the odd ones are there: cancelled, refunded, split on a day, sent again for nothing, 髙 and 﨑, damaged phones', () => {
    const orders = people.flatMap(ordersOf)
    const share = (some: unknown[]) => (some.length / orders.length) * 100
    expect(share(orders.filter(({ status }) => status === 'cancelled'))).toBeCloseTo(2, 0)
    expect(share(orders.filter(({ status }) => status === 'refunded'))).toBeCloseTo(1, 0)
    expect(share(orders.filter(({ total_yen }) => total_yen === 0))).toBeCloseTo(1, 0)
    const days = people.map((person) => ordersOf(person).map(({ ordered_at }) => jstDate(ordered_at)))
    expect(share(days.flatMap((own) => own.slice(new Set(own).size)))).toBeCloseTo(3, 0)
    const names = people.map(({ identity }) => identity.name).join()
    expect(names).toMatch(/髙/)
    expect(names).toMatch(/﨑/)
    const phones = people.map(({ identity }) => identity.phone)
    expect(phones.filter((phone) => !/^090-0000-\d{4}$/.test(phone)).length).toBeGreaterThan(5)
  })
})

describe('the dice', () => {
  test('what is dealt comes out in its share, and not by turns', () => {
    const dice = diceOf(1)
    const answers = Array.from({ length: 1000 }, () => dice.dealt('x', 0.3))
    expect(answers.filter(Boolean)).toHaveLength(300)
    expect(
      new Set(Array.from({ length: 40 }, (_, seed) => seed).map((seed) => diceOf(seed).dealt('x', 0.5))).size,
    ).toBe(2)
  })

  test('a deck has each card once before any comes again', () => {
    const card = diceOf(3).deck(['a', 'b', 'c'])
    const drawn = Array.from({ length: 9 }, card)
    for (const from of [0, 3, 6]) expect(drawn.slice(from, from + 3).sort()).toEqual(['a', 'b', 'c'])
  })
})
