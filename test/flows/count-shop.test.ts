/** Kept parts are never wrong: whatever changes, and whenever, the report is the one that counting everybody at once gives. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addDays, type JstDate } from '../../bot/core/calendar.ts'
import { countedWith } from '../../bot/core/metrics-frame.ts'
import { saveLedgers } from '../../db/keep-ledgers.ts'
import { type NodeDb, openDatabase } from '../../db/node.ts'
import { claimParts } from '../../db/report-parts.ts'
import { STANDARD, tallyOf } from '../core/tallied.ts'
import { countDay, countDays } from '../support/count-days.ts'
import { ledgerOf, type NamedBuyer, randomBuyer } from '../support/random-ledgers.ts'
import { seeded } from '../support/seeded.ts'

const AS_OF = '2026-10-31' as JstDate
const PARTS = { asOf: AS_OF, settings: countedWith(STANDARD) }

let db: NodeDb
let claims: number
beforeEach(() => {
  db = openDatabase(':memory:')
  claims = 0
})
afterEach(() => db.close())

const deps = () => ({
  db,
  newId: () => {
    claims += 1
    return `claim${claims}`
  },
})
const count = (settings = STANDARD, asOf = AS_OF, onDone?: (done: number, all: number) => void) =>
  countDay(deps(), settings, asOf, { onDone })
const save = (...buyers: NamedBuyer[]) => db.atomically(saveLedgers(buyers.map(ledgerOf)))
const gone = (customerId: string) => db.atomically(saveLedgers([{ customerId, line: undefined }]))

/** Buckets with a part that may be used. */
const kept = (asOf: string = AS_OF) =>
  (
    db.raw.prepare(`select bucket from report_parts where as_of = ? and body like '{%' order by bucket`).all(asOf) as {
      bucket: string
    }[]
  ).map(({ bucket }) => bucket)

/** Without prototypes: what is compared is what was counted. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
const expectSame = (found: unknown, buyers: Iterable<NamedBuyer>, settings = STANDARD, asOf = AS_OF) =>
  expect(plain(found)).toEqual(plain(tallyOf([...buyers], asOf, settings)))

test('random buyers, changed at random: from parts as at once', async () => {
  const chance = seeded(20_261_122)
  const shop = new Map<string, NamedBuyer>()
  for (let round = 0; round < 25; round += 1) {
    for (let change = 0; change < 6; change += 1) {
      const id = `c${chance.between(100, 160)}`
      if (shop.has(id) && chance.next() < 0.2) {
        shop.delete(id)
        await gone(id)
      } else {
        const buyer = randomBuyer(id, AS_OF, chance)
        shop.set(id, buyer)
        await save(buyer)
      }
    }
    const settings = chance.next() < 0.8 ? STANDARD : { ...STANDARD, f2: { window_days: 30 } }
    const asOf = chance.next() < 0.7 ? AS_OF : addDays(AS_OF, -chance.between(1, 60))
    expectSame(await count(settings, asOf), shop.values(), settings, asOf)
  }
  expect(shop.size).toBeGreaterThan(30)
  expect(kept().length).toBeGreaterThan(20)
})

test('several days from one pass through the ledgers, each as if it were alone; all of them stay', async () => {
  const chance = seeded(11)
  const shop = new Map<string, NamedBuyer>()
  const days = [AS_OF, addDays(AS_OF, -1), addDays(AS_OF, -40), addDays(AS_OF, -400)]
  for (let round = 0; round < 8; round += 1) {
    for (let change = 0; change < 9; change += 1) {
      const buyer = randomBuyer(`c${chance.between(100, 140)}`, AS_OF, chance)
      shop.set(buyer.customerId, buyer)
      await save(buyer)
    }
    // Some parts are there already, of one day or another.
    await count(STANDARD, chance.pick(days))
    const wanted = days.filter(() => chance.next() < 0.7)
    const found = await countDays(deps(), STANDARD, wanted)
    for (const [n, asOf] of wanted.entries()) expectSame(found[n], shop.values(), STANDARD, asOf)
    for (const asOf of wanted) expect(kept(asOf)).toHaveLength(new Set([...shop.keys()].map((id) => id.slice(-2))).size)
  }
})

/** Two buyers in each of so many buckets. */
async function shopOf(buckets: number): Promise<NamedBuyer[]> {
  const chance = seeded(7)
  const buyers = Array.from({ length: buckets * 2 }, (_, n) =>
    randomBuyer(`${n}-${String(n % buckets).padStart(2, '0')}`, AS_OF, chance),
  )
  await save(...buyers)
  return buyers
}

test('after one order only its bucket is counted anew; what changed nothing leaves all parts', async () => {
  const buyers = await shopOf(20)
  await count()
  expect(kept()).toHaveLength(20)
  const [first] = buyers as [NamedBuyer]
  await save(first)
  expect(kept()).toHaveLength(20)
  const changed = { ...first, firstProduct: 'new' }
  await save(changed)
  expect(kept()).toHaveLength(19)
  const seen: number[] = []
  const found = await count(STANDARD, AS_OF, (done) => seen.push(done))
  expect([seen, kept().length]).toEqual([[19, 20], 20])
  expectSame(found, [changed, ...buyers.slice(1)])
})

describe('a ledger that changes while it is counted', () => {
  /** After a bucket was read, and before what was counted of it is kept. */
  const during = async (change: () => void) => {
    let isDone = false
    return count(STANDARD, AS_OF, (done) => {
      if (done === 0 || isDone) return
      isDone = true
      change()
    })
  }

  test('is not forgotten by the part that is kept afterwards', async () => {
    const buyers = await shopOf(5)
    const [first] = buyers as [NamedBuyer]
    const changed = { ...first, firstProduct: 'changed' }
    await during(() => void save(changed))
    expect(kept()).toHaveLength(4)
    expectSame(await count(), [changed, ...buyers.slice(1)])
  })

  test('and was counted anew by another run meanwhile, keeps the newer part', async () => {
    const buyers = await shopOf(5)
    const [first] = buyers as [NamedBuyer]
    const changed = { ...first, firstProduct: 'changed' }
    let other: Promise<unknown> | undefined
    await during(() => {
      void save(changed)
      other = count()
    })
    await other
    expectSame(await count(), [changed, ...buyers.slice(1)])
  })

  test('a claim that a stopped run left behind is no part', async () => {
    const buyers = await shopOf(3)
    await claimParts(db, PARTS, ['00', '01', '02'], 'left behind')
    expectSame(await count(), buyers)
    expect(kept()).toHaveLength(3)
  })
})

test('a part counted with other settings, for another day, or damaged is not taken', async () => {
  const buyers = await shopOf(4)
  await count()
  const other = { ...STANDARD, churn: { after_days: 45 } }
  expectSame(await count(other), buyers, other)
  const before = addDays(AS_OF, -1)
  expectSame(await count(STANDARD, before), buyers, STANDARD, before)
  await count()
  db.raw.exec(`update report_parts set body = '{"customers":'`)
  expectSame(await count(), buyers)
})

test('parts of the days counted last are kept, older ones and those of other settings go', async () => {
  const buyers = await shopOf(2)
  const days = Array.from({ length: 9 }, (_, ago) => addDays(AS_OF, -ago * 100))
  for (const day of days) await count(STANDARD, day)
  expect(days.map((day) => kept(day).length)).toEqual([0, ...new Array(8).fill(2)])
  // Counted once more, it is the newest: the next one to go is another.
  await save({ ...(buyers[0] as NamedBuyer), firstProduct: 'new' })
  for (const day of [days[1], days[0]]) await count(STANDARD, day)
  expect([kept(days[0]), kept(days[1]), kept(days[2])].map(({ length }) => length)).toEqual([2, 2, 0])
  await count({ ...STANDARD, churn: { after_days: 45 } }, AS_OF)
  expect(db.raw.prepare('select count(distinct settings) as n from report_parts').get()).toEqual({ n: 1 })
})

test('a bucket of more buyers than are read at once, and its neighbours', async () => {
  const chance = seeded(3)
  const buyers = Array.from({ length: 4500 }, (_, n) => randomBuyer(`${n}-${n < 4400 ? 'aa' : 'bb'}`, AS_OF, chance))
  await save(...buyers)
  expectSame(await count(), buyers)
  expect(kept()).toEqual(['aa', 'bb'])
})

test('an empty shop has an empty tally', async () => {
  expectSame(await count(), [])
})
