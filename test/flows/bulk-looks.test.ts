/** Many at once: what their new labels begin, what is kept beside them, and that nobody else is read. */
import { afterEach, describe, expect, test } from 'vitest'
import { bulkRules, knownCodes } from '../../bot/core/bulk-rules.ts'
import { ageLabels } from '../../bot/flows/age-labels.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { refreshStale } from '../../bot/flows/refresh-stale.ts'
import { refreshInBulk } from '../../db/bulk-facts.ts'
import type { Db } from '../../db/client.ts'
import { compile } from '../../db/compile.ts'
import { agingFacts } from '../../db/facts.ts'
import { markStale } from '../../db/stale-facts.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  count,
  execute,
  inForce,
  linkedFriend,
  order,
  person,
  rows,
  scenarioText,
  shopFiles,
} from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())

const hello = { id: 'w1', at: '{from: label_change, day: 0, time: "12:30"}' }
const waiting = (label: string) => scenarioText(`for_${label}`, [hello], { trigger: `label_change:${label}` })

const open = async (...scenarios: string[]) => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await inForce(world, ...scenarios)
}
const idOf = (number: string) =>
  String(rows(world, 'select customer_id as id from external_ids where external_id = ?', number)[0]?.id)
const mark = (cause: string, ...ids: string[]) =>
  world.deps.db.atomically([
    markStale(
      ids.map((customerId) => ({ customerId, cause })),
      world.deps.now(),
    ),
  ])

/** An order behind everybody's back, as an import writes them. */
const orderBehind = (customerId: string, at: string) =>
  execute(
    world,
    `insert into orders (id, source, external_id, customer_id, ordered_at, status, total_yen, fingerprint, triggered_at)
     values (?, 's', ?, ?, ?, 'confirmed', 3300, '', 1)`,
    ...[`${customerId}${at}`, `${customerId}${at}`, customerId, Date.parse(at)],
  )

describe('a new label begins what waits for it', () => {
  test('when the purchase is fresh; an old one that comes in late begins nothing', async () => {
    await open(waiting('follower'))
    for (const [name, digit] of [
      ['hana', 'a'],
      ['taro', 'b'],
    ] as const) {
      await linkedFriend(world, name, person(digit))
      await world.api('/orders', [order(name)])
    }
    await world.stage.setClock(new Date('2026-06-20T10:00:00+09:00'))
    orderBehind(idOf('hana'), '2026-06-20T09:00:00+09:00')
    orderBehind(idOf('taro'), '2026-06-10T09:00:00+09:00')
    await mark('purchase', idOf('hana'), idOf('taro'))
    expect(await refreshStale(world.deps)).toEqual({ customers: 2, changed: 2 })
    expect(
      rows(world, "select customer_id as id, cause, to_label from label_history where to_label = 'follower'"),
    ).toHaveLength(2)
    expect(rows(world, 'select customer_id as id, anchor from enrollments')).toEqual([
      { id: idOf('hana'), anchor: 'label:visitor>follower:2026-06-20' },
    ])
    expect(count(world, 'stale_facts')).toBe(0)
  })

  test('when it is first seen that time has passed', async () => {
    await open(waiting('follower'))
    await linkedFriend(world, 'hana', person('a'))
    await world.api('/orders', [order('hana')])
    await world.stage.setClock(new Date('2026-08-01T10:00:00+09:00'))
    await mark('data_fix', idOf('hana'))
    await refreshStale(world.deps)
    expect(rows(world, "select cause from label_history where to_label = 'follower'")).toEqual([{ cause: 'aging' }])
    expect(count(world, 'enrollments')).toBe(1)
  })
})

test('a code that came in after the codes were looked up is not taken for unknown: its buyer waits for a closer look', async () => {
  await open()
  await world.api('/orders', [order('hana'), order('taro', { lines: [] })])
  await mark('data_fix', idOf('hana'), idOf('taro'))
  const { shop } = await loadContent(world.deps)
  const look = { after: '', upTo: '~', runId: 'r', rules: bulkRules(shop, world.now()), today: '2026-06-01' }
  const awaited = { labels: [], causes: [], boughtFrom: '2026-05-29' }
  const waits = () => rows(world, 'select customer_id as id from stale_facts').map(({ id }) => id)
  await refreshInBulk(world.deps.db, { ...look, awaited, codes: [] })
  expect(waits()).toEqual([idOf('hana')])
  await refreshInBulk(world.deps.db, { ...look, awaited, codes: knownCodes(['LT'], shop) })
  expect(waits()).toEqual([])
})

test('who is marked does not age by what was kept: more than time has passed', async () => {
  await open(waiting('dormant'))
  await linkedFriend(world, 'hana', person('a'))
  await world.api('/orders', [order('hana')])
  await world.stage.setClock(new Date('2026-08-30T10:00:00+09:00'))
  orderBehind(idOf('hana'), '2026-08-25T09:00:00+09:00')
  await mark('purchase', idOf('hana'))
  expect(await ageLabels(world.deps, (await loadContent(world.deps)).shop)).toBe(0)
  await world.stage.tick()
  expect(rows(world, "select to_label, cause from label_history where from_label = 'visitor'")).toEqual([
    { to_label: 'follower', cause: 'purchase' },
  ])
  expect(count(world, 'enrollments')).toBe(0)
})

test('who was lapsed and buys again has returned, in bulk as singly', async () => {
  await open()
  await linkedFriend(world, 'hana', person('a'))
  await world.api('/orders', [order('hana', { ordered_at: '2026-01-01T10:00:00+09:00' })])
  execute(world, "update facts set label = 'lapsed', max_stage = 5 where customer_id = ?", idOf('hana'))
  orderBehind(idOf('hana'), '2026-06-01T09:00:00+09:00')
  await mark('purchase', idOf('hana'))
  await refreshStale(world.deps)
  expect(rows(world, 'select label, max_stage, returned_at from facts where customer_id = ?', idOf('hana'))).toEqual([
    { label: 'follower', max_stage: 5, returned_at: world.now().getTime() },
  ])
})

describe('the ledger', () => {
  const bucket = () => idOf('hana').slice(-2)
  const keepParts = () => {
    execute(world, 'delete from report_parts')
    for (const name of [bucket(), '-other'])
      execute(
        world,
        "insert into report_parts (bucket, as_of, settings, body) values (?, '2026-06-01', 's', '{}')",
        name,
      )
  }
  const parts = () => rows(world, 'select bucket from report_parts order by bucket').map((row) => row.bucket)
  const ledger = () =>
    rows(world, 'select bucket, purchases, first_product from ledgers where customer_id = ?', idOf('hana'))

  test('is written with an order, and takes away only the parts of its bucket, only when it changes', async () => {
    await open()
    await linkedFriend(world, 'hana', person('a'))
    keepParts()
    await world.api('/orders', [order('hana')])
    // 2026-06-01 is day 20605; a trial.
    expect(ledger()).toEqual([{ bucket: bucket(), purchases: '20605 980 1', first_product: 'LT' }])
    expect(parts()).toEqual(['-other'])
    keepParts()
    await mark('data_fix', idOf('hana'))
    await refreshStale(world.deps)
    await world.phone(person('a'), 'block')
    expect(parts()).toHaveLength(2)
    orderBehind(idOf('hana'), '2026-05-31T09:00:00+09:00')
    await mark('purchase', idOf('hana'))
    await refreshStale(world.deps)
    expect(ledger()).toMatchObject([{ purchases: '20604 3300 2 20605 980 1', first_product: '' }])
    expect(parts()).toEqual(['-other'])
  })

  test('of who bought nothing that counts any more goes, singly and in bulk', async () => {
    await open()
    await world.api('/orders', [order('hana')])
    keepParts()
    await world.api('/orders', [order('hana', { status: 'cancelled' })])
    expect([ledger(), parts()]).toEqual([[], ['-other']])
    await world.api('/orders', [order('hana')])
    keepParts()
    execute(world, "update orders set status = 'cancelled'")
    await mark('data_fix', idOf('hana'))
    await refreshStale(world.deps)
    expect([ledger(), parts()]).toEqual([[], ['-other']])
  })

  test('is kept of who was forgotten, and not of nobodies', async () => {
    await open()
    await world.api('/orders', [order('hana'), order('taro'), order('jiro')])
    const ids = ['hana', 'taro', 'jiro'].map(idOf)
    execute(world, 'update customers set deleted_at = 1 where id = ?', ids[0])
    execute(world, 'update customers set anonymous = 1 where id = ?', ids[1])
    execute(world, "update customers set merged_into = 'x' where id = ?", ids[2])
    await mark('data_fix', ...ids)
    await refreshStale(world.deps)
    for (const table of ['ledgers', 'facts'])
      expect(rows(world, `select customer_id as id from ${table}`), table).toEqual([{ id: ids[0] }])
    expect(count(world, 'stale_facts')).toBe(0)
  })
})

describe('nobody else is read', () => {
  /** The plan of every statement that this work runs. */
  async function plans(work: (db: Db) => Promise<unknown>): Promise<string[]> {
    const found: string[] = []
    const { db } = world.deps
    const explain = (sql: string, params: unknown[]) =>
      (db.raw.prepare(`explain query plan ${sql}`).all(...params) as { detail: string }[]).map(({ detail }) => detail)
    const values = async (query: never) => {
      const { sql, params } = compile(query)
      found.push(...explain(sql, params))
      return []
    }
    const repeatably: Db['repeatably'] = async (queries) => {
      for (const query of queries) {
        const { sql, params } = compile(query)
        found.push(...explain(sql, params))
      }
    }
    await work({ ...db, values, repeatably } as unknown as Db)
    return found
  }
  const scans = (details: string[]) => details.filter((detail) => /^SCAN /.test(detail))

  test('by the night: the index names whose day has come', async () => {
    await open()
    const found = await plans((db) => agingFacts(db, '2026-06-02', undefined, 100))
    expect(found.join('\n')).toContain('facts USING INDEX facts_label_changes')
    expect(scans(found)).toEqual([])
  })

  test('by a look at some of them: no table of the shop is read from end to end', async () => {
    await open()
    const { shop } = await loadContent(world.deps)
    const awaited = { labels: ['dormant'], causes: ['aging'], boughtFrom: '2026-05-29' }
    const rules = bulkRules(shop, world.now())
    const found = await plans((db) =>
      refreshInBulk(db, { after: 'a', upTo: 'b', runId: 'r', rules, codes: [], awaited, today: '2026-06-01' }),
    )
    expect(found.length).toBeGreaterThan(100)
    // What was made for this look alone, or hangs on it, may be read whole; so may a table with a row for each day.
    const own =
      /^SCAN (rule|due|dated|sold|occasion|counted|bought|goods|code|c|contract|held|given|inferred|delivered|begun|run|numbered|round|positive|person|known|slackened|labelled|standing|draft|facts_drafts|\(subquery-\d+\)|CONSTANT ROW|json_each|found|fade|gone|turn|nobody|rule132_days)(\s|$)/
    expect(scans(found).filter((detail) => !own.test(detail))).toEqual([])
  })
})
