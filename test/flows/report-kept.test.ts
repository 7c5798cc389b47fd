/** Whatever happens to customers, and in whatever order: a report out of what is kept is the one that counting everything anew gives. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addDays, type JstDate, jstDate } from '../../bot/core/calendar.ts'
import { AppError } from '../../bot/errors.ts'
import { forgetById } from '../../bot/flows/leave.ts'
import { mergeCustomers, mergesSoFar, unmergeCustomers } from '../../bot/flows/merge-customers.ts'
import { report } from '../../bot/flows/report.ts'
import { insertAll } from '../../db/client.ts'
import { responses, signals, surveys } from '../../db/schema.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { type Chance, seeded } from '../support/seeded.ts'
import { execute, linkedFriend, order, person, rows } from '../support/story.ts'

const START = '2026-10-01' as JstDate
const FRIENDS = 6
const PEOPLE = 14

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(`${START}T10:00:00+09:00`)
})
afterEach(() => world.close())

const KEPT = ['report_parts', 'rule132_days']
const swap = (from: string, into: string) => execute(world, `insert into ${into} select * from ${from}`)

/** With nothing kept, and then as if it had never been asked. What a hypothesis was measured as stays: it is not counted twice by design. */
async function countedAnew(asOf: JstDate) {
  for (const table of KEPT) {
    execute(world, `create temp table ${table}_aside as select * from ${table}`)
    execute(world, `delete from ${table}`)
  }
  const state = rows(world, 'select * from state')
  const found = await report(world.deps, { asOf })
  for (const table of KEPT) {
    execute(world, `delete from main.${table}`)
    swap(`${table}_aside`, table)
    execute(world, `drop table ${table}_aside`)
  }
  execute(world, 'delete from state')
  for (const { key, value } of state) execute(world, 'insert into state values (?, ?)', key, value)
  return found
}

/** Refused, because somebody was merged or forgotten before: nothing has happened. */
async function unlessRefused(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}

const today = () => jstDate(world.deps.now())
const idOf = (customer: string) =>
  rows(world, 'select customer_id as id from external_ids where external_id = ?', customer)[0]?.id as string | undefined

function events(chance: Chance): Record<string, () => Promise<void>> {
  const someone = () => `p${chance.between(0, PEOPLE - 1)}`
  let names = 0
  const name = (kind: string) => {
    names += 1
    return `${kind}${names}`
  }
  const buy = async (externalId: string, customer: string) =>
    world.api('/orders', [
      order(customer, {
        ...{ external_id: externalId, customer: { external_id: customer }, total_yen: chance.between(500, 9000) },
        ordered_at: `${addDays(today(), -chance.pick([0, 3, 20, 45, 60, 100, 200, 300, 380, 500]))}T09:00:00+09:00`,
        status: chance.next() < 0.15 ? 'cancelled' : 'confirmed',
        lines: [{ sku: chance.pick(['LT', 'LF', 'LS']), name: 'n', qty: 1, amount_yen: 980 }],
      }),
    ])
  return {
    buys: async () => {
      await buy(name('o'), someone())
    },
    // The same order, told otherwise: of another day, cancelled, or for another sum.
    changes: async () => {
      const [known] = rows(
        world,
        'select o.external_id as id, e.external_id as customer from orders o join external_ids e using (customer_id) order by o.id limit 1 offset ?',
        chance.between(0, 9),
      )
      if (known) await buy(String(known.id), String(known.customer))
    },
    answers: async () => {
      const customerId = idOf(someone())
      if (!customerId) return
      const [id, at] = [name('a'), new Date(Date.parse(`${addDays(today(), -chance.between(0, 300))}T12:00:00+09:00`))]
      const round = { ...{ id, customerId, revisionId: 'r', surveyId: 'monthly', cause: id }, invitedAt: at }
      await world.deps.db.run(insertAll(surveys, [{ ...round, answeredAt: chance.next() < 0.7 ? at : undefined }]))
      const said = {
        satisfaction: chance.between(1, 5),
        nps: chance.between(0, 10),
        npsScale: chance.pick(['0-10', '1-10']),
      }
      await world.deps.db.run(insertAll(responses, [{ id, surveyId: id, customerId, answers: {}, at, ...said }]))
      await world.deps.db.run(
        insertAll(signals, [{ id, customerId, name: chance.pick(['slept_well', 'wall_price']), at }]),
      )
    },
    merges: () => unlessRefused(() => mergeCustomers(world.deps, [someone(), someone()], { reason: 'r', by: 'b' })),
    parts: () =>
      unlessRefused(async () => {
        const merges = await mergesSoFar(world.deps, 9)
        if (merges.length > 0) await unmergeCustomers(world.deps, chance.pick(merges).id, 'b')
      }),
    forgets: async () => {
      const id = idOf(someone())
      if (id && chance.next() < 0.5) await forgetById(world.deps, id, 'shop')
    },
    waits: async () => world.advanceTo(`${addDays(today(), chance.between(1, 3))}T10:00:00+09:00`),
  }
}

test.each([1, 2, 3])('told from what is kept, as counted anew (%i)', { timeout: 60_000 }, async (seed) => {
  const chance = seeded(seed)
  for (let n = 0; n < FRIENDS; n += 1) await linkedFriend(world, `p${n}`, person(String(n)))
  const happen = events(chance)
  const often = ['buys', 'buys', 'buys', 'changes', 'answers', 'merges', 'parts', 'forgets', 'waits']
  let keptDays = 0
  for (let round = 0; round < 14; round += 1) {
    const happened: string[] = []
    for (let event = 0; event < 5; event += 1) {
      happened.push(chance.pick(often))
      await happen[happened.at(-1) ?? '']?.()
    }
    const asOf = chance.next() < 0.7 ? today() : addDays(today(), -chance.between(1, 60))
    const kept = await report(world.deps, { asOf })
    keptDays += Number(rows(world, 'select count(*) as n from rule132_days')[0]?.n)
    expect({ round, happened, ...kept }).toEqual({ round, happened, ...(await countedAnew(asOf)) })
  }
  expect(keptDays).toBeGreaterThan(0)
})
