/** What holds for any scenario and anybody: the promises of SPEC §6, seen from a simulation. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Persona } from '../../bot/core/personas.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { type Entry, type Simulation, simulate } from '../../bot/core/simulate.ts'
import { OFFER_KINDS, PURPOSES, type Purpose, TRIGGERS, type Trigger } from '../../bot/core/vocabulary.ts'
import { makeShop } from './someone.ts'

const DAYS = 90
const hour = fc.integer({ min: 0, max: 23 }).map((h) => `${String(h).padStart(2, '0')}:30`)
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
const CONDITIONS = ['used', 'not used', 'used or purchased_again', 'negative_answer and not subscribed', 'linked']

const anchorOf = (trigger: Trigger) =>
  trigger.startsWith('label_change') ? 'label_change' : trigger.endsWith('order') ? 'order' : trigger

const anyScenario = fc
  .record({
    trigger: fc.constantFrom(...(Object.keys(TRIGGERS) as Trigger[])),
    exit_when: fc.subarray(['opt_out', 'withdrawn', 'purchased_again']),
    pause_sales_when: fc.subarray(['negative_answer', 'open_complaint', 'used']),
    steps: fc.array(
      fc.record({
        day: fc.integer({ min: 0, max: 70 }),
        from: fc.constantFrom('anchor', 'delivered'),
        when: maybe(fc.constantFrom(...CONDITIONS)),
        time: maybe(hour),
        delay: maybe(fc.integer({ min: 0, max: 1440 })),
        purpose: fc.constantFrom(...(Object.keys(PURPOSES) as Purpose[])),
        offer: fc.constantFrom('none' as const, ...Object.keys(OFFER_KINDS).map((kind) => ({ kind, product: 'LF' }))),
        survey: fc.boolean(),
        within: fc.constantFrom('1h', '1d', '9d'),
        email: fc.boolean(),
      }),
      { minLength: 1, maxLength: 25 },
    ),
  })
  .map(({ steps, ...rest }) =>
    Scenario.parse({
      id: 'any',
      name: 'any',
      ...rest,
      steps: steps.map(({ day, from, time, delay, survey, within, email, ...step }, index) => ({
        id: `m${index}`,
        at: {
          from: from === 'anchor' ? anchorOf(rest.trigger) : from,
          // Of a coupon's last day one is told beforehand.
          day: from === 'anchor' && rest.trigger === 'coupon_deadline' ? -(day % 20) : day,
          time,
          delay_minutes: time === undefined ? delay : undefined,
        },
        ...step,
        survey: survey ? 'first_survey' : undefined,
        overdue: { send_within: within },
        touchpoint: email ? 'email' : 'line_push',
        text: '{{お名前}}さま',
        buttons: ['使います', '合わない', 'ふつう'],
        signals: { 使います: 'used', 合わない: 'negative_answer' },
      })),
    }),
  )

const day = fc.integer({ min: -40, max: 90 })
const anyPersona: fc.Arbitrary<Persona> = fc
  .record({
    orders: fc.array(
      fc.record({
        day,
        time: hour,
        product: fc.constantFrom('trial', 'regular', 'WA'),
        deliveredAfter: maybe(fc.integer({ min: 0, max: 20 })),
        cancelledOnDay: maybe(fc.integer({ min: 1, max: 60 })),
      }),
      { maxLength: 4 },
    ),
    subscription: maybe(fc.record({ day, cancelledOnDay: maybe(fc.integer({ min: 60, max: 90 })) })),
    taps: fc.array(
      fc.record({
        button: fc.constantFrom('used', '合わない', 'ふつう'),
        afterHours: fc.integer({ min: 0, max: 100 }),
      }),
      { maxLength: 3 },
    ),
    answersSurveys: maybe(
      fc.record({
        afterHours: fc.integer({ min: 0, max: 50 }),
        satisfaction: fc.integer({ min: 1, max: 5 }),
        nps: fc.integer({ min: 1, max: 10 }),
      }),
    ),
    turns: fc.array(fc.record({ day, time: hour, does: fc.constantFrom('blocks', 'comes_back', 'stops', 'resumes') }), {
      maxLength: 4,
    }),
    friend: fc.boolean(),
  })
  .map((persona) => ({
    id: 'any',
    name: 'だれか',
    about: '',
    ...persona,
    orders: [{ day: 0, time: '10:00' }, ...persona.orders],
  }))

const anyRun = fc.record({ scenario: anyScenario, persona: anyPersona })
const run = (given: { scenario: Scenario; persona: Persona }): Simulation =>
  simulate({ ...given, shop: makeShop(), coupons: [], days: DAYS })
const sent = ({ entries }: Simulation): Entry[] => entries.filter(({ verdict }) => verdict === 'sent')
const always = (rule: (simulation: Simulation, given: { scenario: Scenario; persona: Persona }) => void) =>
  fc.assert(
    fc.property(anyRun, (given) => {
      rule(run(given), given)
    }),
    { numRuns: 300 },
  )

test('the same question gets the same answer', () => {
  always((simulation, given) => expect(run(given)).toEqual(simulation))
})

test('at most one message on one Tokyo day, and three in any seven', () => {
  always((simulation) => {
    const days = sent(simulation).map((entry) => entry.day)
    expect(new Set(days).size).toBe(days.length)
    for (const first of days)
      expect(days.filter((one) => one >= first && one < first + 7).length).toBeLessThanOrEqual(3)
  })
})

test('no two surveys within 28 days, whatever asks', () => {
  always((simulation, { scenario }) => {
    const asks = new Set(scenario.steps.filter(({ survey }) => survey).map(({ id }) => id))
    const days = sent(simulation).flatMap(({ step, day }) => (asks.has(step) ? [day] : []))
    for (const [index, on] of days.slice(1).entries()) expect(on - (days[index] ?? 0)).toBeGreaterThanOrEqual(28)
  })
})

test('nothing before nine and nothing from nine in the evening', () => {
  always((simulation) => {
    for (const { at } of sent(simulation)) {
      expect(at.slice(11, 16) >= '09:00' && at.slice(11, 16) < '21:00', at).toBe(true)
    }
  })
})

test('nothing to who blocked or said stop, until they come back', () => {
  always((simulation, { persona }) => {
    const turns = [...(persona.turns ?? [])].sort((a, b) => a.day - b.day || (a.time ?? '').localeCompare(b.time ?? ''))
    for (const { day: on, at } of sent(simulation)) {
      const past = turns.filter((turn) => turn.day < on || (turn.day === on && `${turn.time}` <= at.slice(11, 16)))
      const last = (...kinds: string[]) => past.findLast(({ does }) => kinds.includes(does))?.does
      expect(last('blocks', 'comes_back')).not.toBe('blocks')
      expect(last('stops', 'resumes')).not.toBe('stops')
      expect(persona.friend).not.toBe(false)
    }
  })
})

test('each step is sent at most once to each beginning, and is settled after', () => {
  always((simulation, { scenario }) => {
    if (scenario.trigger === 'any_order' || scenario.trigger === 'first_order') return
    const settled = simulation.entries.filter(({ verdict }) => verdict !== 'held').map(({ step }) => step)
    if (scenario.trigger === 'friend_added') expect(new Set(settled).size).toBe(settled.length)
  })
})

test('time goes forward, and the engine does not look without end', () => {
  always(({ entries, looks }, { scenario }) => {
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort())
    // A held step is looked at once a day and is too old after eight days; six beginnings at most.
    expect(looks).toBeLessThanOrEqual(scenario.steps.length * 10 * 6)
    for (const { at, until } of entries) if (until !== undefined) expect(until > at).toBe(true)
  })
})
