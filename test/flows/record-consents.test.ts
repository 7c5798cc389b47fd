/** A shop system tells that a customer agreed to e-mail, or no longer does: then they are registered, or no longer are (DOMAIN §1.1, §2.4). */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { order, rows, shopFiles } from '../support/story.ts'

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T12:00:00+09:00', { files: shopFiles() })
})
afterEach(() => world.close())

const report = async (said: object, more: object = {}) => {
  const { body } = await world.api('/orders', [order({ external_id: 'hana', email: 'hana@example.jp', ...said }, more)])
  return body.items[0]
}
const label = () => rows(world, 'select label, registered from facts')[0]
const log = () =>
  rows(world, 'select channel, purpose, granted, source, evidence, text_version from consent_log order by at')
const moves = () => rows(world, 'select from_label, to_label, cause from label_history where from_label <> to_label')

const AGREED = { channel: 'email', at: '2026-05-01T10:00:00+09:00', text_version: '2', evidence: 'checkout' }

test('who agreed to e-mail is registered; the evidence is kept, once', async () => {
  await report({ consent: [AGREED] })
  await report({ consent: [AGREED] }, { external_id: 'second', ordered_at: '2026-06-01T11:00:00+09:00' })
  expect(label()).toEqual({ label: 'visitor', registered: 1 })
  expect(log()).toEqual([
    { channel: 'email', purpose: 'marketing', granted: 1, source: 'shop', evidence: 'checkout', text_version: '2' },
  ])
})

test('the newest word counts, whenever it arrives', async () => {
  await report({ consent: [{ ...AGREED, granted: false, at: '2026-05-20T10:00:00+09:00' }] })
  expect(label()).toEqual({ label: 'unregistered', registered: 0 })
  await report({ consent: [AGREED] }, { external_id: 'older news' })
  expect(label()).toEqual({ label: 'unregistered', registered: 0 })
  await report({ registered_channels: ['email', 'line'] }, { updated_at: '2026-06-01T11:00:00+09:00' })
  expect(label()).toEqual({ label: 'visitor', registered: 1 })
  await report({ registered_channels: [] }, { updated_at: '2026-06-01T11:30:00+09:00' })
  expect(label()).toEqual({ label: 'unregistered', registered: 0 })
  expect(log().map(({ granted }) => granted)).toEqual([1, 0, 1, 0])
})

test('a list that says the same order after order is one line of evidence, of the last time', async () => {
  for (const day of ['2026-05-20', '2026-05-31', '2026-05-25'])
    await report({ registered_channels: ['email'] }, { external_id: day, ordered_at: `${day}T10:00:00+09:00` })
  expect(rows(world, "select granted, date(at / 1000, 'unixepoch') as day from consent_log")).toEqual([
    { granted: 1, day: '2026-05-31' },
  ])
  await report({ registered_channels: [] }, { external_id: 'no', ordered_at: '2026-05-28T10:00:00+09:00' })
  expect(label()).toMatchObject({ registered: 1 })
  await report({ registered_channels: [] }, { external_id: 'no more', ordered_at: '2026-06-01T10:00:00+09:00' })
  expect(label()).toMatchObject({ registered: 0 })
})

test('a word about something else, or none at all, changes nothing', async () => {
  await report({ consent: [AGREED] })
  await report({}, { external_id: 'silent' })
  await report({ consent: [{ channel: 'email', purpose: 'service', granted: false }] }, { external_id: 'service' })
  await report({ consent: [{ channel: 'line', granted: false }] }, { external_id: 'line' })
  expect(label()).toEqual({ label: 'visitor', registered: 1 })
})

test('an order that is told again because of it is no purchase: the customer registered', async () => {
  await report({})
  await report({ consent: [AGREED] })
  expect(moves()).toEqual([{ from_label: 'unregistered', to_label: 'visitor', cause: 'registration' }])
})

test('a contract may tell it as well', async () => {
  await report({})
  const contract = { source: 'shop', external_id: 's', product: 'LF', started_at: '2026-05-30T10:00:00+09:00' }
  await world.api('/subscriptions', [
    { ...contract, customer: { external_id: 'hana', registered_channels: ['email'] } },
  ])
  expect(label()).toEqual({ label: 'subscriber_new', registered: 1 })
})

test.each([
  [{ consent: 'yes' }, '「consent」の値「yes」'],
  [{ consent: [{ channel: 'fax' }] }, '「channel」の値「fax」'],
  [{ registered_channels: ['mail'] }, '「registered_channels」の値「mail」'],
])('%j is refused, and the field named', async (said, field) => {
  expect(await report(said)).toMatchObject({ outcome: 'rejected', message: expect.stringContaining(field) })
  expect(rows(world, 'select 1 from orders')).toEqual([])
})

test('who was forgotten agrees to nothing', async () => {
  await report({})
  world.deps.db.raw.exec('update customers set deleted_at = 1')
  await report({ consent: [AGREED] }, { external_id: 'later' })
  expect(rows(world, 'select email_consent from customers')).toEqual([{ email_consent: 0 }])
})
