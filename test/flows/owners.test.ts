import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unmergeCustomers } from '../../bot/flows/merge-customers.ts'
import { bindExternalIds } from '../../db/customers.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, linkedFriend, order, person, rows, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const THANKS = scenarioText('thanks', [{ id: 't1' }])
const HANA = { phone: '090-1234-5678', name: '山田 花子' }
const MAIL = { email: 'hana@example.jp' }

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(START, { files: shopFiles(THANKS) })
})
afterEach(() => world.close())

let number = 0
const report = async (customer: object | undefined, more: object = {}) => {
  const external_id = `o${++number}`
  const { customer: _, ...rest } = order({}, { external_id, ...more })
  const { body } = await world.api('/orders', [customer === undefined ? rest : { ...rest, customer }])
  return body.items[0]?.outcome
}
const living = () => rows(world, 'select id from customers where merged_into is null and not anonymous')
const merges = () => rows(world, 'select reason from customer_merges').map(({ reason }) => reason)
const tasks = () => rows(world, 'select kind, cause from staff_tasks')

describe('two customers are one by a later report', () => {
  test('an order with the address of the one and the telephone and name of the other', async () => {
    await report(MAIL)
    await report(HANA)
    expect(living()).toHaveLength(2)
    await report({ ...MAIL, ...HANA })
    expect([living().length, merges()]).toEqual([1, ['phone_and_name']])
    expect(rows(world, 'select count(*) as n from orders group by customer_id')).toEqual([{ n: 3 }])
    expect(rows(world, 'select email, phone, name from customers where merged_into is null')).toEqual([
      { email: 'hana@example.jp', phone: '09012345678', name: '山田 花子' },
    ])
    expect(rows(world, 'select purchases from facts')).toEqual([{ purchases: 1 }])
  })

  test('all three in one call', async () => {
    const reports = [MAIL, HANA, { ...MAIL, ...HANA }].map((customer, n) =>
      order(customer, { external_id: `x${n}`, ordered_at: `2026-05-0${n + 1}T10:00:00+09:00` }),
    )
    await world.api('/orders', reports)
    expect(living()).toHaveLength(1)
    expect(rows(world, 'select purchases from facts')).toEqual([{ purchases: 3 }])
  })

  test('the number of the one comes with the address of the other', async () => {
    await report({ external_id: '7' })
    await report(MAIL)
    await report({ external_id: '7', ...MAIL })
    expect([living().length, merges()]).toEqual([1, ['email']])
  })

  test('an order that is known already goes along when its own report joins them', async () => {
    await report({ external_id: '7' })
    await report(MAIL, { external_id: 'same' })
    await report({ external_id: '7', ...MAIL }, { external_id: 'same', total_yen: 1200 })
    expect(living()).toHaveLength(1)
    expect(rows(world, 'select distinct customer_id from orders')).toEqual([{ customer_id: living()[0]?.id }])
    expect(rows(world, 'select customer_id from facts')).toEqual([{ customer_id: living()[0]?.id }])
  })

  test('a name alone, or a telephone alone, joins nobody', async () => {
    await report({ external_id: '1', ...HANA })
    await report({ external_id: '2', name: HANA.name })
    await report({ external_id: '3', phone: HANA.phone })
    await report({ external_id: '2', name: HANA.name, phone: '03-1234-5678' })
    await report({ external_id: '3', name: '山田 太郎', phone: HANA.phone })
    expect([living().length, merges()]).toEqual([3, []])
  })

  test('each on a LINE of their own: people decide, and are asked once', async () => {
    await linkedFriend(world, '7', person('a'))
    await linkedFriend(world, '8', person('b'))
    await report({ external_id: '7', ...MAIL })
    for (const total_yen of [980, 1200])
      await report({ external_id: '8', ...MAIL }, { external_id: 'again', total_yen })
    expect([merges(), tasks().map(({ kind }) => kind)]).toEqual([[], ['merge_check']])
  })

  test('two numbers of one system under one address are one, and can be two again with the orders of each', async () => {
    for (const [number, contact] of [
      ['7', MAIL],
      ['8', MAIL],
      ['9', { ...MAIL, ...HANA }],
    ] as const)
      await report({ external_id: number, ...contact })
    // Of one call, and of another system, where the number is only one more.
    await world.api('/orders', [
      order({ external_id: '20', ...HANA, email: 'taro@example.jp' }, { external_id: 'x1' }),
      order({ external_id: '21', email: 'taro@example.jp' }, { external_id: 'x2' }),
      order({ external_id: '7', ...MAIL }, { external_id: 'x3', source: 'cart' }),
    ])
    expect([living().length, merges().toSorted()]).toEqual([1, ['email', 'email', 'email', 'phone_and_name']])
    expect(rows(world, 'select distinct customer_id from orders')).toHaveLength(1)

    const parted = rows(world, 'select id, from_id, reason from customer_merges order by rowid desc')
    for (const { id } of parted) await unmergeCustomers(world.deps, String(id), 'みなみ')
    const owned = rows(
      world,
      `select group_concat(customer_number order by customer_number) as numbers from orders
       where customer_id in (select id from customers where merged_into is null) group by customer_id`,
    )
    expect(owned.map(({ numbers }) => numbers).toSorted()).toEqual([
      'cart 7,shop 7',
      'shop 20',
      'shop 21',
      'shop 8',
      'shop 9',
    ])
    // Each of them was parted from the first one: nor are they one among themselves.
    await report({ external_id: '8', ...MAIL })
    await report({ external_id: '21', email: 'taro@example.jp' })
    expect(living()).toHaveLength(5)
  })

  test('whom somebody parted stays two, whatever is reported', async () => {
    await report({ external_id: '7' })
    await report(MAIL)
    await report({ external_id: '7', ...MAIL })
    const [merge] = rows(world, 'select id from customer_merges')
    await unmergeCustomers(world.deps, String(merge?.id), 'みなみ')
    await report({ external_id: '7', ...MAIL })
    expect([living().length, merges()]).toEqual([2, ['email']])
  })
})

describe('an order that names nobody', () => {
  const anonymous = () => rows(world, 'select id, name from customers where anonymous')
  const tables = () =>
    ['facts', 'enrollments', 'ledgers', 'stale_facts', 'label_history'].map((table) => [table, count(world, table)])
  const none = [
    ['facts', 0],
    ['enrollments', 0],
    ['ledgers', 0],
    ['stale_facts', 0],
    ['label_history', 0],
  ]

  test('is kept, and nothing begins or is counted for nobody', async () => {
    expect(await report(undefined, { external_id: 'a' })).toBe('inserted')
    expect(await report({}, { external_id: 'b' })).toBe('inserted')
    expect(await report({ name: '山田 花子' }, { external_id: 'c' })).toBe('inserted')
    expect([count(world, 'orders'), anonymous().length, living()]).toEqual([3, 3, []])
    await world.stage.tick()
    expect(tables()).toEqual(none)
  })

  test('told again makes nobody new', async () => {
    for (const total_yen of [980, 980, 1200]) await report(undefined, { external_id: 'a', total_yen })
    expect([count(world, 'customers'), count(world, 'orders')]).toEqual([1, 1])
  })

  test('goes to whom a later report names, with what an order begins', async () => {
    await report(undefined, { external_id: 'a' })
    await report(MAIL, { external_id: 'a' })
    const [hana] = living()
    expect(rows(world, 'select customer_id from orders')).toEqual([{ customer_id: hana?.id }])
    expect(rows(world, 'select customer_id, purchases from facts')).toEqual([{ customer_id: hana?.id, purchases: 1 }])
    expect(rows(world, 'select customer_id, status from enrollments')).toEqual([
      { customer_id: hana?.id, status: 'active' },
    ])
    expect(merges()).toEqual(['order'])
  })

  test('that named somebody before keeps its customer', async () => {
    await report(MAIL, { external_id: 'a' })
    await report(undefined, { external_id: 'a', total_yen: 1200 })
    expect([count(world, 'customers'), anonymous()]).toEqual([1, []])
  })

  test('and of two reports in one call the one that names somebody counts', async () => {
    const { customer: _, ...nobody } = order({}, { external_id: 'a', total_yen: 1200 })
    await world.api('/orders', [order(MAIL, { external_id: 'a' }), nobody])
    expect(rows(world, 'select customer_id from orders')).toEqual([{ customer_id: living()[0]?.id }])
  })

  test('names nobody by the same name alone', async () => {
    await report({ name: '山田 花子' }, { external_id: 'a' })
    await report({ external_id: '7', name: '山田 花子' }, { external_id: 'b' })
    expect([living().length, anonymous().length]).toEqual([1, 1])
  })
})

test.each(['/orders', '/customers/link'])(
  'a crash between a number and the row of whom it stands for: the same report to %s again makes the row',
  async (path) => {
    await bindExternalIds(world.deps.db, [{ source: 'shop', externalId: 'mei', customerId: 'c-mei' }])
    const reported =
      path === '/orders' ? order('mei') : { source: 'shop', external_id: 'mei', line_user_id: person('b') }
    for (let again = 0; again < 2; again += 1) await world.api(path, [reported])
    expect(living()).toEqual([{ id: 'c-mei' }])
    await world.api('/orders', [order('mei')])
    expect(rows(world, 'select customer_id as id from enrollments')).toEqual([{ id: 'c-mei' }])
  },
)
