/** Parts say the same whether they are counted here or by a thread; and the thread ends, whatever happens. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addDays, type JstDate } from '../../bot/core/calendar.ts'
import { countInThread } from '../../bot/count-thread.ts'
import type { Deps } from '../../bot/deps.ts'
import { countShop } from '../../bot/flows/count-shop.ts'
import { saveLedgers } from '../../db/keep-ledgers.ts'
import { type NodeDb, openDatabase } from '../../db/node.ts'
import { STANDARD, tallyOf } from '../core/tallied.ts'
import { countDays } from '../support/count-days.ts'
import { ledgerOf, type NamedBuyer, randomBuyer } from '../support/random-ledgers.ts'
import { seeded } from '../support/seeded.ts'

const AS_OF = '2026-10-31' as JstDate
const DAYS = [AS_OF, addDays(AS_OF, -1), addDays(AS_OF, -400)]

let folder: string
let path: string
let db: NodeDb
/** Every thread that was begun. */
let threads: Worker[]
const note = (thread: Worker) => threads.push(thread)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanbelt-apart-'))
  path = join(folder, 'shop.sqlite')
  db = openDatabase(path)
  threads = []
  process.on('worker', note)
})
afterEach(async () => {
  process.off('worker', note)
  await allEnded()
  db.close()
  rmSync(folder, { recursive: true })
})

/** Node tells of a thread a moment after it was begun. */
const begun = async () => {
  await new Promise(setImmediate)
  return threads
}
/** Of a thread that has ended there is no number. */
const allEnded = async () => Promise.all((await begun()).map((thread) => thread.threadId < 0 || once(thread, 'exit')))

let claims = 0
const deps = (countApart: Deps['countApart'] = (work) => countInThread({ ...work, path })) => ({
  ...{ db, countApart },
  newId: () => {
    claims += 1
    return `claim${claims}`
  },
})
const here = () => ({ ...deps(), countApart: undefined })
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
const kept = () =>
  db.raw.prepare(`select bucket, as_of, body from report_parts where body like '{%' order by 1, 2`).all()
const expected = (buyers: readonly NamedBuyer[]) => plain(DAYS.map((asOf) => tallyOf(buyers, asOf)))

/** In 60 buckets, one of them longer than a page. */
async function shop(): Promise<NamedBuyer[]> {
  const chance = seeded(6)
  const buyers = Array.from({ length: 1200 }, (_, n) =>
    randomBuyer(`${n}-${n % 2 ? 'aa' : (n % 120).toString(16).padStart(2, '0')}`, AS_OF, chance),
  )
  await db.atomically(saveLedgers(buyers.map(ledgerOf)))
  return buyers
}

test('several days, as if counted here; the same parts are kept, and then no thread is needed', async () => {
  const buyers = await shop()
  expect(plain(await countDays(here(), STANDARD, DAYS))).toEqual(expected(buyers))
  const parts = kept()
  db.raw.exec('delete from report_parts')
  const seen: number[] = []
  const onDone = (done: number) => seen.push(done)
  expect(plain(await countDays(deps(), STANDARD, DAYS, { large: 500, onDone }))).toEqual(expected(buyers))
  expect(await begun()).toHaveLength(1)
  expect(seen.at(-1)).toBe(new Set(buyers.map(({ customerId }) => customerId.slice(-2))).size)
  expect(kept()).toEqual(parts)
  await countDays(deps(), STANDARD, DAYS, { large: 1 })
  expect(await begun()).toHaveLength(1)
})

test('only some buckets and some days are missing: the thread counts those', async () => {
  const buyers = await shop()
  await countDays(here(), STANDARD, DAYS)
  db.raw.exec(`delete from report_parts where bucket in ('00', '0a', 'aa') or bucket = '08' and as_of = '${AS_OF}'`)
  expect(plain(await countDays(deps(), STANDARD, DAYS, { large: 1 }))).toEqual(expected(buyers))
  expect(await begun()).toHaveLength(1)
})

test('a shop below the size begins no thread', async () => {
  const buyers = await shop()
  expect(plain(await countDays(deps(), STANDARD, DAYS, { large: 1201 }))).toEqual(expected(buyers))
  expect(await begun()).toHaveLength(0)
})

test('a ledger that changes while the thread counts: nothing outdated is kept', async () => {
  const buyers = await shop()
  const counted = await countShop(deps(), STANDARD, DAYS, { large: 1 })
  const changed = buyers.map((buyer, n) => (n % 100 === 0 ? { ...buyer, firstProduct: 'changed' } : buyer))
  await db.atomically(saveLedgers(changed.filter(({ firstProduct }) => firstProduct === 'changed').map(ledgerOf)))
  await counted()
  expect(plain(await countDays(here(), STANDARD, DAYS))).toEqual(expected(changed))
})

test('what ended the thread is told to who asks, and the next count is right', async () => {
  const buyers = await shop()
  const broken = join(folder, 'broken')
  writeFileSync(broken, 'this is no database, but a letter to somebody else'.repeat(99))
  const elsewhere = deps((work) => countInThread({ ...work, path: broken }))
  await expect(countDays(elsewhere, STANDARD, DAYS, { large: 1 })).rejects.toThrow('file is not a database')
  await allEnded()
  expect(plain(await countDays(deps(), STANDARD, DAYS, { large: 1 }))).toEqual(expected(buyers))
})

test('a thread that was stopped half-way is an error, not a smaller shop', async () => {
  await shop()
  const counted = await countShop(deps(), STANDARD, DAYS, { large: 1 })
  await Promise.all((await begun()).map((thread) => thread.terminate()))
  await expect(counted()).rejects.toThrow('ended before it was done')
})

test('it ends by itself when nobody asks, and at once when somebody stops asking', async () => {
  await shop()
  await countShop(deps(), STANDARD, DAYS, { large: 1 })
  expect(await begun()).toHaveLength(1)
  await allEnded()
  const stopped = deps((work) => ({
    async *[Symbol.asyncIterator]() {
      for await (const part of countInThread({ ...work, path })) {
        yield part
        throw new Error('enough')
      }
    },
  }))
  await expect(countDays(stopped, STANDARD, DAYS, { large: 1 })).rejects.toThrow('enough')
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1, -1])
})
