/** The guard on the planned day: what is told, for whom, and what is left alone (DOMAIN §1.5). */
import { describe, expect, test } from 'vitest'
import { checkAll } from '../../bot/core/check.ts'
import { lint, messages, OFFERS, plan, SHOP } from './planning.ts'

const { repeat, subscription, cross_sell, referral } = OFFERS

describe('the typical customer', () => {
  test.each([
    ['delivered 13', ['E201 s0']],
    ['delivered 14', ['W201 s0']],
    ['delivered 20', ['W201 s0']],
    ['delivered 21', []],
    ['order 23', ['W201 s0']],
    ['order 24', []],
  ])('a subscription on %s', (at, expected) => {
    expect(lint([{ at, offer: subscription }])).toEqual(expected)
  })
  test.each([
    ['delivered 6', ['E206 s0']],
    ['delivered 7', []],
    ['order 9', ['E206 s0']],
    ['order 10', []],
  ])('the same product on %s', (at, expected) => {
    expect(lint([{ at, offer: repeat }])).toEqual(expected)
  })
  test.each([
    ['order 1 08:59', ['E204 s0']],
    ['order 1 09:00', []],
    ['order 1 20:59', []],
    ['order 1 21:00', ['E204 s0']],
  ])('words on %s', (at, expected) => {
    expect(lint([{ at }])).toEqual(expected)
  })
  test('the words of the shop itself decide, not ours', () => {
    const shop = `${SHOP}guard: {subscription_after_delivery: 7, send_until: "22:00", repeat_after_delivery: 3}\n`
    expect(lint([{ at: 'delivered 7 21:30', offer: subscription, when: 'used', raises: [] }], {}, shop)).toEqual([])
    expect(lint([{ at: 'delivered 3', offer: repeat }], {}, shop)).toEqual([])
    expect(lint([{ at: 'delivered 2', offer: repeat }], {}, shop)).toEqual(['E206 s0'])
  })
  test('without a shop the standards of DOMAIN decide', () => {
    const text = plan([{ at: 'delivered 5', offer: repeat }])
    expect(checkAll([{ path: 's.yaml', text }]).problems.map(({ code }) => code)).toEqual(['E206'])
  })
})

describe('branches', () => {
  const asks = { id: 'asks', at: 'delivered 0', raises: ['used', 'felt'] }
  test('who uses it may be offered the subscription from day 14, who does not answer waits', () => {
    expect(lint([asks, { id: 'offer', at: 'delivered 14', offer: subscription, when: 'used' }])).toEqual([])
    expect(lint([asks, { id: 'offer', at: 'delivered 14', offer: subscription, when: 'not used' }])).toEqual([
      'E201 offer',
    ])
    // `felt` is no sign of use in this shop.
    expect(lint([asks, { id: 'offer', at: 'delivered 14', offer: subscription, when: 'used or felt' }])).toEqual([
      'W201 offer',
    ])
  })
  test('two on one day are fine for different people, and told for the same', () => {
    const [one, other] = [
      { id: 'one', at: 'order 9 12:00', when: 'felt' },
      { id: 'other', at: 'order 9 18:00' },
    ]
    expect(lint([asks, one, { ...other, when: 'not felt' }])).toEqual([])
    expect(lint([asks, one, other])).toEqual(['E205 other'])
    expect(lint([asks, one, { ...other, when: 'used' }])).toEqual([])
    const [message] = messages([asks, one, other])
    expect(message).toMatch(/^「felt」とお答えの方には、予定の9日目に届きません。.*「one」と同じ日です。/)
  })
  test('one crowded day is told once, not all the days it pushes aside', () => {
    const daily = Array.from({ length: 6 }, (_, index) => ({ at: `order ${index * 3 + 1}` }))
    expect(lint([...daily, { id: 'extra', at: 'order 4 18:00' }])).toEqual(['E205 extra'])
    // The fourth of a week, then the window moves on.
    const two = (from: number) => [0, 2, 4, 6].map((more) => ({ at: `order ${from + more}` }))
    expect(lint([...two(1), ...two(21)])).toEqual(['E205 s3', 'E205 s7'])
  })
  test('what is wrong by itself does not crowd the others', () => {
    expect(
      lint([
        { id: 'early', at: 'delivered 1', offer: subscription, when: 'used' },
        { id: 'later', at: 'delivered 14', when: 'used' },
        { id: 'third', at: 'delivered 15' },
      ]),
    ).toEqual(['E201 early'])
  })
})

describe('for whom a scenario is', () => {
  test('related products fit subscribers with two deliveries, not first buyers', () => {
    expect(lint([{ at: 'order 20', offer: cross_sell }])).toEqual(['E207 s0'])
    const deliver = { at: 'delivered 12', offer: cross_sell, more: '' }
    expect(lint([{ ...deliver, at: 'subscription_start 29' }], { trigger: 'subscription_start' })).toEqual(['E202 s0'])
    expect(lint([{ ...deliver, at: 'subscription_start 35' }], { trigger: 'subscription_start' })).toEqual([])
  })
  test('the audience decides who is typical', () => {
    const audience = { more: 'audience: {labels: [supporter, partner]}' }
    expect(lint([{ at: 'order 20', offer: cross_sell }], audience)).toEqual([])
    expect(lint([{ at: 'order 20', offer: referral }], audience)).toEqual([])
    expect(lint([{ at: 'order 13', offer: referral }], audience)).toEqual(['E203 s0'])
    expect(lint([{ at: 'order 20', offer: repeat }], { more: 'audience: {stages: [5, 6]}' })).toEqual(['E207 s0'])
  })
  test('what is right for some of them is right: the guard keeps the others from it', () => {
    const bundle = [{ at: 'order 20', offer: '{kind: bundle_all}' }]
    expect(lint(bundle, { more: 'audience: {labels: [partner]}' })).toEqual([])
    expect(lint(bundle, { more: 'audience: {labels: [partner], stages: [4]}' })).toEqual(['E207 s0'])
  })
  test('nothing is said about an audience for whom nobody can be made up', () => {
    const nobody = { more: 'audience: {labels: [prospect], stages: [7]}' }
    expect(lint([{ at: 'order 1', offer: cross_sell }], nobody)).toEqual([])
  })
  test('fans at the label’s change may be asked to bring friends, and who came back may not be sold what is active', () => {
    expect(lint([{ at: 'label_change 1', offer: referral }], { trigger: 'label_change:partner' })).toEqual([])
    expect(lint([{ at: 'label_change 1', offer: '{kind: winback}' }], { trigger: 'label_change:lapsed' })).toEqual([])
    expect(lint([{ at: 'label_change 1', offer: referral }], { trigger: 'label_change:lapsed' })).toEqual(['E207 s0'])
  })
  test('a step for somebody unusual is tried on the personas', () => {
    // Who subscribes on day 20 gets it, so it is right for somebody.
    expect(lint([{ at: 'order 24', when: 'subscribed' }])).toEqual([])
    expect(lint([{ at: 'order 24', when: 'subscribed', offer: subscription }])).toEqual(['E207 s0'])
    expect(lint([{ at: 'order 9', when: 'purchased_again', offer: repeat }])).toEqual(['E206 s0'])
    expect(lint([{ at: 'order 30', when: 'purchased_again', offer: repeat }])).toEqual([])
  })
})

describe('what is left alone', () => {
  test.each<[string, Parameters<typeof lint>[0]]>([
    ['an e-mail, which goes to those who agreed', [{ at: 'order 1', more: 'touchpoint: email' }]],
    ['a notice by SMS', [{ at: 'order 1', more: 'touchpoint: sms\n    service: はい' }]],
    ['an insert at night', [{ at: 'order 1 23:00', more: 'touchpoint: package_insert' }]],
    ['an insert beside a message', [{ at: 'order 1' }, { at: 'order 1 18:00', more: 'touchpoint: package_insert' }]],
    ['news of the order in the evening', [{ at: 'order 1 21:15', more: 'service: true' }]],
    ['news of the order beside a message', [{ at: 'order 1' }, { at: 'order 1 18:00', more: 'service: true' }]],
    ['a challenge right away', [{ at: 'delivered 0', offer: '{kind: event}' }]],
  ])('%s', (_name, steps) => {
    expect(lint(steps)).toEqual([])
  })
})

describe('the words', () => {
  test('are the guard’s own, with the day that works', () => {
    expect(messages([{ at: 'delivered 5', offer: subscription }])).toEqual([
      '予定の8日目に届きません。「定期便のご案内」は、商品が届いて14日たつまで送れません（お届けから5日）。あと9日お待ちください。day を 14 以上にすると届きます。[N1]',
    ])
    const [waits] = messages([{ at: 'delivered 16', offer: subscription }])
    expect(waits).toContain('お返事のない方には、予定の19日目に')
    expect(waits).toContain('day を 21 以上にすると届きます。条件 when: used を付けると')
  })
  test('the day named is the first that works', () => {
    for (const [offer, at] of [
      [subscription, 'delivered 2 20:30'],
      [repeat, 'order 4 09:00'],
      [referral, 'order 3'],
      ['{kind: review_request}', 'delivered 1'],
    ] as const) {
      const audience = offer === referral ? { more: 'audience: {labels: [partner]}' } : {}
      const day = Number(/day を (\d+) 以上/.exec(messages([{ at, offer }], audience).join())?.[1])
      const on = (to: number) =>
        lint([{ at: at.replace(/ \d+/, ` ${to}`), offer }], audience).filter((code) => !/^W/.test(code))
      expect(on(day)).toEqual([])
      expect(on(day - 1)).toHaveLength(1)
    }
  })
})
