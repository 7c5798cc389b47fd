/** Whoever moved is read, whoever only began is counted: what comes out is what every single line of the history gives (DOMAIN §1.2). */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addDays, type JstDate, jstDate, jstInstant } from '../../bot/core/calendar.ts'
import { Shop } from '../../bot/core/shop.ts'
import type { LabelCause } from '../../bot/core/start.ts'
import { AIMS, type Holders, type LabelChange, PairCount, TransitionCount } from '../../bot/core/transitions.ts'
import { LABELS, type Label } from '../../bot/core/vocabulary.ts'
import { countTransitions, holdersFrom } from '../../bot/flows/count-transitions.ts'
import { measure, startMeasuring } from '../../bot/flows/measure.ts'
import { talliesFrom } from '../../bot/flows/tallies.ts'
import { insertAll } from '../../db/client.ts'
import { customerMerges, facts, labelHistory } from '../../db/schema.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { type Chance, seeded } from '../support/seeded.ts'

const FIRST = '2026-04-01' as JstDate
const DAYS = 60
const SHOP = Shop.parse({ name: '店', concierge: 'みなみ', products: [] })
const NAMES = Object.keys(LABELS) as Label[]
const CAUSES: LabelCause[] = ['purchase', 'positive', 'aging', 'data_fix', 'subscription_start', 'block']

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00')
})
afterEach(() => world.close())

interface Line extends LabelChange {
  isSomebody: boolean
}

/** Histories as they are after people were joined and parted: some begin twice, some lines change the stage only, some are nobody's. */
async function randomHistories(chance: Chance): Promise<{ told: Line[]; lines: Line[]; now: Map<string, Label> }> {
  const lines: Line[] = []
  const joined = new Set<string>()
  const now = new Map<string, Label>()
  const instant = () =>
    new Date(jstInstant(addDays(FIRST, chance.between(0, DAYS))).getTime() + chance.between(0, 3) * 6e6)
  for (let n = 0; n < 80; n += 1) {
    const customerId = `c${n}`
    const isSomebody = chance.next() < 0.9
    const times = Array.from({ length: chance.between(1, 5) }, instant).sort((a, b) => a.getTime() - b.getTime())
    let held: Label | undefined
    for (const at of times) {
      const to = chance.next() < 0.2 ? (held ?? 'visitor') : chance.pick(NAMES)
      const from = held !== undefined && chance.next() < 0.12 ? undefined : held
      if (held !== undefined && from === undefined) joined.add(customerId)
      const subscribedOn = chance.next() < 0.5 ? addDays(jstDate(at), -chance.between(0, 40)) : undefined
      lines.push({ customerId, from, to, cause: chance.pick(CAUSES), at, subscribedOn, isSomebody })
      held = to
    }
    if (isSomebody && held) now.set(customerId, held)
  }
  // Written down in the order in which it happened.
  lines.sort((one, other) => one.at.getTime() - other.at.getTime())
  const { db } = world.deps
  const at = new Date(0)
  await db.run(
    insertAll(
      facts,
      [...now].map(([customerId, label]) => ({
        ...{
          customerId,
          label,
          stage: 1,
          maxStage: 1,
          registered: true,
          purchases: 1,
          positives: 0,
          subscription: false,
        },
        ...{ body: {}, knownUntil: at, updatedAt: at },
      })),
    ),
  )
  await db.run(
    insertAll(
      labelHistory,
      lines.map(({ customerId, from, to, cause, at, subscribedOn }, n) => ({
        ...{ id: `h${n}`, customerId, fromLabel: from, toLabel: to, toStage: 1, cause, at },
        factsAfter: { subscribedOn },
      })),
    ),
  )
  if (joined.size > 0)
    await db.run(
      insertAll(
        customerMerges,
        [...joined].map((intoId) => ({
          ...{
            id: `m${intoId}`,
            fromId: `${intoId}-other`,
            intoId,
            reason: 'email',
            mergedBy: 'fanbelt',
            moved: {},
            at,
          },
        })),
      ),
    )
  return { told: lines, lines: lines.filter((line) => line.isSomebody && line.from !== line.to), now }
}

/** Of each customer what their last line before that day says; nothing of who is nobody, or had not begun. */
function heldOn({ told, now }: Awaited<ReturnType<typeof randomHistories>>, day: JstDate): Holders {
  const last = new Map(told.filter(({ at }) => at < jstInstant(day)).map(({ customerId, to }) => [customerId, to]))
  const held: Holders = {}
  for (const [customerId, label] of last) if (now.has(customerId)) held[label] = (held[label] ?? 0) + 1
  return held
}

const byName = <T extends { from: string; to: string; cause: string }>(list: T[]) =>
  list.toSorted((a, b) => `${a.from} ${a.to} ${a.cause}`.localeCompare(`${b.from} ${b.to} ${b.cause}`))

test.each([1, 2, 3, 4, 5, 6])(
  'random histories (%i): aims, drift, holders and every pair as line by line',
  async (seed) => {
    const chance = seeded(seed)
    const histories = await randomHistories(chance)
    const holdersOn = holdersFrom(world.deps)
    const tallies = talliesFrom(world.deps, SHOP)
    const pairs = [...Object.keys(AIMS), 'prospect>visitor', 'partner>lapsed'].map((name) => {
      const [from = '', to = ''] = name.split('>')
      return { metric: `transition:${name}`, from, to }
    })
    for (let round = 0; round < 5; round += 1) {
      const from = addDays(FIRST, chance.between(-5, DAYS))
      const period = { from, to: addDays(from, chance.between(0, 25)) }
      const inside = histories.lines.filter(
        ({ at }) => at >= jstInstant(from) && at < jstInstant(addDays(period.to, 1)),
      )
      const holders = heldOn(histories, from)
      const all = new TransitionCount(SHOP.transition_days)
      for (const line of inside) all.add(line)
      const expected = { ...all.counts(holders), holders }

      for (const found of [
        await countTransitions(world.deps, SHOP, period, holdersOn),
        await countTransitions(world.deps, SHOP, period),
      ])
        expect({ ...found, drift: byName(found.drift) }).toEqual({ ...expected, drift: byName(expected.drift) })

      const metrics = pairs.map(({ metric }) => metric)
      const measuring = startMeasuring(world.deps, SHOP, '2026-06-01' as JstDate, metrics, holdersOn, tallies)
      for (const { metric, ...pair } of pairs) {
        const count = new PairCount(pair, SHOP.transition_days)
        for (const line of inside) count.add(line)
        const { value, denominator } = count.rate(holders)
        expect({ metric, ...(await measure(measuring, metric, period)) }).toEqual({ metric, value, n: denominator })
      }
    }
  },
)
