/** Who first bought on which day, and what became of them: the same on better-sqlite3 and on D1. */

import { expect, test } from 'vitest'
import { type Db, insertAll } from '../../db/client.ts'
import {
  bucketRanges,
  buyersSince,
  daysWithoutLedger,
  firstArrivals,
  firstBuyers,
  openingsApart,
  openingsIn,
} from '../../db/first-buyers.ts'
import { claimDays, keepDays, keptDays } from '../../db/rule132-days.ts'
import { customers, deliveries, facts, friends, ledgers, staleFacts } from '../../db/schema.ts'
import { AT, emptied, fact, plus } from './start.ts'

export function firstBuyersContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

  const bought = (id: string, firstPurchaseOn: string, body: object = {}) =>
    fact(id, 'visitor', { firstPurchaseOn, lastPurchaseOn: firstPurchaseOn, body })
  const ledger = (customerId: string, purchases: string, firstProduct = '') => ({
    ...{ bucket: customerId.slice(-2), customerId, purchases, contracts: '', firstProduct },
  })
  const all = { first: '', last: 'zz' }
  const TOKYO = 9 * 3_600_000
  const A_DAY = 24 * 60
  const openings = (days: number[]) => openingsIn(db(), all, { days, soon: 30, ahead: TOKYO })
  const first = { firstDay: 20_575, secondDay: undefined, lostDay: undefined, customerId: undefined }
  const dayAt = (minutes: number) => Math.floor((plus(minutes).getTime() + TOKYO) / 86_400_000)
  const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort()

  test('of some days, with what their ledger says; who was forgotten is nobody', async () => {
    const long = '20575 123456789 7 20590 123456789 7 20600 123456789 7 20610 123456789 7 20620 3 1'
    await db().run(
      insertAll(facts, [
        ...[bought('b1', '2026-05-02', { firstDeliveredOn: '2026-05-05' }), bought('a1', '2026-05-02')],
        ...[bought('c2', '2026-05-01'), bought('d2', '2026-05-03'), fact('e2', 'prospect')],
      ]),
    )
    await db().run(
      insertAll(ledgers, [
        ...[ledger('b1', '20575 980 1 20580 980 2', 'LT'), ledger('a1', long), ledger('c2', '20574 980 1')],
        ...[ledger('d2', '20576 980 1'), ledger('gone', '20575 980 1')],
      ]),
    )
    const found = await firstBuyers(db(), all, 20_574, 20_575)
    expect(found.map(({ customerId }) => customerId)).toEqual(['a1', 'b1', 'c2'])
    expect(found[0]?.purchases.startsWith('20575 123456789 7 20590 ')).toBe(true)
    expect(found[1]).toEqual({ customerId: 'b1', purchases: '20575 980 1 20580 980 2', firstProduct: 'LT' })
    expect(await firstArrivals(db(), ['a1', 'b1'])).toEqual(new Map([['b1', '2026-05-05']]))
    expect(await bucketRanges(db())).toEqual([{ first: 'a1', last: 'ne' }])
    expect((await firstBuyers(db(), { first: 'a1', last: 'b1' }, 0, 99_999)).length).toBe(2)
    expect(await buyersSince(db(), '2026-05-02', 2, 'a1')).toEqual(['b1', 'd2'])
  })

  test('whom nothing reaches, and who was sent something: by the newest account', async () => {
    await db().run(
      insertAll(
        facts,
        [...'abcdef'].map((id) => bought(`${id}1`, '2026-05-02')),
      ),
    )
    await db().run(
      insertAll(
        ledgers,
        [...'abcdef'].map((id) => ledger(`${id}1`, '20575 980 1')),
      ),
    )
    await db().run(
      insertAll(
        customers,
        [...'abcdef'].map((id) => ({ id: `${id}1`, emailConsent: id === 'b', createdAt: AT })),
      ),
    )
    const account = (id: string, minutes: number, more: object = {}) => ({
      ...{
        lineUserId: `U${id}${minutes}`,
        customerId: `${id}1`,
        changedAt: plus(minutes),
        createdAt: plus(minutes),
        ...more,
      },
    })
    await db().run(
      insertAll(friends, [
        ...[
          account('c', -2 * A_DAY, { following: false }),
          account('c', 2),
          account('d', 2, { following: false }),
          account('d', 1),
        ],
        ...[account('e', 3, { optedOutAt: plus(2 * A_DAY) }), account('f', 5)],
      ]),
    )
    const sent = { enrollmentId: 'n', stepId: 's', scenarioId: 's', revisionId: 'r', status: 'sent' }
    await db().run(insertAll(deliveries, [{ ...sent, customerId: 'f1', dueAt: AT, decidedAt: AT }]))
    expect(sorted(await openings([20_570, 20_575]))).toEqual(
      sorted([
        // a never had an account, b has none but reads e-mail, and c came back with another one.
        { ...first, lostDay: 20_575, count: 1 },
        { ...first, count: 2 },
        { ...first, lostDay: dayAt(2), count: 1 },
        { ...first, lostDay: dayAt(2 * A_DAY), count: 1 },
        { ...first, customerId: 'f1', count: 1 },
      ]),
    )
    expect(await openings([20_574, 20_576])).toEqual([])
  })

  test('who stands alike is one row: by first day, by second day where it came soon, by the day they were lost', async () => {
    const ids = ['a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1']
    await db().run(
      insertAll(
        facts,
        ids.map((id) => bought(id, '2026-05-02')),
      ),
    )
    const lines = {
      ...{ a1: '20575 980 1', b1: '20575 0 1 20576 5 2 20577 1 2', c1: '20575 123456789 7 20576 3300 2' },
      ...{ d1: '20575 980 1 20605 980 2', e1: '20575 980 1 20606 980 2', f1: '20574 980 1', g1: '20575 1 1' },
    }
    await db().run(
      insertAll(
        ledgers,
        Object.entries(lines).map(([id, purchases]) => ledger(id, purchases)),
      ),
    )
    // Before they bought they could not be lost; a blocked account that had said stop was lost by whichever came first.
    const account = (id: string, more: object) => ({
      ...{ lineUserId: `U${id}`, customerId: id, changedAt: new Date(0), createdAt: AT, following: false, ...more },
    })
    const midnight = Date.parse('2026-05-10T00:00:00+09:00')
    await db().run(
      insertAll(friends, [
        ...['a1', 'f1'].map((id) => account(id, {})),
        ...['b1', 'c1', 'd1', 'e1'].map((id) => account(id, { following: true })),
        account('g1', { changedAt: new Date(midnight), optedOutAt: new Date(midnight + TOKYO * 3) }),
      ]),
    )
    expect(sorted(await openings([20_574, 20_575]))).toEqual(
      sorted([
        ...[
          { ...first, lostDay: 20_575, count: 1 },
          { ...first, firstDay: 20_574, lostDay: 20_574, count: 1 },
        ],
        ...[
          { ...first, secondDay: 20_576, count: 2 },
          { ...first, secondDay: 20_605, count: 1 },
        ],
        ...[
          { ...first, count: 1 },
          { ...first, lostDay: 20_583, count: 1 },
        ],
      ]),
    )
  })

  test('piece by piece, asked of others, it is what it is when asked here', async () => {
    const ids = ['a1', 'b2', 'c3', 'd3']
    await db().run(
      insertAll(
        facts,
        ids.map((id) => bought(id, '2026-05-02')),
      ),
    )
    await db().run(
      insertAll(
        ledgers,
        ids.map((id, n) => ledger(id, `${20_574 + n} 980 1`)),
      ),
    )
    const openers = { days: [20_574, 20_575, 20_576], soon: 30, ahead: TOKYO }
    const buckets = ids.map((id) => id.slice(-2)).map((bucket) => ({ first: bucket, last: bucket }))
    const here = []
    for (const one of buckets) here.push(await openingsIn(db(), one, openers))
    expect(here.map((openings) => openings.length)).toEqual([1, 1, 1, 0])
    expect(await openingsApart(db(), buckets, openers)).toEqual(here)
    expect(await openingsApart(db(), [], openers)).toEqual([])
  })

  test('a day is not sure while somebody who began on it has no ledger', async () => {
    await db().run(
      insertAll(facts, [bought('a1', '2026-05-01'), bought('b1', '2026-05-02'), bought('c1', '2026-05-03')]),
    )
    await db().run(insertAll(ledgers, [ledger('a1', '20574 980 1')]))
    const days = () => daysWithoutLedger(db(), '2026-05-01', '2026-05-02')
    expect(await days()).toEqual([])
    await db().run(
      insertAll(
        staleFacts,
        ['a1', 'b1', 'c1'].map((customerId) => ({ customerId, cause: 'data_fix', at: AT })),
      ),
    )
    expect(await days()).toEqual(['2026-05-02'])
  })

  test('a day that was counted is kept only where the claim still stands', async () => {
    await claimDays(db(), 'rule', ['2026-05-01', '2026-05-02'], 'mine')
    await claimDays(db(), 'rule', ['2026-05-02'], 'theirs')
    const rows = ['2026-05-01', '2026-05-02'].map((anchorOn) => ({ anchorOn, body: { met: 1 } }))
    await keepDays(db(), 'rule', rows, 'mine')
    expect(await keptDays(db(), 'rule', '2026-05-01', '2026-05-09')).toEqual(
      new Map<string, unknown>([
        ['2026-05-01', { met: 1 }],
        ['2026-05-02', 'theirs'],
      ]),
    )
    await claimDays(db(), 'other', [], 'mine')
    expect((await keptDays(db(), 'rule', '2026-05-01', '2026-05-09')).size).toBe(0)
  })
}
