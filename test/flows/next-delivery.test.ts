/** A contract's own notices: before each delivery, moved with it, and never held back like advertising. */
import { afterEach, describe, expect, test } from 'vitest'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  fates,
  hear,
  inForce,
  linkedFriend,
  order,
  person,
  pushed,
  rows,
  scenarioText,
  shopFiles,
  words,
} from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())
const HANA = person('a')

const NOTICE = {
  id: 's2',
  at: '{from: next_delivery, day: -7, time: "10:00"}',
  text: '"{{次回お届け日}}に{{商品名}}をお送りします"',
  more: 'service: はい\noverdue: {send_within: 4d}\nbuttons: [このままで]\nsignals: {このままで: stays}',
}
const SECOND = { id: 's3', at: '{from: delivered, delivery: 2, day: 5, time: "19:30"}', text: '2回目が届きましたね' }
const start = { trigger: 'subscription_start', more: 'exit_when: [withdrawn, not subscribed]' }

async function open(...scenarios: string[]) {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  await inForce(world, ...scenarios)
  await linkedFriend(world, 'hana', HANA)
}
const contract = (more: object) =>
  world.api('/subscriptions', [
    {
      source: 'shop',
      external_id: 'sub-1',
      customer: { external_id: 'hana' },
      product: 'full',
      cycle_days: 30,
      status: 'active',
      started_at: '2026-06-01T10:00:00+09:00',
      ...more,
    },
  ])
const renewal = (count: number, day: string, more: object = {}) =>
  world.api('/orders', [
    order('hana', {
      external_id: `renewal-${count}`,
      ordered_at: `2026-${day}T09:00:00+09:00`,
      paid_at: `2026-${day}T09:00:00+09:00`,
      is_renewal: count > 1,
      subscription_external_id: 'sub-1',
      subscription_count: count,
      lines: [{ sku: 'LF', name: '本品', qty: 1, amount_yen: 3300 }],
      ...more,
    }),
  ])
const until = (time: string) => world.advanceTo(`2026-${time}:00+09:00`)
const words7 = (day: string) => `${day}に本品をお送りします`
/** A notice with a button is a card; its words are what the phone shows. */
const notices = async () =>
  (await world.outbox(HANA)).flatMap(({ messages }) =>
    messages.flatMap(({ altText }) => (altText?.includes('に本品を') ? altText : [])),
  )

describe('seven days before', () => {
  test('each delivery, as long as the contract lasts', async () => {
    await open(scenarioText('s', [NOTICE], start))
    await contract({ next_delivery_on: '2026-07-01' })
    await until('06-24T09:59')
    expect(await notices()).toEqual([])
    await until('06-24T10:00')
    expect(await notices()).toEqual([words7('7月1日（水）')])
    await contract({ next_delivery_on: '2026-08-01', count: 1 })
    await until('07-25T12:00')
    expect(await notices()).toEqual([words7('7月1日（水）'), words7('8月1日（土）')])
    expect(fates(world)).toEqual(['s2@2026-07-01 sent', 's2@2026-08-01 sent'])
  })

  test('on the new day when the delivery is moved before the notice', async () => {
    await open(scenarioText('s', [NOTICE], start))
    await contract({ next_delivery_on: '2026-07-01' })
    await until('06-20T12:00')
    await contract({ next_delivery_on: '2026-07-15' })
    await until('07-07T12:00')
    expect(await notices()).toEqual([])
    await until('07-08T12:00')
    expect(await notices()).toEqual([words7('7月15日（水）')])
  })

  test('again when it is moved far after the notice, not when by a few days', async () => {
    await open(scenarioText('s', [NOTICE], start))
    await contract({ next_delivery_on: '2026-07-01' })
    await until('06-25T12:00')
    await contract({ next_delivery_on: '2026-07-04' })
    await until('06-30T12:00')
    expect(await notices()).toHaveLength(1)
    await contract({ next_delivery_on: '2026-07-20' })
    await until('07-14T12:00')
    expect(await notices()).toEqual([words7('7月1日（水）'), words7('7月20日（月）')])
  })

  test('is unknown until the shop tells, and then it is not too late for a while', async () => {
    await open(scenarioText('s', [NOTICE], start))
    await contract({})
    await until('06-20T12:00')
    expect(rows(world, 'select status, next_due_at from enrollments')).toEqual([
      { status: 'active', next_due_at: null },
    ])
    await contract({ next_delivery_on: '2026-06-24' })
    await until('06-20T12:10')
    expect(await notices()).toEqual([words7('6月24日（水）')])
  })

  test('not while the contract rests, and the enrolment ends with the contract', async () => {
    await open(scenarioText('s', [NOTICE], start))
    await contract({ next_delivery_on: '2026-07-01' })
    await until('06-20T12:00')
    await contract({ next_delivery_on: '2026-07-01', status: 'paused' })
    await until('07-05T12:00')
    expect(await notices()).toEqual([])
    await contract({ status: 'cancelled', cancelled_at: '2026-07-05T12:00:00+09:00' })
    await until('07-06T12:00')
    expect(rows(world, 'select status, ended_reason from enrollments')).toEqual([
      { status: 'ended', ended_reason: 'not subscribed' },
    ])
  })

  test('its buttons answer', async () => {
    await open(scenarioText('s', [NOTICE], start))
    await contract({ next_delivery_on: '2026-07-01' })
    await until('06-24T10:10')
    await world.tap(HANA, 'このままで')
    expect(rows(world, 'select name, step_id from signals')).toEqual([{ name: 'stays', step_id: 's2' }])
  })
})

describe('a service message', () => {
  test('comes on a day with a letter, and to who said stop; advertising does not', async () => {
    const letters = [1, 2].map((n) => ({ id: `a${n}`, at: `{from: subscription_start, day: 23, time: "09:${n}0"}` }))
    await open(scenarioText('s', [NOTICE], start), scenarioText('t', letters, { trigger: 'subscription_start' }))
    await contract({ next_delivery_on: '2026-07-01' })
    await until('06-24T12:00')
    expect(fates(world, "status = 'sent'").sort()).toEqual(['a1 sent', 's2@2026-07-01 sent'])
    await hear(world, [words(HANA, '配信停止')])
    await contract({ next_delivery_on: '2026-08-01' })
    await until('07-26T12:00')
    expect(await notices()).toHaveLength(2)
    expect(
      rows(world, "select count(*) as n from deliveries where marketing_at is not null and step_id like 's2%'"),
    ).toEqual([{ n: 0 }])
  })
  test('may come until half past nine in the evening, not later', async () => {
    const at = (time: string) => ({ ...NOTICE, at: `{from: next_delivery, day: -7, time: "${time}"}` })
    await open(scenarioText('s', [at('21:15')], start), scenarioText('t', [{ ...at('21:45'), id: 't2' }], start))
    await contract({ next_delivery_on: '2026-07-01' })
    await until('06-24T22:00')
    expect(fates(world)).toEqual(['s2@2026-07-01 sent', 't2@2026-07-01 held R_QUIET_HOURS'])
  })
  test('that is held over a move of the delivery is dropped with a reason', async () => {
    const late = { ...NOTICE, at: '{from: next_delivery, day: -7, time: "22:00"}' }
    await open(scenarioText('s', [late], start))
    await contract({ next_delivery_on: '2026-07-01' })
    await until('06-24T22:30')
    await contract({ next_delivery_on: '2026-08-01' })
    await until('07-26T12:00')
    expect(fates(world)).toEqual(['s2@2026-07-01 skipped S_MOVED', 's2@2026-08-01 sent'])
  })
})

describe('the second delivery', () => {
  test('is that of the second order of the contract', async () => {
    await open(scenarioText('s', [SECOND], start))
    await contract({})
    await renewal(1, '06-01')
    await until('07-03T12:00')
    await renewal(2, '07-03', { delivered_at: '2026-07-06T12:00:00+09:00' })
    await until('07-11T19:00')
    expect(await pushed(world, HANA)).toEqual([])
    await until('07-11T19:30')
    expect(await pushed(world, HANA)).toEqual(['2回目が届きましたね'])
    expect(rows(world, 'select status from enrollments')).toEqual([{ status: 'finished' }])
  })
  test('is expected on the next delivery’s day while it is not ordered', async () => {
    await open(scenarioText('s', [SECOND], start))
    await contract({ next_delivery_on: '2026-07-01', count: 1 })
    await until('07-06T19:30')
    expect(await pushed(world, HANA)).toEqual(['2回目が届きましたね'])
  })
})
