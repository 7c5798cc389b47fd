/** F2 of any period is the same whether the day's first buyers were looked at already, for the success points, or not. */
import { afterEach, expect, test } from 'vitest'
import { addDays, dayNumber, type JstDate } from '../../bot/core/calendar.ts'
import { F2ByDay } from '../../bot/core/f2-by-day.ts'
import { TRIAL } from '../../bot/core/ledger.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { holdersFrom } from '../../bot/flows/count-transitions.ts'
import { listen } from '../../bot/flows/listen.ts'
import { measure, startMeasuring } from '../../bot/flows/measure.ts'
import { talliesFrom } from '../../bot/flows/tallies.ts'
import { insertAll } from '../../db/client.ts'
import { facts, ledgers } from '../../db/schema.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { seeded } from '../support/seeded.ts'

const TODAY = '2026-11-21' as JstDate

let world: NodeWorld
afterEach(() => world.close())

/** Around the year, some in the last weeks, some with a subscription; every tenth was forgotten and has no facts. */
async function shopOfBuyers(): Promise<void> {
  const chance = seeded(4)
  const people = Array.from({ length: 400 }, (_, n) => {
    const first = dayNumber(TODAY) - chance.pick([0, 89, 90, 91, 364, 365, chance.between(0, 500)])
    const second = first + chance.pick([1, 89, 90, 91, chance.between(1, 200)])
    const bits = TRIAL + (n % 3 === 0 ? 4 : 0)
    const more = chance.next() < 0.6 ? ` ${second} 3300 2` : ''
    return { id: `p${n}`, purchases: `${first} 980 ${bits}${more}`, product: chance.pick(['LT', 'LF', '']) }
  })
  const { db } = world.deps
  await db.atomically([
    insertAll(
      ledgers,
      people.map(({ id, purchases, product }) => ({
        ...{ bucket: id.slice(-2), customerId: id, purchases, contracts: '', firstProduct: product },
      })),
    ),
    insertAll(
      facts,
      people
        .filter((_, n) => n % 10 > 0)
        .map(({ id }) => ({
          ...{ customerId: id, label: 'visitor', stage: 1, maxStage: 1, registered: true, purchases: 1, positives: 0 },
          ...{ subscription: false, body: {}, knownUntil: new Date(0), updatedAt: new Date(0) },
        })),
    ),
  ])
}

test('any period, inside the year, across its ends and after the last closed window', async () => {
  world = await openNodeWorld(`${TODAY}T10:00:00+09:00`)
  await shopOfBuyers()
  const { shop } = await loadContent(world.deps)
  const looked = new F2ByDay(shop)
  await listen(world.deps, shop, TODAY, looked)
  expect(looked.covers({ from: addDays(TODAY, -364), to: TODAY })).toBe(true)
  expect(looked.covers({ from: addDays(TODAY, -365), to: TODAY })).toBe(false)
  const measuring = (beginners?: F2ByDay) =>
    startMeasuring(
      ...([world.deps, shop, TODAY, [], holdersFrom(world.deps), talliesFrom(world.deps, shop), beginners] as const),
    )
  const chance = seeded(5)
  let known = 0
  for (let round = 0; round < 30; round += 1) {
    const from = addDays(TODAY, -chance.between(0, 420))
    const period = { from, to: addDays(from, chance.between(0, 120)) }
    for (const metric of ['f2_rate', 'f2_rate_subscription']) {
      // What a period that is over was measured as is kept: here it must not be.
      world.deps.db.raw.exec(`delete from state where key like 'measure %'`)
      const alone = await measure(measuring(), metric, period)
      world.deps.db.raw.exec(`delete from state where key like 'measure %'`)
      expect([period, await measure(measuring(looked), metric, period)]).toEqual([period, alone])
      if (alone.n > 0 && looked.covers(period)) known += 1
    }
  }
  expect(known).toBeGreaterThan(5)
})

test('nobody has been looked at before somebody says so', async () => {
  const days = new F2ByDay({ f2: { window_days: 90 } })
  expect(days.covers({ from: TODAY, to: TODAY })).toBe(false)
})
