/** 1・3・2 as delivered: what really went out, by LINE and by hand, to real rows. */
import { afterEach, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { deliveredRule132 } from '../../bot/flows/rule132.ts'
import { markDone, workList } from '../../bot/flows/work-list.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  execute,
  hear,
  linkedFriend,
  order,
  person,
  publishMore,
  rows,
  scenarioText,
  shopFiles,
  shopText,
  words,
} from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const on = (day: string) => `2026-${day}` as JstDate
const until = (time: string) => world.advanceTo(`2026-${time}:00+09:00`)

let world: NodeWorld
afterEach(() => world.close())

const idOf = (customer: string) =>
  String(rows(world, 'select customer_id as id from external_ids where external_id = ?', customer)[0]?.id)
const ask = async (customer: string, day: string) => {
  const [found] = await deliveredRule132(world.deps, [idOf(customer)], on(day))
  return (
    found && [found.status, found.approaches, found.offers, ...(found.daysLeft === undefined ? [] : [found.daysLeft])]
  )
}
async function buys(customer: string, digit: string): Promise<string> {
  const userId = person(digit)
  await linkedFriend(world, customer, userId)
  await world.api('/orders', [order(customer)])
  return userId
}

test('はじめての60日 keeps the rule; a second purchase, a block and a stop are seen', async () => {
  world = await openNodeWorld(START)
  await buys('hana', 'a')
  await buys('mei', 'b')
  const blocks = await buys('nozomi', 'c')
  const stops = await buys('yui', 'd')
  await until('06-03T12:00')
  await world.phone(blocks, 'block')
  await until('06-11T12:00')
  await hear(world, [words(stops, '配信停止')])
  expect(await ask('hana', '06-11')).toEqual(['open', 4, 0, 20])
  await until('06-15T12:00')
  await world.api('/orders', [
    order('mei', { external_id: 'again', customer: { external_id: 'mei' }, ordered_at: '2026-06-15T11:00:00+09:00' }),
  ])
  await until('07-05T12:00')
  expect(await ask('hana', '07-05')).toEqual(['met', 8, 2])
  // Her survey waited for the new parcel until it was too late.
  expect(await ask('mei', '07-05')).toEqual(['achieved_early', 6, 1])
  expect(await ask('nozomi', '07-05')).toEqual(['unreachable', 1, 0])
  expect(await ask('yui', '07-05')).toEqual(['unreachable', 4, 0])
  // Looking from an earlier day, what came later has not happened.
  expect(await ask('mei', '06-14')).toEqual(['open', 5, 1, 17])
  const all = await deliveredRule132(world.deps, ['hana', 'mei', 'nozomi', 'yui', 'nobody'].map(idOf), on('07-05'))
  expect(all.map(({ anchorOn, closesOn }) => `${anchorOn} ${closesOn}`)).toEqual(Array(4).fill('2026-06-01 2026-07-01'))
})

const at = (day: number) => `{from: order, day: ${day}, time: "12:00"}`

test('an insert counts as it is in the parcel, a call when it was made', async () => {
  const steps = [
    { id: 'card', at: at(3), more: 'touchpoint: package_insert' },
    { id: 'call', at: at(5), more: 'touchpoint: call_center' },
    { id: 'line', at: at(6) },
  ]
  world = await openNodeWorld(START, { files: shopFiles(scenarioText('s', steps)) })
  await buys('hana', 'a')
  await until('06-07T13:00')
  expect(await ask('hana', '06-07')).toEqual(['open', 2, 0, 24])
  const call = (await workList(world.deps)).find(({ step }) => step === 'call')
  if (call) await markDone(world.deps, call.number, 'みなみ')
  expect(await ask('hana', '06-07')).toEqual(['open', 3, 0, 24])
})

test('a shop may look at every purchase', async () => {
  world = await openNodeWorld(START, { files: shopFiles(scenarioText('s', [{ id: 'line', at: at(1) }])) })
  await buys('hana', 'a')
  await world.api('/orders', [
    order('hana', { external_id: 'again', customer: { external_id: 'hana' }, ordered_at: '2026-07-20T11:00:00+09:00' }),
  ])
  const windows = async () =>
    (await deliveredRule132(world.deps, [idOf('hana')], on('07-25'))).map(({ anchorOn, status }) => [anchorOn, status])
  expect(await windows()).toEqual([['2026-06-01', 'short']])
  await publishMore(world, { 'shop.yaml': shopText('rule132: {apply_to: every_nonsub_purchase}\n') })
  const again = { customer: { external_id: 'hana' }, ordered_at: '2026-07-23T11:00:00+09:00' }
  await world.api('/orders', [order('hana', { ...again, external_id: 'renewal', is_renewal: true })])
  expect(await windows()).toEqual([
    ['2026-06-01', 'short'],
    ['2026-07-20', 'achieved_early'],
  ])
  const before = await deliveredRule132(world.deps, [idOf('hana')], on('07-19'))
  expect(before.map(({ anchorOn }) => anchorOn)).toEqual(['2026-06-01'])
})

test('whom nothing reaches is told apart, unless letters may go by e-mail', async () => {
  world = await openNodeWorld(START, { files: shopFiles(scenarioText('s', [{ id: 'line', at: at(1) }])) })
  await world.api('/orders', [order('stranger')])
  expect(await ask('stranger', '06-02')).toEqual(['unreachable', 0, 0])
  execute(world, 'update customers set email_consent = 1')
  expect(await ask('stranger', '06-02')).toEqual(['open', 0, 0, 29])
})
