import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { JstDate } from '../../bot/core/calendar.ts'
import { type Forecast, forecast, type Group, type Known } from '../../bot/core/forecast.ts'
import { forecastSentence } from '../../bot/core/quota-words.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { type StepWish, scenarioText } from '../support/story.ts'
import { makeShop } from './someone.ts'

const at = (time: string) => new Date(`2026-${time}:00+09:00`)
/** Fifteen days of June are left. */
const NOW = at('06-16T12:00')
const noon = (on: string) => at(`${on}T12:00`)

const scenario = (steps: StepWish[], more: { trigger?: string } = {}) =>
  Scenario.parse(parse(scenarioText('one', steps, more)))
const day = (n: number, more = '', from = 'order'): StepWish => ({
  id: `m${Math.abs(n)}`,
  at: `{from: ${from}, day: ${n}, time: "10:00"}`,
  more,
})

function estimate(about: Partial<Known> & { steps?: StepWish[]; trigger?: string; limit?: number; used?: number }) {
  const { steps = [day(1)], trigger, limit, used = 0, ...rest } = about
  const one = scenario(steps, { trigger })
  return forecast({
    now: NOW,
    shop: makeShop(),
    quota: { limit, used, readAt: NOW },
    scenarios: new Map([['r1', one]]),
    inForce: [{ revisionId: 'r1', scenario: one }],
    groups: [],
    experience: [],
    held: [],
    begun: [],
    ...rest,
  })
}
const group = (on: string, more: Partial<Group> = {}): Group => ({
  revisionId: 'r1',
  count: 100,
  startedAt: noon(on),
  ...more,
})

describe('what is scheduled', () => {
  test('everybody on their way gets what falls due between now and the end of the month in Tokyo', () => {
    const due = (on: string) => estimate({ steps: [day(3)], groups: [group(on)] }).scheduled
    expect(due('06-13')).toBe(0)
    expect(due('06-14')).toBe(100)
    expect(due('06-27')).toBe(100)
    expect(due('06-28')).toBe(0)
  })
  test('this very moment is the tick’s, and midnight is next month’s', () => {
    const due = (time: string) =>
      estimate({
        steps: [{ id: 'm', at: `{from: order, day: 1, time: "${time}"}` }],
        groups: [group('06-15'), group('06-30')],
      })
    expect([due('12:00').scheduled, due('12:01').scheduled, due('00:00').scheduled]).toEqual([0, 100, 0])
  })
  test('each step counts', () => {
    expect(estimate({ steps: [day(1), day(3), day(5), day(40)], groups: [group('06-15')] }).scheduled).toBe(200)
    expect(estimate({ steps: [day(3), day(5)], groups: [group('06-15'), group('06-20', { count: 7 })] })).toMatchObject(
      {
        scheduled: 214,
        perScenario: [{ scenario: 'one', name: 'one', scheduled: 214, newcomers: 0 }],
      },
    )
  })
  test('what is due at one moment leaves as one message', () => {
    const steps = [
      day(3),
      { ...day(3), id: 'also' },
      { ...day(3), id: 'later', at: '{from: order, day: 3, time: "11:00"}' },
    ]
    expect(estimate({ steps, groups: [group('06-15')] }).scheduled).toBe(200)
  })
  test('calls and inserts cost nothing of LINE’s', () => {
    const steps = [day(3, 'touchpoint: call_center'), day(4, 'touchpoint: liff')]
    expect(estimate({ steps, groups: [group('06-15')] }).scheduled).toBe(100)
  })
  test('steps from the delivery count from that day, and not at all while it is not known', () => {
    const steps = [day(5, '', 'delivered')]
    expect(estimate({ steps, groups: [group('05-01', { deliveredOn: '2026-06-20' as JstDate })] }).scheduled).toBe(100)
    expect(estimate({ steps, groups: [group('06-15')] }).scheduled).toBe(0)
  })
  test('customers of a revision that is out of force count under its name', () => {
    const old = scenario([day(1), day(3)])
    const scenarios = new Map([['r0', old]])
    const { perScenario } = estimate({ scenarios, inForce: [], groups: [group('06-15', { revisionId: 'r0' })] })
    expect(perScenario).toEqual([{ scenario: 'one', name: 'one', scheduled: 100, newcomers: 0 }])
  })
  test('what waits and is looked at this month is still to come', () => {
    const steps = [day(1), day(2, 'touchpoint: email')]
    const held = ['m1', 'm2', 'gone'].map((stepId) => ({ revisionId: 'r1', stepId, count: 30 }))
    expect(estimate({ steps, held }).scheduled).toBe(30)
  })
})

describe('contracts', () => {
  const contract = (nextDeliveryOn: string, cycleDays: number, parcels: number) =>
    group('01-01', { nextDeliveryOn: nextDeliveryOn as JstDate, cycleDays, parcels })
  const due = (step: StepWish, one: Group) =>
    estimate({ steps: [step], trigger: 'subscription_start', groups: [one] }).scheduled
  test('a notice before a delivery comes before each one of the month', () => {
    const notice = day(-3, '', 'next_delivery')
    expect(due(notice, contract('2026-06-20', 30, 2))).toBe(100)
    expect(due(notice, contract('2026-06-20', 10, 2))).toBe(200)
    expect(due(notice, contract('2026-06-18', 30, 2))).toBe(0)
    expect(due(notice, contract('2026-07-04', 30, 2))).toBe(0)
  })
  test('a contract without a rhythm has one next delivery', () => {
    expect(due(day(-3, '', 'next_delivery'), contract('2026-06-20', 0, 2))).toBe(100)
  })
  test('steps after the next parcel, and after the one before it', () => {
    const later = (delivery: number) => ({
      id: 'm',
      at: `{from: delivered, delivery: ${delivery}, day: 5, time: "10:00"}`,
    })
    expect(due(later(3), contract('2026-06-20', 30, 2))).toBe(100)
    expect(due(later(2), contract('2026-07-12', 30, 2))).toBe(100)
    expect(due(later(2), contract('2026-06-20', 30, 2))).toBe(0)
    expect(due(later(9), contract('2026-06-20', 30, 2))).toBe(0)
  })
})

describe('how often a step was really sent of late', () => {
  const groups = [group('06-15')]
  const sent = (decided: number, reached: number, stepId = 'm3') => [
    { revisionId: 'r1', stepId, decided, sent: reached },
  ]
  test('is taken from twenty decisions on', () => {
    expect(estimate({ steps: [day(3)], groups, experience: sent(19, 0) }).scheduled).toBe(100)
    expect(estimate({ steps: [day(3)], groups, experience: sent(20, 5) }).scheduled).toBe(25)
    expect(estimate({ steps: [day(3)], groups, experience: sent(20, 0) }).scheduled).toBe(0)
  })
  test('belongs to the step of the revision', () => {
    expect(estimate({ steps: [day(3), day(4)], groups, experience: sent(20, 5) }).scheduled).toBe(125)
    const other = [{ revisionId: 'r0', stepId: 'm3', decided: 20, sent: 5 }]
    expect(estimate({ steps: [day(3)], groups, experience: other }).scheduled).toBe(100)
  })
  test('two ways at one moment of which one is taken make one message', () => {
    const steps = [day(3), { ...day(3), id: 'other' }]
    const experience = [...sent(20, 10), ...sent(20, 10, 'other')]
    expect(estimate({ steps, groups, experience }).scheduled).toBe(75)
  })
  test('holds for what waits too', () => {
    const held = [{ revisionId: 'r1', stepId: 'm3', count: 40 }]
    expect(estimate({ steps: [day(3)], held, experience: sent(20, 5) }).scheduled).toBe(10)
  })
})

describe('newcomers', () => {
  const begun = (lately: number, firstAt = at('01-01T12:00')) => [{ scenarioId: 'one', lately, firstAt }]
  test('begin as lately, half of today’s at noon, and get what falls due this month', () => {
    expect(estimate({ steps: [day(1)], begun: begun(280) }).newcomers).toBe(135)
    expect(estimate({ steps: [day(1), day(3)], begun: begun(280) }).newcomers).toBe(135 + 115)
    expect(
      estimate({ steps: [{ id: 'm', at: '{from: order, day: 0, delay_minutes: 10}' }], begun: begun(280) }),
    ).toMatchObject({ newcomers: 145, scheduled: 0 })
  })
  test('steps from the delivery count from the day the shop expects', () => {
    const shop = makeShop({ delivery_estimate: { after_order_days: 10 } })
    expect(estimate({ steps: [day(1, '', 'delivered')], begun: begun(280) }).newcomers).toBe(105)
    expect(estimate({ steps: [day(1, '', 'delivered')], begun: begun(280), shop }).newcomers).toBe(35)
  })
  test('of a scenario that is younger than four weeks, its own days are counted, a week at the least', () => {
    expect(estimate({ steps: [day(1)], begun: begun(140, at('06-03T09:00')) }).newcomers).toBe(135)
    expect(estimate({ steps: [day(1)], begun: begun(70, at('06-16T09:00')) }).newcomers).toBe(135)
  })
  test('of a scenario out of force there are none', () => {
    expect(estimate({ steps: [day(1)], begun: begun(280), inForce: [] }).newcomers).toBe(0)
  })
  test('on the last evening hardly any', () => {
    expect(estimate({ steps: [day(0)], begun: begun(280), now: at('06-30T23:00') })).toMatchObject({
      newcomers: 0,
      daysLeft: 1,
    })
  })
})

describe('the plan', () => {
  const groups = [group('06-15', { count: 3000 })]
  test('what is needed is what was used and what is to come', () => {
    expect(estimate({ groups, steps: [day(3)], used: 1500, limit: 5000 })).toEqual({
      month: '2026-06',
      used: 1500,
      limit: 5000,
      budget: undefined,
      reserve: 200,
      scheduled: 3000,
      newcomers: 0,
      needed: 4500,
      short: 0,
      perScenario: [{ scenario: 'one', name: 'one', scheduled: 3000, newcomers: 0 }],
      daysLeft: 15,
    } satisfies Forecast)
  })
  test('is short by what does not fit beside the reserve, and never by more than is to come', () => {
    const short = (used: number, limit?: number, line_plan = {}) =>
      estimate({ groups, steps: [day(3)], used, limit, shop: makeShop({ line_plan }) }).short
    expect(short(1800, 5000)).toBe(0)
    expect(short(1801, 5000)).toBe(1)
    expect(short(4990, 5000)).toBe(3000)
    expect(short(9000, 5000)).toBe(3000)
    expect(short(0)).toBe(0)
    expect(short(0, 5000, { monthly_messages: 1000, reserve: 0 })).toBe(2000)
  })
  test('that LINE refuses just now says nothing about the month', () => {
    const quota = { limit: 5000, used: 0, readAt: NOW, fullUntil: at('06-16T12:30') }
    expect(estimate({ groups, steps: [day(3)], quota }).short).toBe(0)
  })
  test('in one sentence', () => {
    const said = (used: number, limit?: number) =>
      forecastSentence(estimate({ groups: [group('06-15', { count: 18_400 })], steps: [day(3)], used, limit }))
    expect(said(0)).toBe('今月はあと18,400通が必要になる見込みです。送れる数に上限はありません。')
    expect(said(0, 30_000)).toBe(
      '今月はあと18,400通が必要になる見込みで、プランの残りは30,000通です。足りる見込みです。',
    )
    expect(said(1000, 6000)).toBe(
      '今月はあと18,400通が必要になる見込みですが、プランの残りは5,000通です（うち200通は大切なお知らせのための残し）。13,600通足りません。',
    )
    expect(said(100, 100)).toBe(
      '今月はあと18,400通が必要になる見込みですが、プランの残りは0通です。18,400通足りません。',
    )
  })
})
