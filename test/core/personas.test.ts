/** The people a scenario is tried out with: what is told of them is what they do, in any shop, for any trigger. */
import { describe, expect, test } from 'vitest'
import { jstIso } from '../../bot/core/calendar.ts'
import { recordsAt, standingAt } from '../../bot/core/known-at.ts'
import { lifeOf } from '../../bot/core/life.ts'
import { fitted } from '../../bot/core/persona-fit.ts'
import { PERSONAS, type Persona, personaById } from '../../bot/core/personas.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { Shop } from '../../bot/core/shop.ts'
import { DAY_ZERO, type Simulation, simulate } from '../../bot/core/simulate.ts'
import type { Trigger } from '../../bot/core/vocabulary.ts'
import { LABELS, type Label } from '../../bot/core/vocabulary.ts'
import { makeShop } from './someone.ts'

const shop = makeShop()
const scenarioFor = (trigger: Trigger, more: object = {}): Scenario =>
  Scenario.parse({
    id: 'any',
    name: 'any',
    trigger,
    steps: [
      {
        id: 'm1',
        at: {
          from: trigger.startsWith('label') ? 'label_change' : trigger.endsWith('order') ? 'order' : trigger,
          day: 0,
          time: '12:00',
        },
        purpose: 'thanks',
        offer: 'none',
        text: '{{お名前}}さま、{{商品名}}',
      },
    ],
    ...more,
  })
const persona = (id: string) => personaById(id) as Persona
const run = (trigger: Trigger, who: Persona = persona('typical_used'), more: object = {}): Simulation =>
  simulate({ scenario: scenarioFor(trigger, more), shop, coupons: [], persona: who, days: 40 })

test('ids are names a merchant can type, and each is told in one polite sentence', () => {
  expect(new Set(PERSONAS.map(({ id }) => id)).size).toBe(PERSONAS.length)
  for (const { id, name, about } of PERSONAS) {
    expect(id).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(name).toMatch(/^\S+ \S+$/)
    expect(about).toMatch(/方です。$/)
  }
  expect(personaById('nobody')).toBeUndefined()
})

describe('what they do', () => {
  const acts = (id: string) =>
    simulate({
      scenario: scenarioFor('first_order', {
        steps: [
          {
            id: 'm1',
            at: { from: 'delivered', day: 0, time: '18:30' },
            purpose: 'success',
            offer: 'none',
            survey: 'first_survey',
            text: 'あ',
            buttons: ['使います'],
            signals: { 使います: 'used' },
          },
        ],
      }),
      shop,
      coupons: [],
      persona: persona(id),
      days: 30,
    }).acts.map(({ day, at, words }) => `${day} ${at.slice(11, 16)} ${words}`)

  const BOUGHT = ['0 10:00 「うるおい化粧水 お試し」をご注文', '3 12:00 「うるおい化粧水 お試し」のお届け']
  // A survey is not allowed before a week has passed, so it arrives on day 10.
  test.each([
    ['typical_used', [...BOUGHT, '3 19:00 反応「used」']],
    ['typical_unused', BOUGHT],
    ['feels', [...BOUGHT, '10 19:30 アンケートに回答（満足度5・おすすめ度9）', '10 20:30 「使います」を押す']],
    ['unhappy', [...BOUGHT, '10 19:30 アンケートに回答（満足度2・おすすめ度3）', '10 20:30 「使います」を押す']],
    ['blocks', [BOUGHT[0], '2 12:00 LINEでブロック', BOUGHT[1]]],
    ['stops', [...BOUGHT, '9 12:00 「配信停止」と送る']],
    ['buys_again', [...BOUGHT, '14 21:30 「うるおい化粧水」をご注文', '17 12:00 「うるおい化粧水」のお届け']],
    [
      'subscribes',
      [...BOUGHT, '20 12:00 「うるおい化粧水 定期」をお申し込み', '23 12:00 「うるおい化粧水 定期」のお届け'],
    ],
  ])('%s', (id, expected) => {
    expect(acts(id).filter((act) => !(id === 'buys_again' || id === 'subscribes') || !act.includes('押す'))).toEqual(
      expected,
    )
  })
})

describe('every scenario begins for them on day 0', () => {
  test.each<[Trigger, string]>([
    ['first_order', '10:00'],
    ['any_order', '10:00'],
    ['subscription_start', '10:00'],
    ['friend_added', '09:00'],
    ['label_change:visitor', '10:00'],
    ['label_change:follower', '00:10'],
    ['label_change:subscriber_new', '10:00'],
    ['label_change:subscriber_stalled', '00:10'],
    ['label_change:supporter', '10:00'],
    ['label_change:partner', '10:00'],
    ['label_change:lapsed', '00:10'],
    ['label_change:dormant', '00:10'],
    ['coupon_deadline', '00:10'],
  ])('%s at %s', (trigger, time) => {
    const { startedAt, entries } = run(trigger)
    expect(startedAt).toBe(`2026-06-01T${time}:00+09:00`)
    expect(entries).toMatchObject([{ day: 0, verdict: 'sent' }])
  })
  test('the monthly survey at 00:10, and again after a month', () => {
    const { startedAt, entries } = run('survey_due')
    expect(startedAt).toBe('2026-06-01T00:10:00+09:00')
    expect(entries.map(({ day }) => day)).toEqual([0, 30])
  })
  test.each<[Label]>([['unregistered'], ['prospect']])('nothing begins by becoming %s', (label) => {
    expect(run(`label_change:${label}`)).toMatchObject({ startedAt: undefined, entries: [] })
  })
  test.each(Object.keys(LABELS).filter((label) => !['unregistered', 'prospect'].includes(label)) as Label[])(
    'who becomes %s was something else the day before',
    (label) => {
      const frame = { scenario: scenarioFor(`label_change:${label}`), shop }
      const life = lifeOf(fitted(persona('typical_unused'), frame), { ...frame, from: DAY_ZERO, days: 40 })
      const { startedAt = '' } = run(`label_change:${label}`, persona('typical_unused'))
      const at = new Date(startedAt)
      expect(standingAt(life, shop, at).label).toBe(label)
      expect(standingAt(life, shop, new Date(at.getTime() - 11 * 60_000)).label).not.toBe(label)
    },
  )
  test('one of the other beginnings will do', () => {
    const scenario = scenarioFor('label_change:lapsed', { also: ['label_change:dormant'] })
    const life = lifeOf(
      { ...persona('typical_unused'), orders: [{ day: -90 }] },
      { scenario, shop, from: DAY_ZERO, days: 5 },
    )
    const { startedAt } = simulate({ scenario, shop, coupons: [], persona: life, days: 5 })
    expect(startedAt).toBe('2026-06-01T00:10:00+09:00')
  })
  test('who subscribes has tried before', () => {
    const steps = [
      {
        id: 'm1',
        at: { from: 'subscription_start', day: 0, time: '12:00' },
        when: 'purchased_again',
        purpose: 'thanks',
        offer: 'none',
        text: 'あ',
      },
    ]
    expect(run('subscription_start', persona('typical_used'), { steps }).entries).toMatchObject([{ verdict: 'sent' }])
  })
  test('a real life is not written into', () => {
    const scenario = scenarioFor('first_order', {
      steps: [
        {
          id: 'm1',
          at: { from: 'order', day: 0, time: '12:00' },
          purpose: 'thanks',
          offer: 'none',
          text: 'あ',
          buttons: ['はい'],
        },
      ],
    })
    const who = { ...persona('typical_unused'), taps: [{ button: 'はい', afterHours: 1 }] }
    const life = lifeOf(who, { scenario, shop, from: DAY_ZERO, days: 5 })
    const once = simulate({ scenario, shop, coupons: [], persona: life, days: 5 })
    expect(once.acts).toHaveLength(3)
    expect(simulate({ scenario, shop, coupons: [], persona: life, days: 5 })).toEqual(once)
  })
  test('what they do after day 0 stays theirs', () => {
    const blocked = run('subscription_start', persona('blocks'), {
      steps: [5].map((day) => ({
        id: 'm1',
        at: { from: 'subscription_start', day, time: '12:00' },
        purpose: 'thanks',
        offer: 'none',
        text: 'あ',
      })),
    })
    expect(blocked.entries).toMatchObject([{ verdict: 'denied', code: 'R_UNREACHABLE' }])
  })
})

describe('in any shop', () => {
  const bought = (given: Shop, more: object = {}) =>
    simulate({
      scenario: scenarioFor('first_order', more),
      shop: given,
      coupons: [],
      persona: persona('typical_used'),
      days: 5,
    })
  test('who sells one thing sells that', () => {
    const one = Shop.parse({ name: '一品屋', concierge: 'あい', products: [{ sku: 'TEA', name: 'お茶' }] })
    expect(JSON.stringify(bought(one).entries)).toContain('佐藤 あかねさま、お茶')
  })
  test('who lists nothing is still tried', () => {
    const none = Shop.parse({ name: '一品屋', concierge: 'あい' })
    expect(JSON.stringify(bought(none).entries)).toContain('佐藤 あかねさま、ご注文の商品')
  })
  test('who bought something else is not meant', () => {
    const who = { ...persona('typical_used'), orders: [{ day: 0, product: 'LF' }] }
    expect(run('first_order', who, { products: ['cream'] }).startedAt).toBeUndefined()
    expect(run('first_order', who, { products: ['lotion_full'] }).startedAt).toBeDefined()
  })
  test('a contract is about a product for contracts, whatever the scenario is about', () => {
    const { acts } = run('first_order', persona('subscribes'), { products: ['cream'] })
    expect(acts.map(({ words }) => words)).toContain('「うるおい化粧水 定期」をお申し込み')
  })
  test('the goods of the scenario come first', () => {
    const { startedAt, entries } = bought(shop, { products: ['cream'] })
    expect(startedAt).toBeDefined()
    expect(JSON.stringify(entries)).toContain('とろみクリーム')
  })
})

describe('a contract', () => {
  const frame = { scenario: { products: undefined }, shop, from: DAY_ZERO, days: 100 }
  const life = (more: object = {}) =>
    lifeOf({ ...persona('typical_unused'), orders: [], subscription: { day: 0, ...more } }, frame)
  test('is renewed as often as its cycle says', () => {
    expect(
      life().records.orders.map(({ orderedAt, isRenewal, subscriptionCount }) => [
        jstIso(orderedAt).slice(0, 10),
        isRenewal,
        subscriptionCount,
      ]),
    ).toEqual([
      ['2026-06-01', false, 1],
      ['2026-07-01', true, 2],
      ['2026-07-31', true, 3],
      ['2026-08-30', true, 4],
    ])
  })
  test('names its next delivery as soon as the one before is ordered', () => {
    const next = (at: string) => recordsAt(life(), new Date(`${at}+09:00`)).subscriptions[0]?.nextDeliveryOn
    expect([next('2026-06-01T10:00'), next('2026-07-01T09:59'), next('2026-07-01T10:00')]).toEqual([
      '2026-07-04',
      '2026-07-04',
      '2026-08-03',
    ])
  })
  test('ends when it is cancelled, and nobody knew before', () => {
    const cancelled = life({ cancelledOnDay: 40 })
    expect(cancelled.records.orders).toHaveLength(2)
    const subscribed = (at: string) => standingAt(cancelled, shop, new Date(at)).facts.subscription
    expect([subscribed('2026-07-11T11:59:00+09:00'), subscribed('2026-07-11T12:00:00+09:00')]).toEqual([true, false])
  })
})
