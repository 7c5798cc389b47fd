/** Rows enter a table alike, in one statement or each by itself. */

import { type SQL, sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { InsertRows } from '../../db/insert-rows.ts'
import { type NodeDb, openDatabase } from '../../db/node.ts'
import { customers, orderLines, orders } from '../../db/schema.ts'

const AT = new Date('2026-06-01T10:00:00.123Z')
const ROWS = [
  { id: 'a', name: '髙﨑 "花子" \\ 😊\n', emailConsent: true, birthdayOn: '1990-04-01', deletedAt: AT, createdAt: AT },
  { id: 'b', name: null, marketingAllowed: false, createdAt: AT },
]
const ways: Record<string, (db: NodeDb, rows: InsertRows) => Promise<unknown>> = {
  'as one statement': async (db, rows) => db.run(rows),
  'each by itself': (db, rows) => db.atomically([rows]),
}

let db: NodeDb
beforeEach(() => {
  db = openDatabase(':memory:')
})

test.each(Object.entries(ways))(
  '%s: every kind of column, and defaults where a row says nothing',
  async (_, insert) => {
    await insert(db, new InsertRows(customers, ROWS))
    const usual = {
      emailConsent: false,
      marketingAllowed: true,
      openComplaint: false,
      deletedAt: null,
      birthdayOn: null,
    }
    expect(await db.select().from(customers).orderBy(customers.id)).toMatchObject([
      { ...usual, ...ROWS[0] },
      { ...usual, ...ROWS[1] },
    ])
  },
)

test.each(Object.entries(ways))('%s: what is known is updated, what is JSON stays JSON', async (_, insert) => {
  const order = (status: string) => ({
    ...{ id: 'o', source: 's', externalId: '1', customerId: 'a', orderedAt: AT, status, fingerprint: 'f' },
    couponCodes: ["it's", '値引'],
  })
  const how = { conflict: sql`on conflict do update set status = excluded.status` }
  await insert(db, new InsertRows(orders, [order('pending'), order('shipped')], how))
  expect(await db.select().from(orders)).toMatchObject([
    { status: 'shipped', couponCodes: ["it's", '値引'], discountYen: 0 },
  ])
})

test.each(Object.entries(ways))('%s: only rows that a query knows by what is told beside them', async (_, insert) => {
  await db.run(new InsertRows(customers, [{ id: 'o', name: 'x', createdAt: AT }]))
  const lines = [0, 1, 2].map((no) => ({
    orderId: no === 2 ? 'p' : 'o',
    no,
    name: `n${no}`,
    qty: 1,
    lineType: 'goods',
  }))
  const query = (id: SQL, mark: SQL) => sql`select id from ${customers} where id = ${id} and name = ${mark}`
  await insert(db, new InsertRows(orderLines, lines, { only: { key: 'orderId', marks: ['x', 'y', 'x'], query } }))
  expect((await db.select().from(orderLines)).map(({ no }) => no)).toEqual([0])
})

test('each by itself is all or nothing, too', async () => {
  await expect(db.atomically([new InsertRows(customers, ROWS), new InsertRows(customers, ROWS)])).rejects.toThrow(
    /UNIQUE/,
  )
  expect(await db.select().from(customers)).toEqual([])
})

test('what no row says more of than the table does is not bound', () => {
  const rows = [0, 1].map((n) => ({
    ...{ id: `o${n}`, source: 's', externalId: `${n}`, customerId: 'a', orderedAt: AT, status: 'x', fingerprint: 'f' },
    ...{ number: null, paidAt: null, discountYen: 0, refundedYen: n, marketingAllowed: true, isTrial: false },
  }))
  const bound = new InsertRows(orders, rows).values()
  expect(bound).toEqual(rows.map(({ id }, n) => [id, 's', `${n}`, 'a', AT.getTime(), 'x', n, 'f']))
})
