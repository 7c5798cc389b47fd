/** The language of scenarios: what a step may say, and what is refused. */
import { expect, test } from 'vitest'
import { buttonsOf, Scenario, Step, sendWithinMinutes } from '../../bot/core/scenario.ts'

const step = (fields: object) =>
  Step.parse({ id: 'm', at: { from: 'order', day: 0 }, purpose: 'thanks', offer: 'none', ...fields })
const scenario = {
  id: 's',
  name: 'S',
  trigger: 'label_change:lapsed',
  steps: [
    { id: 'm', at: { from: 'label_change', day: 0 }, purpose: 'story', offer: 'none', text: 'a', buttons: ['b'] },
  ],
}

test('a parsed scenario is plain JSON that reads back to itself', () => {
  const parsed = Scenario.parse(scenario)
  expect(parsed.steps[0]).toMatchObject({ touchpoint: 'line_push', essential: false, overdue: { send_within: '1d' } })
  expect(Scenario.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed)
})

test('unknown keys are refused, at every depth', () => {
  expect(Scenario.safeParse({ ...scenario, triger: 'x' }).success).toBe(false)
  for (const extra of [{ txet: 'a' }, { at: { from: 'order', day: 0, tiem: '10:00' } }, { overdue: { within: '1d' } }])
    expect(Step.safeParse({ ...step({ text: 'a' }), ...extra }).success).toBe(false)
})

test.each([
  ['no content', { text: undefined }],
  ['text and messages', { messages: [{ kind: 'text', text: 'a' }] }],
  ['five buttons', { buttons: ['a', 'b', 'c', 'd', 'e'] }],
  ['a label of 21 characters', { buttons: ['あ'.repeat(21)] }],
  ['two buttons alike', { buttons: ['a', 'a'] }],
  ['a placeholder in a label', { buttons: ['{{お名前}}'] }],
  ['a page and an address', { buttons: [{ label: 'a', url: 'https://a.jp', liff: 'link' }] }],
  ['an address that runs code', { buttons: [{ label: 'a', url: 'javascript:alert(1)' }] }],
  ['a signal in Japanese', { signals: { a: 'はい' } }],
  ['time and delay', { at: { from: 'order', day: 0, time: '10:00', delay_minutes: 1 } }],
  ['no such hour', { at: { from: 'order', day: 0, time: '24:00' } }],
  ['half a day', { at: { from: 'order', day: 0.5 } }],
  ['an overdue without unit', { overdue: { send_within: '2' } }],
  ['a day before an order', { at: { from: 'order', day: -1 } }],
  ['a day after the next delivery', { at: { from: 'next_delivery', day: 1 } }],
  ['a day after the last of a coupon', { at: { from: 'coupon_deadline', day: 1 } }],
  ['a notice three months ahead', { at: { from: 'next_delivery', day: -61 } }],
  ['the second order', { at: { from: 'order', day: 1, delivery: 2 } }],
  ['a service that sells', { service: true, offer: { kind: 'repeat' } }],
  ['a coupon in small letters', { offer: { kind: 'repeat', coupon: 'welcome' } }],
])('%s is refused', (_name, fields) => {
  expect(Step.safeParse({ ...step({ text: 'a' }), ...fields }).success).toBe(false)
})

test('a notice before a delivery, the second delivery, and a service that does not sell are fine', () => {
  expect(step({ text: 'a', at: { from: 'next_delivery', day: -7 } }).at.day).toBe(-7)
  expect(step({ text: 'a', at: { from: 'delivered', delivery: 2, day: 5 } }).at.delivery).toBe(2)
  expect(step({ text: 'a', service: 'はい', offer: { kind: 'subscription_change' } }).service).toBe(true)
})

test('20 characters of any kind fit a label', () => {
  expect(step({ text: 'a', buttons: ['👨‍👩‍👧‍👦'.repeat(20)] }).buttons).toHaveLength(1)
})

test('how late a step may be', () => {
  expect(sendWithinMinutes(step({ text: 'a' }))).toBe(1440)
  expect(sendWithinMinutes(step({ text: 'a', overdue: { send_within: '12h' } }))).toBe(720)
  expect(sendWithinMinutes(step({ text: 'a', overdue: { send_within: '2d' } }))).toBe(2880)
})

test('a button knows its signal, from either place', () => {
  const made = step({ text: 'a', buttons: ['x', { label: 'y', signal: 'why' }, 'toString'], signals: { x: 'used' } })
  expect(buttonsOf(made).map((b) => b.signal)).toEqual(['used', 'why', undefined])
})
