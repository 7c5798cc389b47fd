/**
 * How many rows does one tick read? As D1 counts them (and bills them), with workerd's own SQLite on the same rows.
 * `node delivery-d1.ts FILE SIZE FOLDER` in a process of its own; takes the file away; prints JSON.
 */

import { readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types'
import { getPlatformProxy } from 'wrangler'
import { parseConfig } from '../../bot/config.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { nodeDeps } from '../../bot/node-deps.ts'
import { openD1 } from '../../db/d1.ts'
import { DUE, dueAgain, NOW, SENT, TEXTS, type Texts } from './delivery-rows.ts'

export interface Asked {
  sql: string
  times: number
  read: number
  written: number
}

export interface D1Figures {
  texts: Texts
  queries: number
  read: number
  written: number
  statements: Asked[]
}

const [path = '', size = '', folder = ''] = process.argv.slice(2)

const open = async () => {
  const configPath = join(import.meta.dirname, '../../wrangler.toml')
  return getPlatformProxy<{ DB: D1Database }>({ configPath, persist: { path: folder }, envFiles: [] })
}

/** Puts our file where the local D1 keeps its own. */
async function moveIn(): Promise<void> {
  const empty = await open()
  await empty.env.DB.prepare('create table made (a)').run()
  await empty.dispose()
  const home = join(folder, 'd1/miniflare-D1DatabaseObject')
  const [made] = readdirSync(home).filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
  if (made === undefined) throw new Error(`no database in ${home}`)
  for (const more of ['', '-wal', '-shm']) rmSync(join(home, made + more), { force: true })
  renameSync(path, join(home, made))
}

let asked = new Map<string, Asked>()

function count(sql: string, { meta }: D1Result): void {
  const known = asked.get(sql) ?? { sql, times: 0, read: 0, written: 0 }
  known.times += 1
  known.read += meta.rows_read
  known.written += meta.rows_written
  asked.set(sql, known)
}

/** The statements inside a metered one, for a batch. */
const inner = new WeakMap<object, { sql: string; statement: D1PreparedStatement }>()

function meteredStatement(sql: string, statement: D1PreparedStatement): D1PreparedStatement {
  const counted = async () => {
    const result = await statement.all()
    count(sql, result)
    return result
  }
  const metered = {
    bind: (...values: unknown[]) => meteredStatement(sql, statement.bind(...values)),
    run: counted,
    all: counted,
    first: async () => (await counted()).results[0] ?? null,
    // Rows without names come without figures: a select is asked twice, anything else runs once and loses its names.
    raw: async () => {
      const { results } = await counted()
      if (/^\s*select/i.test(sql)) return statement.raw()
      return results.map((row) => Object.values(row))
    },
  }
  inner.set(metered, { sql, statement })
  return metered as unknown as D1PreparedStatement
}

const metered = (binding: D1Database): D1Database =>
  ({
    prepare: (sql: string) => meteredStatement(sql, binding.prepare(sql)),
    batch: async (batch: object[]) => {
      const parts = batch.flatMap((statement) => inner.get(statement) ?? [])
      const results = await binding.batch(parts.map(({ statement }) => statement))
      for (const [index, { sql }] of parts.entries()) count(sql, results[index] as D1Result)
      return results
    },
  }) as unknown as D1Database

async function measure(binding: D1Database, texts: Texts): Promise<D1Figures> {
  for (const statement of dueAgain(Number(size), texts)) await binding.prepare(statement).run()
  asked = new Map()
  const startedAt = performance.now()
  let recipients = 0
  const take = async (body: string) => {
    recipients += [(JSON.parse(body) as { to: string | string[] }).to].flat().length
    return { repeated: false }
  }
  const config = parseConfig({ DATABASE_PATH: ':memory:' }, { complete: false })
  const now = () => new Date(NOW + performance.now() - startedAt)
  const usual = nodeDeps({ config, now, log: console.error })
  const deps = { ...usual, db: openD1(metered(binding)), line: { ...usual.line, push: take, multicast: take } }
  const summary = await deliverDue(deps)
  const found = await binding.prepare(SENT).first<{ sent: number }>()
  if (recipients !== DUE || found?.sent !== DUE || summary.sent !== DUE)
    throw new Error(`not everybody got it exactly once: ${JSON.stringify({ recipients, found, summary })}`)
  const statements = [...asked.values()].sort((one, other) => other.read - one.read)
  const sum = (pick: (one: Asked) => number) => statements.reduce((total, one) => total + pick(one), 0)
  return {
    texts,
    queries: sum(({ times }) => times),
    read: sum(({ read }) => read),
    written: sum(({ written }) => written),
    statements,
  }
}

await moveIn()
const proxy = await open()
const figures: D1Figures[] = []
for (const texts of TEXTS) figures.push(await measure(proxy.env.DB, texts))
await proxy.dispose()
console.log(JSON.stringify(figures))
process.exit()
