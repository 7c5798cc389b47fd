import { describe, expect, test } from 'vitest'
import type { Facts } from '../../bot/core/facts.ts'
import { OFFER_KINDS, type OfferKind } from '../../bot/core/vocabulary.ts'
import { type Asked, allow, ask, bought, deny, FAN, hold, input, subscribed } from './asking.ts'
import { ago, makeShop } from './someone.ts'

describe('each kind of offer', () => {
  const cases: [string, OfferKind, Asked, object][] = [
    ['a sample is for those who bought nothing', 'sample', {}, allow],
    ['a sample after a purchase', 'sample', { facts: bought(1) }, deny('K_STAGE_ABOVE_1')],
    ['a trial after a purchase', 'trial', { facts: bought(1) }, deny('K_STAGE_ABOVE_1')],
    ['a repeat before any purchase', 'repeat', {}, deny('K_NO_PURCHASE')],
    [
      'a repeat before arrival',
      'repeat',
      { facts: bought(1, { delivered: -2, last: 1 }) },
      hold('K_TOO_EARLY', ago(-9)),
    ],
    [
      'a repeat when nobody knows the arrival',
      'repeat',
      { facts: { ...bought(1), lastDeliveredOn: undefined } },
      { ...hold('K_TOO_EARLY'), until: undefined },
    ],
    [
      'a repeat of what the contract brings',
      'repeat',
      { facts: { ...bought(2), ...subscribed(40, 2) } },
      deny('K_ALREADY_SUBSCRIBED'),
    ],
    [
      'a repeat of nothing in particular to a subscriber',
      'repeat',
      { facts: { ...bought(2), ...subscribed(40, 2) }, sending: { product: undefined } },
      deny('K_ALREADY_SUBSCRIBED'),
    ],
    [
      'a repeat of another item to a subscriber',
      'repeat',
      { facts: { ...bought(2), ...subscribed(40, 2) }, sending: { product: 'cream' } },
      allow,
    ],
    [
      'another size of the item under contract',
      'repeat',
      { facts: { ...bought(2), ...subscribed(40, 2), subscribedProducts: ['CR'] }, sending: { product: 'CR2' } },
      allow,
    ],
    [
      'a repeat to someone in depth',
      'repeat',
      { facts: { ...bought(4), ...subscribed(90, 3), productLines: 2 }, sending: { product: 'WA' } },
      deny('K_STAGE_ABOVE_4'),
    ],
    [
      'a repeat to a steady customer of a shop without contracts',
      'repeat',
      { facts: bought(4), shop: makeShop({ subscription_shop: false }) },
      allow,
    ],
    ['a contract before any purchase', 'subscription', {}, deny('K_NO_PURCHASE')],
    [
      'a contract before arrival',
      'subscription',
      { facts: bought(1, { delivered: -2, last: 1 }) },
      hold('N1_NOT_DELIVERED', ago(-2)),
    ],
    [
      'a contract when nobody knows the arrival',
      'subscription',
      { facts: { ...bought(1), firstDeliveredOn: undefined } },
      { ...hold('N1_NOT_DELIVERED'), until: undefined },
    ],
    [
      'a contract on day 13, used',
      'subscription',
      { facts: { ...bought(1, { delivered: 13 }), usageSignal: true } },
      hold('N1_JUST_STARTED_USING', ago(-1)),
    ],
    [
      'a contract soon after one was cancelled',
      'subscription',
      { facts: { ...bought(3), subscriptionCancelledOn: ago(29) } },
      hold('K_RECENT_CANCEL', ago(-1)),
    ],
    [
      'a contract a month after one was cancelled',
      'subscription',
      { facts: { ...bought(3), subscriptionCancelledOn: ago(30) } },
      allow,
    ],
    ['a change of contract without one', 'subscription_change', { facts: bought(2) }, deny('K_STAGE_BELOW_4')],
    [
      'a change of contract in a shop without them',
      'subscription_change',
      { facts: bought(3), shop: makeShop({ subscription_shop: false }) },
      deny('K_NOT_SUBSCRIBED'),
    ],
    ['a change of contract', 'subscription_change', { facts: { ...bought(2), ...subscribed(5, 1) } }, allow],
    [
      'a related product after 30 days but one delivery',
      'cross_sell',
      { facts: { ...bought(2), ...subscribed(45, 1) } },
      { ...hold('N2_JUST_SUBSCRIBED'), until: undefined },
    ],
    [
      'a related product after two deliveries but 29 days',
      'cross_sell',
      { facts: { ...bought(2), ...subscribed(29, 2) } },
      hold('N2_JUST_SUBSCRIBED', ago(-1)),
    ],
    [
      'a related product a week after an order',
      'cross_sell',
      { facts: { ...bought(3, { last: 6 }), ...subscribed(65, 3) } },
      hold('K_TOO_EARLY', ago(-1)),
    ],
    [
      'a related product at the second date, contracts or not',
      'cross_sell',
      { facts: bought(1), shop: makeShop({ subscription_shop: false }) },
      deny('K_STAGE_BELOW_4'),
    ],
    [
      'everything together to a steady customer',
      'bundle_all',
      { facts: { ...bought(4), ...subscribed(90, 3) } },
      deny('K_STAGE_BELOW_5'),
    ],
    [
      'everything together to a deep one',
      'bundle_all',
      { facts: { ...bought(4), ...subscribed(90, 3), productLines: 2 } },
      allow,
    ],
    [
      'a referral in the second month',
      'referral',
      { facts: { ...bought(3, { last: 20, first: 59, delivered: 17 }), ...FAN, lastNps: 10 } },
      hold('N3_NEW_CUSTOMER', ago(-1)),
    ],
    [
      'a referral with NPS 8',
      'referral',
      { facts: { ...bought(5, { last: 20, first: 120 }), ...FAN, lastNps: 8 } },
      deny('K_NPS_BELOW_9'),
    ],
    [
      'a referral without any NPS',
      'referral',
      { facts: { ...bought(5, { last: 20, first: 120 }), ...FAN } },
      deny('K_NPS_BELOW_9'),
    ],
    [
      'a referral after a renewal',
      'referral',
      { facts: { ...bought(5, { last: 3, first: 120 }), lastManualOn: ago(90), ...FAN, lastNps: 10 } },
      allow,
    ],
    [
      'a referral after a renewal where renewals count',
      'referral',
      {
        facts: { ...bought(5, { last: 3, first: 120 }), lastManualOn: ago(90), ...FAN, lastNps: 10 },
        shop: makeShop({ guard: { referral_count_renewals: true } }),
      },
      hold('N3_JUST_BOUGHT'),
    ],
    ['a win-back before any purchase', 'winback', {}, deny('K_NO_PURCHASE')],
    [
      'a win-back of a subscriber',
      'winback',
      { facts: { ...bought(2, { last: 95 }), ...subscribed(120, 1) } },
      deny('K_ALREADY_SUBSCRIBED'),
    ],
    ['a win-back on day 59', 'winback', { facts: bought(2, { last: 59 }) }, deny('K_STILL_ACTIVE')],
    ['a win-back on day 60', 'winback', { facts: bought(2, { last: 60 }) }, allow],
    ['a survey before any purchase', 'survey', {}, deny('K_NO_PURCHASE')],
    ['a survey on day 6', 'survey', { facts: bought(1, { delivered: 6 }) }, hold('K_TOO_EARLY', ago(-1))],
    ['a survey 28 days after the last', 'survey', { facts: { ...bought(1), lastSurveyOn: ago(28) } }, allow],
    ['a review on day 13', 'review_request', { facts: bought(1, { delivered: 13 }) }, hold('K_TOO_EARLY', ago(-1))],
    ['a review on day 14', 'review_request', { facts: bought(1, { delivered: 14 }) }, allow],
    [
      'a review after a bad answer',
      'review_request',
      { facts: { ...bought(1), lastNegativeOn: ago(40), lastAnsweredOn: ago(40) } },
      deny('K_LAST_ANSWER_NEGATIVE'),
    ],
    [
      'a review after a bad answer and a better one',
      'review_request',
      { facts: { ...bought(1), lastNegativeOn: ago(60), lastAnsweredOn: ago(25) } },
      allow,
    ],
    [
      'a related product at stage 3 of a shop without contracts',
      'cross_sell',
      { facts: bought(2), shop: makeShop({ subscription_shop: false }) },
      allow,
    ],
    [
      'a repeat to someone in depth in a shop without contracts',
      'repeat',
      { facts: { ...bought(4), productLines: 3 }, shop: makeShop({ subscription_shop: false }) },
      allow,
    ],
    [
      'a referral at stage 3, fan or not',
      'referral',
      {
        facts: { ...bought(2, { last: 20, first: 120 }), ...FAN, lastNps: 10 },
        shop: makeShop({ subscription_shop: false }),
      },
      deny('K_NOT_FAN'),
    ],
    [
      'everything together just after the contract began',
      'bundle_all',
      { facts: { ...bought(4), ...subscribed(5, 1), productLines: 2 } },
      hold('N2_JUST_SUBSCRIBED'),
    ],
    [
      'a review after a tap that says it does not suit',
      'review_request',
      { facts: { ...bought(1), lastNegativeOn: ago(40) } },
      deny('K_LAST_ANSWER_NEGATIVE'),
    ],
    ['an event is for everyone', 'event', {}, allow],
  ]
  test.each(cases)('%s', (_what, kind, asked, expected) => {
    expect(ask(kind, asked)).toMatchObject(expected)
  })
})

/** DOMAIN §1.5, permission by stage 1 to 7: × never, anything else may pass on a good day. */
const PERMISSION: Record<OfferKind, string> = {
  sample: '◎××××××',
  trial: '◎××××××',
  repeat: '×◎◎△×××',
  subscription: '×△◎××××',
  subscription_change: '×××○○○○',
  cross_sell: '×××△◎◎○',
  bundle_all: '××××△◎○',
  referral: '×××△△○◎',
  winback: '×○○××××',
  survey: '×○○○○○○',
  event: '○○○○○○○',
  review_request: '×○○○○○○',
}
/** Nobody is in a better mood than these seven. */
const GOOD_DAY: Record<number, Partial<Facts>> = {
  1: {},
  2: { ...bought(1, { delivered: 70 }), usageSignal: true, positives: 3, lastNps: 10 },
  3: { ...bought(2, { delivered: 70, first: 200 }), usageSignal: true, positives: 3, lastNps: 10 },
  4: { ...bought(4, { delivered: 30, first: 200 }), ...FAN, lastNps: 10 },
  5: { ...bought(4, { delivered: 30, first: 200 }), ...FAN, lastNps: 10, productLines: 2 },
  6: { ...bought(4, { delivered: 30, first: 200 }), ...FAN, lastNps: 10, productLines: 3 },
  7: { ...bought(4, { delivered: 30, first: 200 }), ...FAN, lastNps: 10, productLines: 3, referrals: 1 },
}
const cells = (Object.keys(OFFER_KINDS) as OfferKind[]).flatMap((kind) =>
  [...PERMISSION[kind]].map((mark, index) => ({ kind, stage: index + 1, mark })),
)
test.each(cells)('$kind at stage $stage: $mark', ({ kind, stage, mark }) => {
  const asked = { facts: GOOD_DAY[stage], sending: { product: 'CR' } }
  expect(input(kind, asked).stage).toBe(stage)
  expect(ask(kind, asked).verdict).toBe(mark === '×' ? 'deny' : 'allow')
})
