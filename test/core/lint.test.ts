/** What makes a good plan: steps that can be reached, 1・3・2 on every branch, hypotheses, words of a length one reads. */
import { describe, expect, test } from 'vitest'
import { checkAll } from '../../bot/core/check.ts'
import { planned132 } from '../../bot/core/lint-fans.ts'
import { Trials } from '../../bot/core/lint-try.ts'
import { branchesOf } from '../../bot/core/lint-typical.ts'
import { found, lint, messages, OFFERS, plan, problemsOf, SHOP, type StepText } from './planning.ts'
import { readScenario, readShop } from './reading.ts'

describe('a step that never arrives (E122)', () => {
  const asks = { id: 'asks', at: 'order 3', raises: ['yes'] }
  const needs = (at: string, when: string, head = {}) => lint([asks, { id: 'needs', at, when }], head)
  test.each([
    ['order 2', ['E122 needs']],
    ['order 3 12:00', ['E122 needs']],
    ['order 3 11:59', ['E122 needs']],
    ['order 4', []],
    // A parcel may arrive on any day after the order.
    ['delivered 0', []],
  ])('an answer asked for on day 3 is there on %s', (at, expected) => {
    expect(needs(at, 'yes')).toEqual(expected)
  })
  test('asked for after the parcel, it may be there on any later day of the order', () => {
    const late = { id: 'asks', at: 'delivered 5', raises: ['yes'] }
    expect(lint([late, { at: 'order 6', when: 'yes' }])).toEqual([])
    expect(lint([late, { at: 'order 4', when: 'yes' }])).toEqual(['E122 s1'])
  })
  test.each([
    ['yes and not yes', 'E122 needs'],
    ['yes or not yes', undefined],
    ['not yes', undefined],
    ['visitor and follower', 'E122 needs'],
    ['visitor or follower', undefined],
    ['stage_2 and stage_3', 'E122 needs'],
    ['stage_2 and visitor', undefined],
    ['linked and (not linked or yes)', undefined],
  ])('%s', (when, expected) => {
    expect(needs('order 5', when)).toEqual(expected ? [expected] : [])
  })
  test('nobody is without a label', () => {
    const labels =
      'unregistered prospect visitor follower supporter partner subscriber_new subscriber_stalled lapsed dormant'
    const none = labels.split(' ').map((label) => `not ${label}`)
    expect(needs('order 5', none.join(' and '))).toEqual(['E122 needs'])
    expect(needs('order 5', none.filter((one) => one !== 'not visitor').join(' and '))).toEqual([])
  })
  test('a condition that ends the scenario first', () => {
    expect(needs('order 5', 'yes', { more: 'exit_when: [yes]' })).toEqual(['E122 needs'])
    expect(needs('order 5', 'not yes', { more: 'exit_when: [yes]' })).toEqual([])
    expect(needs('order 5', 'yes', { more: 'exit_when: [subscribed]' })).toEqual([])
  })
  test('an answer that something else asks for may come any day', () => {
    const other = plan([{ at: 'friend_added 1', raises: ['yes'] }], { id: 'other', trigger: 'friend_added' })
    const files = { 's.yaml': plan([{ at: 'order 1', when: 'yes' }, asks]), 'other.yaml': other }
    expect(problemsOf(files)).toEqual([])
    expect(problemsOf({ 's.yaml': files['s.yaml'] }).map(({ code }) => code)).toEqual(['E122'])
  })
  test('without the other files nobody knows what else asks for it', () => {
    const text = plan([{ at: 'order 1', when: 'yes' }, asks])
    expect(checkAll([{ path: 's.yaml', text }]).problems).toEqual([])
  })
  test('of many names nothing is said that would take long to prove', () => {
    const names = Array.from({ length: 60 }, (_, index) => `n${index}`)
    const start = performance.now()
    const raises = (from: number) => ({ at: `order ${from / 4 + 1}`, raises: names.slice(from, from + 4) })
    const steps = names.flatMap((_, index) => (index % 4 ? [] : [raises(index)]))
    const spaced = steps.map((step, index) => ({ ...step, at: `order ${index * 3 + 1}` }))
    expect(lint([...spaced, { at: 'order 90', when: `(${names.join(' or ')}) and not n1` }])).toEqual([])
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

/** Five steps to a fan and two offers. */
const GOOD: StepText[] = [
  { id: 'thanks', at: 'order 0' },
  { id: 'wow', at: 'delivered 2 20:00', purpose: 'success', raises: ['felt'] },
  { id: 'worries', at: 'delivered 5', purpose: 'reassurance' },
  { id: 'habit', at: 'delivered 8', purpose: 'tips' },
  { id: 'again', at: 'delivered 12', purpose: 'opportunity', offer: OFFERS.gift },
  { id: 'last', at: 'order 24', purpose: 'second_chance', offer: OFFERS.off },
  { id: 'together', at: 'order 30', purpose: 'challenge' },
  { id: 'voice', at: 'order 45', purpose: 'dialogue' },
]
const FIRST = { trigger: 'first_order' }
const changed = (id: string, fields: Partial<StepText>) =>
  GOOD.map((step) => (step.id === id ? { ...step, ...fields } : step))
const without = (...ids: string[]) => GOOD.filter(({ id = '' }) => !ids.includes(id))

describe('1・3・2 as planned', () => {
  test('a good plan has nothing to be told', () => {
    expect(lint(GOOD, FIRST)).toEqual([])
  })
  test('one offer, or the same offer twice, is too little', () => {
    expect(lint(without('last'), FIRST)).toEqual(['W331'])
    expect(lint(changed('last', { offer: OFFERS.gift }), FIRST)).toEqual(['W331'])
    // Once by its id, once by its sku: still the same product.
    expect(lint(changed('last', { offer: OFFERS.gift.replace('full', 'LF') }), FIRST)).toEqual(['W331'])
    expect(messages(without('last'), FIRST)).toEqual([
      '1・3・2の法則（30日で接点3・ご案内2）に足りません。「used」とお答えの方には、接点6・ご案内1です。',
    ])
  })
  test('every branch counts: who does not answer may not be left with one offer', () => {
    expect(lint(changed('last', { when: 'felt' }), FIRST)).toEqual(['W331'])
    const both = [...changed('last', { when: 'felt' }), { ...GOOD[5], id: 'other', when: 'not felt' } as StepText]
    expect(lint(both, FIRST)).toEqual([])
  })
  test('the shop may want more or less', () => {
    const shop = (numbers: string) => `${SHOP}rule132: {${numbers}}\n`
    expect(lint(without('last'), FIRST, shop('offers: 1'))).toEqual([])
    expect(lint(GOOD, FIRST, shop('approaches: 9'))).toEqual(['W331'])
    expect(lint(GOOD, FIRST, shop('window_days: 20'))).toEqual(['W331'])
  })
  test('other scenarios are not asked for it', () => {
    for (const trigger of ['any_order', 'subscription_start'])
      expect(lint([{ at: `${trigger === 'any_order' ? 'order' : trigger} 1` }], { trigger })).toEqual([])
  })
  test('the light pace of essential steps: a hint, and none where no step is essential', () => {
    const light = (...ids: string[]) =>
      GOOD.map((step) => (ids.includes(step.id ?? '') ? { ...step, more: 'essential: true' } : step))
    expect(lint(light('thanks', 'habit', 'again', 'last'), FIRST)).toEqual([])
    expect(lint(light('thanks', 'habit', 'again'), FIRST)).toEqual(['H332'])
    expect(lint(light('again', 'last'), FIRST)).toEqual(['H332'])
  })
  test('a scenario beside the one that leads the way need not lead it too', () => {
    const small = plan([{ at: 'order 50' }], { ...FIRST, id: 'small' })
    const codes = (files: Record<string, string>) => problemsOf(files).map(({ file, code }) => `${file} ${code}`)
    expect(codes({ 'small.yaml': small })).toEqual(['small.yaml W311', 'small.yaml W331'])
    expect(codes({ 'small.yaml': small, 's.yaml': plan(GOOD, FIRST) })).toEqual([])
    // One for some products only leads only some.
    const limited = plan(GOOD, { ...FIRST, more: 'products: [full]' })
    expect(codes({ 'small.yaml': small, 's.yaml': limited })).toEqual(['small.yaml W311', 'small.yaml W331'])
    expect(codes({ 'small.yaml': small, 's.yaml': plan(without('last'), FIRST) })).toEqual([
      's.yaml W331',
      'small.yaml W311',
      'small.yaml W331',
    ])
    // One that cannot be published leads nobody.
    const late = plan(changed('voice', { at: 'order 45 23:00' }), FIRST)
    expect(codes({ 'small.yaml': small, 's.yaml': late })).toEqual([
      's.yaml E204',
      'small.yaml W311',
      'small.yaml W331',
    ])
  })
  test('what never arrives on its day is told once, not again as a lack', () => {
    expect(lint(changed('last', { at: 'order 24 23:00' }), FIRST)).toEqual(['E204 last'])
    expect(lint(changed('last', { when: 'felt and not felt' }), FIRST)).toEqual(['E122 last'])
  })
})

test('the number of branches is bounded, and who uses the product comes first', () => {
  const { scenario } = readScenario(plan(GOOD), 's.yaml')
  const { value: shop } = readShop(SHOP, 'shop.yaml')
  if (!scenario || !shop) throw new Error('the good plan is not good')
  const asking = (count: number) => ({
    steps: scenario.steps.slice(0, 1).map((step) => ({
      ...step,
      when: Array.from({ length: count }, (_, index) => `n${index}`).join(' or '),
    })),
  })
  expect(branchesOf(scenario, shop).map(({ signals }) => signals)).toEqual([['used'], []])
  expect(branchesOf(asking(2), shop)).toHaveLength(8)
  expect(branchesOf(asking(40), shop)).toHaveLength(32)
  expect(branchesOf(asking(40), shop, 4)).toHaveLength(4)
  for (const count of [0, 2, 4, 40]) expect(branchesOf(asking(count), shop)[0]?.signals).toContain('used')
  const [trial] = new Trials(scenario, { shop, coupons: [] }).typical()
  expect(trial && planned132(scenario, trial, shop)).toMatchObject({ status: 'met', approaches: 7, offers: 2 })
})

test('a step without a hypothesis is a hint, told once', () => {
  const text = plan(GOOD, FIRST)
  expect(found(text.replace(/measure: .*\]/, 'measure: [thanks, wow]'))).toEqual(['H321 worries'])
  expect(found(text.replace(/hypotheses:[\s\S]*?steps:/, 'steps:'))).toEqual(['H321 thanks'])
  const [message] = problemsOf({ 's.yaml': text.replace(/measure: .*\]/, 'measure: [thanks]') })
  expect(message?.message).toContain('wow、worries、habit、again、last、ほか2つ')
})

describe('words and lateness', () => {
  const text = (letters: number) => `messages: [{kind: text, text: ${'あ'.repeat(letters)}}]`
  const saying = (more: string) => found(plan([{ at: 'order 1', more }]).replace('    text: こんにちは。\n', ''))
  test('300 letters are read, 301 are long; families of emoji are one letter each', () => {
    expect(saying(text(300))).toEqual([])
    expect(saying(text(301))).toEqual(['H141 s0'])
    expect(saying(text(300).replace('あ', '👨‍👩‍👧'))).toEqual([])
  })
  test('a step may not wait longer than the guard lets it', () => {
    expect(lint([{ at: 'order 1', more: 'overdue: {send_within: 7d}' }])).toEqual([])
    expect(lint([{ at: 'order 1', more: 'overdue: {send_within: 169h}' }])).toEqual(['W142 s0'])
  })
})

test('what does not hang together is not looked at further', () => {
  expect(lint([{ at: 'order 1 23:00', offer: '{kind: event, product: nothing}' }])).toEqual(['E116 s0'])
  const shop = `${SHOP}touchpoints: [{id: card, kind: package_insert}]\n`
  const other = plan([{ at: 'order 40' }], { id: 'other' })
  const walls = (text: string) =>
    problemsOf({ 'shop.yaml': shop, 's.yaml': text, 'other.yaml': other }).map(({ code }) => code.slice(0, 2))
  expect(walls(plan([{ at: 'order 1' }]))).toContain('E3')
  expect(walls(plan([{ at: 'order 1', purpose: 'thank' }]))).toEqual(['E1'])
})

test('a file in which every line is wrong is told briefly', () => {
  expect(checkAll([{ path: 's.yaml', text: 'a: 1\n'.repeat(100) }]).problems).toHaveLength(50)
})

test('two hundred wrong steps are told briefly and in time', () => {
  const steps = Array.from({ length: 200 }, (_, index) => ({ at: `order ${index + 1} 23:00` }))
  const start = performance.now()
  const codes = lint(steps)
  expect(performance.now() - start).toBeLessThan(10_000)
  expect(codes).toHaveLength(30)
  expect(new Set(codes.map((code) => code.slice(0, 4)))).toEqual(new Set(['E204']))
})
