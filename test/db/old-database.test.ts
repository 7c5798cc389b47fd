/** A database of an earlier version is opened by this one: what moves over, and what still holds? */

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { expect, test } from 'vitest'
import { countAnswers } from '../../db/answers.ts'
import { deliveriesOf, marketingSince } from '../../db/deliveries.ts'
import { claimDue } from '../../db/leases.ts'
import { openDatabase } from '../../db/node.ts'
import { holdersAt, labelChanges } from '../../db/transitions.ts'
import { folder } from '../cli/run.ts'

const MIGRATIONS = join(import.meta.dirname, '../../db/migrations')

/** A new file as the version with so many migrations made it. */
function madeBy(migrations: number): string {
  const old = join(folder(), 'migrations')
  cpSync(MIGRATIONS, old, { recursive: true })
  const journal = join(old, 'meta/_journal.json')
  const all = JSON.parse(readFileSync(journal, 'utf8'))
  writeFileSync(journal, JSON.stringify({ ...all, entries: all.entries.slice(0, migrations) }))
  const path = join(folder(), 'old.sqlite')
  const raw = new Database(path)
  migrate(drizzle(raw), { migrationsFolder: old })
  raw.close()
  return path
}

test('one index of order numbers takes the place of two: every order stays, and no number comes twice', () => {
  const path = madeBy(11)
  const old = new Database(path)
  const insert = old.prepare(
    "insert into orders (id, source, external_id, customer_id, ordered_at, status, fingerprint) values (?, ?, ?, 'c', 0, 'confirmed', 'f')",
  )
  for (const source of ['shop', 'mall']) for (let n = 0; n < 50; n += 1) insert.run(`${source}:${n}`, source, `${n}`)
  const before = old.prepare('select * from orders order by id').all()
  old.close()
  const db = openDatabase(path)
  try {
    const all = (sql: string) => db.raw.prepare(sql).all()
    expect(all('select * from orders order by id')).toEqual(before)
    expect(() =>
      db.raw.exec(
        "insert into orders (id, source, external_id, customer_id, ordered_at, status, fingerprint) values ('x', 'mall', '7', 'c', 0, 's', 'f')",
      ),
    ).toThrow(/UNIQUE/)
    expect(all("explain query plan select id from orders where external_id = '7'")).toMatchObject([
      { detail: expect.stringContaining('orders_numbered (external_id=?)') },
    ])
    expect(all("explain query plan select id from orders where source = 'mall' and external_id = '7'")).toMatchObject([
      { detail: expect.stringContaining('orders_numbered (external_id=? AND source=?)') },
    ])
  } finally {
    db.close()
  }
})

test('leases have a place of their own: what a tick had in hand when it was killed is due again, and letters still count', async () => {
  const path = madeBy(13)
  const old = new Database(path)
  old.exec(`
    insert into enrollments (id, customer_id, scenario_id, revision_id, anchor, anchor_at, started_at, next_due_at, lease_id, lease_until)
      values ('e', 'hana', 's', 'r', 'a', 0, 0, 5, 'killed', 9);
    insert into deliveries (enrollment_id, step_id, customer_id, scenario_id, revision_id, status, due_at, decided_at, marketing_at)
      values ('e', 'one', 'hana', 's', 'r', 'sent', 1, 2, 2), ('e', 'two', 'hana', 's', 'r', 'held', 3, 4, null)`)
  const before = old.prepare('select * from deliveries').all()
  old.close()
  const db = openDatabase(path)
  try {
    expect(db.raw.prepare('select * from deliveries').all()).toEqual(before)
    const claim = { leaseId: 'next', now: new Date(10), leaseUntil: new Date(20), limit: 10 }
    expect((await claimDue(db, claim)).map(({ id }) => id)).toEqual(['e'])
    expect(await marketingSince(db, ['hana'], new Date(0))).toEqual(new Map([['hana', [new Date(2)]]]))
    expect(await deliveriesOf(db, 'hana', 10)).toMatchObject([{ stepId: 'two' }, { stepId: 'one' }])
    const plan = "explain query plan select * from deliveries where customer_id = 'hana'"
    expect(db.raw.prepare(`${plan} and marketing_at > 1`).all()).toMatchObject([
      { detail: expect.stringContaining('deliveries_customer (customer_id=? AND marketing_at>?)') },
    ])
    expect(db.raw.prepare(plan).all()).toMatchObject([
      { detail: expect.stringContaining('deliveries_customer (customer_id=?)') },
    ])
  } finally {
    db.close()
  }
})

test('the report’s indexes: histories, answers and friends of before are found by them, and nothing is read beside them', async () => {
  const path = madeBy(12)
  const old = new Database(path)
  old.exec(`
    insert into facts (customer_id, label, stage, max_stage, registered, purchases, positives, subscription, body, known_until, updated_at)
      values ('hana', 'follower', 1, 1, 1, 1, 0, 0, '{}', 0, 0), ('mei', 'visitor', 1, 1, 1, 1, 0, 0, '{}', 0, 0);
    insert into label_history (id, customer_id, from_label, to_label, to_stage, cause, facts_after, at)
      values ('1', 'hana', null, 'visitor', 1, 'purchase', '{}', 10), ('2', 'hana', 'visitor', 'follower', 1, 'purchase', '{}', 20),
        ('3', 'mei', null, 'visitor', 1, 'purchase', '{}', 30);
    insert into friends (line_user_id, customer_id, changed_at, created_at) values ('U1', 'hana', 0, 0), ('U2', 'mei', 0, 0);
    insert into responses (id, survey_id, customer_id, answers, nps, at) values ('r', 'r', 'mei', '{}', 9, 15)`)
  const tables = ['facts', 'label_history', 'friends', 'responses']
  const before = tables.map((table) => old.prepare(`select * from ${table} order by 1`).all())
  old.close()
  const db = openDatabase(path)
  try {
    expect(tables.map((table) => db.raw.prepare(`select * from ${table} order by 1`).all())).toEqual(before)
    expect(await holdersAt(db, new Date(20))).toEqual([{ label: 'visitor', count: 1 }])
    expect((await labelChanges(db, new Date(0), new Date(99), 9)).map(({ to }) => to)).toEqual(['follower'])
    const span = { name: 'all', from: new Date(0), end: new Date(99) }
    expect(await countAnswers(db, [span])).toMatchObject([{ nps: 9, count: 1 }])
    const plan = (sql: string) =>
      (db.raw.prepare(`explain query plan ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail).join()
    expect(
      plan('select to_label, count(*) from label_history where from_label is null and at > 1 group by at, to_label'),
    ).toBe('SEARCH label_history USING INDEX label_history_begun (at>?)')
    expect(plan('select customer_id, cause from label_history where from_label <> to_label and at > 1')).toBe(
      'SEARCH label_history USING COVERING INDEX label_history_moved (at>?)',
    )
    expect(
      plan('select count(*) from responses where satisfaction is null and nps is 9 and nps_scale is null and at > 1'),
    ).toBe('SEARCH responses USING COVERING INDEX responses_felt (satisfaction=? AND nps=? AND nps_scale=? AND at>?)')
    expect(plan('select sum(following), max(changed_at), min(created_at) from friends')).toBe(
      'SCAN friends USING COVERING INDEX friends_customer',
    )
  } finally {
    db.close()
  }
})
