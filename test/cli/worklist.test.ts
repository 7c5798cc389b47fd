import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

const env = { SCENARIOS_DIR: SCENARIOS }

/** A shop in which somebody is to be called. */
async function withCall(): Promise<string> {
  const db = join(folder(), 'shop.sqlite')
  await fanbelt(['worklist', '--db', db], env)
  const open = openDatabase(db)
  open.raw.exec(`
    insert into customers (id, name, created_at) values ('c', '=山田', 0);
    insert into external_ids (source, external_id, customer_id) values ('generic', '77', 'c');
    insert into enrollments (id, customer_id, scenario_id, revision_id, anchor, anchor_at, started_at)
      select 'e', 'c', name, id, 'order:2026-06-15', 0, 0 from revisions where name = 'first_60days';
    insert into deliveries (enrollment_id, step_id, customer_id, scenario_id, revision_id, status, due_at, decided_at)
      select 'e', 'm05_habit', 'c', name, id, 'listed', ${Date.parse('2026-06-15T01:00:00Z')}, 0
      from revisions where name = 'first_60days';`)
  open.close()
  return db
}

test('says when there is nothing to do', async () => {
  const { code, out } = await fanbelt(['worklist', '--db', join(folder(), 'new.sqlite')], env)
  expect([code, out]).toEqual([0, '作業はありません。\n'])
})

test('lists the day, how, whom and what; --json has all of it', async () => {
  const db = await withCall()
  const { code, out } = await fanbelt(['worklist', '--db', db], env)
  expect([code, out]).toEqual([0, expect.stringMatching(/^2026-06-15 .+ =山田 m05_habit\n1件です。\n$/)])
  const { json } = await fanbelt(['worklist', '--db', db, '--json'], env)
  expect(json().work[0]).toMatchObject({ day: '2026-06-15', customerNumber: '77', step: 'm05_habit', done: false })
})

test('--csv writes a file Excel opens, in which no cell is a formula', async () => {
  const db = await withCall()
  const csv = join(folder(), 'list.csv')
  const { out } = await fanbelt(['worklist', '--db', db, '--csv', csv], env)
  expect(out).toBe(`1件を ${csv} に書き出しました。\n`)
  const text = readFileSync(csv, 'utf8')
  expect(text.charCodeAt(0)).toBe(0xfeff)
  expect(text).toContain("'=山田")
})

test('outside the days asked for there is nothing, and an odd day is named', async () => {
  const db = await withCall()
  expect((await fanbelt(['worklist', '--db', db, '--to', '2026-06-14'], env)).out).toBe('作業はありません。\n')
  const odd = await fanbelt(['worklist', '--db', db, '--from', '6/15'], env)
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('--from の「6/15」')])
})
