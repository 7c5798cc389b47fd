import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ArrivalInput } from '../../bot/core/arrival.ts'
import { recordArrivals } from '../../bot/flows/record-arrivals.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { linkedFriend, order, person, pushed, rows, scenarioText, shopFiles } from '../support/story.ts'

const HANA = person('a')
const FIRST = scenarioText('first', [
  { id: 'thanks', at: '{from: order, day: 0, delay_minutes: 30}' },
  { id: 'arrived', at: '{from: delivered, day: 0, time: "12:00"}' },
])

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles(FIRST) })
})
afterEach(() => world.close())

const at = (text: string) => new Date(`${text}+09:00`)
const record = async (...arrivals: ArrivalInput[]) =>
  (await recordArrivals(world.deps, arrivals)).map(({ outcome }) => outcome)
const report = (more: object = {}, customer: string | object = 'hana') => world.api('/orders', [order(customer, more)])
const kept = () =>
  rows(world, 'select status, shipped_at, delivered_at from orders order by external_id').map(
    ({ status, shipped_at, delivered_at }) => [status, shipped_at, delivered_at],
  )
const SHIPPED = at('2026-06-02T00:00:00')
const DELIVERED = at('2026-06-05T00:00:00')

describe('an order that is known', () => {
  beforeEach(() => report({ name: '花', shipped_at: undefined }))

  test('gets its days and keeps everything else; the same again changes nothing', async () => {
    const before = rows(world, 'select total_yen, customer_id, fingerprint, triggered_at from orders')
    const arrival = { external_id: 'order-hana', shipped_at: SHIPPED, delivered_at: DELIVERED }
    expect(await record(arrival)).toEqual(['updated'])
    expect(kept()).toEqual([['delivered', SHIPPED.getTime(), DELIVERED.getTime()]])
    expect(rows(world, 'select total_yen, customer_id, fingerprint, triggered_at from orders')).toEqual(before)
    expect(rows(world, 'select name, qty from order_lines')).toEqual([{ name: 'お試し', qty: 1 }])
    expect(await record(arrival)).toEqual(['unchanged'])
  })
  test('a second file with one of the days keeps the other', async () => {
    await record({ external_id: 'order-hana', shipped_at: SHIPPED })
    await record({ external_id: 'order-hana', delivered_at: DELIVERED })
    expect(kept()).toEqual([['delivered', SHIPPED.getTime(), DELIVERED.getTime()]])
  })
  test('the cart’s own report, the same or another, does not take the days away', async () => {
    await record({ external_id: 'order-hana', shipped_at: SHIPPED, delivered_at: DELIVERED })
    await report({ name: '花' })
    await report({ total_yen: 500, status: 'cancelled' })
    expect(kept()).toEqual([['cancelled', SHIPPED.getTime(), DELIVERED.getTime()]])
    await report({ shipped_at: '2026-06-03T00:00:00+09:00' })
    expect(kept()[0]?.[1]).toBe(at('2026-06-03T00:00:00').getTime())
  })
  test.each(['cancelled', 'returned', 'refunded', 'partially_refunded'])('%s stays so', async (status) => {
    await report({ status })
    await record({ external_id: 'order-hana', shipped_at: SHIPPED, delivered_at: DELIVERED })
    expect(kept()[0]?.[0]).toBe(status)
  })
  test('shipped but not there yet is shipped', async () => {
    await record({ external_id: 'order-hana', shipped_at: SHIPPED })
    expect(kept()[0]?.[0]).toBe('shipped')
  })
  test('the message of the arrival goes out on the day that was told', async () => {
    await linkedFriend(world, 'hana', HANA)
    await world.advanceTo('2026-06-03T13:00:00+09:00')
    await record({ external_id: 'order-hana', shipped_at: SHIPPED, delivered_at: at('2026-06-06T09:00:00') })
    await world.advanceTo('2026-06-05T13:00:00+09:00')
    expect(await pushed(world, HANA)).toEqual(['thanks'])
    await world.advanceTo('2026-06-06T13:00:00+09:00')
    expect(await pushed(world, HANA)).toEqual(['thanks', 'arrived'])
  })
})

test('an order nobody knows makes nothing', async () => {
  expect(await record({ external_id: 'nobody', shipped_at: SHIPPED })).toEqual(['unknown'])
  expect(kept()).toEqual([])
})

test('a number of two systems is asked for, unless its system is named', async () => {
  await report({ external_id: '501', source: 'base' })
  await report({ external_id: '501', source: 'shop' })
  expect(await record({ external_id: '501', shipped_at: SHIPPED })).toEqual(['ambiguous'])
  expect(await record({ external_id: '501', shipped_at: SHIPPED, source: 'base' })).toEqual(['updated'])
  expect(rows(world, 'select source from orders where shipped_at is not null')).toEqual([{ source: 'base' }])
  expect(await record({ external_id: '501', shipped_at: SHIPPED, source: 'other' })).toEqual(['unknown'])
})

test('the number that customers know is a number, too; the system’s own goes before it', async () => {
  await report({ external_id: '5120000000001', number: '#1001' })
  expect(await record({ external_id: '#1001', shipped_at: SHIPPED })).toEqual(['updated'])
  await report({ external_id: '#1001' })
  expect(await record({ external_id: '#1001', shipped_at: DELIVERED })).toEqual(['updated'])
  expect(rows(world, 'select external_id from orders where shipped_at = ?', DELIVERED.getTime())).toEqual([
    { external_id: '#1001' },
  ])
})

test('a renewal that was written down ahead is bought when it is shipped', async () => {
  await report({ subscription_count: 2, status: 'pending' })
  expect(rows(world, 'select purchases from facts')).toEqual([{ purchases: 0 }])
  await record({ external_id: 'order-hana', shipped_at: at('2026-06-01T09:00:00') })
  expect(rows(world, 'select purchases from facts')).toEqual([{ purchases: 1 }])
  expect(rows(world, 'select cause from label_history order by rowid desc limit 1')).toEqual([{ cause: 'purchase' }])
})

test('a delivery that comes to light late is no purchase', async () => {
  await linkedFriend(world, 'hana', HANA)
  await report()
  await world.stage.setClock(at('2026-09-20T12:00:00'))
  await record({ external_id: 'order-hana', delivered_at: DELIVERED })
  expect(rows(world, 'select cause from label_history order by rowid desc limit 1')).toEqual([{ cause: 'aging' }])
})

test('a batch of orders of one customer is one look at them', async () => {
  await report({ external_id: 'one' })
  await report({ external_id: 'two' })
  expect(
    await record(
      { external_id: 'one', shipped_at: SHIPPED },
      { external_id: 'two', delivered_at: DELIVERED },
      { external_id: 'one', shipped_at: SHIPPED },
    ),
  ).toEqual(['updated', 'updated', 'unchanged'])
})
