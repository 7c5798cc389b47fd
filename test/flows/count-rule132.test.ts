/** 1・3・2 of the whole shop, by the day on which windows close: the same as customer by customer, and counted once. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SQLWrapper } from 'drizzle-orm'
import { afterEach, expect, test } from 'vitest'
import { addDays, type JstDate } from '../../bot/core/calendar.ts'
import { noCounts132 } from '../../bot/core/rule132.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { countRule132 } from '../../bot/flows/count-rule132.ts'
import { forgetById } from '../../bot/flows/leave.ts'
import { mergeCustomers, unmergeCustomers } from '../../bot/flows/merge-customers.ts'
import { deliveredRule132 } from '../../bot/flows/rule132.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { execute, linkedFriend, order, person, publishMore, rows } from '../support/story.ts'

const SHOP = readFileSync(join(import.meta.dirname, '../../scenarios/shop.yaml'), 'utf8')

let world: NodeWorld
afterEach(() => world.close())

const on = (day: string) => `2026-${day}` as JstDate
const until = (time: string) => world.advanceTo(`2026-${time}:00+09:00`)
const counts = async (asOf: string) => {
  const { shop } = await loadContent(world.deps)
  return countRule132(world.deps, shop, { from: on('01-01') }, on(asOf))
}
const keptDays = () => rows(world, 'select anchor_on as day from rule132_days order by 1').map(({ day }) => day)

/** Three customers of 1 June, one of 10 June: one buys again, one cannot be reached. */
async function june() {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00')
  for (const [customer, digit] of [
    ['hana', 'a'],
    ['mei', 'b'],
  ] as const) {
    await linkedFriend(world, customer, person(digit))
    await world.api('/orders', [order(customer)])
  }
  await world.api('/orders', [order('stranger')])
  await until('06-10T12:00')
  await linkedFriend(world, 'rin', person('d'))
  await world.api('/orders', [order('rin', { ordered_at: '2026-06-10T11:00:00+09:00' })])
  await again('mei', '06-15')
}
const again = async (customer: string, day: string) =>
  world.api('/orders', [
    order(customer, {
      ...{ external_id: `${customer}-${day}`, customer: { external_id: customer } },
      ordered_at: `2026-${day}T11:00:00+09:00`,
    }),
  ])

test('agrees with the customers one by one, on every day looked from', async () => {
  await june()
  await until('07-20T12:00')
  const ids = rows(world, 'select id from customers where merged_into is null').map(({ id }) => String(id))
  for (const asOf of ['06-05', '06-20', '07-01', '07-02', '07-20']) {
    const expected = new Map<JstDate, ReturnType<typeof noCounts132>>()
    for (const { closesOn, status } of await deliveredRule132(world.deps, ids, on(asOf))) {
      const day = expected.get(closesOn) ?? noCounts132()
      day[status === 'open' && closesOn <= on(asOf) ? 'short' : status] += 1
      expected.set(closesOn, day)
    }
    const found = [...(await counts(asOf))].filter(([, one]) => Object.values(one).some((count) => count > 0))
    expect([asOf, Object.fromEntries(found)]).toEqual([asOf, Object.fromEntries(expected)])
  }
  const july = await counts('07-20')
  expect(july.get(on('07-01'))).toEqual({ ...noCounts132(), met: 1, achieved_early: 1, unreachable: 1 })
  expect(july.get(on('07-10'))).toEqual({ ...noCounts132(), met: 1 })
})

test('two who stand alike, with nothing ever meant for them, are two', async () => {
  await june()
  await world.api('/orders', [order('another')])
  await until('07-20T12:00')
  execute(world, 'delete from deliveries')
  expect((await counts('07-20')).get(on('07-01'))).toEqual({
    ...noCounts132(),
    ...{ short: 1, achieved_early: 1, unreachable: 2 },
  })
})

test('in a large shop a thread looks some of them up: the same days', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-132-'))
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { databasePath: join(folder, 'shop.sqlite') })
  await linkedFriend(world, 'hana', person('a'))
  // Enough of them for several pieces of the ledgers.
  await world.api('/orders', [order('hana'), ...Array.from({ length: 150 }, (_, n) => order(`stranger${n}`))])
  await again('stranger7', '06-09')
  const { shop } = await loadContent(world.deps)
  let asked = 0
  const db = Object.assign(Object.create(world.deps.db) as NodeWorld['deps']['db'], {
    valuesApart: async (queries: SQLWrapper[]) => {
      asked += queries.length
      return world.deps.db.valuesApart(queries)
    },
  })
  const days = (large: number) => countRule132({ ...world.deps, db }, shop, { from: on('06-01') }, on('06-20'), large)
  const here = await days(Number.POSITIVE_INFINITY)
  expect(asked).toBe(0)
  expect(Object.values(here.get(on('07-01')) ?? {}).reduce((sum, n) => sum + n, 0)).toBe(151)
  expect(await days(0)).toEqual(here)
  expect(asked).toBeGreaterThan(0)
  rmSync(folder, { recursive: true })
})

test('a day is kept a week after its windows closed, and forgotten when a purchase in them changes', async () => {
  await june()
  await until('07-08T12:00')
  await counts('07-08')
  // The windows of 1 June closed on 1 July: a week ago today, so not yet.
  expect(keptDays()).not.toContain('2026-06-01')
  await until('07-09T12:00')
  await counts('07-09')
  expect(keptDays()).toContain('2026-06-01')
  // From an earlier day the same windows were still open: nothing of that may stay.
  expect((await counts('06-20')).get(on('07-01'))).toMatchObject({ open: 1, achieved_early: 1 })
  expect((await counts('07-09')).get(on('07-01'))).toMatchObject({ open: 0, met: 1 })

  // Bought again after the window: nothing that was counted changes.
  await again('hana', '07-05')
  expect(keptDays()).toContain('2026-06-01')
  expect((await counts('07-09')).get(on('07-01'))).toMatchObject({ met: 1, achieved_early: 1 })
  // An order that came to light later, inside the window.
  await again('hana', '06-20')
  expect(keptDays()).not.toContain('2026-06-01')
  expect((await counts('07-09')).get(on('07-01'))).toMatchObject({ met: 0, achieved_early: 2 })
  expect(keptDays()).toContain('2026-06-01')
  // A new buyer of that day, found in an old file.
  await world.api('/orders', [order('found-late', { ordered_at: '2026-06-01T12:00:00+09:00' })])
  expect((await counts('07-09')).get(on('07-01'))).toMatchObject({ achieved_early: 2, unreachable: 2 })
})

test('one purchase that becomes two inside the window is seen, too', async () => {
  await june()
  await until('07-20T12:00')
  expect((await counts('07-20')).get(on('07-10'))).toMatchObject({ met: 1 })
  expect(keptDays()).toContain('2026-06-10')
  await again('rin', '07-10')
  expect((await counts('07-20')).get(on('07-10'))).toMatchObject({ met: 0, achieved_early: 1 })
  // One day later it would have been too late.
  await world.api('/orders', [order('late', { ordered_at: '2026-06-11T11:00:00+09:00' })])
  await counts('07-20')
  expect(keptDays()).toContain('2026-06-11')
  await again('late', addDays(on('06-11'), 31).slice(5))
  expect(keptDays()).toContain('2026-06-11')
})

test('two who turn out to be one, and two after all: what reached the one reached the other', async () => {
  await june()
  await world.api('/orders', [order('twin', { ordered_at: '2026-06-20T11:00:00+09:00' })])
  await until('08-10T12:00')
  const [mine, theirs] = ['2026-06-01', '2026-06-20']
  const countAgain = async () => {
    await counts('08-10')
    expect(keptDays()).toEqual(expect.arrayContaining([mine, theirs]))
  }
  await countAgain()
  // Mei's third purchase: neither her first nor her second is another than before.
  const { id = '' } = await mergeCustomers(world.deps, ['mei', 'twin'], { reason: '確認', by: 'みなみ' })
  expect(keptDays()).not.toContain(mine)
  expect(keptDays()).not.toContain(theirs)
  await countAgain()
  await unmergeCustomers(world.deps, id, 'みなみ')
  expect(keptDays()).not.toContain(mine)
})

test('who is forgotten is counted no more', async () => {
  await june()
  await until('07-20T12:00')
  expect((await counts('07-20')).get(on('07-10'))).toMatchObject({ met: 1 })
  const [rin] = rows(world, "select customer_id as id from external_ids where external_id = 'rin'")
  await forgetById(world.deps, String(rin?.id), 'shop')
  expect((await counts('07-20')).get(on('07-10'))).toEqual(noCounts132())
})

test('another rule is counted anew, and what was kept of the old one goes', async () => {
  await june()
  await until('07-20T12:00')
  await counts('07-20')
  await publishMore(world, { 'shop.yaml': `${SHOP}rule132: {approaches: 99}\n` })
  expect((await counts('07-20')).get(on('07-10'))).toMatchObject({ met: 0, short: 1 })
  expect(rows(world, 'select distinct settings from rule132_days').length).toBe(1)
})

test('a shop that looks at every purchase', async () => {
  await june()
  await publishMore(world, { 'shop.yaml': `${SHOP}rule132: {apply_to: every_nonsub_purchase}\n` })
  await until('07-20T12:00')
  const found = await counts('07-20')
  expect([found.get(on('07-01')), found.get(on('07-15'))]).toMatchObject([{ achieved_early: 1 }, { short: 1 }])
})
