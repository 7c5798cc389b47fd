/** My page, wallet, settings and going away: one's own only, and gone means gone. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { openPage, type Page } from '../support/liff.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  count,
  hear,
  linkedFriend,
  order,
  person,
  pushed,
  rows,
  scenarioText,
  shopFiles,
  words,
} from '../support/story.ts'

const HANA = person('a')
const MEI = person('b')
let world: NodeWorld
let page: Page
beforeEach(async () => {
  world = await openNodeWorld('2026-06-10T10:00:00+09:00', {
    files: shopFiles(
      scenarioText('s', [
        {
          id: 'gift',
          at: '{from: order, day: 0, delay_minutes: 30}',
          text: "'{{お名前}}さまへ'",
          more: 'service: true',
        },
        { id: 'later', at: '{from: order, day: 3, time: "12:00"}' },
      ]),
    ),
    env: { LIFF_ID: '1657000001-abc', LINE_LOGIN_CHANNEL_ID: '1657000001', LINE_LOGIN_CHANNEL_SECRET: 'login-secret' },
    standIn: { loginChannelId: '1657000001', loginChannelSecret: 'login-secret' },
  })
  for (const [name, id] of [
    ['hana', HANA],
    ['mei', MEI],
  ] as const)
    await linkedFriend(world, name, id)
  page = await openPage(world, HANA)
})
afterEach(() => world.close())

const HANAKO = { external_id: 'hana', name: '山田 花子', phone: '09012345678', email: 'hanako@example.jp' }
const buys = (number: string, on: string, more: object = {}) =>
  world.api('/orders', [order(HANAKO, { external_id: number, ordered_at: `${on}T10:00:00+09:00`, ...more })])
const issue = (id: string, couponId: string, expires: string, used: string | null = null) =>
  world.deps.db.raw
    .prepare(
      `insert into coupons (id, customer_id, coupon_id, cause, code, issued_at, expires_at, used_at)
       select ?, customer_id, ?, ?, ?, 0, ?, ? from friends where line_user_id = ?`,
    )
    .run(id, couponId, id, couponId, Date.parse(expires), used && Date.parse(used), HANA)

describe('my page', () => {
  test('shows purchases as they count, the newest first', async () => {
    await buys('1', '2026-03-01')
    await buys('2', '2026-04-01', { total_yen: 3300, lines: [{ sku: 'LF', name: 'x', qty: 1, amount_yen: 3300 }] })
    await buys('2b', '2026-04-01', { total_yen: 980 })
    await buys('3', '2026-05-01', { status: 'cancelled' })
    const { body } = await page.get('/me')
    expect(body).toMatchObject({ name: '山田 花子', linked: true, settings: { marketing: true } })
    expect(body.orders).toEqual([
      { number: 2, on: '2026-04-01', products: ['本品', 'お試し'], total_yen: 4280, renewal: false },
      { number: 1, on: '2026-03-01', products: ['お試し'], total_yen: 980, renewal: false },
    ])
    expect(body.special).toBeUndefined()
  })

  test('has a word for those who come again and again', async () => {
    for (const [n, month] of ['2026-02', '2026-03', '2026-04'].entries()) await buys(String(n), `${month}-01`)
    expect((await page.get('/me')).body.special.text).toContain('2026年2月')
  })

  test('names the next delivery', async () => {
    await buys('1', '2026-06-01')
    await world.api('/subscriptions', [
      {
        source: 'shop',
        external_id: 'sub',
        customer: { external_id: 'hana' },
        product: 'LF',
        status: 'active',
        started_at: '2026-06-01T10:00:00+09:00',
        next_delivery_on: '2026-07-01',
      },
    ])
    expect((await page.get('/me')).body.contract).toMatchObject({ next_on: '2026-07-01', product: '本品' })
  })

  test.each([
    ['whose next day the shop has not told', { status: 'active' }, true],
    [
      'whose payment has just failed',
      { status: 'payment_failed', payment_failed_at: '2026-06-09T10:00:00+09:00' },
      true,
    ],
    ['that is ended', { status: 'cancelled', cancelled_at: '2026-06-09T10:00:00+09:00' }, false],
    [
      'that is ended, with a last parcel under way',
      { status: 'cancelled', cancelled_at: '2026-06-09T10:00:00+09:00', next_delivery_on: '2026-06-20' },
      false,
    ],
  ])('a contract %s: the way to change and end it is there while it stands', async (_, state, shown) => {
    await buys('1', '2026-06-01')
    const about = { source: 'shop', external_id: 'sub', customer: { external_id: 'hana' } }
    await world.api('/subscriptions', [{ ...about, product: 'LF', started_at: '2026-06-01T10:00:00+09:00', ...state }])
    expect((await page.get('/me')).body.contract).toEqual(shown ? { product: '本品' } : undefined)
  })

  test('of a stranger is empty, not an error', async () => {
    await world.stage.line('POST', '/control/users', { userId: person('c'), displayName: '知らない人', friend: false })
    const stranger = await openPage(world, person('c'))
    expect((await stranger.get('/me')).body).toMatchObject({ linked: false, orders: [] })
    expect((await stranger.get('/coupons')).body).toEqual({ coupons: [] })
  })
})

test('the wallet: usable ones by deadline, then used, then over; nobody else’s', async () => {
  issue('later', 'OFF500', '2026-07-30T23:59:00+09:00')
  issue('over', 'OFF500', '2026-06-09T23:59:00+09:00')
  issue('used', 'OFF500', '2026-07-01T23:59:00+09:00', '2026-06-01T10:00:00+09:00')
  issue('soon', 'GONE', '2026-06-11T23:59:00+09:00')
  const { body } = await page.get('/coupons')
  expect(
    body.coupons.map(({ id, state, name }: { id: string; state: string; name: string }) => [id, state, name]),
  ).toEqual([
    ['soon', 'usable', 'クーポン'],
    ['later', 'usable', '本品500円引き'],
    ['used', 'used', '本品500円引き'],
    ['over', 'expired', '本品500円引き'],
  ])
  expect((await (await openPage(world, MEI)).get('/coupons')).body.coupons).toEqual([])
})

describe('settings', () => {
  test('stop is the same stop as the word in the chat, and can be taken back', async () => {
    await buys('1', '2026-06-10')
    expect((await page.patch('/settings', { marketing: false })).body).toEqual({ marketing: false })
    await world.advanceTo('2026-06-14T10:00:00+09:00')
    expect(await pushed(world, HANA)).toEqual(['山田 花子さまへ'])
    expect(rows(world, "select granted, evidence from consent_log where purpose = 'marketing'")).toEqual([
      { granted: 0, evidence: 'mypage' },
    ])
    expect((await (await openPage(world, HANA)).patch('/settings', { marketing: true })).body.marketing).toBe(true)
  })

  describe('quoting', () => {
    const answers = (id: string, at: string, quotable: boolean) =>
      world.deps.db.raw
        .prepare(
          `insert into responses (id, survey_id, customer_id, at, answers, quotable)
           select ?, ?, customer_id, ?, '{}', ? from friends where line_user_id = ?`,
        )
        .run(id, id, Date.parse(at), Number(quotable), HANA)
    const shown = async () => (await page.get('/me')).body.settings

    test('without an answer there is nothing to decide: no switch that would spring back', async () => {
      expect(await shown()).toEqual({ marketing: true })
      expect((await page.patch('/settings', { quotable: true })).body).toEqual({ marketing: true })
      expect(rows(world, "select 1 from consent_log where purpose = 'quote'")).toEqual([])
    })

    test('stands on while any answer may be quoted, and off takes it back for all', async () => {
      answers('old', '2026-05-01', true)
      answers('new', '2026-06-01', false)
      expect((await shown()).quotable).toBe(true)
      expect((await page.patch('/settings', { quotable: false })).body.quotable).toBe(false)
      expect(rows(world, 'select distinct quotable from responses')).toEqual([{ quotable: 0 }])
      expect((await shown()).quotable).toBe(false)
      expect(rows(world, "select granted from consent_log where purpose = 'quote'")).toEqual([{ granted: 0 }])
    })
  })

  test.each([[{ marketing: 'no' }], [{ other: true }], ['text']])('%j is no setting', async (wish) => {
    expect((await page.patch('/settings', wish)).status).toBe(400)
  })
})

describe('going away', () => {
  test('unlinked: the orders stay the shop’s, nothing more is sent, and the page is empty', async () => {
    await buys('1', '2026-06-10')
    expect((await page.post('/unlink', { confirmed: true })).body).toEqual({ deauthorized: false })
    await world.advanceTo('2026-06-20T10:00:00+09:00')
    expect(await pushed(world, HANA)).toEqual([])
    expect((await (await openPage(world, HANA)).get('/me')).body).toMatchObject({ linked: false, orders: [] })
    expect(rows(world, 'select ended_reason from enrollments')).toEqual([{ ended_reason: 'unlinked' }])
    expect(count(world, 'orders')).toBe(1)
  })

  test('with the person’s own token LINE takes its permission back, too', async () => {
    const { body: tokens } = await world.standIn.desk('POST', `/phone/users/${HANA}/id-token`, {})
    const access_token = tokens.access_token ?? tokens.accessToken
    expect((await page.post('/unlink', { confirmed: true, access_token })).body).toEqual({ deauthorized: true })
    expect((await page.post('/session', { access_token })).status).toBe(401)
  })

  test('forgotten: no name, text, answer or LINE id is left anywhere; what was paid is', async () => {
    await buys('1', '2026-06-10')
    await world.stage.setClock(new Date('2026-06-10T10:30:00+09:00'))
    await deliverDue(world.deps)
    await hear(world, [words(HANA, '肌が赤くなりました')])
    expect(await pushed(world, HANA)).toEqual(['山田 花子さまへ'])
    expect((await page.post('/forget', { confirmed: true })).status).toBe(200)
    const tables = rows(world, "select name from sqlite_master where type = 'table' and name not like 'sqlite%'")
    const left = tables.flatMap(({ name }) => {
      const text = JSON.stringify(rows(world, `select * from "${name}"`))
      const traces = ['花子', 'hanako@', '9012345678', '赤くなりました', HANA].filter((trace) => text.includes(trace))
      return traces.map((trace) => `${name}: ${trace}`)
    })
    expect(left).toEqual([])
    expect(rows(world, 'select total_yen from orders')).toEqual([{ total_yen: 980 }])
    expect(rows(world, "select actor, action from audit_log where action = 'forget'")).toEqual([
      { actor: 'customer', action: 'forget' },
    ])
  })

  test('a file that is imported again brings nobody back', async () => {
    await buys('1', '2026-06-01')
    await page.post('/forget', { confirmed: true })
    await buys('1', '2026-06-01', { total_yen: 990 })
    await buys('2', '2026-06-09')
    expect(JSON.stringify(rows(world, 'select * from customers'))).not.toContain('花子')
  })

  test.each([['/unlink'], ['/forget']])('%s without saying so changes nothing', async (path) => {
    for (const wish of [{}, { confirmed: false }, { confirmed: 'yes' }])
      expect((await page.post(path, wish)).status).toBe(400)
    expect((await page.get('/me')).body.linked).toBe(true)
  })
})
