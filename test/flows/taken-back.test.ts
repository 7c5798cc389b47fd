/** A letter that LINE has certainly not sent is taken back, with whatever was written down together with it; a later one keeps its word. */

import { afterEach, expect, test } from 'vitest'
import { jstDate } from '../../bot/core/calendar.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { forgetById } from '../../bot/flows/leave.ts'
import { addCodes } from '../../db/coupons.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  execute,
  fates,
  fault,
  inForce,
  linkedFriend,
  order,
  person,
  pushed,
  rows,
  scenarioText,
  shopFiles,
} from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())

const HANA = person('a')
const SURVEY = `id: feelings
name: お気持ち
questions: [{id: satisfaction, kind: satisfaction, text: 満足度は}]
`
const COUPONS = `coupons:
  - {id: OFF500, name: 本品500円引き, benefit: amount_off, value: 500, valid_days: 21, once_per_customer: true}
  - {id: OWN, name: お一人ずつ, benefit: amount_off, value: 500, valid_days: 21, codes: pool}
`
const ON_THE_LAST_DAY = '{from: order, day: 30, time: "12:00"}'

async function open(...scenarios: string[]) {
  world = await openNodeWorld('2026-05-01T10:00:00+09:00', {
    files: { ...shopFiles(), 'coupons.yaml': COUPONS, 'surveys/feelings.yaml': SURVEY },
  })
  await inForce(world, ...scenarios)
  await linkedFriend(world, 'hana', HANA)
  const about = { ordered_at: '2026-05-01T10:00:00+09:00', delivered_at: '2026-05-03T10:00:00+09:00' }
  await world.api('/orders', [order('hana', about)])
}
const tickAt = async (time: string) => {
  await world.stage.setClock(new Date(`2026-${time}:00+09:00`))
  return deliverDue(world.deps)
}
const mend = () => world.stage.line('DELETE', '/control/faults')
const days = (sql: string) => rows(world, sql).map(({ at }) => jstDate(new Date(Number(at))))

/** The month's messages are used up on its last day; on the first of the next LINE takes them again. */
async function overTheMonth() {
  await fault(world, 'monthly_limit', { times: 99 })
  await tickAt('05-31T12:00')
  const held = fates(world)
  await mend()
  await tickAt('06-01T12:00')
  return held
}

test('the invitation to a survey: it did not count, so the customer is asked when the month is over', async () => {
  const more = 'survey: feelings\noffer: {kind: survey}\nbuttons: [{label: 答える, liff: survey}]'
  await open(scenarioText('s', [{ id: 'ask', at: ON_THE_LAST_DAY, more }]))
  expect(await overTheMonth()).toEqual(['ask held R_QUOTA'])
  expect(fates(world)).toEqual(['ask sent'])
  expect(days('select invited_at as at from surveys')).toEqual(['2026-06-01'])
})

test.each(['OFF500', 'OWN'])('the coupon %s is good until the day that was told in the end', async (coupon) => {
  const more = `offer: {kind: repeat, product: full, coupon: ${coupon}}`
  await open(scenarioText('s', [{ id: 'gift', at: ON_THE_LAST_DAY, more, text: '"{{クーポン期限}}まで"' }]))
  await addCodes(world.deps.db, 'OWN', ['A1', 'A2'])
  expect(await overTheMonth()).toEqual(['gift held R_QUOTA'])
  expect(await pushed(world, HANA)).toEqual(['6月22日（月）まで'])
  expect(days('select expires_at as at from coupons')).toEqual(['2026-06-22'])
})

test('a coupon that is given once but promised in two letters is good until the day the last one told', async () => {
  const more = 'offer: {kind: repeat, product: full, coupon: OFF500}'
  const gift = (id: string, day: number) => ({
    ...{ id, at: `{from: order, day: ${day}, time: "12:00"}`, more, text: '"{{クーポン期限}}まで"' },
  })
  await open(scenarioText('s', [gift('one', 12), gift('two', 24)]))
  for (const time of ['05-13T12:00', '05-25T12:00']) await tickAt(time)
  expect(await pushed(world, HANA)).toEqual(['6月3日（水）まで', '6月15日（月）まで'])
  expect(days('select expires_at as at from coupons')).toEqual(['2026-06-15'])
})

test('nobody is promised again what they have used and get but once', async () => {
  const gift = (id: string, day: number, coupon: string) => ({
    ...{ id, at: `{from: order, day: ${day}, time: "12:00"}` },
    more: `offer: {kind: repeat, product: full, coupon: ${coupon}}`,
  })
  await open(scenarioText('s', [gift('one', 12, 'OFF500'), gift('two', 24, 'OFF500'), gift('own', 25, 'OWN')]))
  await addCodes(world.deps.db, 'OWN', ['A1'])
  await tickAt('05-13T12:00')
  execute(world, 'update coupons set used_at = ?', world.deps.now().getTime())
  for (const time of ['05-25T12:00', '05-26T12:00']) await tickAt(time)
  expect(fates(world)).toEqual(['one sent', 'two skipped S_COUPON_USED', 'own sent'])
})

test.each([
  ['refused by LINE', 'rate_limit', 'skipped'],
  ['in doubt', 'error_before', 'unknown'],
])('forgotten while a letter is %s: nothing leaves any more, and nobody can read it', async (_what, kind, fate) => {
  await open(scenarioText('s', [{ id: 'hello', at: '{from: order, day: 1, time: "12:00"}', text: '"{{お名前}}さん"' }]))
  await fault(world, kind)
  await tickAt('05-02T12:00')
  expect(fates(world)).toEqual(['hello sending'])
  await forgetById(world.deps, String(rows(world, 'select customer_id as id from friends')[0]?.id), 'customer')
  for (const time of ['05-02T12:05', '05-03T12:05']) await tickAt(time)
  expect([await pushed(world, HANA), fates(world)]).toEqual([[], [`hello ${fate} S_ENDED`]])
  expect(rows(world, 'select body from requests')).toEqual([{ body: '{}' }])
})
