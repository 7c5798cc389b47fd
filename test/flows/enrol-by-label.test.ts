/** A changed label begins a scenario: once for each customer, from, to and day, and never because of old news. */
import { afterEach, describe, expect, test } from 'vitest'
import { loadContent } from '../../bot/flows/content.ts'
import { refreshFacts } from '../../bot/flows/refresh-facts.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { inForce, linkedFriend, order, person, rows, scenarioText, shopFiles } from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())
const HANA = person('a')
const hello = { id: 'w1', at: '{from: label_change, day: 0, time: "10:30"}' }
const later = { id: 'w2', at: '{from: label_change, day: 7, time: "10:30"}' }
const dormant = (id: string, more = '', steps = [hello]) =>
  scenarioText(id, steps, { trigger: 'label_change:dormant', more })

async function open(...scenarios: string[]) {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await inForce(world, ...scenarios)
  await linkedFriend(world, 'hana', HANA)
}
const customer = () =>
  String(rows(world, "select customer_id as id from external_ids where external_id = 'hana'")[0]?.id)
async function look(time: string, cause: 'aging' | 'data_fix' = 'aging') {
  await world.stage.setClock(new Date(`${time}+09:00`))
  await refreshFacts(world.deps, [customer()], cause, (await loadContent(world.deps)).shop)
}
const begun = () => rows(world, 'select scenario_id, anchor, status from enrollments order by started_at, scenario_id')

test('ninety days after the only purchase', async () => {
  await open(dormant('back'))
  await world.api('/orders', [order('hana')])
  await look('2026-08-29T00:10')
  expect(begun()).toEqual([])
  await look('2026-08-30T00:10')
  expect(begun()).toEqual([{ scenario_id: 'back', anchor: 'label:follower>dormant:2026-08-30', status: 'active' }])
})

test('once, however often it is looked at, also when two look at once', async () => {
  await open(dormant('back'))
  await world.api('/orders', [order('hana')])
  await look('2026-08-29T00:10')
  await world.stage.setClock(new Date('2026-08-30T00:10+09:00'))
  const { shop } = await loadContent(world.deps)
  await Promise.all([1, 2, 3].map(() => refreshFacts(world.deps, [customer()], 'aging', shop)))
  await look('2026-08-30T12:00')
  expect(begun()).toHaveLength(1)
})

test('who merely taps a button on that day is seen to have aged', async () => {
  await open(dormant('back'))
  await world.api('/orders', [order('hana')])
  await look('2026-08-29T00:10')
  await look('2026-08-30T09:00', 'data_fix')
  expect(begun()).toHaveLength(1)
  expect(rows(world, "select cause from label_history where to_label = 'dormant'")).toEqual([{ cause: 'aging' }])
})

test('a purchase of today begins what waits for its label; `also` counts like the trigger', async () => {
  await open(
    scenarioText('fan', [hello], { trigger: 'label_change:follower' }),
    scenarioText('any', [hello], { trigger: 'label_change:partner', more: 'also: [label_change:visitor]' }),
  )
  await world.api('/orders', [order('hana')])
  expect(begun()).toEqual([{ scenario_id: 'any', anchor: 'label:prospect>visitor:2026-06-01', status: 'active' }])
})

describe('nothing begins', () => {
  test('because of an order from long ago', async () => {
    await open(dormant('back'), scenarioText('fan', [hello], { trigger: 'label_change:follower' }))
    await world.api('/orders', [order('hana', { ordered_at: '2025-06-01T10:00:00+09:00' })])
    await world.api('/orders', [order('hana', { external_id: 'o2', ordered_at: '2026-04-15T10:00:00+09:00' })])
    expect(rows(world, 'select to_label from label_history where from_label is not null').length).toBeGreaterThan(0)
    expect(begun()).toEqual([])
  })
  test('for who comes to be known by being linked', async () => {
    world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
    await inForce(world, dormant('back'), scenarioText('new', [hello], { trigger: 'label_change:visitor' }))
    await world.api('/orders', [order('hana')])
    await linkedFriend(world, 'hana', HANA)
    expect(begun()).toEqual([])
  })
})

describe('a second time', () => {
  const drift = async () => {
    await look('2026-08-29T00:10')
    await look('2026-08-30T00:10')
  }
  const back = async (day: string, id: string) => {
    await world.stage.setClock(new Date(`${day}T10:00+09:00`))
    await world.api('/orders', [order('hana', { external_id: id, ordered_at: `${day}T10:00:00+09:00` })])
  }
  test('the running one goes on alone', async () => {
    await open(dormant('back', '', [hello, { ...later, at: '{from: label_change, day: 300, time: "10:30"}' }]))
    await world.api('/orders', [order('hana')])
    await drift()
    await back('2026-09-01', 'o2')
    await look('2026-11-29T00:10')
    await look('2026-11-30T00:10')
    expect(begun()).toHaveLength(1)
  })
  test.each([
    [60, 2],
    [120, 1],
  ])('after resting %i days since the last one ended', async (days, runs) => {
    await open(dormant('back', `rest_days: ${days}`))
    await world.api('/orders', [order('hana')])
    await drift()
    await world.advanceTo('2026-08-30T12:00:00+09:00')
    expect(begun().map(({ status }) => status)).toEqual(['finished'])
    await back('2026-09-01', 'o2')
    await look('2026-11-29T00:10')
    await look('2026-11-30T00:10')
    expect(begun()).toHaveLength(runs)
  })
})
