/** 1・3・2の法則: the vectors R01–R06 of DOMAIN §1.6, and what stands at the edges of its words. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import { decide } from '../../bot/core/decide.ts'
import {
  closed132,
  noCounts132,
  RULE_132,
  type Rule132Input,
  rateOf132,
  rule132,
  sumOf132,
  type Touch,
} from '../../bot/core/rule132.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { BENEFITS, OFFER_KINDS, PURPOSES, TOUCHPOINTS } from '../../bot/core/vocabulary.ts'
import { makeFacts, makeShop } from './someone.ts'

const BOUGHT = '2026-06-01' as JstDate
const day = (days: number) => addDays(BOUGHT, days)

/** `12:line/opportunity/repeat+lotion+amount_off`, as DOMAIN writes it. */
function touch(text: string): Touch {
  const [on = '', rest = ''] = text.split(':')
  const [touchpoint = '', purpose = '', offer] = rest.split('/')
  const [kind, product, benefit] = offer?.split('+') ?? []
  return {
    on: day(Number(on)),
    touchpoint: { line: 'line_push', insert: 'package_insert' }[touchpoint] ?? touchpoint,
    purpose,
    ...(kind ? { offer: { kind, product: product || undefined, benefit } } : {}),
  } as Touch
}
const ask = (touches: string[], more: Partial<Rule132Input> = {}) =>
  rule132({ anchorOn: BOUGHT, touches: touches.map(touch), today: day(31), ...more })

const REPEAT = '12:line/opportunity/repeat+lotion+amount_off'
const SUBSCRIPTION = '24:line/subscription/subscription+lotion_sub+percent_off'

describe('the vectors of DOMAIN §1.6', () => {
  test.each([
    ['R01', ['0:line/thanks', '5:line/success', REPEAT, SUBSCRIPTION], {}, 'met', 4, 2],
    ['R02', ['0:line/thanks', REPEAT, '20:line/opportunity/repeat+lotion+amount_off'], {}, 'short', 2, 1],
    [
      'R03',
      ['0:line/thanks', '0:line/success', '0:line/tips', REPEAT, SUBSCRIPTION.replace('24', '31')],
      {},
      'short',
      2,
      1,
    ],
    ['R04', ['3:insert/success', '5:line/success', '12:line/opportunity/repeat++gift', SUBSCRIPTION], {}, 'met', 4, 2],
    ['R05', ['0:line/thanks', REPEAT], { secondPurchaseOn: day(14) }, 'achieved_early', 2, 1],
    ['R06', ['3:insert/success'], { unreachableFrom: day(2) }, 'unreachable', 1, 0],
  ] as const)('%s', (_id, touches, more, status, approaches, offers) => {
    expect(ask([...touches], more)).toEqual({ status, approaches, offers })
  })
})

describe('the window', () => {
  const all = ['0:line/thanks', '5:line/success', REPEAT]
  test('day 30 still counts, day 31 no more', () => {
    expect(ask([...all, SUBSCRIPTION.replace('24', '30')]).status).toBe('met')
    expect(ask([...all, SUBSCRIPTION.replace('24', '31')]).status).toBe('short')
  })
  test('it is open until the end of day 30, and says how many days are left', () => {
    expect(ask(all, { today: day(12) })).toEqual({ status: 'open', approaches: 3, offers: 1, daysLeft: 18 })
    expect(ask(all, { today: day(30) })).toMatchObject({ status: 'open', daysLeft: 0 })
    expect(ask(all, { today: day(31) })).toMatchObject({ status: 'short' })
  })
  test('it is met as soon as it is met', () => {
    expect(ask([...all, SUBSCRIPTION], { today: day(24) })).toEqual({ status: 'met', approaches: 4, offers: 2 })
  })
  test('what lies ahead of today has not happened', () => {
    expect(ask([...all, SUBSCRIPTION], { today: day(11) })).toMatchObject({ approaches: 2, offers: 0 })
    expect(ask(all, { today: day(13), secondPurchaseOn: day(14) }).status).toBe('open')
    expect(ask(all, { today: day(13), unreachableFrom: day(14) }).status).toBe('open')
  })
  test('a touch before the purchase counts for nothing', () => {
    expect(ask(['-1:line/story', ...all])).toMatchObject({ approaches: 3 })
  })
  test('a second purchase after the window does not settle it', () => {
    expect(ask(all, { secondPurchaseOn: day(30), today: day(40) }).status).toBe('achieved_early')
    expect(ask(all, { secondPurchaseOn: day(31), today: day(40) }).status).toBe('short')
  })
  test('who was lost after the window was reached in it', () => {
    expect(ask(all, { unreachableFrom: day(31), today: day(40) }).status).toBe('short')
    expect(ask([...all, SUBSCRIPTION], { unreachableFrom: day(25) }).status).toBe('met')
  })
  test('the numbers are settings', () => {
    const settings = { window_days: 12, approaches: 3, offers: 1 }
    expect(ask([...all, SUBSCRIPTION], { settings })).toEqual({ status: 'met', approaches: 3, offers: 1 })
  })
})

describe('what is different', () => {
  const counts = (...touches: string[]) => {
    const { approaches, offers } = ask(touches)
    return [approaches, offers]
  }
  test('an approach: another purpose or another touchpoint, on another day', () => {
    expect(counts('0:line/tips', '1:line/tips')).toEqual([1, 0])
    expect(counts('0:line/tips', '1:insert/tips')).toEqual([2, 0])
    expect(counts('0:line/tips', '0:insert/tips', '1:insert/tips')).toEqual([1, 0])
    expect(counts('1:line/thanks', '0:line/tips', '1:line/tips')).toEqual([2, 0])
  })
  test('an offer: another kind, product or benefit', () => {
    const offer = (on: number, text: string) => `${on}:line/opportunity/${text}`
    expect(counts(offer(1, 'repeat+a+gift'), offer(2, 'repeat+a+gift'))).toEqual([1, 1])
    expect(counts(offer(1, 'repeat+a+gift'), offer(2, 'subscription+a+gift'))).toEqual([1, 2])
    expect(counts(offer(1, 'repeat+a+gift'), offer(2, 'repeat+b+gift'))).toEqual([1, 2])
    expect(counts(offer(1, 'repeat+a+gift'), offer(2, 'repeat+a+amount_off'))).toEqual([1, 2])
    expect(counts(offer(1, 'repeat+a'), offer(2, 'repeat+a+none'))).toEqual([1, 1])
  })
  test('a survey and its thank-you coupon, a review and a challenge are no offers', () => {
    expect(counts('1:liff/dialogue/survey', '2:line/dialogue/review_request', '3:line/challenge/event')).toEqual([3, 0])
  })
})

test('the order in which touches are listed changes nothing, and one more never lowers the offers', () => {
  const keys = <T extends object>(words: T) => fc.constantFrom(...(Object.keys(words) as (keyof T)[]))
  const anyTouch = fc.record({
    on: fc.integer({ min: -2, max: 35 }).map(day),
    touchpoint: keys(TOUCHPOINTS),
    purpose: keys(PURPOSES),
    offer: fc.option(fc.record({ kind: keys(OFFER_KINDS), benefit: keys(BENEFITS) }), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(anyTouch, { maxLength: 12 }), anyTouch, (touches, more) => {
      const one = rule132({ anchorOn: BOUGHT, touches, today: day(31) })
      expect(rule132({ anchorOn: BOUGHT, touches: touches.toReversed(), today: day(31) })).toEqual(one)
      const other = rule132({ anchorOn: BOUGHT, touches: [...touches, more], today: day(31) })
      expect(other.offers).toBeGreaterThanOrEqual(one.offers)
      expect(one.status).toBe(one.approaches >= RULE_132.approaches && one.offers >= RULE_132.offers ? 'met' : 'short')
    }),
  )
})

describe('who has bought for the second time is not asked to (S_ACHIEVED_EARLY)', () => {
  const scenario = (kind: string, trigger = 'first_order') =>
    Scenario.parse({
      id: 's',
      name: 's',
      trigger,
      steps: [
        {
          id: 'a',
          at: { from: 'order', day: 24, time: '12:00' },
          purpose: 'opportunity',
          offer: kind === 'none' ? kind : { kind, product: 'LF' },
          text: 'a',
        },
      ],
    })
  const fate = (kind: string, facts: object, trigger?: string) => {
    const now = jstInstant(day(24), '12:00')
    const [outcome] = decide({
      scenario: scenario(kind, trigger),
      anchors: { startedAt: jstInstant(BOUGHT, '10:00') },
      handled: new Map(),
      standing: {
        facts: makeFacts({ firstPurchaseOn: BOUGHT, firstDeliveredOn: day(3), lastDeliveredOn: day(3), ...facts }),
        label: 'visitor',
        stage: 2,
        linked: true,
        withdrawn: false,
      },
      signals: [],
      recentSends: [],
      now,
      shop: makeShop(),
    }).outcomes
    return outcome && 'code' in outcome ? `${outcome.verdict} ${outcome.code}` : outcome?.verdict
  }
  const once = { purchases: 1, lastPurchaseOn: BOUGHT }
  const twice = { purchases: 2, lastPurchaseOn: day(14) }

  test.each(['repeat', 'subscription'])('a %s offer of a scenario for first orders is skipped', (kind) => {
    expect(fate(kind, once)).not.toMatch(/ACHIEVED/)
    expect(fate(kind, twice)).toBe('skipped S_ACHIEVED_EARLY')
  })
  test('other steps go on, and so do other scenarios', () => {
    expect(fate('none', twice)).toBe('send')
    expect(fate('repeat', twice, 'any_order')).toBe('send')
  })
  test('a second purchase after the window is not early; a third purchase settles it in any case', () => {
    expect(fate('repeat', { ...twice, lastPurchaseOn: day(30) })).toBe('skipped S_ACHIEVED_EARLY')
    expect(fate('repeat', { ...twice, lastPurchaseOn: day(31) })).toBe('send')
    expect(fate('repeat', { purchases: 3, lastPurchaseOn: day(31) })).toBe('skipped S_ACHIEVED_EARLY')
  })
})

test('実施率: met or achieved early, of the windows that have closed; the unreachable and the open stand apart', () => {
  const one = { ...noCounts132(), met: 1, unreachable: 5, open: 7 }
  const other = { ...noCounts132(), achieved_early: 1, short: 1 }
  expect(rateOf132(sumOf132([one, other]))).toEqual({ value: 2 / 3, numerator: 2, denominator: 3 })
  expect(rateOf132({ ...noCounts132(), unreachable: 5 })).toEqual({ value: null, numerator: 0, denominator: 0 })
  expect(one.met).toBe(1)
})

test('by the end of its last day what was not met falls short', () => {
  expect((['open', 'short', 'met', 'achieved_early', 'unreachable'] as const).map(closed132)).toEqual([
    ...['short', 'short', 'met', 'achieved_early', 'unreachable'],
  ])
})
