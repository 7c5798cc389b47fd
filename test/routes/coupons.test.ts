/** Coupons from the pool to the till: one code for one customer, no promise without a code, and each use told once. */

import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { issueCoupons, type NewCoupon } from '../../db/coupons.ts'
import { openDatabase } from '../../db/node.ts'
import { folder } from '../cli/run.ts'
import { openPage } from '../support/liff.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  count,
  execute,
  fates,
  linkedFriend,
  order,
  person,
  pushed,
  rows,
  scenarioText,
  shopFiles,
} from '../support/story.ts'

const HANA = person('a')
const MEI = person('b')
const COUPONS = `coupons:
  - {id: POOL, codes: pool, name: 特別な500円引き, benefit: amount_off, value: 500, valid_days: 21, once_per_customer: true}
  - {id: FIXED, code: Fix-500, name: 500円引き, benefit: amount_off, value: 500, valid_days: 21}
  - {id: OFF500, name: 本品500円引き, benefit: amount_off, value: 500, valid_days: 21, once_per_customer: true}
`
const step = (coupon: string, id = 'gift') => ({
  id,
  at: '{from: order, day: 0, delay_minutes: 30}',
  text: "'{{クーポン名}}'",
  more: `service: true\noffer: {kind: event, coupon: ${coupon}}`,
})

let world: NodeWorld
const open = async (...coupons: string[]) => {
  world = await openNodeWorld('2026-06-10T10:00:00+09:00', {
    files: {
      ...shopFiles(
        scenarioText(
          's',
          coupons.map((coupon, n) => step(coupon, `gift${n}`)),
        ),
      ),
      'coupons.yaml': COUPONS,
    },
    env: { LIFF_ID: '1657000001-abc', LINE_LOGIN_CHANNEL_ID: '1657000001' },
    standIn: { loginChannelId: '1657000001' },
  })
  for (const [name, id] of [
    ['hana', HANA],
    ['mei', MEI],
  ] as const)
    await linkedFriend(world, name, id)
}
afterEach(() => world.close())

const at = (time: string) => world.stage.setClock(new Date(`2026-06-${time}:00+09:00`))
const codes = (...list: string[]) => {
  for (const code of list) execute(world, 'insert into coupon_codes (coupon_id, code) values (?, ?)', 'POOL', code)
}
const buys = (name: string, more: object = {}) =>
  world.api('/orders', [order(name, { ordered_at: '2026-06-10T10:00:00+09:00', ...more })])
const tickAt = async (time: string) => {
  await at(time)
  await deliverDue(world.deps)
}
const wallet = async (userId = HANA) => (await (await openPage(world, userId)).get('/coupons')).body.coupons
const redeem = async (...items: object[]) =>
  (await world.api('/coupons/redeem', items)).body.items.map(({ outcome }) => outcome)

describe('a pool', () => {
  beforeEach(() => open('POOL'))

  test('gives each customer the next code, and each code to one customer', async () => {
    codes('B2', 'A1', 'C3')
    await buys('hana')
    await buys('mei')
    await tickAt('10T10:30')
    expect([...(await wallet()), ...(await wallet(MEI))].map(({ code }) => code).sort()).toEqual(['A1', 'B2'])
    expect(rows(world, 'select code from coupon_codes where taken_by is null')).toEqual([{ code: 'C3' }])
  })

  test('that is empty keeps the message back with a reason, tells the shop once, and goes on when codes come', async () => {
    await buys('hana')
    await tickAt('10T10:30')
    await tickAt('10T11:40')
    expect([await pushed(world, HANA), fates(world), count(world, 'coupons')]).toEqual([
      [],
      ['gift0 held S_NO_CODES'],
      0,
    ])
    expect(rows(world, 'select kind, text from staff_tasks')).toEqual([
      { kind: 'coupon_codes', text: expect.stringContaining('fanbelt coupon-codes') },
    ])
    codes('NEW')
    await tickAt('10T12:50')
    expect([await pushed(world, HANA), (await wallet())[0].code]).toEqual([['特別な500円引き'], 'NEW'])
  })

  test('gives the last code to one of two; the other one waits, whose turn it was is told', async () => {
    codes('LAST')
    await buys('hana')
    await buys('mei')
    await tickAt('10T10:30')
    expect(fates(world).sort()).toEqual(['gift0 held S_NO_CODES', 'gift0 sent'])
    expect(count(world, 'staff_tasks')).toBe(1)
  })

  test('emptied by somebody else between the look and the promise: nothing is sent, and then it waits', async () => {
    codes('LAST')
    await buys('hana')
    await at('10T10:30')
    const { db } = world.deps
    const all = db.all.bind(db)
    const looking = vi.spyOn(db, 'all').mockImplementation((async (query: Parameters<typeof all>[0]) => {
      const found = await all(query)
      if (JSON.stringify(found).includes('"left":1')) execute(world, "update coupon_codes set taken_by = 'somebody'")
      return found
    }) as typeof db.all)
    await deliverDue(world.deps)
    looking.mockRestore()
    expect([fates(world), count(world, 'coupon_codes where taken_by is not null')]).toEqual([[], 1])
    expect([await pushed(world, HANA), count(world, 'coupons'), count(world, 'requests')]).toEqual([[], 0, 0])
    await tickAt('10T10:40')
    expect(fates(world)).toEqual(['gift0 held S_NO_CODES'])
  })

  test('two processes at once never give one code twice', async () => {
    const path = join(folder(), 'shop.sqlite')
    const [one, other] = [openDatabase(path), openDatabase(path)]
    one.raw.exec("insert into coupon_codes (coupon_id, code) select 'POOL', value from json_each('[1,2,3,4,5,6,7]')")
    const row = (n: number): NewCoupon => ({
      ...{ id: `c${n}`, customerId: `p${n % 9}`, couponId: 'POOL', cause: 'once', issuedAt: new Date(0) },
    })
    await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        (n % 2 ? one : other).atomically(issueCoupons([row(n), row(n + 1), row(n + 2)])),
      ),
    )
    const given = one.raw.prepare('select code, customer_id from coupons').all() as Record<string, string>[]
    expect(new Set(given.map(({ code }) => code)).size).toBe(7)
    expect(new Set(given.map(({ customer_id }) => customer_id)).size).toBe(7)
    expect(given).toHaveLength(7)
    expect(one.raw.prepare('select count(*) as n from coupon_codes where taken_by is null').get()).toEqual({ n: 0 })
    one.close()
    other.close()
  })
})

test('who has the coupon for once in a life takes no second code, and waits for none', async () => {
  await open('POOL', 'POOL')
  codes('A1', 'B2')
  await buys('hana')
  await tickAt('10T10:30')
  expect(fates(world)).toEqual(['gift0 sent', 'gift1 sent'])
  expect(rows(world, 'select code from coupon_codes where taken_by is null')).toEqual([{ code: 'B2' }])
})

test('one enrollment that promises more than there is does not stop the others', async () => {
  await open('POOL', 'POOL')
  codes('A1')
  await buys('hana')
  await tickAt('10T10:30')
  expect(fates(world)).toEqual(['gift0 sent', 'gift1 held S_NO_CODES'])
  await tickAt('10T11:40')
  expect(fates(world)).toEqual(['gift0 sent', 'gift1 sent'])
})

describe('a use', () => {
  beforeEach(async () => {
    await open('FIXED', 'POOL')
    codes('A1', 'B2')
    await buys('hana')
    await buys('mei')
    await tickAt('10T10:30')
    await at('12T10:00')
  })
  const used = () =>
    rows(world, 'select code, order_id from coupons where used_at is not null order by code, order_id').map(
      ({ code, order_id }) => [code, order_id].join(' '),
    )
  const later = (name: string, more: object = {}) =>
    buys(name, { external_id: `${name}-2`, ordered_at: '2026-06-12T09:00:00+09:00', ...more })

  test.each([
    ['a code of one’s own', { code: 'A1' }, 'redeemed'],
    ['the same in another spelling', { code: ' ａ１ ' }, 'redeemed'],
    [
      'a code that all have, with the customer',
      { code: 'FIX-500', customer_external_id: 'hana', source: 'shop' },
      'unknown',
    ],
    ['the same as it is written', { code: 'Fix-500', customer_external_id: 'hana', source: 'shop' }, 'redeemed'],
    ['with the order', { code: 'Fix-500', order_external_id: 'order-hana', source: 'shop' }, 'redeemed'],
    ['with neither', { code: 'Fix-500' }, 'ambiguous'],
    ['with an order not reported yet', { code: 'Fix-500', order_external_id: 'new', source: 'shop' }, 'ambiguous'],
    ['with a customer nobody knows', { code: 'Fix-500', customer_external_id: 'zoe', source: 'shop' }, 'unknown'],
    ['of a source that is another shop', { code: 'Fix-500', customer_external_id: 'hana' }, 'unknown'],
    ['a code nobody has', { code: 'NOPE' }, 'unknown'],
    ['no code', { order_external_id: 'order-hana' }, 'rejected'],
    ['an odd day', { code: 'A1', used_at: 'いつか' }, 'rejected'],
    ['no use at all', 5, 'rejected'],
  ])('%s', async (_what, item, outcome) => {
    expect(await redeem(item as object)).toEqual([outcome])
    expect(used()).toHaveLength(outcome === 'redeemed' ? 1 : 0)
  })

  test('told twice is one, with its first day and order; each item of a list is answered by itself', async () => {
    const use = { code: 'A1', order_external_id: 'order-hana', source: 'shop', used_at: '2026-06-11T10:00:00+09:00' }
    expect(await redeem(use, { code: 'NOPE' }, use)).toEqual(['redeemed', 'unknown', 'already'])
    expect(await redeem({ ...use, used_at: '2026-06-12T10:00:00+09:00', order_external_id: 'order-mei' })).toEqual([
      'already',
    ])
    expect(used()).toEqual(['A1 shop:order-hana'])
    expect((await wallet()).find(({ code }: { code: string }) => code === 'A1')).toMatchObject({
      state: 'used',
      used_at: '2026-06-11T01:00:00.000Z',
    })
  })

  test('in an order that carries the code needs no report, and is not told twice by one', async () => {
    await later('hana', { coupon_codes: ['Fix-500', 'PUBLIC'] })
    expect(used()).toEqual(['Fix-500 shop:hana-2'])
    expect(await redeem({ code: 'Fix-500', order_external_id: 'hana-2', source: 'shop' })).toEqual(['already'])
    await later('hana', { coupon_codes: ['Fix-500'], status: 'shipped' })
    expect(used()).toEqual(['Fix-500 shop:hana-2'])
    expect((await wallet(MEI)).every(({ state }: { state: string }) => state === 'usable')).toBe(true)
  })

  test('told by the staff before the order came is the same use', async () => {
    await redeem({
      code: 'Fix-500',
      customer_external_id: 'hana',
      source: 'shop',
      used_at: '2026-06-12T08:00:00+09:00',
    })
    await later('hana', { coupon_codes: ['Fix-500'] })
    expect(used()).toEqual(['Fix-500 shop:hana-2'])
  })

  test('in an order that is cancelled gives the coupon back, until the order is taken up again', async () => {
    await later('hana', { coupon_codes: ['Fix-500'] })
    await later('hana', { coupon_codes: ['Fix-500'], status: 'cancelled' })
    expect(used()).toEqual([])
    expect(await redeem({ code: 'Fix-500', order_external_id: 'hana-2', source: 'shop' })).toEqual(['cancelled'])
    await later('hana', { coupon_codes: ['Fix-500'] })
    expect(used()).toEqual(['Fix-500 shop:hana-2'])
  })

  test('in an old order is none of what was given since', async () => {
    await buys('hana', { external_id: 'old', ordered_at: '2026-06-01T10:00:00+09:00', coupon_codes: ['Fix-500'] })
    expect(used()).toEqual([])
  })

  test('in an order from before the account was joined is found when it is', async () => {
    const YUKI = person('c')
    await world.newFriend(YUKI, 'yuki')
    execute(
      world,
      `insert into coupons (id, customer_id, coupon_id, cause, code, issued_at)
       select 'y', customer_id, 'FIXED', 'x', 'Fix-500', ? from friends where line_user_id = ?`,
      world.deps.now().getTime(),
      YUKI,
    )
    await later('yuki', { coupon_codes: ['Fix-500'], ordered_at: '2026-06-12T10:00:00+09:00' })
    expect(used()).toEqual([])
    await world.api('/customers/link', [{ source: 'shop', external_id: 'yuki', line_user_id: YUKI }])
    expect(used()).toEqual(['Fix-500 shop:yuki-2'])
  })

  test('is told by the shop only', async () => {
    const response = await world.app.request('/api/coupons/redeem', { method: 'POST', body: '[{"code":"A1"}]' })
    expect([response.status, used()]).toEqual([401, []])
  })
})
