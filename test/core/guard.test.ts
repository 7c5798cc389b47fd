import { describe, expect, test } from 'vitest'
import { jstInstant } from '../../bot/core/calendar.ts'
import type { Facts } from '../../bot/core/facts.ts'
import { describeRules, type Sending } from '../../bot/core/guard.ts'
import { OFFER_KINDS, type OfferKind, TOUCHPOINTS } from '../../bot/core/vocabulary.ts'
import { type Asked, allow, ask, bought, deny, FAN, hold, subscribed } from './asking.ts'
import { ago, makeShop, NOON, TODAY } from './someone.ts'

const vectors: [string, OfferKind, Asked, object][] = [
  ['G01', 'subscription', { facts: bought(1, { delivered: 5 }) }, hold('N1_JUST_STARTED_USING', ago(-9))],
  ['G02', 'subscription', { facts: { ...bought(1, { delivered: 14 }), usageSignal: true } }, allow],
  ['G03', 'subscription', { facts: bought(1, { delivered: 16 }) }, hold('N1_NO_USAGE_SIGNAL', ago(-5))],
  ['G04', 'subscription', { facts: bought(1, { delivered: 21 }) }, allow],
  [
    'G05',
    'cross_sell',
    { facts: { ...bought(1, { delivered: 7 }), ...subscribed(10, 1) } },
    hold('N2_JUST_SUBSCRIBED'),
  ],
  ['G06', 'cross_sell', { facts: { ...bought(3, { delivered: 5, last: 8 }), ...subscribed(65, 3) } }, allow],
  ['G07', 'cross_sell', { facts: bought(2) }, deny('K_STAGE_BELOW_4')],
  ['G08', 'cross_sell', { facts: bought(3), shop: makeShop({ subscription_shop: false }) }, allow],
  ['G09', 'referral', { facts: bought(1, { delivered: 0, last: 3 }) }, hold('N3_JUST_BOUGHT', ago(-11))],
  ['G10', 'referral', { facts: { ...bought(5, { last: 20, first: 120, delivered: 17 }), ...FAN, lastNps: 10 } }, allow],
  [
    'G11',
    'referral',
    { facts: { ...bought(5, { last: 20, first: 120, delivered: 17 }), lastNps: 10 } },
    deny('K_NOT_FAN'),
  ],
  [
    'G12',
    'referral',
    { facts: { ...bought(5, { last: 5, first: 120, delivered: 2 }), ...FAN, lastNps: 10 } },
    hold('N3_JUST_BOUGHT'),
  ],
  ['G13', 'repeat', { facts: bought(1, { delivered: 6 }) }, hold('K_TOO_EARLY', ago(-1))],
  ['G14', 'repeat', { facts: bought(1, { delivered: 9 }) }, allow],
  [
    'G15',
    'repeat',
    { facts: { ...bought(1, { delivered: 9 }), lastNegativeOn: ago(3) } },
    hold('R_NEGATIVE_MUTE', ago(-11)),
  ],
  ['G16', 'winback', { facts: bought(2, { last: 95 }) }, allow],
  ['G17', 'winback', { facts: bought(2, { last: 40 }) }, deny('K_STILL_ACTIVE')],
  ['G18', 'survey', { facts: bought(1, { delivered: 13 }) }, allow],
  ['G19', 'survey', { facts: { ...bought(1), lastSurveyOn: ago(20) } }, hold('K_SURVEY_INTERVAL', ago(-8))],
  ['G20', 'subscription', { facts: { ...bought(1), optedOut: true } }, deny('R_OPT_OUT')],
  ['G21', 'subscription', { facts: { ...bought(2), ...subscribed(40, 2) } }, deny('K_ALREADY_SUBSCRIBED')],
]

test.each(vectors)('%s: %s', (_id, kind, asked, expected) => {
  expect(ask(kind, asked)).toMatchObject(expected)
})

test('the sentence has the numbers in it', () => {
  expect(ask('subscription', { facts: bought(1, { delivered: 5 }) })).toMatchObject({
    message: '「定期便のご案内」は、商品が届いて14日たつまで送れません（お届けから5日）。あと9日お待ちください。',
  })
})

describe('everything has to be reachable, wanted and on time', () => {
  test('a blocked friend gets nothing on LINE, service or not, but may get a parcel insert', () => {
    const facts = { ...bought(1), reachable: false }
    for (const touchpoint of ['line_push', 'line_richmenu', 'line_chat', 'liff'] as const)
      expect(ask('none', { facts, sending: { touchpoint, service: true } })).toMatchObject(deny('R_UNREACHABLE'))
    expect(ask('none', { facts, sending: { touchpoint: 'package_insert' } })).toEqual(allow)
  })
  test('marketing e-mail needs consent, an e-mail about the own order does not', () => {
    const sending = { touchpoint: 'email' } as const
    expect(ask('none', { sending })).toMatchObject(deny('R_UNREACHABLE'))
    expect(ask('none', { sending, facts: { emailConsent: true, reachable: false } })).toEqual(allow)
    expect(ask('none', { sending: { ...sending, service: true } })).toEqual(allow)
  })
  test('marketing by SMS is never without consent, which nobody can show; a notice about the own order is none', () => {
    const sending = { touchpoint: 'sms' } as const
    const refused = ask('none', { sending, facts: { emailConsent: true } })
    expect(refused).toMatchObject(deny('R_UNREACHABLE'))
    expect(refused).toMatchObject({ message: expect.stringContaining('特定電子メール法') })
    expect(ask('none', { sending: { ...sending, service: true } })).toEqual(allow)
  })
  test('stop ends marketing on every touchpoint and leaves service messages', () => {
    const facts = { optedOut: true, emailConsent: true }
    for (const touchpoint of Object.keys(TOUCHPOINTS) as (keyof typeof TOUCHPOINTS)[])
      expect(ask('none', { facts, sending: { touchpoint } })).toMatchObject(
        deny(touchpoint === 'sms' ? 'R_UNREACHABLE' : 'R_OPT_OUT'),
      )
    expect(ask('none', { facts, sending: { service: true } })).toEqual(allow)
  })
  test('an offer that calls itself service is still an offer', () => {
    const asked = { facts: { ...bought(1), optedOut: true }, sending: { service: true } }
    expect(ask('repeat', asked)).toMatchObject(deny('R_OPT_OUT'))
  })
  test('more than 7 days late is too late', () => {
    const late = (minutes: number) => ({
      sending: { dueAt: new Date(NOON.getTime() - (7 * 24 * 60 + minutes) * 60_000) },
    })
    expect(ask('none', late(0))).toEqual(allow)
    expect(ask('none', late(1))).toMatchObject(deny('R_STALE'))
  })
  test('a denial comes before any hold', () => {
    const night = jstInstant(TODAY, '23:00')
    expect(ask('none', { now: night, facts: { optedOut: true } })).toMatchObject(deny('R_OPT_OUT'))
  })
})

describe('quiet hours', () => {
  const at = (time: string, sending: Partial<Sending> = {}) => ask('none', { now: jstInstant(TODAY, time), sending })
  const morning = (days: number) => ({ ...hold('R_QUIET_HOURS'), until: jstInstant(ago(-days), '09:00') })
  test.each([
    ['08:59', {}, morning(0)],
    ['09:00', {}, allow],
    ['20:59', {}, allow],
    ['21:00', {}, morning(1)],
    ['23:59', {}, morning(1)],
    ['00:00', {}, morning(0)],
    ['21:29', { service: true }, allow],
    ['21:30', { service: true }, morning(1)],
    ['03:00', { touchpoint: 'package_insert' }, allow],
    ['03:00', { touchpoint: 'liff' }, morning(0)],
  ] as [string, Partial<Sending>, object][])('%s %o', (time, sending, expected) => {
    expect(at(time, sending)).toMatchObject(expected)
  })
})

describe('frequency', () => {
  const having = (...sends: Date[]) => ask('none', { recentSends: sends })
  test('one message a day, the next one from midnight on', () => {
    expect(having(jstInstant(TODAY, '09:00'))).toMatchObject(hold('R_FREQUENCY', ago(-1)))
    expect(having(jstInstant(ago(1), '23:59'))).toEqual(allow)
  })
  test('three messages in any 7 Tokyo days, the next one on the day the oldest leaves them', () => {
    const sends = [jstInstant(ago(2), '10:00'), jstInstant(ago(6), '15:00'), jstInstant(ago(4), '10:00')]
    const verdict = having(...sends)
    expect(verdict).toMatchObject({ code: 'R_FREQUENCY', until: jstInstant(ago(-1)) })
    expect(having(...sends.slice(0, 2))).toEqual(allow)
    expect(having(new Date(NOON.getTime() - 7 * 24 * 60 * 60_000), ...sends.slice(0, 2))).toEqual(allow)
  })
  test('when both caps are reached, the later end counts', () => {
    const sends = [jstInstant(TODAY, '10:00'), jstInstant(ago(1), '18:00'), jstInstant(ago(3), '18:00')]
    expect(having(...sends)).toMatchObject({ until: jstInstant(ago(-4)) })
  })
  test('service messages and silent touchpoints do not wait', () => {
    const recentSends = [jstInstant(TODAY, '09:00')]
    expect(ask('none', { recentSends, sending: { service: true } })).toEqual(allow)
    expect(ask('none', { recentSends, sending: { touchpoint: 'package_insert' } })).toEqual(allow)
  })
})

describe('hurt feelings', () => {
  const sore = (given: Partial<Facts>, kind: OfferKind | 'none' = 'repeat') =>
    ask(kind, { facts: { ...bought(1), ...given } })
  test('a negative answer mutes what sells for 14 days', () => {
    expect(sore({ lastNegativeOn: ago(13) })).toMatchObject(hold('R_NEGATIVE_MUTE', ago(-1)))
    expect(sore({ lastNegativeOn: ago(14) })).toEqual(allow)
    expect(sore({ lastNegativeOn: ago(1) }, 'none')).toEqual(allow)
  })
  test('an open complaint mutes without an end', () => {
    expect(sore({ openComplaint: true })).toMatchObject({ code: 'R_NEGATIVE_MUTE', until: undefined })
  })
})

test('a message that carries a survey obeys the rules of surveys', () => {
  const facts = { ...bought(1), lastSurveyOn: ago(20) }
  expect(ask('none', { facts, sending: { survey: true } })).toMatchObject(hold('K_SURVEY_INTERVAL'))
  expect(ask('repeat', { facts, sending: { survey: true } })).toMatchObject(hold('K_SURVEY_INTERVAL'))
  expect(ask('none', { facts })).toEqual(allow)
})

test('a coupon that only lies ready is exempt from the rules of its kind, not from the others', () => {
  const facts = bought(1, { delivered: -2, last: 0 })
  expect(ask('repeat', { facts, sending: { passive: true } })).toEqual(allow)
  expect(ask('repeat', { facts: { ...facts, optedOut: true }, sending: { passive: true } })).toMatchObject(
    deny('R_OPT_OUT'),
  )
})

test('of several holds the longest is told, and one without an end is the longest', () => {
  const facts = { ...bought(1, { delivered: 6 }), lastNegativeOn: ago(13) }
  const now = jstInstant(TODAY, '22:00')
  const recentSends = [jstInstant(ago(1), '10:00'), jstInstant(ago(2), '10:00'), jstInstant(ago(3), '10:00')]
  expect(ask('repeat', { facts })).toMatchObject({ until: jstInstant(ago(-1)) })
  expect(ask('repeat', { facts, now })).toMatchObject({ code: 'R_QUIET_HOURS' })
  expect(ask('repeat', { facts, now, recentSends })).toMatchObject({ code: 'R_FREQUENCY' })
  expect(ask('repeat', { facts: { ...facts, openComplaint: true }, now, recentSends })).toMatchObject({
    code: 'R_NEGATIVE_MUTE',
  })
})

test('the help page has a sentence for every rule, with this shop’s numbers', () => {
  const help = describeRules(makeShop({ guard: { subscription_after_delivery: 10 } }))
  expect(help.map(({ kind }) => kind)).toEqual(['all', 'sales', ...Object.keys(OFFER_KINDS)])
  const texts = help.flatMap(({ rules }) => rules.map(({ text }) => text))
  expect(texts).toContain('商品が届いて10日たつまで待ちます。')
  for (const text of texts) expect(text).toMatch(/。$/)
})
