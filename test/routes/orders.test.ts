import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SHOP_KEY } from '../support/keys.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, execute, order, person, rows, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const THANKS = scenarioText('thanks', [{ id: 't1' }, { id: 't2', at: '{from: delivered, day: 5, time: "12:00"}' }])

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld(START, { files: shopFiles(THANKS) })
})
afterEach(() => world.close())

const post = async (body: unknown, path = '/orders') => {
  const answer = await world.api(path, body)
  return { status: answer.status, items: answer.body.items as { outcome: string; code?: string; message?: string }[] }
}
const outcomes = async (body: unknown, path?: string) =>
  (await post(body, path)).items.map((item) => item.code ?? item.outcome)
const stored = () => rows(world, 'select external_id, status, total_yen from orders order by external_id')
const ownersOf = (...orders: string[]) =>
  orders.map((id) => rows(world, 'select customer_id from orders where external_id = ?', id)[0]?.customer_id)

describe('who may report', () => {
  test.each([
    ['no key', undefined],
    ['an empty key', 'Bearer '],
    ['another key', `Bearer ${SHOP_KEY}x`],
    ['the key without its scheme', SHOP_KEY],
    ['a basic login', `Basic ${SHOP_KEY}`],
  ])('%s is answered 401 and nothing is stored', async (_, authorization) => {
    for (const path of ['/api/orders', '/api/subscriptions', '/api/customers/link']) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
      const response = await world.app.request(path, { method: 'POST', headers, body: JSON.stringify([order('hana')]) })
      expect([path, response.status]).toEqual([path, 401])
    }
    expect([count(world, 'orders'), count(world, 'customers')]).toEqual([0, 0])
  })
})

describe('what is refused', () => {
  test('each bad item by itself, with its code, while the good ones are recorded', async () => {
    const good = order('hana')
    const { external_id: _, ...nameless } = good
    const items = [
      good,
      nameless,
      { ...good, external_id: 'b', ordered_at: undefined },
      { ...good, external_id: 'c', customer: { name: ['山田'] } },
      { ...good, external_id: 'd', customer: '山田 花子' },
      { ...good, external_id: 'e', total_yen: '980円' },
      { ...good, external_id: 'f', ordered_at: '2026-02-30T10:00:00+09:00' },
      { ...good, external_id: 'g', status: 'eaten' },
      { ...good, external_id: 'h', lines: [{ name: 'x', qty: -1 }] },
      'not an order',
      null,
      order('mei'),
    ]
    const { status, items: answers } = await post(items)
    expect([status, answers.map((item) => item.code ?? item.outcome)]).toEqual([
      200,
      [
        'inserted',
        'missing_id',
        'missing_date',
        'bad_value',
        'bad_value',
        'bad_value',
        'bad_value',
        'bad_value',
        'bad_value',
        'bad_value',
        'bad_value',
        'inserted',
      ],
    ])
    expect(answers[8]?.message).toContain('1行目の明細')
    expect(stored().map((row) => row.external_id)).toEqual(['order-hana', 'order-mei'])
  })

  test.each([
    ['text that is no JSON', '[{', 400],
    ['an empty body', '', 400],
  ])('%s as a whole', async (_, body, status) => {
    const headers = { authorization: `Bearer ${SHOP_KEY}` }
    const response = await world.app.request('/api/orders', { method: 'POST', headers, body })
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code: 'invalid' } }])
  })

  test('more than 1,000 at a time as a whole; exactly 1,000 are taken', async () => {
    const many = Array.from({ length: 1001 }, (_, n) => order(`c${n}`))
    expect([(await world.api('/orders', many)).status, count(world, 'orders')]).toEqual([413, 0])
    expect([(await world.api('/orders', many.slice(0, 1000))).status, count(world, 'orders')]).toEqual([200, 1000])
    expect(count(world, 'enrollments')).toBe(1000)
  })

  test('a body too large to be a thousand orders', async () => {
    const headers = { authorization: `Bearer ${SHOP_KEY}`, 'content-length': String(11 * 1024 * 1024) }
    const response = await world.app.request('/api/orders', { method: 'POST', headers, body: '[]' })
    expect(response.status).toBe(413)
  })

  test('everything, with 503 and nothing stored, while nothing is published', async () => {
    execute(world, 'update revisions set retired_at = 1')
    expect((await world.api('/orders', [order('hana')])).status).toBe(503)
    expect([count(world, 'orders'), count(world, 'customers')]).toEqual([0, 0])
  })
})

describe('the same order again', () => {
  test('changes nothing and begins nothing', async () => {
    expect(await outcomes([order('hana')])).toEqual(['inserted'])
    const before = rows(world, 'select * from enrollments')
    expect(await outcomes([order('hana')])).toEqual(['unchanged'])
    expect(await outcomes(order('hana'))).toEqual(['unchanged'])
    expect([rows(world, 'select * from enrollments'), count(world, 'order_lines')]).toEqual([before, 1])
    expect(count(world, 'label_history')).toBe(1)
  })

  test('in one call counts once, and the later report wins', async () => {
    expect(await outcomes([order('hana'), order('hana'), order('hana', { total_yen: 1200 })])).toEqual([
      'inserted',
      'unchanged',
      'updated',
    ])
    expect(stored()).toEqual([{ external_id: 'order-hana', status: 'confirmed', total_yen: 1200 }])
  })

  test('from another shop system is another order', async () => {
    expect(await outcomes([order('hana'), { ...order('hana'), source: 'mall' }])).toEqual(['inserted', 'inserted'])
  })

  test('an older report never overwrites a newer one', async () => {
    const at = (minute: number, more: object) =>
      order('hana', { updated_at: `2026-06-01T10:0${minute}:00+09:00`, ...more })
    await post([at(5, { status: 'shipped' })])
    expect(await outcomes([at(3, { status: 'pending' })])).toEqual(['older'])
    expect(await outcomes([at(8, { status: 'shipped' })])).toEqual(['unchanged'])
    expect(await outcomes([at(6, { status: 'confirmed' })])).toEqual(['older'])
    expect(stored()[0]?.status).toBe('shipped')
    expect(await outcomes([at(9, { status: 'delivered' })])).toEqual(['updated'])
    expect(stored()[0]?.status).toBe('delivered')
  })
})

describe('whose order it is', () => {
  const owners = async (...people: object[]) => {
    for (const [n, customer] of people.entries()) await post([order(customer, { external_id: `o${n}` })])
    const ids = ownersOf(...people.map((_, n) => `o${n}`))
    return ids.map((id) => ids.indexOf(id ?? ''))
  }

  test('the same number in the same system is the same person', async () => {
    expect(await owners({ external_id: '7' }, { external_id: '7' }, { external_id: '７' })).toEqual([0, 0, 0])
  })
  test('the same number in another system is not', async () => {
    expect(await owners({ external_id: '7' }, { external_id: '7', source: 'mall' })).toEqual([0, 1])
  })
  test('the same e-mail is the same person, however it is typed', async () => {
    expect(await owners({ email: 'Hana@Example.jp ' }, { external_id: '1', email: 'hana@example.jp' })).toEqual([0, 0])
  })
  test('the same telephone and name, however they are written, are the same person', async () => {
    const phone = '090-1234-5678'
    expect(
      await owners(
        { phone, name: '山田 花子' },
        { phone: '+81 90 1234 5678', name: '山田　花子' },
        { phone, name: '山田花子' },
      ),
    ).toEqual([0, 0, 0])
    expect(await owners({ phone, kana: 'やまだ はなこ' }, { phone, kana: 'ヤマダハナコ' })).toEqual([0, 0])
  })
  test('the same telephone with another name is a family, not one person', async () => {
    const phone = '03-1234-5678'
    expect(await owners({ phone, name: '山田 花子' }, { phone, name: '山田 太郎' }, { phone })).toEqual([0, 1, 2])
  })
  test('the same name alone never joins two people', async () => {
    const name = '山田 花子'
    expect(await owners({ external_id: '1', name }, { external_id: '2', name }, { email: 'a@b.jp', name })).toEqual([
      0, 1, 2,
    ])
  })
  test('what a later report knows of a person is added, and nothing is overwritten', async () => {
    await owners(
      { external_id: '1', name: '山田 花子' },
      { external_id: '1', name: '別名', birthday: '1990-04-01', pref: '東京都' },
    )
    expect(rows(world, 'select name, birthday_on, prefecture from customers')).toEqual([
      { name: '山田 花子', birthday_on: '1990-04-01', prefecture: '東京都' },
    ])
  })
})

describe('contracts', () => {
  const contract = (more: object = {}) => ({
    source: 'shop',
    external_id: 's1',
    customer: { external_id: 'hana' },
    product: 'LF',
    cycle_days: 30,
    started_at: '2026-06-01',
    ...more,
  })
  const facts = () => rows(world, 'select subscription from facts')

  test('are recorded once, updated, and end with their cause', async () => {
    expect(await outcomes([contract(), { ...contract(), external_id: undefined }], '/subscriptions')).toEqual([
      'inserted',
      'missing_id',
    ])
    expect(await outcomes([contract()], '/subscriptions')).toEqual(['unchanged'])
    expect(facts()).toEqual([{ subscription: 1 }])
    const ended = contract({ status: 'cancelled', cancelled_at: '2026-05-31T10:00:00+09:00' })
    expect(await outcomes([ended], '/subscriptions')).toEqual(['updated'])
    expect(facts()).toEqual([{ subscription: 0 }])
  })

  test('one that ends beside one that begins leave each customer their own cause', async () => {
    await world.newFriend(person('a'), 'はな')
    await world.newFriend(person('b'), 'めい')
    await world.api('/customers/link', [
      { source: 'shop', external_id: 'hana', line_user_id: person('a') },
      { source: 'shop', external_id: 'mei', line_user_id: person('b') },
    ])
    await post([order('hana'), order('mei')])
    await post([contract()], '/subscriptions')
    const ended = contract({ status: 'cancelled', cancelled_at: '2026-06-01T09:00:00+09:00' })
    await post([ended, contract({ external_id: 's2', customer: { external_id: 'mei' } })], '/subscriptions')
    const last = (customer: string) =>
      rows(
        world,
        `select cause from label_history join external_ids using (customer_id) where external_id = ?
         order by label_history.rowid desc limit 1`,
        customer,
      )[0]?.cause
    expect([last('hana'), last('mei')]).toEqual(['subscription_end', 'subscription_start'])
  })
})
