/** The rules of the way itself: when it begins, begins again, makes room, ends. */
import { describe, expect, test } from 'vitest'
import { type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import type { Persona, PersonaOrder } from '../../bot/core/personas.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { DAY_ZERO, type Simulation, simulate } from '../../bot/core/simulate.ts'
import { makeShop } from './someone.ts'

interface StepWish {
  id: string
  day?: number
  [key: string]: unknown
}

const scenarioOf = (trigger: string, steps: StepWish[], more: object = {}): Scenario =>
  Scenario.parse({
    id: 'any',
    name: 'any',
    trigger,
    ...more,
    steps: steps.map(({ day = 0, at = {}, ...step }) => ({
      at: {
        from: trigger.startsWith('label') ? 'label_change' : trigger.endsWith('order') ? 'order' : trigger,
        day,
        time: '12:00',
        ...(at as object),
      },
      purpose: 'thanks',
      offer: 'none',
      text: 'あ',
      ...step,
    })),
  })
const run = (scenario: Scenario, persona: Partial<Persona>, days = 90): Simulation =>
  simulate({
    scenario,
    shop: makeShop(),
    coupons: [],
    persona: { id: 'p', name: '佐藤 花子', about: '', orders: [{ day: 0 }], ...persona },
    days,
  })
const short = ({ entries }: Simulation) => entries.map(({ day, step, verdict }) => `${day} ${step} ${verdict}`)
const orders = (...days: number[]): PersonaOrder[] => days.map((day) => ({ day }))

describe('beginning', () => {
  const both = scenarioOf('any_order', [{ id: 'm1' }, { id: 'm2', day: 10 }])
  test('a newer order takes the place of the running one', () => {
    expect(short(run(both, { orders: orders(0, 6) }))).toEqual(['0 m1 sent', '6 m1 sent', '16 m2 sent'])
  })
  test('two orders of one day are one beginning', () => {
    const first = scenarioOf('first_order', [{ id: 'm1' }, { id: 'm2', day: 10 }])
    const split = { orders: [{ day: 0 }, { day: 0, time: '13:00' }] }
    expect(short(run(first, split))).toEqual(['0 m1 sent', '10 m2 sent'])
  })
  test('what was answered before does not count, what is answered after does', () => {
    const asks = scenarioOf('first_order', [{ id: 'm1', day: 5, when: 'used' }])
    const signal = (day: number) => ({ signals: [{ day, name: 'used' }] })
    expect(short(run(asks, signal(-1)))).toEqual(['5 m1 skipped'])
    expect(short(run(asks, signal(4)))).toEqual(['5 m1 sent'])
    expect(short(run(asks, signal(6)))).toEqual(['5 m1 skipped'])
  })
})

describe('beginning again by a label', () => {
  /** Away after 90 days, back with an order, and away again 90 days later. */
  const away = { orders: orders(20), answers: [] }
  const again = (more: object, days: number) =>
    short(run(scenarioOf('label_change:lapsed', [{ id: 'w1' }], more), away, days))
  test('who was through with it begins again', () => {
    expect(again({}, 200)).toEqual(['0 w1 sent', '110 w1 sent'])
  })
  test('but not while it rests', () => {
    expect(again({ rest_days: 111 }, 200)).toEqual(['0 w1 sent'])
    expect(again({ rest_days: 60 }, 200)).toEqual(['0 w1 sent', '110 w1 sent'])
  })
  test('and nobody begins who is still on the way', () => {
    const long = scenarioOf('label_change:lapsed', [{ id: 'w1' }, { id: 'w2', day: 150 }])
    expect(short(run(long, away, 200))).toEqual(['0 w1 sent', '150 w2 sent'])
  })
})

describe('on the way', () => {
  test('a telephone call of the work list takes the day’s place, an insert does not', () => {
    const with_ = (touchpoint: string) =>
      scenarioOf('first_order', [
        { id: 'call', touchpoint, at: { time: '11:00' } },
        { id: 'm1', at: { time: '12:00' } },
      ])
    expect(short(run(with_('call_center'), {}))).toEqual(['0 call skipped', '0 m1 held', '1 m1 sent'])
    expect(short(run(with_('package_insert'), {}))).toEqual(['0 call skipped', '0 m1 sent'])
  })
  test('a service notice leaves the day’s place free', () => {
    const both = scenarioOf('first_order', [
      { id: 's1', service: true, at: { time: '11:00' } },
      { id: 'm1', at: { time: '12:00' } },
    ])
    expect(short(run(both, {}))).toEqual(['0 s1 sent', '0 m1 sent'])
  })
  test('one message is answered once, by the first tap that fits', () => {
    const asks = scenarioOf('first_order', [
      { id: 'm1', buttons: ['はい', 'いいえ'], signals: { はい: 'yes', いいえ: 'no' } },
    ])
    const taps = ['no', 'yes'].map((button) => ({ button, afterHours: 1 }))
    const said = run(asks, { taps }).acts.filter(({ kind }) => kind === 'taps')
    expect(said.map(({ words }) => words)).toEqual(['「いいえ」を押す'])
  })
  test('the first moment after the last day is not looked at', () => {
    const early = scenarioOf('first_order', [{ id: 'm1', day: 1, at: { time: '00:00' } }])
    expect(run(early, {}, 0).entries).toEqual([])
    expect(short(run(early, {}, 1))).toEqual(['1 m1 held', '1 m1 sent'])
  })
})

describe('ending', () => {
  test('a cancelled contract is noticed at once', () => {
    const teiki = scenarioOf('subscription_start', [{ id: 's1' }, { id: 's2', day: 40 }], {
      exit_when: ['not subscribed'],
    })
    const { ended } = run(teiki, { subscription: { day: 0, cancelledOnDay: 20 } })
    expect(ended).toEqual({ day: 20, at: '2026-06-21T12:00:00+09:00', why: 'not subscribed' })
  })
})

describe('going on from the database', () => {
  const scenario = scenarioOf('first_order', [{ id: 'm1' }, { id: 'm2', day: 5 }])
  const from = (nextAt: string | undefined, handled: [string, { status: string }][] = []) =>
    simulate({
      scenario,
      shop: makeShop(),
      coupons: [],
      persona: { id: 'p', name: '佐藤 花子', about: '', orders: [{ day: 0, deliveredAfter: 2 }] },
      days: 30,
      from: {
        now: jstInstant('2026-06-04' as JstDate, '09:30'),
        running: [
          {
            start: { triggers: [], anchor: `order:${DAY_ZERO}`, at: jstInstant(DAY_ZERO, '10:00'), skus: [] },
            handled: new Map(handled),
            nextAt: nextAt === undefined ? undefined : new Date(nextAt),
          },
        ],
      },
    })
  test('what is overdue is looked at now, not then', () => {
    const { startedAt, entries } = from('2026-06-01T12:00:00+09:00')
    expect(startedAt).toBe('2026-06-01T10:00:00+09:00')
    expect(entries[0]).toMatchObject({ day: 3, at: '2026-06-04T09:30:00+09:00', verdict: 'skipped', code: 'S_OVERDUE' })
  })
  test('what was handled is not handled again', () => {
    expect(short(from('2026-06-06T12:00:00+09:00', [['m1', { status: 'sent' }]]))).toEqual(['5 m2 sent'])
  })
  test('without a next moment nothing happens, and old reports are no news', () => {
    expect(from(undefined).entries).toEqual([])
  })
})
