import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forgetById } from '../../bot/flows/leave.ts'
import { mergeCustomers, unmergeCustomers } from '../../bot/flows/merge-customers.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, execute, linkedFriend, order, person, pushed, rows, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const THANKS = scenarioText('thanks', [
  { id: 't1', at: '{from: order, day: 1, time: "12:00"}' },
  { id: 't2', at: '{from: order, day: 5, time: "12:00"}' },
])
const BY = { reason: '確認', by: 'みなみ' }

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(START, { files: shopFiles(THANKS) })
})
afterEach(() => world.close())

const customerOf = (externalId: string) =>
  String(rows(world, 'select customer_id from external_ids where external_id = ?', externalId)[0]?.customer_id)
const merge = (one: string, other: string) => mergeCustomers(world.deps, [one, other], BY)

/** Straight from SQLite's own catalogue, so that no list of ours can leave one out. */
const tablesWithCustomers = () =>
  rows(
    world,
    `select distinct tables.name as name from sqlite_master as tables, pragma_table_info(tables.name) as columns
     where tables.type = 'table' and columns.name = 'customer_id' order by 1`,
  ).map(({ name }) => String(name))
/** Derived from the rest, or held for a moment. */
const MADE_ANEW = ['facts', 'leases', 'ledgers', 'stale_facts']

/** One row of each table that belongs to a customer, whatever the table. */
function fillEveryTable(customerId: string): void {
  const known: Record<string, string | number> = { status: 'ended', max_stage: 5, stage: 0, label: 'visitor' }
  const json = ['coupon_codes', 'facts_after', 'answers', 'body']
  for (const table of tablesWithCustomers()) {
    const columns = rows(
      world,
      `select name, type, "notnull" as must, dflt_value as usual from pragma_table_info('${table}')`,
    )
    const given = columns.filter(({ name, must, usual }) => (must === 1 && usual === null) || name === 'id')
    const value = ({ name, type }: (typeof columns)[number]) =>
      name === 'customer_id'
        ? customerId
        : json.includes(String(name))
          ? '{}'
          : (known[String(name)] ?? (type === 'TEXT' ? `${table}-${customerId}` : 1))
    execute(
      world,
      `insert into ${table} (${given.map(({ name }) => name).join()}) values (${given.map(() => '?').join()})`,
      ...given.map(value),
    )
  }
}

const everything = () =>
  Object.fromEntries(
    tablesWithCustomers()
      .filter((table) => !MADE_ANEW.includes(table) && table !== 'label_history')
      .map((table) => [
        table,
        rows(world, `select * from ${table}`)
          .map((row) => JSON.stringify(row))
          .sort(),
      ]),
  )
const ownedBy = (customerId: string) =>
  tablesWithCustomers().filter((table) => count(world, `${table} where customer_id = '${customerId}'`) > 0)

function addCustomer(id: string, more: Record<string, string | number | null> = {}): string {
  const row = { id, created_at: id.charCodeAt(0), ...more }
  const names = Object.keys(row)
  execute(
    world,
    `insert into customers (${names.join()}) values (${names.map(() => '?').join()})`,
    ...Object.values(row),
  )
  return id
}

/** On LINE and known to the shop for long: the one that stays. */
function addKept(id: string): string {
  addCustomer(id, { created_at: 0 })
  execute(
    world,
    'insert into friends (line_user_id, customer_id, changed_at, created_at) values (?, ?, 1, 1)',
    person(id),
    id,
  )
  execute(world, "insert into external_ids (source, external_id, customer_id) values ('shop', ?, ?)", `nr-${id}`, id)
  return id
}

describe('everything moves', () => {
  test('no table that has a customer is forgotten, and all of it goes back', async () => {
    addKept('a')
    addCustomer('b', { name: '山田 花子', email: 'hana@example.jp' })
    fillEveryTable('b')
    const before = { rows: everything(), customers: rows(world, 'select * from customers order by id') }
    expect(ownedBy('b')).toEqual(tablesWithCustomers())

    const { id, kept, merged, moved } = await merge('a', 'b')
    expect([kept, merged]).toEqual(['a', 'b'])
    expect(ownedBy('b')).toEqual([])
    expect(ownedBy('a')).toEqual(expect.arrayContaining(Object.keys(before.rows)))
    expect(Object.keys(moved).sort()).toEqual(tablesWithCustomers().filter((table) => !MADE_ANEW.includes(table)))
    expect(rows(world, "select name, email from customers where id = 'a'")).toEqual([
      { name: '山田 花子', email: 'hana@example.jp' },
    ])

    await unmergeCustomers(world.deps, id ?? '', 'みなみ')
    expect({ rows: everything(), customers: rows(world, 'select * from customers order by id') }).toEqual(before)
    expect(rows(world, "select max_stage from facts where customer_id = 'b'")).toEqual([{ max_stage: 5 }])
  })

  test('how far the other had come is not lost, and neither is a complaint', async () => {
    addKept('a')
    addCustomer('b', { open_complaint: 1, marketing_allowed: 0 })
    fillEveryTable('b')
    await merge('a', 'b')
    expect(rows(world, "select max_stage from facts where customer_id = 'a'")).toEqual([{ max_stage: 5 }])
    expect(rows(world, "select open_complaint, marketing_allowed from customers where id = 'a'")).toEqual([
      { open_complaint: 1, marketing_allowed: 0 },
    ])
  })

  test('the numbers are counted of one person', async () => {
    await world.api('/orders', [order('hana'), order('mei', { ordered_at: '2026-05-30T10:00:00+09:00' })])
    const { kept } = await merge(customerOf('hana'), customerOf('mei'))
    expect(rows(world, 'select customer_id, purchases from facts')).toEqual([{ customer_id: kept, purchases: 2 }])
    expect(count(world, 'ledgers where customer_id <> (select customer_id from facts)')).toBe(0)
  })

  test('who was merged into the other before is found under the one that is kept', async () => {
    for (const id of ['c', 'b']) addCustomer(id)
    addKept('a')
    const first = await merge('b', 'c')
    const second = await merge('a', 'b')
    const into = () => rows(world, 'select id, merged_into from customers where merged_into is not null order by id')
    expect(into()).toEqual([
      { id: 'b', merged_into: 'a' },
      { id: 'c', merged_into: 'a' },
    ])
    await expect(unmergeCustomers(world.deps, first.id ?? '', 'x')).rejects.toThrow(second.id)
    await unmergeCustomers(world.deps, second.id ?? '', 'x')
    expect(into()).toEqual([{ id: 'c', merged_into: 'b' }])
    await unmergeCustomers(world.deps, first.id ?? '', 'x')
    expect(into()).toEqual([])
  })
})

describe('once', () => {
  test('two who merge at once merge once', async () => {
    addKept('a')
    addCustomer('b')
    const done = await Promise.allSettled([merge('a', 'b'), merge('b', 'a'), merge('a', 'b')])
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect([count(world, 'customer_merges'), count(world, "audit_log where action = 'merge'")]).toEqual([1, 1])
  })

  test('what is undone is undone once', async () => {
    addKept('a')
    addCustomer('b')
    const { id = '' } = await merge('a', 'b')
    await unmergeCustomers(world.deps, id, 'x')
    await expect(unmergeCustomers(world.deps, id, 'x')).rejects.toMatchObject({ code: 'conflict' })
    await merge('a', 'b')
    expect(rows(world, "select merged_into from customers where id = 'b'")).toEqual([{ merged_into: 'a' }])
  })

  test('nobody who was forgotten comes back by a merge, and no merge of theirs can be undone', async () => {
    addKept('a')
    addCustomer('b', { name: '山田 花子' })
    const { id = '' } = await merge('a', 'b')
    await forgetById(world.deps, 'a', 'customer')
    expect(rows(world, 'select moved from customer_merges')).toEqual([{ moved: '{}' }])
    await expect(unmergeCustomers(world.deps, id, 'x')).rejects.toMatchObject({ code: 'conflict' })
    addCustomer('c')
    await expect(merge('a', 'c')).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('what is sent', () => {
  /** 花 is on LINE and has had the first message; the other one bought a day later by mail. */
  async function bothUnderWay() {
    await linkedFriend(world, 'hana', person('a'))
    await linkedFriend(world, 'mei', person('b'))
    await world.api('/orders', [order('hana')])
    await world.advanceTo('2026-06-02T13:00:00+09:00')
    await world.api('/orders', [order('mei', { ordered_at: '2026-06-02T13:00:00+09:00' })])
    return { hana: customerOf('hana'), mei: customerOf('mei') }
  }
  const runs = () => rows(world, 'select status, ended_reason from enrollments order by anchor_at')
  const everybodyHeard = async () => [...(await pushed(world, person('a'))), ...(await pushed(world, person('b')))]

  test('two runs of one scenario become one, and nothing is sent twice', async () => {
    const { hana, mei } = await bothUnderWay()
    expect(await everybodyHeard()).toEqual(['t1'])
    await merge(hana, mei)
    expect(
      runs()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['active', 'ended'])
    expect(runs().find(({ status }) => status === 'ended')).toEqual({ status: 'ended', ended_reason: 'merged' })
    await world.advanceTo('2026-06-12T13:00:00+09:00')
    expect((await everybodyHeard()).sort()).toEqual(['t1', 't2'])
  })

  test('the same when the younger run is the one that goes on', async () => {
    const { hana, mei } = await bothUnderWay()
    execute(world, 'update customers set created_at = 0 where id = ?', mei)
    const { kept } = await merge(hana, mei)
    expect(kept).toBe(mei)
    await world.advanceTo('2026-06-12T13:00:00+09:00')
    expect((await everybodyHeard()).sort()).toEqual(['t1', 't2'])
    expect(count(world, "deliveries where code = 'S_MERGED'")).toBe(1)
  })

  test('who has been through a scenario of the first order does not begin it again', async () => {
    await linkedFriend(world, 'hana', person('a'))
    await world.api('/orders', [order('hana')])
    await world.advanceTo('2026-06-07T13:00:00+09:00')
    await world.api('/orders', [order('mei', { ordered_at: '2026-06-07T13:00:00+09:00' })])
    expect(runs().map(({ status }) => status)).toEqual(['finished', 'active'])
    await merge(customerOf('hana'), customerOf('mei'))
    expect(runs().map(({ status }) => status)).toEqual(['finished', 'ended'])
    await world.advanceTo('2026-06-20T13:00:00+09:00')
    expect(await pushed(world, person('a'))).toEqual(['t1', 't2'])
  })

  test('who said stop on one account is not written to on the other', async () => {
    const { hana, mei } = await bothUnderWay()
    await world.phone(person('b'), 'messages', { text: '配信停止' })
    const { id = '' } = await merge(hana, mei)
    expect(count(world, 'friends where opted_out_at is null')).toBe(0)
    await world.advanceTo('2026-06-12T13:00:00+09:00')
    expect(await everybodyHeard()).toEqual(['t1'])
    await unmergeCustomers(world.deps, id, 'x')
    expect(rows(world, 'select line_user_id from friends where opted_out_at is null')).toEqual([
      { line_user_id: person('a') },
    ])
  })

  test('parted again, each goes on where they were', async () => {
    const { hana, mei } = await bothUnderWay()
    const before = rows(world, 'select id, customer_id, status, ended_reason, next_due_at from enrollments order by id')
    const { id = '' } = await merge(hana, mei)
    await unmergeCustomers(world.deps, id, 'x')
    expect(
      rows(world, 'select id, customer_id, status, ended_reason, next_due_at from enrollments order by id'),
    ).toEqual(before)
    await world.advanceTo('2026-06-12T13:00:00+09:00')
    expect([await pushed(world, person('a')), await pushed(world, person('b'))]).toEqual([
      ['t1', 't2'],
      ['t1', 't2'],
    ])
  })
})

describe('what came after the merge', () => {
  test('stays with the kept one, except for orders under the number of the other', async () => {
    await world.api('/orders', [order('hana'), order('mei')])
    const [hana, mei] = [customerOf('hana'), customerOf('mei')]
    const { id = '', kept, merged } = await merge(hana, mei)
    const numbers = { [hana]: 'hana', [mei]: 'mei' }
    await world.api('/orders', [
      order(numbers[kept] ?? '', { external_id: 'later-kept' }),
      order(numbers[merged] ?? '', { external_id: 'later-merged' }),
    ])
    expect(count(world, `orders where customer_id = '${kept}'`)).toBe(4)
    await unmergeCustomers(world.deps, id, 'x')
    const ordersOf = (customer: string) =>
      rows(world, 'select external_id from orders where customer_id = ? order by 1', customer).map(
        (row) => row.external_id,
      )
    expect(ordersOf(kept)).toEqual(['later-kept', `order-${numbers[kept]}`])
    expect(ordersOf(merged)).toEqual(['later-merged', `order-${numbers[merged]}`])
    expect(rows(world, 'select purchases from facts order by customer_id')).toHaveLength(2)
  })
})
