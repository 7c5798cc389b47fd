/** The kill switch and the month's numbers, as the guard keeps them (SPEC §5.4). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Allowance, OPEN_ALLOWANCE } from '../../bot/core/allowance.ts'
import { addMinutes, jstInstant } from '../../bot/core/calendar.ts'
import { describeRules, guard, type Sending } from '../../bot/core/guard.ts'
import { isService } from '../../bot/core/guard-general.ts'
import { OFFER_KINDS, type OfferKind, ON_LINE, TOUCHPOINTS, type Touchpoint } from '../../bot/core/vocabulary.ts'
import { allow, ask, bought, deny, hold, input } from './asking.ts'
import { ago, anyFacts, makeShop, NOON, TODAY } from './someone.ts'

const PAUSE = { since: NOON, by: 'merchant', reason: '' }
const UNTIL = jstInstant(ago(-3))
const allowance = (given: Partial<Allowance>): Allowance => ({ ...OPEN_ALLOWANCE, until: UNTIL, ...given })
const touchpoints = Object.keys(TOUCHPOINTS) as Touchpoint[]
const asked = (given: Partial<Allowance>, sending: Partial<Sending> = {}, kind: OfferKind | 'none' = 'none') =>
  ask(kind, { allowance: allowance(given), sending, facts: { ...bought(1, { delivered: 9 }), emailConsent: true } })

describe('while everything is paused', () => {
  test.each(touchpoints)('nothing that is marketing leaves by %s', (touchpoint) => {
    const never = deny('R_UNREACHABLE') // nobody's consent to it is known
    expect(asked({ pause: PAUSE }, { touchpoint })).toMatchObject(touchpoint === 'sms' ? never : hold('R_ALL_PAUSED'))
  })
  test.each(touchpoints)('a service message leaves by %s', (touchpoint) => {
    expect(asked({ pause: PAUSE }, { touchpoint, service: true })).toEqual(allow)
  })
  test('an offer that calls itself service waits too', () => {
    expect(asked({ pause: PAUSE }, { service: true }, 'repeat')).toMatchObject(hold('R_ALL_PAUSED'))
  })
  test('it is looked at again in an hour', () => {
    expect(asked({ pause: PAUSE })).toMatchObject({ until: addMinutes(NOON, 60) })
  })
})

describe('the month’s numbers', () => {
  test('marketing waits until it is worth asking again, service messages have their own room', () => {
    expect(asked({ marketing: 0, service: 200 })).toMatchObject({ ...hold('R_QUOTA'), until: UNTIL })
    expect(asked({ marketing: 0, service: 200 }, { service: true })).toEqual(allow)
    expect(asked({ marketing: 0, service: 0 }, { service: true })).toMatchObject(hold('R_QUOTA'))
    expect(asked({ marketing: 1, service: 1 })).toEqual(allow)
  })
  test('the reason says whether anything is left', () => {
    expect(asked({ marketing: 0, service: 1 })).toMatchObject({ message: expect.stringContaining('とってあります') })
    expect(asked({ marketing: 0, service: 0 })).toMatchObject({ message: expect.stringContaining('使いきりました') })
  })
  test.each(touchpoints.filter((touchpoint) => !ON_LINE.has(touchpoint)))(
    '%s costs nothing of LINE’s',
    (touchpoint) => {
      expect(asked({ marketing: 0, service: 0 }, { touchpoint, service: touchpoint === 'sms' })).toEqual(allow)
    },
  )
})

test('the help page has both, with this shop’s numbers', () => {
  const shop = makeShop({ guard: { pause_on_blocks_per_hour: 7 }, line_plan: { reserve: 33 } })
  const texts = new Map(describeRules(shop)[0]?.rules.map(({ code, text }) => [code, text]))
  expect(texts.get('R_ALL_PAUSED')).toContain('7件をこえる')
  expect(texts.get('R_QUOTA')).toContain('33通')
})

describe('whatever else is true', () => {
  const anySending = fc.record({
    kind: fc.constantFrom('none' as const, ...(Object.keys(OFFER_KINDS) as OfferKind[])),
    touchpoint: fc.constantFrom(...touchpoints),
    service: fc.boolean(),
    survey: fc.boolean(),
    passive: fc.boolean(),
  })
  const anyRoom = fc.record({
    marketing: fc.constantFrom(0, 1, Infinity),
    service: fc.constantFrom(0, 1, Infinity),
    pause: fc.constantFrom(undefined, PAUSE),
  })
  const judged = fc.record({
    facts: anyFacts,
    sending: anySending,
    room: anyRoom,
    hour: fc.integer({ min: 0, max: 23 }),
  })
  const verdictOf = ({ facts, sending, room, hour }: typeof judged extends fc.Arbitrary<infer T> ? T : never) => {
    const now = addMinutes(jstInstant(TODAY), hour * 60)
    const about = { facts, sending: { ...sending, dueAt: now }, now }
    const given = { ...input(sending.kind, about), allowance: allowance(room) }
    return { verdict: guard(given), open: guard({ ...given, allowance: undefined }), service: isService(given.sending) }
  }
  test('with a pause no marketing is ever allowed, and nothing of LINE without room', () => {
    fc.assert(
      fc.property(judged, (one) => {
        const { verdict, service } = verdictOf(one)
        if (verdict.verdict !== 'allow') return
        if (one.room.pause) expect(service).toBe(true)
        if (ON_LINE.has(one.sending.touchpoint)) expect(one.room[service ? 'service' : 'marketing']).toBeGreaterThan(0)
      }),
      { numRuns: 3000 },
    )
  })
  test('a service message with room is judged as if there were no pause', () => {
    fc.assert(
      fc.property(judged, (one) => {
        const { verdict, open, service } = verdictOf(one)
        if (service && one.room.service > 0) expect(verdict).toEqual(open)
      }),
      { numRuns: 3000 },
    )
  })
  test('a denial stays a denial: neither of them makes anybody wait in vain', () => {
    fc.assert(
      fc.property(judged, (one) => {
        const { verdict, open } = verdictOf(one)
        if (open.verdict === 'deny') expect(verdict).toEqual(open)
      }),
      { numRuns: 1000 },
    )
  })
})
