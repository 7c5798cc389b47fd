/** Six people on はじめての60日: every entry, written by hand from the days of DOMAIN §6.2 (arrival on day 3) and the rules of §1.5. */
import { describe, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { PERSONAS, type Persona, personaById } from '../../bot/core/personas.ts'
import { type Entry, type Simulation, simulate } from '../../bot/core/simulate.ts'
import { shippedScenario } from '../support/shipped.ts'

const { scenario, shop, coupons } = shippedScenario('first_60days')

const run = (id: string, more: Partial<Persona> = {}): Simulation =>
  simulate({ scenario, shop, coupons, persona: { ...(personaById(id) as Persona), ...more }, days: 90 })

/** `24 19:30 m09a_subscription held R_NEGATIVE_MUTE` */
const line = ({ day, at, step, verdict, code }: Entry) =>
  [day, at.slice(11, 16), step, verdict, code].filter((part) => part !== undefined).join(' ')
const lines = (simulation: Simulation) => simulation.entries.map(line)

const UNTIL_DAY_12 = [
  '0 10:10 m01_thanks sent',
  '3 18:30 m02_arrived sent',
  '5 20:00 m03_first_wow sent',
  '8 19:30 m04_worries sent',
  '10 09:30 m05_habit sent',
  '12 19:30 m06_next_bottle sent',
]
const FROM_DAY_45 = ['45 19:30 m11_how_is_it sent', '60 19:30 m12_thanks_voice sent']

describe('はじめての60日, entry by entry', () => {
  test('feels: uses it, feels it, is content; the subscription on day 24', () => {
    expect(lines(run('feels'))).toEqual([
      ...UNTIL_DAY_12,
      '16 20:00 m07_survey sent',
      '20 19:30 m08_price sent',
      '24 19:30 m09a_subscription sent',
      '24 19:30 m09b_gift skipped S_WHEN',
      '30 20:00 m10_challenge sent',
      ...FROM_DAY_45,
    ])
  })

  test('typical_unused: never answers; the gift on day 24', () => {
    expect(lines(run('typical_unused'))).toEqual([
      ...UNTIL_DAY_12,
      '16 20:00 m07_survey sent',
      '20 19:30 m08_price sent',
      '24 19:30 m09a_subscription skipped S_WHEN',
      '24 19:30 m09b_gift sent',
      '30 20:00 m10_challenge sent',
      ...FROM_DAY_45,
    ])
  })

  test('unhappy: 満足2 on day 16 mutes selling for 14 days, to day 30; the challenge makes room until day 31', () => {
    const { entries } = run('unhappy')
    expect(entries.map(line)).toEqual([
      ...UNTIL_DAY_12,
      '16 20:00 m07_survey sent',
      '20 19:30 m08_price sent',
      '24 19:30 m09a_subscription held R_NEGATIVE_MUTE',
      '24 19:30 m09b_gift skipped S_WHEN',
      '30 19:30 m09a_subscription sent',
      '30 20:00 m10_challenge held R_FREQUENCY',
      '31 20:00 m10_challenge sent',
      ...FROM_DAY_45,
    ])
    expect(entries.find(({ verdict }) => verdict === 'held')).toMatchObject({
      at: '2026-06-25T19:30:00+09:00',
      until: '2026-07-01T19:30:00+09:00',
      reason: 'ご不満のお声をいただいたため、販売のご案内を14日お休みしています。あと6日お待ちください。',
      messages: [],
    })
  })

  test('buys_again: the parcel of day 14 arrives on day 17, so the survey waits to day 24 and is too old by then', () => {
    expect(lines(run('buys_again'))).toEqual([
      ...UNTIL_DAY_12,
      '16 20:00 m07_survey held K_TOO_EARLY',
      '20 19:30 m08_price sent',
      '24 19:30 m09a_subscription skipped S_ACHIEVED_EARLY',
      '24 19:30 m09b_gift skipped S_WHEN',
      '24 20:00 m07_survey denied R_STALE',
      '30 20:00 m10_challenge sent',
      ...FROM_DAY_45,
    ])
  })

  test('subscribes on day 20: nobody offers her a subscription on day 24', () => {
    expect(lines(run('subscribes'))).toEqual([
      ...UNTIL_DAY_12,
      '16 20:00 m07_survey sent',
      '20 19:30 m08_price sent',
      '24 19:30 m09a_subscription skipped S_ACHIEVED_EARLY',
      '24 19:30 m09b_gift skipped S_WHEN',
      '30 20:00 m10_challenge sent',
      ...FROM_DAY_45,
    ])
  })

  test('blocks on day 2: nothing arrives after', () => {
    expect(lines(run('blocks'))).toEqual([
      '0 10:10 m01_thanks sent',
      '3 18:30 m02_arrived denied R_UNREACHABLE',
      '5 20:00 m03_first_wow denied R_UNREACHABLE',
      '8 19:30 m04_worries denied R_UNREACHABLE',
      '10 09:30 m05_habit denied R_UNREACHABLE',
      '12 19:30 m06_next_bottle denied R_UNREACHABLE',
      '16 20:00 m07_survey denied R_UNREACHABLE',
      '20 19:30 m08_price denied R_UNREACHABLE',
      '24 19:30 m09a_subscription skipped S_WHEN',
      '24 19:30 m09b_gift denied R_UNREACHABLE',
      '30 20:00 m10_challenge denied R_UNREACHABLE',
      '45 19:30 m11_how_is_it denied R_UNREACHABLE',
      '60 19:30 m12_thanks_voice denied R_UNREACHABLE',
    ])
  })

  test('stops on day 9: the scenario ends at the next look', () => {
    const simulation = run('stops')
    expect(lines(simulation)).toEqual(UNTIL_DAY_12.slice(0, 4))
    expect(simulation.ended).toEqual({ day: 10, at: '2026-06-11T09:30:00+09:00', why: 'opt_out' })
  })
})

describe('what a persona’s life does to the days', () => {
  test('a parcel reported on day 6 moves what still hangs on it', () => {
    expect(
      lines(run('typical_unused', { orders: [{ day: 0, product: 'trial', deliveredAfter: 6 }] })).slice(0, 5),
    ).toEqual([
      '0 10:10 m01_thanks sent',
      // Nobody knew better on day 3 and 5: the estimate was order + 3.
      '3 18:30 m02_arrived sent',
      '5 20:00 m03_first_wow sent',
      '11 19:30 m04_worries sent',
      '13 09:30 m05_habit sent',
    ])
  })
  test('a parcel reported early brings the next step forward', () => {
    const { entries } = run('typical_unused', { orders: [{ day: 0, product: 'trial', deliveredAfter: 1 }] })
    expect(entries.slice(0, 3).map(line)).toEqual([
      '0 10:10 m01_thanks sent',
      '1 18:30 m02_arrived sent',
      '3 20:00 m03_first_wow sent',
    ])
  })
  test('a cancelled order ends it', () => {
    const simulation = run('typical_unused', { orders: [{ day: 0, product: 'trial', cancelledOnDay: 4 }] })
    expect(lines(simulation)).toEqual(UNTIL_DAY_12.slice(0, 2))
    expect(simulation.ended).toMatchObject({ day: 4, why: 'order_cancelled' })
  })
  test('who has bought before does not begin', () => {
    const simulation = run('typical_unused', { orders: [{ day: -30 }, { day: 0 }] })
    expect(simulation).toMatchObject({ startedAt: undefined, entries: [], looks: 0 })
  })
  test('who resumes is written to again, when the scenario does not end with a stop', () => {
    const persona: Persona = {
      ...(personaById('typical_unused') as Persona),
      turns: [
        { day: 2, does: 'stops' },
        { day: 6, does: 'resumes' },
      ],
    }
    const staying = { ...scenario, exit_when: [] }
    const { entries } = simulate({ scenario: staying, shop, coupons, persona, days: 10 })
    expect(entries.map(line)).toEqual([
      '0 10:10 m01_thanks sent',
      '3 18:30 m02_arrived denied R_OPT_OUT',
      '5 20:00 m03_first_wow denied R_OPT_OUT',
      '8 19:30 m04_worries sent',
      '10 09:30 m05_habit sent',
    ])
  })
  test('a tap comes after its hours, and not from who has blocked meanwhile', () => {
    const branch = (more: Partial<Persona>) =>
      lines(run('typical_unused', more)).find((one) => /m09. ?.*sent/.test(one))
    const tap = (afterHours: number) => ({ taps: [{ button: '今日から使います', afterHours }] })
    expect(branch(tap(2))).toContain('m09a')
    // On day 3 + 22 the look of day 24 is over.
    expect(branch(tap(22 * 24))).toContain('m09b')
    const away = [
      { day: 3, time: '19:00', does: 'blocks' },
      { day: 4, does: 'comes_back' },
    ] as const
    expect(branch({ ...tap(1), turns: away })).toContain('m09b')
    expect(branch({ taps: [{ button: 'used', step: 'm01_thanks', afterHours: 1 }] })).toContain('m09b')
  })
  test('nobody is written to who is not a friend', () => {
    expect(new Set(run('feels', { friend: false }).entries.map(({ verdict }) => verdict))).toEqual(
      new Set(['denied', 'skipped']),
    )
  })
})

describe('what is written', () => {
  const { entries } = run('feels')
  const textOf = (step: string) => JSON.stringify(entries.find((entry) => entry.step === step)?.messages)

  test('with the persona’s own values', () => {
    expect(textOf('m01_thanks')).toContain('鈴木 由美さま')
    expect(textOf('m01_thanks')).toContain('「うるおい化粧水 お試し10日分」')
    expect(textOf('m01_thanks')).toContain('つきあかり化粧品店')
    // Given on day 12, 13 June, for 21 days.
    expect(textOf('m06_next_bottle')).toContain('7月4日（土）')
    expect(JSON.stringify(entries)).not.toMatch(/\{\{|undefined/)
  })
  test('on the days of the calendar the merchant asks for', () => {
    const persona = personaById('feels') as Persona
    const later = simulate({ scenario, shop, coupons, persona, days: 30, start: '2027-02-20' as JstDate })
    expect(later.entries.map(line)).toEqual(lines(run('feels')).filter((one) => Number.parseInt(one, 10) <= 30))
    expect(later.entries.at(-1)?.at).toBe('2027-03-22T20:00:00+09:00')
  })
  test('what cannot be composed is not sent, and does not use up the day', () => {
    const steps = scenario.steps.map((step) => (step.id === 'm05_habit' ? { ...step, text: 'あ'.repeat(5001) } : step))
    const broken = simulate({
      scenario: { ...scenario, steps },
      shop,
      coupons,
      persona: personaById('feels') as Persona,
      days: 12,
    })
    expect(broken.entries.map(line).slice(4)).toEqual([
      '10 09:30 m05_habit skipped S_COMPOSE',
      '12 19:30 m06_next_bottle sent',
    ])
  })
})

test('the last day counts whole, the day after not at all', () => {
  const last = (days: number) =>
    simulate({ scenario, shop, coupons, persona: personaById('feels') as Persona, days }).entries.at(-1)?.day
  expect([last(0), last(59), last(60)]).toEqual([0, 45, 60])
})

test.each(PERSONAS.map((persona) => [persona.id, persona] as const))(
  '%s twice is the same, and unchanged',
  (_id, persona) => {
    const before = structuredClone(persona)
    const wish = { scenario, shop, coupons, persona, days: 90 }
    expect(simulate(wish)).toEqual(simulate(wish))
    expect(persona).toEqual(before)
  },
)
