/** Kept parts of the report, and ledgers page by page: the same promises on better-sqlite3 and on D1. */

import { describe, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import type { Db } from '../../db/client.ts'
import { saveLedgers } from '../../db/keep-ledgers.ts'
import { claimParts, keepParts, keptParts, ledgerBuckets, ledgerPages, noteDays } from '../../db/report-parts.ts'
import { STANDARD, tallyOf } from '../core/tallied.ts'
import { countDay } from '../support/count-days.ts'
import { ledgerOf, type NamedBuyer, randomBuyer } from '../support/random-ledgers.ts'
import { seeded } from '../support/seeded.ts'
import { emptied } from './start.ts'

const AS_OF = '2026-10-31' as JstDate
const OF = { asOf: AS_OF, settings: 's' }

export function partsContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)
  const buyer = (customerId: string, seed = 1) => randomBuyer(customerId, AS_OF, seeded(seed))
  const save = (...buyers: NamedBuyer[]) => db().atomically(saveLedgers(buyers.map(ledgerOf)))
  const parts = async () => Object.fromEntries(await keptParts(db(), OF))

  test('buckets are found in order, each once; none in an empty shop', async () => {
    expect(await ledgerBuckets(db())).toEqual([])
    await save(...['x-ff', 'y-00', 'z-ff', 'z-3a'].map((id) => buyer(id)))
    expect(await ledgerBuckets(db())).toEqual(['00', '3a', 'ff'])
  })

  test('pages go on where the last one ended, across buckets and up to the last one asked for', async () => {
    await save(...['a-00', 'b-00', 'c-00', 'a-01', 'a-02'].map((id) => buyer(id)))
    const page = async (bucket: string, customerId: string) =>
      (await ledgerPages(db(), { bucket, customerId }, '01', 2)).map(({ bucket, buyers, last }) => [
        ...[bucket, buyers, last],
      ])
    expect(await page('00', '')).toEqual([['00', 2, 'b-00']])
    expect(await page('00', 'b-00')).toEqual([
      ['00', 1, 'c-00'],
      ['01', 1, 'a-01'],
    ])
    expect(await page('01', 'a-01')).toEqual([])
  })

  describe('what was counted is kept', () => {
    test('under its claim, for its day and settings', async () => {
      await claimParts(db(), OF, ['00', '01'], 'mine')
      expect(await parts()).toEqual({ '00': '"mine"', '01': '"mine"' })
      await keepParts(db(), OF, [{ bucket: '00', body: '{"customers":2}' }], 'mine')
      expect(await parts()).toEqual({ '00': '{"customers":2}', '01': '"mine"' })
      expect((await keptParts(db(), { ...OF, settings: 'other' })).size).toBe(0)
      expect((await keptParts(db(), { ...OF, asOf: '2026-10-30' })).size).toBe(0)
    })

    test('not when a ledger of the bucket changed since it was claimed', async () => {
      await save(buyer('a-00'), buyer('a-01'))
      await claimParts(db(), OF, ['00', '01'], 'mine')
      await save(buyer('a-00', 2))
      await keepParts(
        db(),
        OF,
        [
          { bucket: '00', body: '{}' },
          { bucket: '01', body: '{}' },
        ],
        'mine',
      )
      expect(await parts()).toEqual({ '01': '{}' })
    })

    test('not when somebody else has claimed it since: the newer count stays, whoever is done first', async () => {
      await save(buyer('a-00'))
      await claimParts(db(), OF, ['00'], 'first')
      await save(buyer('a-00', 2))
      await claimParts(db(), OF, ['00'], 'second')
      await keepParts(db(), OF, [{ bucket: '00', body: '{"customers":1}' }], 'first')
      expect(await parts()).toEqual({ '00': '"second"' })
      await keepParts(db(), OF, [{ bucket: '00', body: '{"customers":2}' }], 'second')
      await keepParts(db(), OF, [{ bucket: '00', body: '{"customers":1}' }], 'first')
      expect(await parts()).toEqual({ '00': '{"customers":2}' })
    })

    test('for the days counted last, with the settings of now', async () => {
      const days = ['2025-10-31', '2026-10-29', '2026-10-30', '2026-11-30']
      const left = async () =>
        Promise.all(days.map(async (asOf) => (await keptParts(db(), { asOf, settings: 's' })).size))
      for (const asOf of days) {
        await claimParts(db(), { asOf, settings: 's' }, ['00'], 'mine')
        await noteDays(db(), [asOf], 's', 3)
      }
      expect(await left()).toEqual([0, 1, 1, 1])
      await noteDays(db(), ['2026-10-29'], 's', 2)
      expect(await left()).toEqual([0, 1, 0, 1])
      await noteDays(db(), ['2026-10-29'], 'other', 2)
      expect(await left()).toEqual([0, 0, 0, 0])
    })
  })

  test('a shop that sells thousands of things is counted, though a part of it may be too long to keep', async () => {
    const one = randomBuyer('', AS_OF, seeded(8))
    const buyers = Array.from({ length: 6000 }, (_, n) => ({
      ...one,
      customerId: `${n}-${n < 5900 ? 'aa' : 'bb'}`,
      firstProduct: `商品${n}`,
      purchases: one.purchases.slice(0, 1).map((purchase) => ({ ...purchase, on: AS_OF })),
    }))
    for (let from = 0; from < buyers.length; from += 2000) await save(...buyers.slice(from, from + 2000))
    const count = () => countDay({ db: db(), newId: () => 'claim' }, STANDARD, AS_OF)
    for (const found of [await count(), await count()]) expect(Object.keys(found.products)).toHaveLength(6000)
  })

  test('a shop counted twice, with a change between', async () => {
    const chance = seeded(5)
    const buyers = Array.from({ length: 60 }, (_, n) => randomBuyer(`${n}-${n % 7}x`, AS_OF, chance))
    await save(...buyers)
    let claims = 0
    const newId = () => {
      claims += 1
      return `claim${claims}`
    }
    const count = () => countDay({ db: db(), newId }, STANDARD, AS_OF)
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
    expect(plain(await count())).toEqual(plain(tallyOf(buyers, AS_OF)))
    const changed = randomBuyer('3-3x', AS_OF, seeded(99))
    await save(changed)
    const now = buyers.map((one) => (one.customerId === '3-3x' ? changed : one))
    expect(plain(await count())).toEqual(plain(tallyOf(now, AS_OF)))
  })
}
