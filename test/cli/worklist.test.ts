import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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

describe('--done', () => {
  const ticked = async (edit: (text: string) => string) => {
    const db = await withCall()
    const csv = join(folder(), 'list.csv')
    await fanbelt(['worklist', '--db', db, '--csv', csv], env)
    writeFileSync(csv, edit(readFileSync(csv, 'utf8')))
    const run = (...more: string[]) => fanbelt(['worklist', '--db', db, ...more], env)
    return { run, first: await run('--done', csv, '--by', 'みなみ'), csv }
  }
  const done = (word: string) => (text: string) => text.replace(',,e:m05_habit', `,${word},e:m05_habit`)

  test.each(['済', '対応済み', '○', 'レ', 'TRUE', ' 済 '])(
    '「%s」 in the list that was written is work done, once',
    async (word) => {
      const { run, first, csv } = await ticked(done(word))
      expect([first.code, first.out]).toEqual([0, '済みにしました：1件（前から済み 0件、できなかった行 0件）\n'])
      expect((await run()).out).toContain('（済）')
      expect((await run('--done', csv, '--json')).json()).toEqual({ done: 0, already: 1, rejected: [] })
    },
  )
  test('what is left empty is still to be done', async () => {
    const { run, first } = await ticked((text) => text)
    expect([first.code, first.out]).toEqual([0, '済みにしました：0件（前から済み 0件、できなかった行 0件）\n'])
    expect((await run()).out).not.toContain('（済）')
  })
  test.each([
    [done('不在'), '2行目：「対応」の「不在」がわかりません。'],
    [(text: string) => done('済')(text).replace('e:m05', 'x:m05'), '2行目：この作業番号の作業はありません。'],
  ])('a row that says something else is told, and ends with 1', async (edit, sentence) => {
    const { first } = await ticked(edit)
    expect([first.code, first.out]).toEqual([1, expect.stringContaining(sentence)])
  })
  test('another file is told what it lacks', async () => {
    const { first } = await ticked(() => 'code,order\nA,1\n')
    expect([first.code, first.err]).toEqual([2, expect.stringContaining('「対応」と「作業番号」の列が要ります')])
  })
})

test('outside the days asked for there is nothing, and an odd day is named', async () => {
  const db = await withCall()
  expect((await fanbelt(['worklist', '--db', db, '--to', '2026-06-14'], env)).out).toBe('作業はありません。\n')
  const odd = await fanbelt(['worklist', '--db', db, '--from', '6/15'], env)
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('--from の「6/15」')])
})
