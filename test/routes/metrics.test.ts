/** What looking costs: every statement behind /metrics and /readyz, and how SQLite goes about it. */

import { getTableName } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as schema from '../../db/schema.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { execute, shopFiles } from '../support/story.ts'

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
})
afterEach(() => world.close())

/** Of the others the shop has a few dozen rows, whatever happens. */
const BIG = Object.values(schema)
  .map((table): string => getTableName(table))
  .filter((name) => !['state', 'counters', 'revisions'].includes(name))
/** These hold only what is open. */
const OPEN_ONLY = ['inbox_waiting', 'requests_open', 'enrollments_due']

/** Steps of SQLite's plan that may walk through a whole table or a whole index of it. */
async function walks(path: string): Promise<string[]> {
  const { raw } = world.deps.db
  const prepared = vi.spyOn(raw, 'prepare')
  await world.app.request(path)
  const statements = [...new Set(prepared.mock.calls.map(([sql]) => sql))]
  prepared.mockRestore()
  expect(statements.length).toBeGreaterThan(3)
  return statements.flatMap((sql) => {
    // SQLite looks at a bound value before it takes an index of pending events only.
    const values = Array.from(sql.matchAll(/\?/g), () => 'pending')
    const plan = raw.prepare(`explain query plan ${sql}`).all(...values) as { detail: string }[]
    return plan.map(({ detail }) => detail).filter((step) => mayWalk(step, sql))
  })
}

/** SQLite also calls it a search when it looks through everything for the smallest. */
function mayWalk(step: string, sql: string): boolean {
  const [, table = '', , index] = /^(?:SCAN|SEARCH) (\w+)( USING .*INDEX (\w+))?/.exec(step) ?? []
  if (!BIG.includes(table)) return false
  if (step === 'SEARCH inbox' && sql.includes('select max(rowid) from "inbox"')) return false
  return !OPEN_ONLY.includes(index ?? '')
}

test.each(['/metrics', '/readyz'])('%s reads no table through, however many customers there are', async (path) => {
  expect(await walks(path)).toEqual([])
})

test('the test would notice', async () => {
  execute(world, 'drop index enrollments_due')
  execute(world, 'drop index inbox_waiting')
  expect((await walks('/metrics')).sort()).toEqual(['SCAN inbox', 'SEARCH enrollments'])
})

test('/readyz is 503 and says so when the database fails; /metrics has nothing to say', async () => {
  execute(world, 'drop table state')
  const answer = await world.app.request('/readyz')
  expect([answer.status, await answer.json()]).toEqual([
    503,
    {
      ready: false,
      database: 'failed',
      published: false,
      last_tick: null,
      inbox: { waiting: 0, oldest_seconds: 0 },
      due: { late_seconds: 0 },
      line: 'unknown',
      marketing: 'unknown',
      quota: null,
    },
  ])
  expect((await world.app.request('/metrics')).status).toBe(500)
})

test.each([
  ['60', 300, true],
  ['60', 301, false],
  ['120', 600, true],
  ['120', 601, false],
  ['0', 86_400, true],
])('with TICK_SECONDS=%s and the last tick %i s ago, ready is %s', async (ticks, seconds, ready) => {
  const other = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles(), env: { TICK_SECONDS: ticks } })
  await other.stage.setClock(new Date(Date.parse('2026-06-01T10:00:00+09:00') + seconds * 1000))
  const answer = await other.app.request('/readyz')
  expect(await answer.json()).toMatchObject({ ready, last_tick: null })
  await other.close()
})
