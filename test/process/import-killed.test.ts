/** A long import is killed in the middle and simply done again: what is different from one that nobody disturbed? Nothing. */

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { orderRows, writeOrders } from '../bench/facts-file.ts'
import { folder } from '../cli/run.ts'
import { poll } from '../support/poll.ts'

const FANBELT = join(import.meta.dirname, '../../bot/cli/fanbelt.js')
const CUSTOMERS = 4000

/** What must be the same: whose it is by e-mail, and no ids or moments of the run itself. */
const OF_THE_RUN = new Set(['id', 'created_at', 'updated_at', 'at', 'import_id', 'bucket', 'customer_id', 'email'])
const ABOUT_CUSTOMERS = [
  'customers',
  'external_ids',
  'orders',
  'facts',
  'label_history',
  'ledgers',
  'stale_facts',
  'enrollments',
]

function contents(path: string): Record<string, string[]> {
  const db = new Database(path, { readonly: true })
  try {
    const all = (sql: string) => db.prepare(sql).all() as Record<string, unknown>[]
    const told = (row: Record<string, unknown>) =>
      JSON.stringify(Object.entries(row).filter(([name]) => !OF_THE_RUN.has(name)))
    const tables = ABOUT_CUSTOMERS.map((table): [string, string[]] => {
      const key = table === 'customers' ? 'id' : 'customer_id'
      const rows = all(
        `select person.email as person, t.* from ${table} as t join customers as person on person.id = t.${key}`,
      )
      return [table, rows.map(told).sort()]
    })
    return { ...Object.fromEntries(tables), order_lines: all('select * from order_lines').map(told).sort() }
  } finally {
    db.close()
  }
}

const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
})

const importing = (file: string, db: string) => ['import', file, '--db', db, '--json']
const env = { PATH: process.env.PATH }
async function whole(file: string, db: string) {
  const { stdout } = await promisify(execFile)(process.execPath, [FANBELT, ...importing(file, db)], { env })
  return JSON.parse(stdout)
}

/** Kills it as soon as this many orders are in. */
async function killed(file: string, db: string, orders: number): Promise<void> {
  const child = spawn(process.execPath, [FANBELT, ...importing(file, db)], { env, stdio: 'ignore' })
  running.add(child)
  const ended = once(child, 'exit')
  await poll('some orders', 90_000, () => count(db, 'orders') >= orders)
  child.kill('SIGKILL')
  await ended
  running.delete(child)
}

function count(path: string, table: string): number {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true })
    try {
      return (db.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n
    } finally {
      db.close()
    }
  } catch {
    return 0
  }
}

test('killed twice in the middle, then done: as if nothing had happened, and once more changes nothing', async () => {
  const file = join(folder(), 'orders.csv')
  const { rows: all } = await writeOrders(file, orderRows(CUSTOMERS))
  const [calm, rough] = [join(folder(), 'calm.sqlite'), join(folder(), 'rough.sqlite')]
  expect(await whole(file, calm)).toMatchObject({ inserted: all, customers: CUSTOMERS, rejected: [] })
  for (const share of [0.2, 0.45]) await killed(file, rough, all * share)
  const before = count(rough, 'orders')
  expect(before).toBeGreaterThan(0)
  expect(before).toBeLessThan(all)
  // Whoever is marked has orders that no label knows of yet.
  expect(count(rough, 'stale_facts')).toBeGreaterThan(0)
  expect(await whole(file, rough)).toMatchObject({ inserted: all - before, updated: 0, skipped: before })
  expect(contents(rough)).toEqual(contents(calm))
  expect(count(rough, 'facts')).toBe(CUSTOMERS)
  expect(await whole(file, rough)).toMatchObject({ inserted: 0, updated: 0, skipped: all })
  expect(contents(rough)).toEqual(contents(calm))
}, 300_000)
