/** When the monthly survey may ask, and what asks before it. */
import { describe, expect, test } from 'vitest'
import { addDays, type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import type { Facts } from '../../bot/core/facts.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { nextSurveyOn, surveyDueOn } from '../../bot/core/survey-due.ts'
import { ago, makeFacts, makeShop, NOON, TODAY } from './someone.ts'

const had = (given: Partial<Facts> = {}) =>
  makeFacts({ purchases: 1, firstDeliveredOn: ago(10), lastDeliveredOn: ago(10), ...given })
const due = (facts: Facts, settings: object = {}, withdrawn = false) =>
  surveyDueOn({ facts, withdrawn }, makeShop(settings))

describe('the next survey', () => {
  test.each<[string, Facts, JstDate | undefined, object?]>([
    ['thirty days after the first delivery', had(), ago(-20)],
    [
      'an arrival that lies ahead counts from its day',
      had({ firstDeliveredOn: ago(-2), lastDeliveredOn: ago(-2) }),
      ago(-32),
    ],
    ['thirty days after the last answer or invitation', had({ lastSurveyOn: ago(3) }), ago(-27)],
    ['though the first delivery was long ago', had({ firstDeliveredOn: ago(300), lastSurveyOn: ago(3) }), ago(-27)],
    ['of somebody never asked it is overdue', had({ firstDeliveredOn: ago(300), lastDeliveredOn: ago(300) }), ago(270)],
    ['never before seven days of use', had({ firstDeliveredOn: ago(40), lastDeliveredOn: ago(2) }), ago(-5)],
    ['nor before seven days of use after an answer', had({ lastSurveyOn: ago(31), lastDeliveredOn: ago(-1) }), ago(-8)],
    ['as often as the shop says', had({ lastSurveyOn: ago(3) }), ago(-57), { survey_every_days: 60 }],
    ['but not before the guard lets it pass', had({ lastSurveyOn: ago(3) }), ago(-25), { survey_every_days: 10 }],
    ['the first one may be soon', had(), ago(0), { survey_every_days: 10 }],
    ['nothing bought', makeFacts(), undefined],
    ['nothing on its way', had({ firstDeliveredOn: undefined, lastDeliveredOn: undefined }), undefined],
    ['a blocked account', had({ reachable: false }), undefined],
    ['who stopped the messages', had({ optedOut: true }), undefined],
  ])('%s', (_, facts, on, settings) => {
    expect(due(facts, settings)).toBe(on)
  })
  test('what began and was held back is tried again after a month, not every day', () => {
    const facts = had({ firstDeliveredOn: ago(300), lastDeliveredOn: ago(300) })
    expect(surveyDueOn({ facts, withdrawn: false }, makeShop(), ago(2))).toBe(ago(-28))
  })
  test('nobody who left is asked', () => {
    expect(due(had(), {}, true)).toBeUndefined()
  })
})

describe('a survey under way', () => {
  const scenario = (...days: number[]) =>
    Scenario.parse({
      id: 's',
      name: 's',
      trigger: 'first_order',
      steps: [
        { id: 'hello', at: { from: 'order', day: 1 }, purpose: 'thanks', offer: 'none', text: 'a' },
        ...days.map((day) => ({
          ...{
            id: `d${day}`,
            at: { from: 'order', day, time: '20:00' },
            purpose: 'dialogue',
            offer: 'none',
            text: 'a',
          },
          survey: 'first',
        })),
      ],
    })
  const next = (days: number[], handled: [string, { status: string; heldUntil?: Date }][] = [], within = 28) =>
    nextSurveyOn(scenario(...days), { startedAt: NOON }, new Map(handled), addDays(TODAY, within))

  test.each<[string, ReturnType<typeof next>, JstDate | undefined]>([
    ['the soonest of its surveys', next([20, 16]), ago(-16)],
    ['the last day counts', next([28]), ago(-28)],
    ['what is further away does not', next([29]), undefined],
    ['what was sent does not ask again', next([16, 20], [['d16', { status: 'sent' }]]), ago(-20)],
    ['nor what was skipped', next([16], [['d16', { status: 'skipped' }]]), undefined],
    [
      'what is held asks when it is released',
      next([1], [['d1', { status: 'held', heldUntil: jstInstant(ago(-9)) }]]),
      ago(-9),
    ],
    ['no survey at all', next([]), undefined],
  ])('%s', (_, found, on) => {
    expect(found).toBe(on)
  })
  test('an enclosed sheet invites nobody on LINE', () => {
    const sheet = {
      ...scenario(5),
      steps: scenario(5).steps.map((one) => ({ ...one, touchpoint: 'package_insert' as const })),
    }
    expect(nextSurveyOn(sheet, { startedAt: NOON }, new Map(), addDays(TODAY, 28))).toBeUndefined()
  })
})
