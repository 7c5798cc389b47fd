import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../bot/app.ts'
import { recordOrders } from '../../bot/flows/record-orders.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { presetFor } from '../../bot/imports/presets.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { money, SHOPIFY_SECRET, shopifyCall, shopifyOrder, shopifyRefund } from '../support/shopify.ts'
import { count, DAY, execute, linkedFriend, person, rows, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-04-01T13:00:00+09:00'
const THANKS = scenarioText('thanks', [{ id: 't1' }])
const NEXT_SECRET = 'shpss_next_0123456789abcdef'

let world: NodeWorld
let log: { event: string; fields: Record<string, unknown> }[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld(START, {
    files: shopFiles(THANKS),
    env: { SHOPIFY_WEBHOOK_SECRET: `${SHOPIFY_SECRET}, ${NEXT_SECRET}` },
    log: (event, fields = {}) => {
      log.push({ event, fields })
    },
  })
})
afterEach(() => world.close())

const send = (call: RequestInit) => world.app.request('/hooks/shopify', call)
const tell = async (topic: string, body: unknown, options: Parameters<typeof shopifyCall>[2] = {}) => {
  const response = await send(await shopifyCall(topic, body, options))
  return { status: response.status, ...((await response.json()) as { outcome?: string }) }
}
const outcome = async (...given: Parameters<typeof tell>) => (await tell(...given)).outcome
const stored = () =>
  ['orders', 'customers', 'shop_hooks', 'staff_tasks', 'audit_log'].map((table) => count(world, table))
const nothing = () => [0, 0, 0, 0, published]
let published = 0
beforeEach(() => {
  published = count(world, 'audit_log')
})
const orders = () => rows(world, 'select external_id, status, total_yen, refunded_yen from orders')

describe('who may speak', () => {
  test('what Shopify signed is taken', async () => {
    expect(await tell('orders/create', shopifyOrder())).toEqual({ status: 200, outcome: 'inserted' })
    expect(orders()).toEqual([{ external_id: '5120000000001', status: 'confirmed', total_yen: 5500, refunded_yen: 0 }])
  })

  test('while the secret is being changed, the old and the new one are both taken', async () => {
    expect((await tell('orders/create', shopifyOrder(), { secret: NEXT_SECRET })).status).toBe(200)
  })

  test.each([
    ['with another secret', {}, 'somebody-elses-secret'],
    ['without a signature', { 'x-shopify-hmac-sha256': '' }, SHOPIFY_SECRET],
    ['with half a signature', { 'x-shopify-hmac-sha256': 'c2hvcnQ=' }, SHOPIFY_SECRET],
    ['with a signature that is not Base64', { 'x-shopify-hmac-sha256': '%%%' }, SHOPIFY_SECRET],
  ])('%s it is 401, and nothing is stored', async (_, headers, secret) => {
    const call = await shopifyCall('orders/create', shopifyOrder(), { secret })
    const response = await send({ ...call, headers: { ...(call.headers as Record<string, string>), ...headers } })
    expect([response.status, stored()]).toEqual([401, nothing()])
  })

  test('the bytes are signed, not what they mean: the same JSON written otherwise is refused', async () => {
    const call = await shopifyCall('orders/create', shopifyOrder())
    const respaced = JSON.stringify(JSON.parse(String(call.body)), undefined, 1)
    const altered = String(call.body).replace('5500.00', '1.00')
    for (const body of [respaced, altered, `${call.body} `]) expect((await send({ ...call, body })).status).toBe(401)
    expect(stored()).toEqual(nothing())
  })

  test('what is not JSON is refused, signed or not; unsigned it is not even read', async () => {
    expect((await tell('orders/create', '{"id":')).status).toBe(400)
    const { headers } = await shopifyCall('orders/create', '{}')
    expect((await send({ method: 'POST', headers, body: '{"id":' })).status).toBe(401)
    expect(stored()).toEqual(nothing())
  })

  test('a giant body is refused before it is read', async () => {
    const giant = 'x'.repeat(5 * 1024 * 1024 + 1)
    expect((await send(await shopifyCall('orders/create', giant))).status).toBe(413)
  })

  test('without the setting there is nothing at this address', async () => {
    const off = { ...world.deps, config: { ...world.deps.config, shopifyWebhookSecrets: [] } }
    const response = await createApp(off).request('/hooks/shopify', await shopifyCall('orders/create', shopifyOrder()))
    const elsewhere = await createApp(off).request('/hooks/nobody', { method: 'POST' })
    expect([response.status, elsewhere.status, stored()]).toEqual([404, 404, nothing()])
  })
})

describe('told twice', () => {
  test('a message is done once, however often it comes', async () => {
    const call = await shopifyCall('orders/create', shopifyOrder())
    const answers = [await send(call), await send(call), await send(call)]
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { outcome: 'inserted' },
      { outcome: 'repeated' },
      { outcome: 'repeated' },
    ])
    expect([count(world, 'orders'), count(world, 'shop_hooks')]).toEqual([1, 1])
  })

  test('an old message under a new number changes nothing', async () => {
    await tell('orders/create', shopifyOrder())
    await tell('orders/cancelled', shopifyOrder({ cancelled_at: START, updated_at: '2026-04-01T12:50:00+09:00' }))
    expect(await outcome('orders/create', shopifyOrder())).toBe('older')
    expect(orders()[0]?.status).toBe('cancelled')
  })

  test('what failed is done at the next try', async () => {
    world.deps.db.raw.exec("create trigger broken before insert on orders begin select raise(abort, 'broken'); end")
    const call = await shopifyCall('orders/create', shopifyOrder())
    expect([(await send(call)).status, count(world, 'shop_hooks')]).toEqual([500, 0])
    world.deps.db.raw.exec('drop trigger broken')
    expect(await (await send(call)).json()).toEqual({ outcome: 'inserted' })
  })

  test('while nothing is published, Shopify is to try again', async () => {
    execute(world, 'update revisions set retired_at = 1')
    expect((await tell('orders/create', shopifyOrder())).status).toBe(503)
    expect([count(world, 'orders'), count(world, 'shop_hooks')]).toEqual([0, 0])
  })

  test('what is older than a week is forgotten', async () => {
    await tell('orders/create', shopifyOrder())
    await world.stage.setClock(new Date(new Date(START).getTime() + 8 * DAY))
    await tell('orders/create', shopifyOrder({ id: 5120000000002 }))
    expect(count(world, 'shop_hooks')).toBe(1)
  })
})

describe('an order', () => {
  test('begins what an order begins', async () => {
    await tell('orders/create', shopifyOrder())
    expect(rows(world, 'select scenario_id, status from enrollments')).toEqual([
      { scenario_id: 'thanks', status: 'active' },
    ])
  })

  test('of the file and of the webhook is one order of one customer, whichever comes first', async () => {
    const csv = `Name,Email,Financial Status,Paid at,Total,Discount Code,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount,Id,Tags,Phone
#1001,hanako@example.jp,paid,2026-04-01 12:35:10 +0900,5500,,2026-04-01 12:34:56 +0900,1,うるおい化粧水,3300,LF,,0,5120000000001,,+819012345678
#1001,hanako@example.jp,,,,,2026-04-01 12:34:56 +0900,1,もっちり洗顔,2200,WA,,,,,
`
    const importFile = async (text: string) => {
      const texts = (async function* () {
        yield text
      })()
      for await (const read of readOrders(texts, { preset: presetFor('shopify') }))
        if ('order' in read) await recordOrders(world.deps, [read.order])
    }
    await importFile(csv)
    expect(await outcome('orders/updated', shopifyOrder())).toBe('updated')
    await tell('orders/create', shopifyOrder({ id: 5120000000002, name: '#1002' }))
    await importFile(csv.replaceAll('5120000000001', '5120000000002').replaceAll('#1001', '#1002'))
    expect(rows(world, 'select external_id, number, total_yen from orders order by external_id')).toEqual([
      { external_id: '5120000000001', number: '#1001', total_yen: 5500 },
      { external_id: '5120000000002', number: '#1002', total_yen: 5500 },
    ])
    expect([count(world, 'customers'), count(world, 'order_lines')]).toEqual([1, 4])
  })

  test('that cannot be read is logged without its contents, and not asked for again', async () => {
    const odd = shopifyOrder({ currency: 'USD', email: 'secret@example.jp' })
    const call = await shopifyCall('orders/create', odd)
    expect(await (await send(call)).json()).toEqual({ outcome: 'rejected' })
    expect(await (await send(call)).json()).toEqual({ outcome: 'repeated' })
    expect(log.filter(({ event }) => event === 'shopify_rejected')).toHaveLength(1)
    expect(JSON.stringify(log)).not.toContain('secret@example.jp')
    expect(count(world, 'orders')).toBe(0)
  })

  test('nor is a field that is too long, or a day that is none', async () => {
    const long = { name: `長井 ${'長'.repeat(600)}`, phone: null }
    expect(await outcome('orders/create', shopifyOrder({ billing_address: long }))).toBe('rejected')
    expect(await outcome('orders/create', shopifyOrder({ created_at: 'hanako@example.jp' }))).toBe('rejected')
    const told = log.filter(({ event }) => event === 'shopify_rejected')
    expect(told).toHaveLength(2)
    expect(JSON.stringify(told)).not.toMatch(/長井|hanako/)
  })

  test.each([
    ['a trial of the settings', 'orders/create', shopifyOrder({ test: true })],
    ['a topic that is none of ours', 'products/update', { id: 1 }],
    ['no topic', '', shopifyOrder()],
  ])('%s is taken and ignored', async (_, topic, body) => {
    expect(await tell(topic, body)).toEqual({ status: 200, outcome: 'ignored' })
    expect(count(world, 'orders')).toBe(0)
  })
})

describe('money that goes back', () => {
  const REFUNDED = {
    updated_at: '2026-04-02T09:00:01+09:00',
    current_total_price: '5000.00',
    refunds: [money('500.00')],
  }
  const afterwards = [
    { external_id: '5120000000001', status: 'partially_refunded', total_yen: 5500, refunded_yen: 500 },
  ]

  test('is counted once, told by itself and with its order, in any order', async () => {
    const order = ['orders/create', shopifyOrder()] as const
    const updated = ['orders/updated', shopifyOrder({ ...REFUNDED, financial_status: 'partially_refunded' })] as const
    const refund = ['refunds/create', shopifyRefund()] as const
    for (const told of [
      [order, refund, updated],
      [order, updated, refund],
      [refund, order, updated],
      [refund, updated, order],
      [updated, order, refund, refund],
      [order, refund, refund, refund],
      [refund, refund, order],
    ]) {
      for (const [topic, body] of told) await tell(topic, body)
      expect([told.map(([topic]) => topic), orders()]).toEqual([told.map(([topic]) => topic), afterwards])
      for (const table of ['orders', 'order_lines', 'shop_hooks']) execute(world, `delete from ${table}`)
    }
  })

  test('told by a file before, whose time nobody knows, it is counted once; and the next one as well', async () => {
    await tell('orders/create', shopifyOrder())
    await world.api('/orders', [
      {
        ...{ source: 'shopify', external_id: '5120000000001', customer: { email: 'hanako@example.jp' } },
        ...{
          ordered_at: '2026-04-01T12:34:56+09:00',
          total_yen: 5500,
          refunded_yen: 500,
          status: 'partially_refunded',
        },
      },
    ])
    await tell('refunds/create', shopifyRefund())
    expect(orders()).toEqual(afterwards)
    const transactions = [{ kind: 'refund', status: 'success', amount: '300.00', currency: 'JPY' }]
    await tell('refunds/create', shopifyRefund({ id: 9003, created_at: '2026-04-04T09:00:00+09:00', transactions }))
    expect(orders()).toMatchObject([{ refunded_yen: 800 }])
  })

  test('of an order that nobody reported yet waits for it', async () => {
    expect(await tell('refunds/create', shopifyRefund())).toEqual({ status: 200, outcome: 'waiting' })
    expect(count(world, 'orders')).toBe(0)
    await tell('orders/create', shopifyOrder())
    expect(orders()).toEqual(afterwards)
    expect(count(world, 'shop_hooks where waits_for is not null')).toBe(0)
  })

  test('twice is two refunds, and in full it is no purchase any more', async () => {
    await tell('orders/create', shopifyOrder())
    await tell('refunds/create', shopifyRefund())
    const rest = { id: 9002, created_at: '2026-04-03T09:00:00+09:00' }
    const transactions = [{ kind: 'refund', status: 'success', amount: '5000.00', currency: 'JPY' }]
    await tell('refunds/create', shopifyRefund({ ...rest, transactions }))
    expect(orders()).toMatchObject([{ status: 'refunded', refunded_yen: 5500 }])
    expect(rows(world, 'select purchases from facts')).toEqual([{ purchases: 0 }])
  })
})

describe("a customer's rights", () => {
  const about = { shop_id: 1, shop_domain: 'x.myshopify.com', customer: { id: 7001, email: 'hanako@example.jp' } }

  test('a wish to see the data becomes one task, with a line in the audit log', async () => {
    await tell('orders/create', shopifyOrder())
    const body = { ...about, orders_requested: [5120000000001], data_request: { id: 77 } }
    expect(await outcome('customers/data_request', body)).toBe('done')
    await tell('customers/data_request', body)
    const [task] = rows(world, "select * from staff_tasks where kind = 'data_request'")
    expect(task?.customer_id).toBe(rows(world, 'select customer_id from orders')[0]?.customer_id)
    expect(task?.text).not.toContain('hanako@example.jp')
    expect([count(world, 'staff_tasks'), count(world, "audit_log where action = 'data_request'")]).toEqual([1, 1])
  })

  test('a wish to be forgotten forgets that customer and nobody else; the order stays', async () => {
    await tell('orders/create', shopifyOrder())
    const mei = {
      id: 5120000000002,
      customer: { id: 7002 },
      email: 'mei@example.jp',
      billing_address: null,
      shipping_address: null,
    }
    await tell('orders/create', shopifyOrder(mei))
    const waiting = { eventId: 'a join of a group', userId: '' }
    execute(
      world,
      "insert into inbox (event_id, user_id, timestamp, body, received_at, next_try_at, status) values (?, ?, 1, '{}', 1, 1, 'done')",
      waiting.eventId,
      waiting.userId,
    )
    expect(await outcome('customers/redact', { ...about, orders_to_redact: [5120000000001] })).toBe('done')
    expect(rows(world, 'select email, deleted_at is not null as gone from customers order by rowid')).toEqual([
      { email: null, gone: 1 },
      { email: 'mei@example.jp', gone: 0 },
    ])
    expect([count(world, 'orders'), count(world, "inbox where user_id = ''")]).toEqual([2, 1])
    expect(rows(world, "select actor from audit_log where action = 'forget'")).toEqual([{ actor: 'shopify' }])
    await tell('orders/updated', shopifyOrder({ updated_at: '2026-04-05T00:00:00+09:00', note: 'x' }))
    expect(count(world, 'customers where deleted_at is null')).toBe(1)
  })

  test('their LINE is forgotten, too', async () => {
    await tell('orders/create', shopifyOrder())
    await linkedFriend(world, 'somebody', person('a'))
    await world.api('/customers/link', [{ source: 'shopify', external_id: '7001', line_user_id: person('b') }])
    await tell('customers/redact', { ...about, orders_to_redact: [] })
    expect(rows(world, 'select line_user_id from friends')).toEqual([{ line_user_id: person('a') }])
  })

  test('an order under the topic of a wish forgets nobody', async () => {
    await tell('orders/create', shopifyOrder())
    expect(await outcome('customers/redact', shopifyOrder())).toBe('rejected')
    expect(await outcome('shop/redact', shopifyOrder())).toBe('rejected')
    expect(count(world, 'customers where deleted_at is not null')).toBe(0)
  })

  test('a shop that leaves Shopify loses nothing here without a person', async () => {
    await tell('orders/create', shopifyOrder())
    expect(await outcome('shop/redact', { shop_id: 1, shop_domain: 'x.myshopify.com' })).toBe('done')
    expect([count(world, 'orders'), count(world, 'customers where deleted_at is null')]).toEqual([1, 1])
    expect([
      count(world, "staff_tasks where kind = 'shop_redact'"),
      count(world, "audit_log where action = 'shop_redact'"),
    ]).toEqual([1, 1])
  })
})
