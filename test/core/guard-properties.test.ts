/** What holds for the guard whatever is asked (DOMAIN §1.5, SPEC §6). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, jstInstant, jstIso } from '../../bot/core/calendar.ts'
import { type GuardInput, guard, rulesFor } from '../../bot/core/guard.ts'
import { LABELS, OFFER_KINDS, type OfferKind, type Stage, TOUCHPOINTS } from '../../bot/core/vocabulary.ts'
import { anyFacts, makeShop, TODAY } from './someone.ts'

const anyInput: fc.Arbitrary<GuardInput> = fc
  .record({
    facts: anyFacts,
    kind: fc.constantFrom('none' as const, ...(Object.keys(OFFER_KINDS) as OfferKind[])),
    touchpoint: fc.constantFrom(...(Object.keys(TOUCHPOINTS) as (keyof typeof TOUCHPOINTS)[])),
    flags: fc.record({ service: fc.boolean(), survey: fc.boolean(), passive: fc.boolean() }),
    product: fc.constantFrom(undefined, 'LF', 'CR', 'nothing we know'),
    label: fc.constantFrom(...(Object.keys(LABELS) as (keyof typeof LABELS)[])),
    stage: fc.constantFrom<Stage>(0, 1, 2, 3, 4, 5, 6, 7),
    minutes: fc.integer({ min: 0, max: 24 * 60 - 1 }),
    late: fc.integer({ min: 0, max: 8 * 24 * 60 }),
    sends: fc.array(fc.integer({ min: -60, max: 9 * 24 * 60 }), { maxLength: 6 }),
    shop: fc.constantFrom(
      makeShop(),
      makeShop({ subscription_shop: false }),
      makeShop({ guard: { max_per_day: 2, max_per_7_days: 2, referral_count_renewals: true } }),
    ),
  })
  .map(({ kind, touchpoint, flags, product, minutes, late, sends, ...rest }) => {
    const now = new Date(jstInstant(TODAY).getTime() + minutes * 60_000)
    const before = (ago: number) => new Date(now.getTime() - ago * 60_000)
    return {
      ...rest,
      now,
      sending: { kind, touchpoint, product, dueAt: before(late), ...flags },
      recentSends: sends.map(before),
    }
  })

test('until is the exact first moment at which the rule that held no longer does', () => {
  fc.assert(
    fc.property(anyInput, (given) => {
      for (const rule of rulesFor(given.sending)) {
        if (rule.verdict !== 'hold' || !rule.applies(given)) continue
        const until = rule.until?.(given)
        const at = (now: Date) => rule.applies({ ...given, now })
        if (until === undefined) {
          expect(at(jstInstant(addDays(TODAY, 400), '12:00')), `${rule.code} without an end`).toBe(true)
          continue
        }
        expect(until > given.now, `${rule.code} ${jstIso(until)}`).toBe(true)
        expect(at(until), `${rule.code} still holds at ${jstIso(until)}`).toBe(false)
        // A later rung of a ladder may have taken over already; the rung itself holds on from the moment it spoke.
        expect(at(new Date(until.getTime() - 1)), `${rule.code} lets go before ${jstIso(until)}`).toBe(true)
      }
    }),
    { numRuns: 5000 },
  )
})

test('a verdict is always explained in a Japanese sentence, and the same question gets the same answer', () => {
  fc.assert(
    fc.property(anyInput, (given) => {
      const verdict = guard(given)
      expect(guard(given)).toEqual(verdict)
      if (verdict.verdict !== 'allow') expect(verdict.message).toMatch(/^[^A-Za-z]*(LINE[^A-Za-z]*)?。$/)
    }),
    { numRuns: 2000 },
  )
})

test('whatever else is true, marketing never passes a stop, a block, the night or the caps', () => {
  fc.assert(
    fc.property(anyInput, (given) => {
      if (guard(given).verdict !== 'allow') return true
      const { facts, sending, now, recentSends, shop } = given
      if (sending.service) return true
      const onLine = ['line_push', 'line_richmenu', 'line_chat', 'liff'].includes(sending.touchpoint)
      const time = jstIso(now).slice(11, 16)
      const today = recentSends.filter((sent) => jstIso(sent).slice(0, 10) === TODAY)
      const rings = onLine || ['email', 'sms', 'call_center'].includes(sending.touchpoint)
      return (
        !facts.optedOut &&
        (!onLine || facts.reachable) &&
        (!rings || (time >= '09:00' && time < '21:00' && today.length < shop.guard.max_per_day))
      )
    }),
    { numRuns: 3000 },
  )
})
