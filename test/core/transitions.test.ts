/** Every line of the table in DOMAIN §1.2 "Transitions", and what must not be counted. */
import { describe, expect, test } from 'vitest'
import { type JstDate, jstInstant } from '../../bot/core/calendar.ts'
import type { LabelCause } from '../../bot/core/start.ts'
import { type AimName, isReturn, isTransition, type LabelChange, TransitionCount } from '../../bot/core/transitions.ts'
import type { Label } from '../../bot/core/vocabulary.ts'

const DAY = '2026-06-10' as JstDate

/** `visitor>follower purchase`, on a day of June 2026. */
function change(customerId: string, text: string, more: Partial<LabelChange> = {}): LabelChange {
  const [pair = '', cause = ''] = text.split(' ')
  const [from = '', to = ''] = pair.split('>')
  return {
    ...{ customerId, from: (from || undefined) as Label | undefined, to: to as Label, cause: cause as LabelCause },
    ...{ at: jstInstant(DAY, '12:00'), ...more },
  }
}

function counted(changes: LabelChange[], holders: Partial<Record<Label, number>> = {}) {
  const count = new TransitionCount(90)
  for (const one of changes) count.add(one)
  return count.counts(holders)
}
const successes = (aim: AimName, ...changes: LabelChange[]) => counted(changes).aims[aim].successes

describe('ビジター→フォロワー', () => {
  test('the second purchase, and nothing else', () => {
    expect(successes('visitor>follower', change('a', 'visitor>follower purchase'))).toBe(1)
    for (const cause of ['aging', 'data_fix', 'subscription_end', 'registration', 'positive'])
      expect([cause, successes('visitor>follower', change('a', `visitor>follower ${cause}`))]).toEqual([cause, 0])
    expect(successes('visitor>follower', change('a', 'visitor>subscriber_new purchase'))).toBe(0)
  })

  test('who grew cold is drift, by cause', () => {
    const { drift, aims } = counted([
      change('a', 'visitor>follower aging'),
      change('b', 'visitor>follower aging'),
      change('c', 'partner>unregistered block'),
    ])
    expect(drift).toEqual([
      { from: 'visitor', to: 'follower', cause: 'aging', customers: 2 },
      { from: 'partner', to: 'unregistered', cause: 'block', customers: 1 },
    ])
    expect(Object.values(aims).map(({ successes }) => successes)).toEqual([0, 0, 0, 0])
  })
})

describe('フォロワー→サポーター', () => {
  const arrives = (from: Label, subscribedOn?: string, cause = 'positive') =>
    successes(
      'follower>supporter',
      change('a', `${from}>supporter ${cause}`, { subscribedOn: subscribedOn as JstDate | undefined }),
    )

  test('from フォロワー, ビジター or 定期スタート, within 90 days of the start of the contract', () => {
    for (const from of ['follower', 'visitor', 'subscriber_new'] as const)
      expect([from, arrives(from, '2026-06-01')]).toEqual([from, 1])
    for (const from of ['partner', 'subscriber_stalled', 'lapsed', 'unregistered'] as const)
      expect([from, arrives(from, '2026-06-01')]).toEqual([from, 0])
    // 10 June is day 90 of 12 March.
    expect([arrives('subscriber_new', '2026-03-12'), arrives('subscriber_new', '2026-03-11')]).toEqual([1, 0])
    expect(arrives('subscriber_new', undefined)).toBe(0)
    expect(arrives('follower', '2026-06-10', 'subscription_start')).toBe(1)
    expect(arrives('subscriber_new', '2026-06-01', 'data_fix')).toBe(0)
  })

  test('the day of the arrival is Tokyo’s', () => {
    const at = (time: string) =>
      successes(
        'follower>supporter',
        change('a', 'subscriber_new>supporter positive', {
          subscribedOn: '2026-03-12' as JstDate,
          at: new Date(time),
        }),
      )
    expect([at('2026-06-10T23:59:59+09:00'), at('2026-06-11T00:00:00+09:00')]).toEqual([1, 0])
  })

  test('half of the way is shown: フォロワー→定期スタート', () => {
    const { aims } = counted([
      change('a', 'follower>subscriber_new subscription_start'),
      change('b', 'follower>subscriber_new data_fix'),
      change('c', 'visitor>subscriber_new subscription_start'),
    ])
    expect(aims['follower>supporter']).toMatchObject({ besides: 1, successes: 0 })
  })
})

test('サポーター→パートナー: a purchase or a positive answer', () => {
  const by = (cause: string) => successes('supporter>partner', change('a', `supporter>partner ${cause}`))
  expect(['purchase', 'positive', 'aging', 'data_fix', 'registration'].map(by)).toEqual([1, 1, 0, 0, 0])
})

test('一時離脱→復帰フォロワー: a purchase; who comes straight back to a subscription is told beside it', () => {
  const { aims } = counted([
    change('a', 'lapsed>follower purchase'),
    change('b', 'lapsed>subscriber_new subscription_start'),
    change('c', 'lapsed>supporter purchase'),
    change('d', 'lapsed>follower data_fix'),
    change('e', 'dormant>follower purchase'),
    change('f', 'lapsed>subscriber_new data_fix'),
    // The cart told of the contract first, and of its order a moment later.
    change('g', 'lapsed>subscriber_stalled subscription_start'),
    change('g', 'subscriber_stalled>subscriber_new purchase'),
  ])
  expect(aims['lapsed>follower']).toMatchObject({ successes: 1, besides: 3 })
})

test('復帰 is a purchase or a contract after a lapse, nothing else', () => {
  const isBack = (from: Label, to: Label, cause: LabelCause) => isReturn({ from, to, cause })
  expect([
    isBack('lapsed', 'follower', 'purchase'),
    isBack('lapsed', 'subscriber_stalled', 'subscription_start'),
    isBack('lapsed', 'follower', 'data_fix'),
    isBack('lapsed', 'unregistered', 'block'),
    isBack('lapsed', 'lapsed', 'purchase'),
    isBack('dormant', 'follower', 'purchase'),
  ]).toEqual([true, true, false, false, false, false])
})

describe('the rate', () => {
  test('of those who held the label at the first instant; who came and went inside stands apart', () => {
    const { aims } = counted(
      [
        change('new', '>visitor purchase'),
        change('old', 'visitor>follower purchase'),
        change('cold', 'visitor>follower aging'),
        change('new', 'visitor>follower purchase'),
        change('new2', '>visitor purchase'),
        change('new2', 'visitor>unregistered block'),
      ],
      { visitor: 8, follower: 100 },
    )
    expect(aims['visitor>follower']).toEqual({
      rate: { value: 1 / 8, numerator: 1, denominator: 8 },
      successes: 2,
      inflow: { left: 2, successes: 1 },
    })
  })

  test('a customer counts once, however often they come and go', () => {
    const there = change('a', 'lapsed>follower purchase')
    const back = change('a', 'follower>lapsed aging')
    const { aims, drift } = counted([there, back, there, back, there], { lapsed: 4 })
    expect(aims['lapsed>follower']).toMatchObject({ rate: { numerator: 1, denominator: 4 }, successes: 1 })
    expect(drift).toEqual([{ from: 'follower', to: 'lapsed', cause: 'aging', customers: 1 }])
  })

  test('what they held at the first instant is what the first change of the period came from', () => {
    const { aims } = counted(
      [change('a', 'follower>subscriber_new subscription_start'), arrival('a', 'subscriber_new')],
      { follower: 2, subscriber_new: 1, visitor: 1 },
    )
    expect(aims['follower>supporter']).toMatchObject({ rate: { numerator: 1, denominator: 4 }, besides: 1 })
  })

  test('of nobody is no number', () => {
    expect(counted([]).aims['supporter>partner'].rate).toEqual({ value: null, numerator: 0, denominator: 0 })
  })

  test('a correction is neither success nor drift nor somebody who left', () => {
    const found = counted([change('a', 'visitor>follower data_fix'), change('b', 'follower>dormant data_fix')], {
      visitor: 5,
    })
    expect(found).toMatchObject({ drift: [], corrected: 2 })
    expect(found.aims['visitor>follower']).toMatchObject({ successes: 0, inflow: { left: 0, successes: 0 } })
  })
})

const arrival = (id: string, from: Label) =>
  change(id, `${from}>supporter positive`, { subscribedOn: '2026-06-01' as JstDate })

test('a pair that is no aim of the book: any move the customer made', () => {
  const pair = { from: 'dormant', to: 'follower' }
  const by = (cause: string) => isTransition(change('a', `dormant>follower ${cause}`), pair, 90)
  expect(['purchase', 'registration', 'aging', 'data_fix'].map(by)).toEqual([true, true, false, false])
  expect(isTransition(change('a', 'visitor>follower aging'), { from: 'visitor', to: 'follower' }, 90)).toBe(false)
})
