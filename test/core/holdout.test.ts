/** The hold-out of a hypothesis (DOMAIN §1.13): who is in it, what they do not get, and that everybody is told. */
import { describe, expect, test } from 'vitest'
import { type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import { checkAll } from '../../bot/core/check.ts'
import { decide } from '../../bot/core/decide.ts'
import { heldOutBy, isHeldOut } from '../../bot/core/holdout.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { makeFacts, makeShop } from './someone.ts'

const ids = Array.from({ length: 20_000 }, (_, n) => `c${n.toString(16)}`)
const shareOf = (holds: (id: string) => boolean) => ids.filter(holds).length / ids.length

test('the share is held, the same customers every time', () => {
  for (const share of [0.05, 0.1, 0.5])
    expect(Math.abs(shareOf((id) => isHeldOut(id, 'h', share)) - share)).toBeLessThan(0.01)
  expect(shareOf((id) => isHeldOut(id, 'h', 0))).toBe(0)
  expect(ids.filter((id) => isHeldOut(id, 'h', 0.1))).toEqual(ids.filter((id) => isHeldOut(id, 'h', 0.1)))
  // Whoever is in a small share is in the larger one too: raising it takes nobody out.
  expect(ids.filter((id) => isHeldOut(id, 'h', 0.1) && !isHeldOut(id, 'h', 0.2))).toEqual([])
})

test('another hypothesis has other people: the two are independent', () => {
  expect(Math.abs(shareOf((id) => isHeldOut(id, 'h_a', 0.5) && isHeldOut(id, 'h_b', 0.5)) - 0.25)).toBeLessThan(0.02)
})

const scenario = (holdout: number | undefined, service = false) =>
  Scenario.parse({
    ...{ id: 's', name: 's', trigger: 'first_order' },
    hypotheses: [
      {
        ...{ id: 'h', who: { fan_type: 'visitor' }, toward: 'follower', before: 'a', measure: ['a'], after: 'b' },
        ...{ metric: 'f2_rate', holdout },
      },
    ],
    steps: ['a', 'b', 'c'].map((id) => ({
      ...{ id, at: { from: 'order', day: 1, time: '12:00' }, purpose: 'tips', offer: 'none', text: id },
      ...(id === 'c' ? { hypothesis: 'h' } : {}),
      service,
    })),
  })
const inside = ids.find((id) => isHeldOut(id, 'h', 0.1)) ?? ''
const outside = ids.find((id) => !isHeldOut(id, 'h', 0.5)) ?? ''

describe('a customer of the hold-out', () => {
  const outcomes = (customerId: string | undefined, given = scenario(0.1), shop = makeShop()) =>
    decide({
      ...{ scenario: given, customerId, handled: new Map(), signals: [], recentSends: [], shop },
      anchors: { startedAt: jstInstant('2026-06-01' as JstDate, '10:00') },
      standing: {
        ...{ facts: makeFacts({ purchases: 1 }), label: 'visitor', stage: 2, linked: true, withdrawn: false },
      },
      now: jstInstant('2026-06-02' as JstDate, '12:00'),
    }).outcomes.map((one) => `${one.step.id} ${'code' in one ? one.code : one.verdict}`)

  test('gets the other steps, and neither those the hypothesis names nor those that name it', () => {
    expect(outcomes(inside)).toEqual(['a S_HOLDOUT', 'b send', 'c S_HOLDOUT'])
    expect(outcomes(outside)[0]).toBe('a send')
    expect(outcomes(undefined)[0]).toBe('a send')
  })
  test('by the shop’s share where the hypothesis says nothing; 0 in the hypothesis sends to everybody', () => {
    const shop = makeShop({ hypotheses: { holdout: 0.1 } })
    expect(outcomes(inside, scenario(undefined), shop)[0]).toBe('a S_HOLDOUT')
    expect(outcomes(inside, scenario(0), shop)[0]).toBe('a send')
    expect(outcomes(inside, scenario(undefined))[0]).toBe('a send')
  })
  test('still gets what concerns their own contract', () => {
    const [step] = scenario(0.5, true).steps
    expect(step && heldOutBy(step, scenario(0.5, true), inside, makeShop())).toBeUndefined()
  })
})

test('check says who will not get what, and refuses to withhold a notice of a contract', () => {
  const file = (more: string, service = '') =>
    `id: s\nname: s\ntrigger: first_order\nhypotheses:\n  - {id: h, who: {fan_type: visitor}, toward: follower, before: a, measure: [a], after: b, metric: f2_rate${more}}\nsteps:\n  - {id: a, at: {from: order, day: 1, time: "12:00"}, purpose: tips, offer: none, text: a${service}}\n`
  const found = (text: string) =>
    checkAll([
      { path: 'shop.yaml', text: 'name: a\nconcierge: b\n' },
      { path: 's.yaml', text },
    ]).problems.filter(({ code }) => code === 'H322' || code === 'E129')
  expect(found(file(''))).toEqual([])
  expect(found(file(', holdout: 0.1'))).toMatchObject([
    { code: 'H322', line: 5, message: '仮説「h」をくらべるため、10％の方には次のステップをお送りしません：a' },
  ])
  expect(found(file(', holdout: 0.1', ', service: はい'))).toMatchObject([{ code: 'E129', line: 5 }])
})
