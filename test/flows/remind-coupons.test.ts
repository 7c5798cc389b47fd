/** The reminder of a coupon: once, about that very coupon, never after use, and only when the guard lets it pass. */
import { afterEach, describe, expect, test } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  count,
  execute,
  fates,
  hear,
  inForce,
  linkedFriend,
  order,
  person,
  publishMore,
  rows,
  scenarioText,
  shopFiles,
  words,
} from '../support/story.ts'

let world: NodeWorld
afterEach(() => world.close())

const HANA = person('a')
const COUPONS = `coupons:
  - {id: OFF500, name: 本品500円引き, benefit: amount_off, value: 500, product: full, valid_days: 21}
  - {id: ANY300, name: お礼の300円引き, benefit: amount_off, value: 300, valid_days: 60}
`
const REMINDER = scenarioText(
  'reminder',
  [
    {
      id: 'k1',
      at: '{from: coupon_deadline, day: -3, time: "20:30"}',
      text: '「「{{クーポン名}}」は{{クーポン期限}}まで」',
      more: 'offer: {kind: repeat}',
    },
  ],
  { trigger: 'coupon_deadline', more: 'exit_when: [opt_out, withdrawn]' },
)

/** Hana bought and used the trial weeks ago. */
async function open(...scenarios: string[]) {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: { ...shopFiles(), 'coupons.yaml': COUPONS } })
  await inForce(world, ...scenarios)
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
}
/** As something put it into her wallet, without a word. */
function give(id: string, couponId: string, issued: string, last: string) {
  execute(
    world,
    `insert into coupons (id, customer_id, coupon_id, cause, code, issued_at, expires_at)
     select ?, customer_id, ?, ?, 'X', ?, ? from external_ids where external_id = 'hana'`,
    ...[id, couponId, id, Date.parse(`2026-${issued}T20:00:00+09:00`), Date.parse(`2026-${last}T23:59:00+09:00`)],
  )
}
const until = (time: string) => world.advanceTo(`2026-${time}:00+09:00`)
const heard = async () =>
  (await world.outbox(HANA))
    .filter((one) => (one as { kind?: string }).kind !== 'reply')
    .map(
      ({ at, messages }) =>
        `${new Date(Date.parse(at) + 32_400_000).toISOString().slice(5, 16)} ${messages.map(({ text }) => text)}`,
    )
const ends = () => rows(world, 'select ended_reason as why from enrollments order by anchor').map(({ why }) => why)

test('three days before the last one, at its hour, once, with that coupon’s own name and day', async () => {
  await open(REMINDER)
  give('c1', 'OFF500', '06-13', '07-04')
  await until('06-30T23:00')
  expect(count(world, 'enrollments')).toBe(0)
  await until('07-01T20:29')
  expect(await heard()).toEqual([])
  await until('07-05T12:00')
  expect(await heard()).toEqual(['07-01T20:30 「「本品500円引き」は7月4日（土）まで」'])
  expect(count(world, 'coupons')).toBe(1)
})

test('each coupon has its own, told apart by name and day', async () => {
  await open(REMINDER)
  give('c1', 'OFF500', '06-13', '07-04')
  give('c2', 'ANY300', '06-20', '07-09')
  await until('07-12T12:00')
  expect(await heard()).toEqual([
    '07-01T20:30 「「本品500円引き」は7月4日（土）まで」',
    '07-06T20:30 「「お礼の300円引き」は7月9日（木）まで」',
  ])
})

describe('nothing is said', () => {
  test('about a coupon that is used: neither before the notice begins', async () => {
    await open(REMINDER)
    give('c1', 'OFF500', '06-13', '07-04')
    execute(world, 'update coupons set used_at = 1')
    await until('07-05T12:00')
    expect([await heard(), count(world, 'enrollments')]).toEqual([[], 0])
  })
  test('nor when it is used on that very afternoon', async () => {
    await open(REMINDER)
    give('c1', 'OFF500', '06-13', '07-04')
    await until('07-01T15:00')
    expect(count(world, 'enrollments')).toBe(1)
    execute(world, 'update coupons set used_at = ?', Date.parse('2026-07-01T16:00:00+09:00'))
    await until('07-05T12:00')
    expect([await heard(), ends()]).toEqual([[], ['coupon_used']])
  })
  test('about one that is no longer there', async () => {
    await open(REMINDER)
    give('c1', 'OFF500', '06-13', '07-04')
    await until('07-01T15:00')
    execute(world, 'delete from coupons')
    await until('07-05T12:00')
    expect([await heard(), ends()]).toEqual([[], ['coupon_used']])
  })
  test('about a coupon that was good for less than a week', async () => {
    await open(REMINDER)
    give('short', 'OFF500', '06-28', '07-04')
    await until('07-05T12:00')
    expect([await heard(), count(world, 'enrollments')]).toEqual([[], 0])
  })
  test('to who has stopped the messages', async () => {
    await open(REMINDER)
    give('c1', 'OFF500', '06-13', '07-04')
    await hear(world, [words(HANA, '配信停止')])
    await until('07-05T12:00')
    expect([await heard(), fates(world)]).toEqual([[], []])
  })
  test('to who has blocked the account', async () => {
    await open(REMINDER)
    give('c1', 'OFF500', '06-13', '07-04')
    await world.phone(HANA, 'block')
    await until('07-05T12:00')
    expect(fates(world)).toEqual(['k1 denied R_UNREACHABLE'])
  })
  test('while a complaint is open, and never after the last day', async () => {
    await open(REMINDER)
    give('c1', 'OFF500', '06-13', '07-04')
    execute(world, 'update customers set open_complaint = 1')
    await until('07-08T12:00')
    expect([await heard(), fates(world), ends()]).toEqual([[], ['k1 held R_NEGATIVE_MUTE'], ['coupon_over']])
  })
  test('twice, though two ticks look at once and it comes to the eye again and again', async () => {
    await open(REMINDER)
    give('c1', 'OFF500', '06-13', '07-04')
    await until('06-30T23:00')
    await world.stage.setClock(new Date('2026-07-01T12:00+09:00'))
    await Promise.all([deliverDue(world.deps), deliverDue(world.deps), deliverDue(world.deps)])
    execute(world, 'update coupons set triggered_at = null')
    await until('07-05T12:00')
    expect((await heard()).length).toBe(1)
    expect(count(world, 'enrollments')).toBe(1)
  })
})

test('a coupon that comes back, because its order was cancelled, is mentioned after all', async () => {
  await open(REMINDER)
  give('c1', 'OFF500', '06-13', '07-04')
  execute(world, 'update coupons set used_at = 1')
  await until('07-01T12:00')
  execute(world, 'update coupons set used_at = null')
  await until('07-05T12:00')
  expect((await heard()).length).toBe(1)
})

test('it is a sale: after a new parcel it waits for a week of use, as any repeat does', async () => {
  await open(REMINDER)
  give('c1', 'ANY300', '05-20', '07-19')
  const again = {
    external_id: 'o2',
    ordered_at: '2026-07-08T10:00:00+09:00',
    delivered_at: '2026-07-10T10:00:00+09:00',
  }
  await until('07-10T12:00')
  await world.api('/orders', [order('hana', again)])
  await until('07-20T12:00')
  expect(await heard()).toEqual(['07-17T20:30 「「お礼の300円引き」は7月19日（日）まで」'])
})

test.each([
  ['full', ['k1 denied K_ALREADY_SUBSCRIBED']],
  ['cream', ['k1 sent']],
])(
  'the product is the coupon’s own: what arrives by contract anyway is not offered again (%s)',
  async (product, fate) => {
    await open(REMINDER)
    execute(
      world,
      `insert into subscriptions (id, source, external_id, customer_id, product, status, started_at, fingerprint, triggered_at)
     select 's', 'shop', 's', customer_id, ?, 'active', ?, 'x', 1 from external_ids where external_id = 'hana'`,
      ...[product, Date.parse('2026-06-01T10:00:00+09:00')],
    )
    give('c1', 'OFF500', '06-13', '07-04')
    await until('07-05T12:00')
    expect(fates(world)).toEqual(fate)
  },
)

test('while no scenario speaks of deadlines nothing is looked at; what is not due, used or over is not read', async () => {
  await open()
  give('c1', 'OFF500', '06-13', '07-04')
  await until('07-03T12:00')
  expect(count(world, 'coupons where triggered_at is null')).toBe(1)
  await publishMore(world, { 'reminder.yaml': REMINDER.replaceAll('-3,', '-1,') })
  await until('07-05T12:00')
  expect((await heard()).length).toBe(1)
  const plan = rows(
    world,
    'explain query plan select * from coupons where used_at is null and triggered_at is null and expires_at > 1 and expires_at < 9 order by expires_at limit 500',
  )
  expect(JSON.stringify(plan)).toMatch(/SEARCH coupons USING INDEX coupons_deadline/)
})
