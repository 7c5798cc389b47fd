/** Links that count: only where a published text leads, once a day, and not for machines. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { signLink } from '../../bot/flows/sign-link.ts'
import { SESSION_SECRET } from '../support/keys.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { execute, inForce, linkedFriend, order, person, rows, scenarioText, shopFiles } from '../support/story.ts'

const HANA = person('a')
const PAGE = 'https://shop.example.jp/lotion?a=1&b=2'
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Safari Line/15.0.0'

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', {
    files: shopFiles(),
    env: { LIFF_ID: '1234567890-abcdefgh', PUBLIC_URL: 'https://bot.example.jp/' },
  })
  const buttons = `buttons: [答える, {label: 見る, url: "${PAGE}", signal: looked}, {label: クーポン, liff: wallet}, {label: 電話, url: "tel:0312345678"}]`
  await inForce(world, scenarioText('s', [{ id: 'm', at: '{from: order, day: 0, time: "12:00"}', more: buttons }]))
  await linkedFriend(world, 'hana', HANA)
  await world.api('/orders', [order('hana')])
  await world.advanceTo('2026-06-01T12:30:00+09:00')
})
afterEach(() => world.close())

/** The greeting comes first; its button is not the step's. */
const links = async () =>
  [...JSON.stringify((await world.outbox(HANA)).at(-1)).matchAll(/"uri":"([^"]+)"/g)].map(([, uri]) => uri ?? '')
const token = async () => (await links())[0]?.replace('https://bot.example.jp/r/', '') ?? ''
const get = (path: string, init: RequestInit = {}) =>
  world.app.request(path, { ...init, headers: { 'user-agent': PHONE, ...(init.headers as object) } })
const clicks = () =>
  rows(world, "select label, name, step_id, enrollment_id is not null as known from signals where id like 'click:%'")

test('the message carries our own address, short, and the page inside LINE its token', async () => {
  const [tracked = '', liff = '', tel] = await links()
  expect(tracked).toMatch(/^https:\/\/bot\.example\.jp\/r\/[\w.~-]+$/)
  expect(tracked.length).toBeLessThan(200)
  expect(liff).toMatch(/^https:\/\/liff\.line\.me\/1234567890-abcdefgh\/wallet\?from=[\w.~-]+$/)
  expect(tel).toBe('tel:0312345678')
})

test('a tap leads to the page and is counted once a day, with its signal', async () => {
  for (const _ of [1, 2]) {
    const answer = await get(`/r/${await token()}`)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, PAGE])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }
  expect(clicks()).toEqual([{ label: '見る', name: 'looked', step_id: 'm', known: 1 }])
  await world.stage.setClock(new Date('2026-06-02T12:30:00+09:00'))
  await get(`/r/${await token()}`)
  expect(clicks()).toHaveLength(2)
})

test('the page inside LINE reports its own tap', async () => {
  const from = (await links())[1]?.split('?from=')[1]
  expect((await get(`/r/${from}`, { method: 'POST' })).status).toBe(204)
  expect(clicks()).toEqual([{ label: 'クーポン', name: '', step_id: 'm', known: 1 }])
  expect((await get(`/r/${from}`)).headers.get('location')).toBe('https://liff.line.me/1234567890-abcdefgh/wallet')
})

describe('looking is not tapping', () => {
  test.each([
    ['HEAD', { method: 'HEAD' }],
    ["LINE's preview", { headers: { 'user-agent': 'facebookexternalhit/1.1;line-poker/1.0' } }],
    ['a search engine', { headers: { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' } }],
    ['prefetching', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
    ['prefetching, as it used to be', { headers: { purpose: 'prefetch' } }],
  ])('%s is shown the way and leaves no trace', async (_who, init) => {
    expect((await get(`/r/${await token()}`, init)).status).toBe(302)
    expect(clicks()).toEqual([])
  })
})

describe('404 as JSON, and nothing is counted', () => {
  const refused = async (path: string) => {
    const answer = await get(path)
    expect([path, answer.status]).toEqual([path, 404])
    expect(answer.headers.get('location')).toBeNull()
    expect(await answer.json()).toMatchObject({ error: { code: 'not_found' } })
    expect(clicks()).toEqual([])
  }
  test('for a token with any one character changed', async () => {
    const good = await token()
    for (let at = 0; at < good.length; at += 1) {
      const other = good[at] === 'x' ? 'y' : 'x'
      const answer = await get(`/r/${good.slice(0, at)}${other}${good.slice(at + 1)}`)
      expect([at, answer.status]).toEqual([at, 404])
    }
    expect(clicks()).toEqual([])
  })
  test.each(['x', '~~~~~', '%00', 'a~b~c~d~20260601~AAAAAAAAAAAAAAAAAAAAAA', `${'~'.repeat(3000)}`, '%E0%A4%A'])(
    'for %s',
    async (text) => {
      const answer = await get(`/r/${text}`)
      expect([400, 404]).toContain(answer.status)
    },
  )
  test('when it is older than 400 days', async () => {
    const old = await token()
    await world.stage.setClock(new Date('2027-07-06T12:00:00+09:00'))
    expect((await get(`/r/${old}`, { method: 'HEAD' })).status).toBe(302)
    await world.stage.setClock(new Date('2027-07-07T12:00:00+09:00'))
    await refused(`/r/${old}`)
  })
  const tap = { revisionId: 'unchecked_s', stepId: 'm', index: 1, customerId: 'c', sentOn: '2026-06-01' as JstDate }
  test.each([
    ['an unknown revision', { revisionId: 'nobody' }],
    ['an unknown step', { stepId: 'n' }],
    ['a button that only answers', { index: 0 }],
    ['a telephone number', { index: 3 }],
    ['no such button', { index: 9 }],
  ])('although we signed it: %s', async (_what, change) => {
    await refused(`/r/${await signLink({ ...tap, ...change }, SESSION_SECRET)}`)
  })
  test('signed with another secret', async () => {
    await refused(`/r/${await signLink(tap, 'another-secret-another-secret-another')}`)
  })
})

test('whatever goes wrong with counting, the customer gets to the page', async () => {
  const link = await token()
  execute(world, 'drop table signals')
  expect((await get(`/r/${link}`)).status).toBe(302)
})

test('an erased customer leaves no trace any more', async () => {
  const link = await token()
  execute(world, 'update customers set deleted_at = 1')
  expect((await get(`/r/${link}`)).status).toBe(302)
  expect(clicks()).toEqual([])
})
