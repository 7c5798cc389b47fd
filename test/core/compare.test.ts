/** What another version of a scenario changes for customers, in the merchant's words. */
import { describe, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { compare, summarise } from '../../bot/core/compare.ts'
import { PERSONAS, type Persona, personaById } from '../../bot/core/personas.ts'
import type { Scenario, Step } from '../../bot/core/scenario.ts'
import { simulate } from '../../bot/core/simulate.ts'
import { shippedScenario } from '../support/shipped.ts'

const { scenario, shop, coupons } = shippedScenario('first_60days')
const TODAY = '2026-06-01' as JstDate

const edited = (id: string, change: (step: Step) => Step | []): Scenario => ({
  ...scenario,
  steps: scenario.steps.flatMap((step) => (step.id === id ? change(step) : step)),
})
const at = (step: Step, more: Partial<Step['at']>): Step => ({ ...step, at: { ...step.at, ...more } })
const run = (of: Scenario, persona: Persona) => simulate({ scenario: of, shop, coupons, persona, days: 90 })
const differ = (after: Scenario, persona: Persona = personaById('typical_unused') as Persona) =>
  compare(run(scenario, persona), run(after, persona))
const short = (after: Scenario, persona?: Persona) =>
  differ(after, persona).changes.map(({ step, kind, before, after }) => [step, kind, before?.day, after?.day])

describe('one customer', () => {
  test('the same version changes nothing', () => {
    expect(differ(structuredClone(scenario))).toEqual({ who: 'typical_unused', changes: [] })
  })
  test('a step taken out vanishes', () => {
    expect(short(edited('m04_worries', () => []))).toEqual([['m04_worries', 'vanishes', 8, undefined]])
  })
  test('a new step appears', () => {
    const more = edited('m10_challenge', (step) => [step, at({ ...step, id: 'm10_more' }, { day: 37 })] as never)
    expect(short(more)).toEqual([['m10_more', 'appears', undefined, 37]])
  })
  test('another day or time moves it, and what it pushes aside', () => {
    expect(short(edited('m10_challenge', (step) => at(step, { day: 33 })))).toEqual([
      ['m10_challenge', 'moves', 30, 33],
    ])
    expect(short(edited('m08_price', (step) => at(step, { time: '12:00' })))).toEqual([['m08_price', 'moves', 20, 20]])
    // On day 16 the survey is first; the price waits for the next day.
    expect(short(edited('m08_price', (step) => at(step, { day: 16, time: '20:30' })))).toEqual([
      ['m08_price', 'moves', 20, 17],
    ])
  })
  test('other words are told apart from other days', () => {
    expect(short(edited('m08_price', (step) => ({ ...step, text: '値段のお話です。' })))).toEqual([
      ['m08_price', 'reworded', 20, 20],
    ])
  })
  test('what he would not get either way is no change', () => {
    const blocked = personaById('blocks') as Persona
    expect(
      short(
        edited('m08_price', (step) => at(step, { day: 21 })),
        blocked,
      ),
    ).toEqual([])
  })
})

describe('in words', () => {
  const all = (after: Scenario) =>
    summarise(
      PERSONAS.map((persona) => differ(after, persona)),
      after,
      TODAY,
    )

  test('how many people, from which day, and what of each step', () => {
    const after = edited('m01_thanks', (step) => at(step, { day: 1 }))
    expect(all(after)).toMatchObject({ people: 8, compared: 8, firstOn: '2026-06-01' })
    expect(all(after).headline).toBe('今日から8人に届く予定が変わります（8人を見くらべました）。')
    expect(all(after).steps.map(({ sentence }) => sentence)).toContain(
      'm01_thanks（お礼）：8人は届く日時が変わります（1日あとへ）。',
    )
  })
  test('tomorrow, and a day further away', () => {
    const headline = (today: string) =>
      summarise([differ(edited('m04_worries', () => []))], scenario, today as JstDate).headline
    expect(headline('2026-06-08')).toBe('明日から1人に届く予定が変わります（1人を見くらべました）。')
    expect(headline('2026-06-01')).toBe('6月9日（火）から1人に届く予定が変わります（1人を見くらべました）。')
  })
  test('a step that is gone, for those who would have had it', () => {
    const gone = edited('m12_thanks_voice', () => [])
    // Who blocked and who stopped would not have had it anyway.
    expect(all(gone)).toMatchObject({ people: 6, compared: 8 })
    expect(all(gone).steps).toEqual([
      {
        step: 'm12_thanks_voice',
        appears: 0,
        vanishes: 6,
        moves: 0,
        reworded: 0,
        sentence: 'm12_thanks_voice（なくなるステップ）：6人に届かなくなります。',
      },
    ])
  })
  test('by how many days only when it is the same for all', () => {
    const after = edited('m08_price', (step) => at(step, { day: 22 }))
    const one = differ(after)
    const other = {
      who: 'other',
      changes: one.changes.map((change) => ({ ...change, before: { ...change.before, day: 21 } as never })),
    }
    const sentence = (...all: (typeof one)[]) => summarise(all, after, TODAY).steps[0]?.sentence
    expect(sentence(one)).toBe('m08_price（不安解消）：1人は届く日時が変わります（2日あとへ）。')
    expect(sentence(one, other)).toBe('m08_price（不安解消）：2人は届く日時が変わります。')
  })
  test('nothing', () => {
    expect(all(scenario)).toMatchObject({
      headline: '届く予定は変わりません（8人を見くらべました）。',
      people: 0,
      steps: [],
    })
  })
  test('two journeys of one person are one person', () => {
    const one = differ(edited('m04_worries', () => []))
    expect(summarise([one, one], scenario, TODAY)).toMatchObject({ people: 1, compared: 1 })
  })
})
