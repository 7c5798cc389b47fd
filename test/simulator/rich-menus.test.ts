import { expect, test } from 'vitest'
import { personId, startStandIn } from '../support/stand-in.ts'

const PNG = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10])

const menu = (more: object = {}) => ({
  size: { width: 2500, height: 843 },
  selected: true,
  name: 'はじめて',
  chatBarText: 'メニュー',
  areas: [{ bounds: { x: 0, y: 0, width: 2500, height: 843 }, action: { type: 'message', text: 'はい' } }],
  ...more,
})

function shop() {
  const standIn = startStandIn()
  const { api, desk, platform } = standIn
  const { userId } = platform.addUser()
  const call = (method: string, path: string, body?: unknown) => api(method, `/v2/bot/${path}`, body)
  const upload = (id: string, type = 'image/png', bytes = PNG) =>
    api('POST', `/v2/bot/richmenu/${id}/content`, bytes, { 'content-type': type })
  const create = async (more?: object): Promise<string> => (await call('POST', 'richmenu', menu(more))).body.richMenuId
  const ready = async (more?: object) => {
    const id = await create(more)
    await upload(id)
    return id
  }
  const shown = async (id = userId) => (await desk('GET', `/phone/users/${id}/chat`)).body.richMenu?.richMenuId
  return { ...standIn, userId, call, upload, create, ready, shown }
}

test('a menu without an image cannot be shown to anybody', async () => {
  const { call, create, userId } = shop()
  const id = await create()
  const refusal = { status: 400, body: { message: 'must upload richmenu image before applying it to user' } }
  expect(await call('POST', `user/all/richmenu/${id}`)).toMatchObject(refusal)
  expect(await call('POST', `user/${userId}/richmenu/${id}`)).toMatchObject(refusal)
  expect(await call('POST', 'richmenu/bulk/link', { richMenuId: id, userIds: [userId] })).toMatchObject(refusal)
  expect(await call('POST', 'richmenu/alias', { richMenuAliasId: 'a', richMenuId: id })).toMatchObject(refusal)
})

test('a person sees their own menu before the default one', async () => {
  const { call, ready, shown, userId, platform } = shop()
  const [common, own] = [await ready(), await ready()]
  expect(await shown()).toBeUndefined()
  await call('POST', `user/all/richmenu/${common}`)
  await call('POST', `user/${userId}/richmenu/${own}`)
  expect(await shown()).toBe(own)
  expect(await shown(platform.addUser().userId)).toBe(common)
  await call('DELETE', `user/${userId}/richmenu`)
  expect(await shown()).toBe(common)
  await call('DELETE', 'user/all/richmenu')
  expect((await call('GET', 'user/all/richmenu')).status).toBe(404)
})

test('linking somebody who blocked the account, or is no friend, is 200 without effect', async () => {
  const { call, ready, desk, platform, userId } = shop()
  const id = await ready()
  const stranger = platform.addUser({ friend: false }).userId
  await desk('POST', `/phone/users/${userId}/block`)
  for (const person of [userId, stranger]) {
    expect((await call('POST', `user/${person}/richmenu/${id}`)).status).toBe(200)
    expect((await call('GET', `user/${person}/richmenu`)).status).toBe(404)
  }
})

test('a block undoes the link', async () => {
  const { call, ready, desk, userId } = shop()
  await call('POST', `user/${userId}/richmenu/${await ready()}`)
  await desk('POST', `/phone/users/${userId}/block`)
  await desk('POST', `/phone/users/${userId}/unblock`)
  expect((await call('GET', `user/${userId}/richmenu`)).status).toBe(404)
})

test('bulk links are accepted with 202 and seen a moment later', async () => {
  const { call, ready, clock, userId } = shop()
  const id = await ready()
  expect((await call('POST', 'richmenu/bulk/link', { richMenuId: id, userIds: [userId] })).status).toBe(202)
  expect((await call('GET', `user/${userId}/richmenu`)).status).toBe(404)
  clock.advance(1000)
  expect((await call('GET', `user/${userId}/richmenu`)).body).toEqual({ richMenuId: id })
  await call('POST', 'richmenu/bulk/unlink', { userIds: [userId] })
  clock.advance(1000)
  expect((await call('GET', `user/${userId}/richmenu`)).status).toBe(404)
})

test('a bulk link passes over those who blocked the account', async () => {
  const { call, ready, clock, desk, platform, userId } = shop()
  const friend = platform.addUser().userId
  await desk('POST', `/phone/users/${userId}/block`)
  await call('POST', 'richmenu/bulk/link', { richMenuId: await ready(), userIds: [userId, friend] })
  clock.advance(1000)
  expect((await call('GET', `user/${friend}/richmenu`)).status).toBe(200)
  expect((await call('GET', `user/${userId}/richmenu`)).status).toBe(404)
})

test('a bulk link takes 500 people', async () => {
  const { call, ready } = shop()
  const userIds = Array.from({ length: 501 }, (_, n) => personId(n))
  expect((await call('POST', 'richmenu/bulk/link', { richMenuId: await ready(), userIds })).status).toBe(400)
})

test('a batch moves everybody from one menu to another; its progress is asked for by request id', async () => {
  const { call, ready, clock, userId } = shop()
  const [from, to] = [await ready(), await ready()]
  await call('POST', `user/${userId}/richmenu/${from}`)
  const { status, headers } = await call('POST', 'richmenu/batch', { operations: [{ type: 'link', from, to }] })
  expect(status).toBe(202)
  const progress = async () =>
    (await call('GET', `richmenu/progress/batch?requestId=${headers.get('x-line-request-id')}`)).body.phase
  expect([await progress(), (await call('GET', `user/${userId}/richmenu`)).body.richMenuId]).toEqual(['ongoing', from])
  clock.advance(1000)
  expect([await progress(), (await call('GET', `user/${userId}/richmenu`)).body.richMenuId]).toEqual(['succeeded', to])
  await call('POST', 'richmenu/batch', { operations: [{ type: 'unlinkAll' }] })
  clock.advance(1000)
  expect((await call('GET', `user/${userId}/richmenu`)).status).toBe(404)
})

test.each([
  ['no operations', []],
  ['unlinkAll with another', [{ type: 'unlinkAll' }, { type: 'unlink', from: 'a' }]],
  [
    'the same from twice',
    [
      { type: 'unlink', from: 'a' },
      { type: 'unlink', from: 'a' },
    ],
  ],
  ['an unknown type', [{ type: 'swap' }]],
])('a batch is refused: %s', async (_why, operations) => {
  expect((await shop().call('POST', 'richmenu/validate/batch', { operations })).status).toBe(400)
})

test('an image is a PNG or JPEG of at most 1 MB, and is never replaced', async () => {
  const { create, upload } = shop()
  const id = await create()
  expect((await upload(id, 'image/gif')).status).toBe(415)
  expect((await upload(id, 'image/png', new Uint8Array(1024 * 1024 + 1))).status).toBe(413)
  expect((await upload(id)).status).toBe(200)
  expect((await upload(id)).status).toBe(400)
})

test('the image comes back as it went, to the shop and to the phone', async () => {
  const { ready, platform, channel } = shop()
  const id = await ready()
  const headers = { authorization: `Bearer ${channel.accessToken}` }
  for (const path of [`/v2/bot/richmenu/${id}/content`, `/phone/rich-menus/${id}/image`]) {
    const response = await platform.fetch(new Request(`http://line.test${path}`, { headers }))
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(PNG)
  }
})

test('deleting a menu takes it from everybody', async () => {
  const { call, ready, shown, userId } = shop()
  const id = await ready()
  await call('POST', `user/all/richmenu/${id}`)
  await call('POST', `user/${userId}/richmenu/${id}`)
  expect((await call('GET', 'richmenu/list')).body.richmenus).toHaveLength(1)
  await call('DELETE', `richmenu/${id}`)
  expect(await shown()).toBeUndefined()
  expect((await call('GET', `richmenu/${id}`)).status).toBe(404)
})

test('a switch follows its alias on the phone, and the postback says how it went', async () => {
  const { call, ready, desk, shown, userId } = shop()
  const [first, second] = [await ready(), await ready()]
  await call('POST', 'richmenu/alias', { richMenuAliasId: 'next', richMenuId: first })
  expect((await call('POST', 'richmenu/alias', { richMenuAliasId: 'next', richMenuId: first })).status).toBe(400)
  await call('POST', 'richmenu/alias/next', { richMenuId: second })
  const tap = (newRichMenuAliasId: string) =>
    desk('POST', `/phone/users/${userId}/postback`, { data: 'switch', params: { newRichMenuAliasId } })
  await tap('next')
  expect(await shown()).toBe(second)
  await tap('nowhere')
  await call('DELETE', `richmenu/${second}`)
  await tap('next')
  const { body } = await desk('GET', '/control/webhooks')
  const status = body.map((row: { body: string }) => JSON.parse(row.body).events[0].postback.params.status)
  expect(status).toEqual(['SUCCESS', 'RICHMENU_ALIAS_ID_NOTFOUND', 'RICHMENU_NOTFOUND'])
})

test.each([
  ['too narrow', { size: { width: 700, height: 250 } }, 'size.width'],
  ['too low', { size: { width: 800, height: 249 } }, 'size.height'],
  ['too square', { size: { width: 1000, height: 700 } }, 'size'],
  ['no name', { name: undefined }, 'name'],
  ['15 characters on the bar', { chatBarText: 'あ'.repeat(15) }, 'chatBarText'],
  ['no `selected`', { selected: undefined }, 'selected'],
  ['21 areas', { areas: Array.from({ length: 21 }, () => menu().areas[0]) }, 'areas'],
  [
    'an area outside',
    { areas: [{ ...menu().areas[0], bounds: { x: 1, y: 0, width: 2500, height: 843 } }] },
    'areas[0].bounds',
  ],
  [
    'a long label',
    { areas: [{ ...menu().areas[0], action: { type: 'message', text: 'a', label: 'a'.repeat(21) } }] },
    'areas[0].action.label',
  ],
])('refuses %s', async (_why, more, property) => {
  const { body } = await shop().call('POST', 'richmenu', menu(more))
  expect(body.details?.[0].property).toBe(property)
})
