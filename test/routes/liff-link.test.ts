/** Joining an order to LINE: who proves it is joined, who guesses learns nothing, and who is early is joined later (DOMAIN §3). */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { openPage } from '../support/liff.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, order, person, pushed, rows, scenarioText, shopFiles } from '../support/story.ts'

const HANA = person('a')
const MEI = person('b')
const STRANGER = person('c')
/** The standard of shop.yaml. */
const VERSION = '1'
let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-10T10:00:00+09:00', {
    files: shopFiles(scenarioText('s', [{ id: 'later', at: '{from: order, day: 40, time: "12:00"}' }])),
    env: { LIFF_ID: '1657000001-abc', LINE_LOGIN_CHANNEL_ID: '1657000001' },
    standIn: { loginChannelId: '1657000001' },
  })
  await world.newFriend(HANA, '花子')
  await world.newFriend(MEI, '芽衣')
  await buys()
})
afterEach(() => world.close())

const HANAKO = { external_id: 'c-77', name: '山田 花子', phone: '090-1234-5678', email: 'hanako@example.jp' }
const buys = (customer: object = HANAKO, more: object = {}) =>
  world.api('/orders', [order(customer, { external_id: '1001', ordered_at: '2026-06-09T10:00:00+09:00', ...more })])
const about = { agreed: true, text_version: VERSION }
const link = async (who: string, order_number: string, proof: string) =>
  (await openPage(world, who)).post('/link', { order_number, proof, ...about })
const ownerOf = (lineUserId: string) =>
  rows(
    world,
    `select external_ids.external_id as number from friends
     left join external_ids on external_ids.customer_id = friends.customer_id where line_user_id = ?`,
    lineUserId,
  )[0]?.number

test('the page shows what is agreed to, and in which wording', async () => {
  const { body } = await (await openPage(world, HANA)).get('/link')
  expect(body).toMatchObject({ linked: false, pending: false, text_version: VERSION })
  expect(body.purposes.length).toBeGreaterThan(0)
})

describe('number and proof', () => {
  test.each([
    ['the last four digits', '1001', '5678'],
    ['full-width and spaces', ' １００１ ', '５６７８'],
    ['a number sign', '#1001', '5678'],
    ['the e-mail address', '1001', 'Hanako@Example.jp'],
  ])('%s: joined, with the consent on record', async (_, number, proof) => {
    const { status, body } = await link(HANA, number, proof)
    expect([status, body, ownerOf(HANA)]).toEqual([200, { outcome: 'linked' }, 'c-77'])
    expect(rows(world, "select text_version, granted, evidence from consent_log where purpose = 'link'")).toEqual([
      { text_version: VERSION, granted: 1, evidence: 'order_number' },
    ])
    expect((await link(HANA, number, proof)).body).toEqual({ outcome: 'already' })
  })

  test('no such order and a wrong proof look the same, byte for byte', async () => {
    const answers = [await link(MEI, '9999', '5678'), await link(MEI, '1001', '0000')]
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).toEqual({ status: 200, body: { outcome: 'pending' } })
    expect(ownerOf(MEI)).toBeNull()
  })

  test.each([
    ['three digits', '567'],
    ['the whole number', '09012345678'],
    ['words', 'ごごろくしち'],
  ])('%s are no proof: a sentence, and nothing is kept', async (_, proof) => {
    const { status, body } = await link(HANA, '1001', proof)
    expect([status, body.error.details]).toEqual([400, { fields: ['proof'] }])
    expect(count(world, 'link_claims')).toBe(0)
  })

  test('without consent, or with an old wording of it, nothing happens', async () => {
    const page = await openPage(world, HANA)
    const wish = { order_number: '1001', proof: '5678' }
    expect((await page.post('/link', { ...wish, ...about, agreed: false })).status).toBe(400)
    expect((await page.post('/link', { ...wish, ...about, text_version: '2020-01' })).status).toBe(409)
    expect(ownerOf(HANA)).toBeNull()
  })
})

describe('guessing', () => {
  test('five tries in a quarter of an hour, for each person; the sixth learns nothing, not even when it is right', async () => {
    for (let n = 0; n < 5; n += 1) expect((await link(MEI, '1001', `000${n}`)).status).toBe(200)
    const { status, body } = await link(MEI, '1001', '5678')
    expect([status, body.error.code, ownerOf(MEI)]).toEqual([429, 'too_many', null])
    expect(body.error.message).toContain('15分ほどおいて')
    expect((await link(HANA, '1001', '5678')).body).toEqual({ outcome: 'linked' })
    await world.stage.setClock(new Date('2026-06-10T10:15:01+09:00'))
    expect((await link(MEI, '1001', '0009')).status).toBe(200)
  })

  test('twenty a day', async () => {
    const refused: string[] = []
    for (let n = 0; n < 24; n += 1) {
      await world.stage.setClock(new Date(Date.parse('2026-06-10T10:00:00+09:00') + n * 16 * 60_000))
      const { status, body } = await link(MEI, '1001', String(1000 + n))
      if (status === 429) refused.push(body.error.message)
    }
    expect(refused.length).toBe(4)
    // Who comes back after a quarter of an hour would only be refused again.
    for (const sentence of refused) expect(sentence).toContain('1日ほどおいて')
  })
})

describe('an order the shop has not reported yet', () => {
  const early = () => link(MEI, '2002', '1111')
  const arrives = () =>
    buys({ external_id: 'c-88', name: '佐藤 芽衣', phone: '080-0000-1111' }, { external_id: '2002' })

  test('is joined when it comes, and the customer hears of it once', async () => {
    await early()
    expect((await (await openPage(world, MEI)).get('/link')).body.pending).toBe(true)
    await arrives()
    expect(ownerOf(MEI)).toBe('c-88')
    await deliverDue(world.deps)
    await arrives()
    await deliverDue(world.deps)
    expect(await pushed(world, MEI)).toEqual([expect.stringContaining('つながりました')])
    expect((await (await openPage(world, MEI)).get('/link')).body).toMatchObject({ linked: true, pending: false })
  })

  test('is kept hashed: neither number nor digits can be read', async () => {
    await early()
    const kept = JSON.stringify(rows(world, 'select * from link_claims'))
    expect(kept).not.toMatch(/2002|"1111"/)
  })

  test('with another telephone it stays somebody else’s', async () => {
    await link(MEI, '2002', '9999')
    await arrives()
    expect(ownerOf(MEI)).toBeNull()
  })

  test('after three days the claim is forgotten', async () => {
    await early()
    await world.stage.setClock(new Date('2026-06-13T10:00:01+09:00'))
    await arrives()
    expect(ownerOf(MEI)).toBeNull()
  })
})

describe('the number the customer knows', () => {
  /** Shopify keeps an order under its id and shows another number. */
  const shows = (number: string, customer: object, external_id: string) => buys(customer, { external_id, number })
  const MEI_88 = { external_id: 'c-88', name: '佐藤 芽衣', phone: '080-0000-1111' }

  test.each(['#2002', '2002', ' ＃２００２ '])('%s: joined', async (typed) => {
    await shows('#2002', MEI_88, '5120000000002')
    expect((await link(MEI, typed, '1111')).body).toEqual({ outcome: 'linked' })
    expect(ownerOf(MEI)).toBe('c-88')
  })

  test('letters in any case', async () => {
    await shows('Tsuki-2002', MEI_88, '5120000000002')
    expect((await link(MEI, 'tsuki-2002', '1111')).body).toEqual({ outcome: 'linked' })
  })

  test('the id of another shop’s order: the proof tells them apart, and where it cannot nobody is joined', async () => {
    await shows('#1001', MEI_88, '5120000000002')
    expect((await link(MEI, '1001', '1111')).body).toEqual({ outcome: 'linked' })
    expect(ownerOf(MEI)).toBe('c-88')
    await shows('#1001', { external_id: 'c-99', name: '別 の人', phone: '070-1111-5678' }, '5120000000003')
    expect((await link(HANA, '1001', '5678')).body).toEqual({ outcome: 'pending' })
    expect(ownerOf(HANA)).toBeNull()
  })

  test('a claim that waits for it comes true', async () => {
    await link(MEI, '#2002', '1111')
    await shows('#2002', MEI_88, '5120000000002')
    expect(ownerOf(MEI)).toBe('c-88')
  })
})

describe('a shop whose customers have no numbers', () => {
  const HANAKO_ONLY = { name: '山田 花子', phone: '090-1234-5678', email: 'hanako@example.jp' }
  const MEI_ONLY = { name: '佐藤 芽衣', phone: '080-0000-1111' }
  const ordersOf = (lineUserId: string) =>
    rows(
      world,
      'select external_id from orders join friends using (customer_id) where line_user_id = ? order by 1',
      lineUserId,
    ).map((row) => row.external_id)

  test('an order that is on another LINE already stays there', async () => {
    await buys(HANAKO_ONLY, { source: 'base', external_id: '4004' })
    await link(HANA, '4004', '5678')
    expect((await link(MEI, '4004', '5678')).body).toEqual({ outcome: 'pending' })
    expect([ordersOf(HANA).includes('4004'), ordersOf(MEI)]).toEqual([true, []])
  })

  test('who is joined to their order is not moved to another customer’s', async () => {
    await buys(MEI_ONLY, { source: 'base', external_id: '4004' })
    await buys({ name: '別 の人', phone: '070-1111-2222' }, { source: 'base', external_id: '5005' })
    await link(MEI, '4004', '1111')
    expect((await link(MEI, '5005', '2222')).body).toEqual({ outcome: 'pending' })
    expect(ordersOf(MEI)).toEqual(['4004'])
    expect((await (await openPage(world, MEI)).get('/link')).body.linked).toBe(true)
    expect(count(world, 'customers where merged_into is not null and id in (select customer_id from orders)')).toBe(0)
  })

  test('a mapping that names another customer takes the LINE along, and leaves the first one their orders', async () => {
    await buys(MEI_ONLY, { source: 'base', external_id: '4004' })
    await link(MEI, '4004', '1111')
    await world.api('/customers/link', [{ source: 'shop', external_id: 'c-77', line_user_id: MEI }])
    expect(ownerOf(MEI)).toBe('c-77')
    expect(
      rows(
        world,
        "select merged_into from customers join orders on orders.customer_id = customers.id where external_id = '4004'",
      ),
    ).toEqual([{ merged_into: null }])
  })
})

describe('two of one kind are for people to decide', () => {
  test('an order that is on another LINE already: a task, and nobody is moved', async () => {
    await link(HANA, '1001', '5678')
    expect((await link(MEI, '1001', '5678')).body).toEqual({ outcome: 'pending' })
    expect([ownerOf(HANA), ownerOf(MEI)]).toEqual(['c-77', null])
    expect(rows(world, 'select kind from staff_tasks')).toEqual([{ kind: 'link_check' }])
  })

  test('a second customer on one LINE: a task, and the first stays', async () => {
    await link(HANA, '1001', '5678')
    await buys({ external_id: 'c-99', name: '別 の人', phone: '070-1111-2222' }, { external_id: '3003' })
    expect((await link(HANA, '3003', '2222')).body).toEqual({ outcome: 'pending' })
    expect([ownerOf(HANA), count(world, 'staff_tasks')]).toEqual(['c-77', 1])
  })
})

describe('a link from the shop’s mail', () => {
  const give = (nonce: string) => world.api('/customers/link', [{ source: 'shop', external_id: 'c-77', nonce }])
  const tap = async (who: string, token: string) => (await openPage(world, who)).post('/link', { token, ...about })
  const NONCE = 'kJ8s-Qm2vXz7RtYb4LpW9cNd'

  test('joins with one tap, once', async () => {
    await give(NONCE)
    expect((await tap(HANA, NONCE)).body).toEqual({ outcome: 'linked' })
    expect(ownerOf(HANA)).toBe('c-77')
    expect((await tap(MEI, NONCE)).status).toBe(404)
  })

  test('tapped again, because the answer was lost on its way: it is joined, and says so', async () => {
    await give(NONCE)
    await tap(HANA, NONCE)
    expect(await tap(HANA, NONCE)).toEqual({ status: 200, body: { outcome: 'already' } })
    expect(count(world, 'staff_tasks')).toBe(0)
  })

  test('is dead after a month, and a made-up one never lived', async () => {
    await give(NONCE)
    await world.stage.setClock(new Date('2026-07-11T10:00:00+09:00'))
    expect((await tap(HANA, NONCE)).status).toBe(404)
    expect((await tap(HANA, 'made-up-token-of-some-length')).status).toBe(404)
    expect(ownerOf(HANA)).toBeNull()
  })
})

test('who opens the page without having added the account is joined, and not written to', async () => {
  await world.stage.line('POST', '/control/users', { userId: STRANGER, displayName: '知らない人', friend: false })
  expect((await link(STRANGER, '1001', '5678')).body).toEqual({ outcome: 'linked' })
  expect(rows(world, 'select following from friends where line_user_id = ?', STRANGER)).toEqual([{ following: 0 }])
})
