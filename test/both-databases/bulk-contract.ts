/** The set-based rules count as the core does: facts, label, stage, ledger and history, field by field, on both databases. */

import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { bulkRules } from '../../bot/core/bulk-rules.ts'
import { jstDate } from '../../bot/core/calendar.ts'
import { isCounted, purchasedAt } from '../../bot/core/occasions.ts'
import type { Shop } from '../../bot/core/shop.ts'
import type { LabelCause } from '../../bot/core/start.ts'
import type { Deps } from '../../bot/deps.ts'
import { ageLabels } from '../../bot/flows/age-labels.ts'
import { loadHistories } from '../../bot/flows/records.ts'
import { refreshAnd } from '../../bot/flows/refresh-facts.ts'
import { refreshRange } from '../../bot/flows/refresh-stale.ts'
import { type Db, insertAll } from '../../db/client.ts'
import { facts, labelHistory, ledgers, revisions, staleFacts } from '../../db/schema.ts'
import { markStale } from '../../db/stale-facts.ts'
import { insertPeople, randomPeople, randomShop } from '../support/random-people.ts'
import { type Chance, seeded } from '../support/seeded.ts'
import { emptied } from './start.ts'

const NOW = new Date('2026-11-21T15:30:00+09:00')
const LATER = new Date('2026-12-12T00:10:00+09:00')
const BEFORE = new Date('2026-09-02T00:00:00+09:00')
const CAUSES: LabelCause[] = ['purchase', 'data_fix', 'positive', 'subscription_end', 'aging', 'data_fix']
const ALL = { after: '', upTo: '~' }

/** @param sizes how many people under the shop's standard decisions, and how many under each of several random ones */
export function bulkContract(
  open: () => Promise<Db>,
  sizes: { standard: number; random: number; shops: number },
): void {
  const { db } = emptied(open)

  let ids = 0
  const depsAt = (now: Date): Deps =>
    ({ db: db(), now: () => now, newId: () => `n${ids++}`, log: () => {} }) as unknown as Deps

  /** Something is published, without scenarios: nobody begins anything. */
  async function publish(shop: Shop) {
    const reply = { text: 'x', buttons: [], words: [] }
    const replies = {
      greeting: { text: 'x', buttons: [] },
      ...{ stop: reply, resume: reply, cancel: reply, human: reply },
    }
    const about = { name: '', number: 1, text: '', publishedBy: 'test', publishedAt: NOW }
    await db().run(
      insertAll(revisions, [
        { ...about, id: 'shop', kind: 'shop', body: shop },
        { ...about, id: 'replies', kind: 'replies', body: replies },
      ]),
    )
  }

  const kept = async () => ({
    facts: (await db().select().from(facts).orderBy(facts.customerId)).map((row) => ({
      ...row,
      body: { ...(row.body as object) },
    })),
    ledgers: await db().select().from(ledgers).orderBy(ledgers.customerId),
    changes: (await db().select().from(labelHistory).orderBy(labelHistory.customerId, labelHistory.at)).map(
      ({ id, ...change }) => change,
    ),
  })

  async function putBack(before: Awaited<ReturnType<typeof kept>>) {
    for (const table of [facts, ledgers, labelHistory]) await db().run(sql`delete from ${table}`)
    for (let from = 0; from < before.facts.length; from += 300)
      await db().run(insertAll(facts, before.facts.slice(from, from + 300)))
    if (before.ledgers.length > 0) await db().run(insertAll(ledgers, before.ledgers))
    for (let from = 0; from < before.changes.length; from += 300)
      await db().run(
        insertAll(
          labelHistory,
          before.changes.slice(from, from + 300).map((row, n) => ({ ...row, id: `b${from + n}` })),
        ),
      )
  }

  /** People known since September, more of whose lives came in since; some customers are new. */
  async function lives(chance: Chance, shop: Shop, count: number) {
    const ids = Array.from({ length: count }, (_, n) => `p${String(n).padStart(5, '0')}x${n % 7}`)
    const people = randomPeople(chance, NOW, ids)
    const later = <T extends { [key: string]: unknown }>(rows: T[], at: keyof T) =>
      [rows.filter((row) => (row[at] as Date) <= BEFORE), rows.filter((row) => (row[at] as Date) > BEFORE)] as const
    const [earlyOrders, lateOrders] = later(people.orders, 'orderedAt')
    const [earlyAnswers, lateAnswers] = later(people.responses, 'at')
    const [earlyContracts, lateContracts] = later(people.subscriptions, 'startedAt')
    await insertPeople(db(), { ...people, orders: earlyOrders, responses: earlyAnswers, subscriptions: earlyContracts })
    const known = ids.filter(() => chance.next() < 0.8)
    for (let from = 0; from < known.length; from += 300)
      await refreshAnd(depsAt(BEFORE), known.slice(from, from + 300), 'data_fix', shop)
    await insertPeople(db(), { orders: lateOrders, responses: lateAnswers, subscriptions: lateContracts })
    return ids
  }

  async function agrees(seed: number, shop: Shop, count: number) {
    const chance = seeded(seed)
    await publish(shop)
    const ids = await lives(chance, shop, count)
    const marks = ids.map((customerId) => ({ customerId, cause: chance.pick(CAUSES) }))
    for (let from = 0; from < marks.length; from += 500)
      await db().atomically([markStale(marks.slice(from, from + 500), NOW)])
    const before = await kept()

    await refreshRange(depsAt(NOW), { shop, scenarios: [] }, ALL)
    const bulk = await kept()
    const left = new Set((await db().select().from(staleFacts)).map(({ customerId }) => customerId))
    const histories = new Map<string, unknown>()
    const ahead = new Set<string>()
    for (let from = 0; from < ids.length; from += 300)
      for (const [id, history] of await loadHistories(depsAt(NOW), ids.slice(from, from + 300))) {
        histories.set(id, history)
        const { orders, subscriptions } = history.records
        if (orders.some((order) => isCounted(order) && purchasedAt(order, shop) > NOW)) ahead.add(id)
        if (subscriptions.some(({ startedAt }) => jstDate(startedAt) > jstDate(NOW))) ahead.add(id)
      }
    expect(left).toEqual(ahead)
    expect(left.size).toBeLessThan(count / 5)

    await putBack(before)
    for (const cause of new Set(CAUSES)) {
      const group = marks
        .filter((mark) => mark.cause === cause && !left.has(mark.customerId))
        .map((mark) => mark.customerId)
      for (let from = 0; from < group.length; from += 300)
        await refreshAnd(depsAt(NOW), group.slice(from, from + 300), cause, shop)
    }
    const single = await kept()
    expect(bulk.facts.length).toBe(single.facts.length)
    for (const [index, row] of bulk.facts.entries()) expect(row).toEqual(single.facts[index])
    expect(bulk.ledgers).toEqual(single.ledgers)
    expect(bulk.changes).toEqual(single.changes)
    return { ...bulk, before }
  }

  test('under the standard decisions, over all kinds of lives', async () => {
    const {
      facts: rows,
      ledgers: lines,
      changes,
      before,
    } = await agrees(1, randomShop(seeded(1), true), sizes.standard)
    if (sizes.standard < 1000) return
    // The lives are worth comparing: there is something of everything in them.
    expect(new Set(rows.map(({ label }) => label)).size).toBeGreaterThanOrEqual(9)
    expect(new Set(rows.map(({ stage }) => stage)).size).toBeGreaterThanOrEqual(6)
    expect(lines.filter(({ contracts }) => contracts.includes(' ')).length).toBeGreaterThan(sizes.standard / 10)
    expect(rows.filter(({ returnedAt }) => returnedAt).length).toBeGreaterThan(0)
    expect(rows.filter(({ stage, maxStage }) => stage < maxStage).length).toBeGreaterThan(0)
    expect(new Set(changes.slice(before.changes.length).map(({ cause }) => cause)).size).toBeGreaterThanOrEqual(3)
  })

  test.each(Array.from({ length: sizes.shops }, (_, n) => n + 2))('under random decisions, number %s', async (seed) => {
    await agrees(seed, randomShop(seeded(seed * 77)), sizes.random)
  })

  test('weeks later who has aged stands where a look at all their records would put them', async () => {
    const shop = randomShop(seeded(1), true)
    await publish(shop)
    const ids = await lives(seeded(9), shop, sizes.standard / 4)
    for (let from = 0; from < ids.length; from += 300)
      await refreshAnd(depsAt(NOW), ids.slice(from, from + 300), 'data_fix', shop)
    await db().run(sql`delete from ${staleFacts}`)
    const before = await kept()
    const due = before.facts.filter(({ labelChangesOn }) => labelChangesOn && labelChangesOn <= '2026-12-12')
    expect(due.length).toBeGreaterThan(sizes.standard / 100)

    expect(await ageLabels(depsAt(LATER), shop)).toBe(due.length)
    const byFacts = await kept()
    await putBack(before)
    await refreshAnd(
      depsAt(LATER),
      due.map(({ customerId }) => customerId),
      'aging',
      shop,
    )
    const byRecords = await kept()
    expect(byFacts).toEqual(byRecords)
    expect(byFacts.changes.length).toBeGreaterThan(before.changes.length)
  })

  test('every decision that is read is told to the database as a plain value', () => {
    for (const value of Object.values(bulkRules(randomShop(seeded(1), true), NOW)))
      expect(value === null || ['number', 'string', 'boolean'].includes(typeof value) || Array.isArray(value)).toBe(
        true,
      )
  })
}
