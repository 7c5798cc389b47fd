/** A friend's card from the first tap to the counted friend: who may pass it on, who may take it, what counts, what nobody learns. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mergeCustomers } from '../../bot/flows/merge-customers.ts'
import { openPage, type Page } from '../support/liff.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, execute, linkedFriend, order, person, rows, shopFiles, shopText } from '../support/story.ts'

const HANA = person('a')
const YUKI = person('b')
const MEI = person('c')
const COUPONS = `coupons:
  - {id: OFF500, name: 本品500円引き, benefit: amount_off, value: 500, product: full, valid_days: 21, once_per_customer: true}
  - {id: TRIAL, name: お試し半額, benefit: percent_off, value: 50, product: trial, valid_days: 30, once_per_customer: true}
  - {id: THANKS, name: お礼500円引き, benefit: amount_off, value: 500, valid_days: 90}
`
const REFERRAL = 'referral: {friend_coupon: TRIAL, own_coupon: THANKS, share_text: よかったらどうぞ}\n'
const EMAIL = 'hana@example.jp'

let world: NodeWorld
const open = (coupons = COUPONS, referral = REFERRAL) =>
  openNodeWorld('2026-06-20T10:00:00+09:00', {
    files: { ...shopFiles(), 'shop.yaml': shopText(referral), 'coupons.yaml': coupons },
    env: { LIFF_ID: '1657000001-abc', LINE_LOGIN_CHANNEL_ID: '1657000001' },
    standIn: { loginChannelId: '1657000001' },
  })
beforeEach(async () => {
  world = await open()
})
afterEach(() => world.close())

const at = (time: string) => world.stage.setClock(new Date(`2026-${time}+09:00`))
const customerOf = (userId: string) =>
  rows(world, 'select customer_id as id from friends where line_user_id = ?', userId)[0]?.id as string

/** Bought for long, going steady, happy: a supporter who may recommend (vector G10). */
async function becomeFan(name = 'hana', userId = HANA, extra: object = {}) {
  await linkedFriend(world, name, userId)
  const customer = { external_id: name, ...extra }
  for (const [n, month] of ['01', '02', '03', '04', '05'].entries())
    await world.api('/orders', [
      order(customer, {
        external_id: `${name}-${n}`,
        ordered_at: `2026-${month}-15T10:00:00+09:00`,
        total_yen: 3300,
        lines: [
          { sku: n % 2 ? 'LF' : 'CR', name: 'x', qty: 1, amount_yen: 3300, product_line: n % 2 ? 'lotion' : 'cream' },
        ],
      }),
    ])
  await world.api('/subscriptions', [
    {
      source: 'shop',
      external_id: `sub-${name}`,
      customer: { external_id: name },
      product: 'LF',
      status: 'active',
      started_at: '2026-02-15T10:00:00+09:00',
    },
  ])
  for (const n of [1, 2, 3])
    execute(
      world,
      'insert into responses (id, survey_id, customer_id, answers, satisfaction, nps, at) values (?, ?, ?, ?, 5, 10, ?)',
      ...[`${name}-r${n}`, `${name}-s${n}`, customerOf(userId), '{}', Date.parse(`2026-0${n + 1}-28T10:00:00+09:00`)],
    )
}

const stranger = async (userId: string, name = '知らない人'): Promise<Page> => {
  await world.stage.line('POST', '/control/users', { userId, displayName: name, friend: false })
  return openPage(world, userId)
}
const codeOf = async (): Promise<string> => {
  const { body } = await (await openPage(world, HANA)).get('/referral')
  return new URL(body.card.url).searchParams.get('code') ?? ''
}
const buys = (name: string, more: object = {}) =>
  world.api('/orders', [order(name, { ordered_at: '2026-06-21T10:00:00+09:00', ...more })])
const wallet = async (userId: string): Promise<string[]> =>
  (await (await openPage(world, userId)).get('/coupons')).body.coupons.map(({ name }: { name: string }) => name)
const friends = async () => (await (await openPage(world, HANA)).get('/referral')).body.friends
const uses = () => rows(world, 'select order_id, counted_at is not null as counted, refused from referral_uses')
const stageOf = (userId: string) =>
  rows(world, 'select stage from facts where customer_id = ?', customerOf(userId))[0]?.stage

/** Yuki takes Hana's card on the 20th and joins their order later. */
async function yukiAccepts(): Promise<string> {
  const code = await codeOf()
  expect((await (await stranger(YUKI)).post('/referral/accept', { code })).status).toBe(200)
  return code
}
const join = (name: string, userId: string) =>
  world.api('/customers/link', [{ source: 'shop', external_id: name, line_user_id: userId }])

describe('the own card', () => {
  test('is made once, carries both gifts in words, and says that there are gifts', async () => {
    await becomeFan()
    const page = await openPage(world, HANA)
    const { body } = await page.get('/referral')
    expect(body.refusal).toBeUndefined()
    expect(body).toMatchObject({
      friends: 0,
      card: {
        friend_benefit: { name: 'お試し半額', valid: 'お受け取りから30日間お使いいただけます' },
        own_benefit: { name: 'お礼500円引き', valid: 'お受け取りから90日間お使いいただけます' },
        url: expect.stringMatching(/^https:\/\/liff\.line\.me\/1657000001-abc\/referral\?code=[2-9A-HJKMNP-Z]{8}$/),
        share_text: 'よかったらどうぞ\nはじめての方への特典：お試し半額\n（紹介特典のあるご案内です）',
      },
    })
    expect((await page.get('/referral')).body).toEqual(body)
    expect(count(world, 'referrals')).toBe(1)
  })

  test('opens at night as by day', async () => {
    await becomeFan()
    await at('06-20T23:30:00')
    expect((await (await openPage(world, HANA)).get('/referral')).body.card).toBeDefined()
  })

  test.each([
    [
      'somebody just bought',
      () => buys('hana', { external_id: 'new', ordered_at: '2026-06-19T10:00:00+09:00' }),
      /ゆっくりお試し/,
    ],
    ['somebody would not recommend us', () => execute(world, 'update responses set nps = 8'), /いまはお渡しできません/],
    ['nobody bought anything', () => execute(world, 'delete from orders'), /いまはお渡しできません/],
  ])('is kept back when %s, without numbers and without a code', async (_when, happens, sentence) => {
    await becomeFan()
    await happens()
    const { body } = await (await openPage(world, HANA)).get('/referral')
    expect(body).toEqual({ refusal: expect.stringMatching(sentence), friends: 0 })
    expect(body.refusal).not.toMatch(/\d|おすすめ度/)
    expect(count(world, 'referrals')).toBe(0)
  })

  test('is not there in a shop that gives none', async () => {
    await world.close()
    world = await open(COUPONS, '')
    await becomeFan()
    expect((await (await openPage(world, HANA)).get('/referral')).body.card).toBeUndefined()
  })
})

describe('somebody else’s card', () => {
  test('offers its gift to who has never bought, and lies in the wallet after one tap; two taps are one', async () => {
    await becomeFan()
    const code = await codeOf()
    const page = await stranger(YUKI)
    const offer = { benefit: { name: 'お試し半額', valid: 'お受け取りから30日間お使いいただけます' } }
    expect((await page.get(`/referral?code=${code.toLowerCase()}`)).body).toEqual({
      invitation: { ...offer, accepted: false },
      friends: 0,
    })
    for (const _ of [1, 2]) expect((await page.post('/referral/accept', { code })).body).toEqual({ accepted: true })
    expect(await wallet(YUKI)).toEqual(['お試し半額'])
    expect((await page.get(`/referral?code=${code}`)).body.invitation).toEqual({ ...offer, accepted: true })
    expect(rows(world, 'select following from friends where line_user_id = ?', YUKI)).toEqual([{ following: 0 }])
  })

  const cases: [string, () => Promise<{ page: Page; code: string }>, number, RegExp][] = [
    ['of nobody', async () => ({ page: await stranger(YUKI), code: 'AAAAAAAA' }), 404, /お使いいただけません/],
    ['of one’s own', async () => ({ page: await openPage(world, HANA), code: await codeOf() }), 409, /ご自分の/],
    [
      'for somebody who has bought',
      async () => {
        await linkedFriend(world, 'mei', MEI)
        await buys('mei')
        await at('06-22T10:00:00')
        return { page: await openPage(world, MEI), code: await codeOf() }
      },
      409,
      /はじめてお買い物/,
    ],
    [
      'when there was another card before',
      async () => {
        await yukiAccepts()
        await becomeFan('mei', MEI)
        const { body } = await (await openPage(world, MEI)).get('/referral')
        return { page: await openPage(world, YUKI), code: body.card.url.slice(-8) }
      },
      409,
      /お一人さま1回/,
    ],
    [
      'of somebody who has been forgotten',
      async () => {
        const code = await codeOf()
        await (await openPage(world, HANA)).post('/forget', { confirmed: true })
        return { page: await stranger(YUKI), code }
      },
      404,
      /お使いいただけません/,
    ],
  ]
  test.each(cases)('%s gets a kind sentence that tells nothing of its owner', async (_what, make, status, sentence) => {
    await becomeFan('hana', HANA, { name: '山田 花子', email: EMAIL })
    const { page, code } = await make()
    const before = count(world, 'coupons')
    const answer = await page.post('/referral/accept', { code })
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringMatching(sentence)])
    const looked = await page.get(`/referral?code=${code}`)
    expect(looked.body).toEqual({ refusal: answer.body.error.message, friends: 0 })
    expect(JSON.stringify([answer, looked])).not.toMatch(/花子|hana/)
    expect(count(world, 'coupons')).toBe(before)
  })

  test('trying codes is stopped', async () => {
    const page = await stranger(YUKI)
    for (let n = 0; n < 20; n += 1) await page.get(`/referral?code=AAAAAA${n + 22}`)
    expect((await page.post('/referral/accept', { code: 'AAAAAAAA' })).status).toBe(429)
  })

  test.each([[{}], [{ code: 'x' }], [{ code: "'; drop" }], [{ code: 5 }]])('%j is no code', async (wish) => {
    expect((await (await stranger(YUKI)).post('/referral/accept', wish)).status).toBe(400)
  })

  test('promises nothing while there is no code to give: kept for later, and the shop hears of it once', async () => {
    await world.close()
    world = await open(COUPONS.replace('id: TRIAL,', 'id: TRIAL, codes: pool,'))
    await becomeFan()
    const code = await codeOf()
    const page = await stranger(YUKI)
    for (const _ of [1, 2]) expect((await page.post('/referral/accept', { code })).body.error.message).toMatch(/ご用意/)
    expect([count(world, 'referral_uses'), count(world, 'coupons')]).toEqual([0, 0])
    expect(rows(world, 'select kind from staff_tasks')).toEqual([{ kind: 'coupon_codes' }])
    execute(world, "insert into coupon_codes (coupon_id, code) values ('TRIAL', 'ONE')")
    expect((await page.post('/referral/accept', { code })).status).toBe(200)
    expect((await page.get('/coupons')).body.coupons[0].code).toBe('ONE')
  })
})

describe('the friend buys', () => {
  beforeEach(async () => {
    await becomeFan()
    await yukiAccepts()
    await at('06-22T10:00:00')
  })

  test('with their account joined before: counts at once, thanks the owner once, and reaches stage 7', async () => {
    expect(stageOf(HANA)).toBe(5)
    await join('yuki', YUKI)
    expect(await friends()).toBe(0)
    await buys('yuki')
    await buys('yuki', { external_id: 'second' })
    expect(uses()).toEqual([{ order_id: 'shop:order-yuki', counted: 1, refused: null }])
    expect(await wallet(HANA)).toEqual(['お礼500円引き'])
    expect([await friends(), stageOf(HANA)]).toEqual([1, 7])
  })

  test('joined later: the order of before counts', async () => {
    await buys('yuki')
    expect(await friends()).toBe(0)
    await join('yuki', YUKI)
    expect(uses()).toEqual([{ order_id: 'shop:order-yuki', counted: 1, refused: null }])
    expect([await friends(), stageOf(HANA)]).toEqual([1, 7])
    await join('yuki', YUKI)
    await buys('yuki', { status: 'shipped' })
    expect(await wallet(HANA)).toEqual(['お礼500円引き'])
  })

  test('an order that was cancelled before it could count does not; the next one does', async () => {
    await buys('yuki', { status: 'cancelled' })
    await join('yuki', YUKI)
    expect([await friends(), uses()[0]?.counted]).toEqual([0, 0])
    await buys('yuki', { external_id: 'next' })
    expect(uses()).toEqual([{ order_id: 'shop:next', counted: 1, refused: null }])
  })

  test('each friend brings one thank-you, whatever is reported again', async () => {
    await join('yuki', YUKI)
    await buys('yuki')
    const code = await codeOf()
    await (await stranger(MEI)).post('/referral/accept', { code })
    await join('mei', MEI)
    await at('06-24T10:00:00')
    await buys('mei', { ordered_at: '2026-06-23T10:00:00+09:00' })
    expect([await friends(), (await wallet(HANA)).length]).toEqual([2, 2])
  })

  test('somebody who turns out to have bought before the card does not count', async () => {
    await buys('yuki', { ordered_at: '2026-03-01T10:00:00+09:00' })
    await join('yuki', YUKI)
    await buys('yuki', { external_id: 'next' })
    expect(uses()).toEqual([{ order_id: null, counted: 0, refused: 'bought_before' }])
    expect([await friends(), await wallet(HANA)]).toEqual([0, []])
  })

  test.each([
    ['the same customer', async () => join('hana', YUKI)],
    ['the same e-mail', async () => sameContact('email')],
    ['the same telephone', async () => sameContact('phone')],
  ])('%s is nobody’s friend: no thanks, a task for the shop instead', async (_what, happens) => {
    await happens()
    expect(uses()).toEqual([{ order_id: null, counted: 0, refused: 'self' }])
    expect(rows(world, 'select kind, done_at from staff_tasks')).toEqual([{ kind: 'referral_check', done_at: null }])
    expect(rows(world, "select 1 from coupons where coupon_id = 'THANKS'")).toEqual([])
  })
  async function sameContact(column: 'email' | 'phone') {
    const own = column === 'email' ? EMAIL : '09012345678'
    await join('yuki', YUKI)
    execute(world, `update customers set ${column} = ? where id in (?, ?)`, own, customerOf(HANA), customerOf(YUKI))
    await buys('yuki')
  }

  test('nothing on the owner’s pages tells who came', async () => {
    await join('yuki', YUKI)
    await buys('yuki')
    const page = await openPage(world, HANA)
    const seen = JSON.stringify([await page.get('/referral'), await page.get('/coupons'), await page.get('/me')])
    for (const trace of [YUKI, '知らない人', customerOf(YUKI), 'order-yuki']) expect(seen).not.toContain(trace)
  })

  test('two processes that record the order at once thank once', async () => {
    await join('yuki', YUKI)
    await Promise.all([buys('yuki'), buys('yuki')])
    expect(await wallet(HANA)).toEqual(['お礼500円引き'])
  })

  test('the friend is forgotten before they bought: nothing waits for them', async () => {
    await (await openPage(world, YUKI)).post('/forget', { confirmed: true })
    expect([
      count(world, 'referral_uses'),
      JSON.stringify(rows(world, 'select * from attempts')).includes(YUKI),
    ]).toEqual([0, false])
  })
})

test('an owner with two accounts and two cards keeps the friends of both', async () => {
  await becomeFan()
  await becomeFan('mei', MEI)
  const [hana, mei] = [customerOf(HANA), customerOf(MEI)]
  const code = await codeOf()
  await (await openPage(world, MEI)).get('/referral')
  await (await stranger(YUKI)).post('/referral/accept', { code })
  // Hana turns out to be Mei, whom the shop has known for longer.
  execute(world, 'update customers set created_at = 0 where id = ?', mei)
  await mergeCustomers(world.deps, [hana, mei], { reason: '確認', by: 'みなみ' })
  await join('yuki', YUKI)
  await at('06-22T10:00:00')
  await buys('yuki')
  expect(customerOf(HANA)).toBe(mei)
  expect((await (await openPage(world, MEI)).get('/referral')).body.friends).toBe(1)
  // The old card is still good.
  const late = await stranger(person('d'))
  expect((await late.post('/referral/accept', { code })).status).toBe(200)
})
