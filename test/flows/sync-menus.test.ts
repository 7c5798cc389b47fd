/** What is published stands at LINE: made once, replaced without anybody losing their menu, repaired after any crash. */

import { afterEach, expect, test } from 'vitest'
import { publish } from '../../bot/flows/publish.ts'
import { MENUS, type MenuWorld, menuText, openMenuWorld } from '../support/menus.ts'
import { linkedFriend, order, person } from '../support/story.ts'

let my: MenuWorld
afterEach(() => my.close())

const [HANA, YUKI] = [person('a'), person('b')]
const OTHER_BUYER = {
  'richmenus/buyer.yaml': menuText('buyer', ['visitor', 'follower'], '{label: もう一度注文, text: もう一度注文}'),
}

/** Hana is new, Yuki has bought. */
async function open(menus?: Record<string, string>) {
  my = await openMenuWorld(menus)
  await my.world.newFriend(HANA, 'hana')
  await linkedFriend(my.world, 'yuki', YUKI)
  await my.world.api('/orders', [order('yuki')])
}

test('each friend gets the menu of their label, everybody else the one for strangers', async () => {
  await open()
  const done = await my.sync()
  await my.pass(1500)
  expect(done.menus.map(({ id, change }) => [id, change])).toEqual([
    ['buyer', 'new'],
    ['fresh', 'new'],
    ['more', 'new'],
  ])
  expect(done).toMatchObject({ usual: 'fresh', linked: 2, waiting: 0, moving: false })
  expect([await my.shown(HANA), await my.shown(YUKI)]).toEqual(['fresh', 'buyer'])
  const stranger = my.world.standIn.platform.addUser()
  expect(await my.shown(stranger.userId)).toBe('fresh')
})

test('a menu is shown to somebody only after its picture is there', async () => {
  await open()
  await my.sync()
  const calls = await my.calls()
  const firstUpload = calls.findIndex((call) => /content$/.test(call))
  const firstAlias = calls.findIndex((call) => /^POST richmenu\/alias/.test(call))
  const firstLink = calls.findIndex((call) => /^POST (user|richmenu\/bulk)/.test(call))
  expect(calls.slice(0, firstUpload)).toEqual(['GET richmenu/list', 'GET richmenu/alias/list', 'POST richmenu'])
  expect(firstUpload).toBeLessThan(firstAlias)
  expect(firstAlias).toBeLessThan(firstLink)
  expect(calls.slice(firstLink).some((call) => /content$/.test(call))).toBe(false)
})

test('nothing has changed: LINE is not asked at all, and nothing is drawn', async () => {
  await open()
  await my.sync()
  await my.forgetCalls()
  const drawn = my.studio.drawn
  const done = await my.sync()
  expect(done.menus.map(({ change }) => change)).toEqual(['same', 'same', 'same'])
  expect(await my.calls()).toEqual([])
  expect(my.studio.drawn).toBe(drawn)
})

test('a changed menu takes its predecessor’s place: people, alias and default go over before it is deleted', async () => {
  await open()
  await my.sync()
  await my.publish({
    ...OTHER_BUYER,
    'richmenus/fresh.yaml': menuText('fresh', ['unregistered', 'prospect'], '{label: 使い方, text: 使い方}'),
  })
  await my.forgetCalls()
  const done = await my.sync()
  expect(done).toMatchObject({ deleted: 2, moving: false })
  expect(await my.atLine()).toEqual(['buyer', 'fresh', 'more'])
  expect([await my.shown(HANA), await my.shown(YUKI)]).toEqual(['fresh', 'buyer'])
  const calls = await my.calls()
  const at = (pattern: RegExp) => calls.findIndex((call) => pattern.test(call))
  expect(at(/^POST richmenu\/alias\/fresh/)).toBeGreaterThan(at(/content$/))
  expect(at(/^POST user\/all/)).toBeGreaterThan(at(/^POST richmenu\/alias\/fresh/))
  expect(at(/^POST richmenu\/batch/)).toBeGreaterThan(at(/^POST user\/all/))
  expect(at(/^DELETE richmenu\//)).toBeGreaterThan(at(/^POST richmenu\/batch/))
  const { body } = await my.world.standIn.api('GET', '/v2/bot/richmenu/alias/fresh')
  const usual = await my.world.standIn.api('GET', '/v2/bot/user/all/richmenu')
  expect(usual.body.richMenuId).toBe(body.richMenuId)
})

test('whoever switched to another menu by a tab goes over to its successor, too', async () => {
  await open()
  await my.sync()
  await my.pass(1500)
  await my.world.phone(HANA, 'postback', { data: 'menu:more', params: { newRichMenuAliasId: 'more' } })
  expect(await my.shown(HANA)).toBe('more')
  await my.publish({ 'richmenus/more.yaml': menuText('more', [], '{label: 使い方, text: 使い方}') })
  await my.sync()
  expect(await my.shown(HANA)).toBe('more')
  expect(await my.atLine()).toEqual(['buyer', 'fresh', 'more'])
})

test('a menu that is published no more goes, with its alias; its people get what is for them now', async () => {
  await open()
  await my.sync()
  await publish(
    my.world.deps,
    [
      {
        path: 'richmenus/fresh.yaml',
        text: MENUS['richmenus/fresh.yaml'].replace(
          '{label: つぎへ, switch_to: more}',
          '{label: 相談する, text: 相談する}',
        ),
      },
    ],
    'merchant',
    {
      retire: ['richmenu/buyer', 'richmenu/more'],
    },
  )
  const done = await my.sync()
  expect(done.retired).toEqual(['buyer', 'more'])
  expect(await my.atLine()).toEqual(['fresh'])
  expect((await my.world.standIn.api('GET', '/v2/bot/richmenu/alias/list')).body.aliases).toHaveLength(1)
  // No menu is for buyers: they see what everybody sees.
  expect(await my.shown(YUKI)).toBe('fresh')
})

test('other labels alone: nothing is made, and friends change over', async () => {
  await open()
  await my.sync()
  await my.publish({
    'richmenus/buyer.yaml': menuText('buyer', ['follower']),
    'richmenus/fresh.yaml': menuText(
      'fresh',
      ['unregistered', 'prospect', 'visitor'],
      '{label: つぎへ, switch_to: more}',
    ),
  })
  await my.forgetCalls()
  await my.sync()
  await my.pass(1500)
  expect(await my.shown(YUKI)).toBe('fresh')
  expect(await my.calls()).toEqual([expect.stringMatching(/^POST user\/U.*\/richmenu\//), 'GET richmenu/list'])
})

test('what is tried without doing it leaves LINE alone', async () => {
  await open()
  const done = await my.sync({ dryRun: true })
  expect(done).toMatchObject({ dryRun: true, usual: 'fresh' })
  expect(done.menus.map(({ change }) => change)).toEqual(['new', 'new', 'new'])
  expect(await my.calls()).toEqual([])
  expect(await my.shown(HANA)).toBeUndefined()
})

test('LINE moves people only so often: the old menu stays until it did, and a tick goes on', async () => {
  await open()
  await my.sync()
  await my.publish(OTHER_BUYER)
  await my.fault('rate_limit', { path: '/v2/bot/richmenu/batch' })
  expect(await my.sync()).toMatchObject({ deleted: 0, moving: true })
  expect(await my.atLine()).toEqual(['buyer', 'buyer', 'fresh', 'more'])
  await my.tick()
  expect(await my.atLine()).toEqual(['buyer', 'buyer', 'fresh', 'more'])
  await my.pass(21 * 60_000)
  for (const _ of ['sends', 'asks']) await my.tick()
  expect(await my.atLine()).toEqual(['buyer', 'fresh', 'more'])
  expect(await my.shown(YUKI)).toBe('buyer')
})

test('a desk that works for a Worker leaves the old menu until the next time', async () => {
  await open()
  await my.sync()
  await my.publish(OTHER_BUYER)
  expect(await my.sync({ keepOld: true })).toMatchObject({ deleted: 0, moving: true })
  await my.pass(1500)
  expect(await my.atLine()).toEqual(['buyer', 'buyer', 'fresh', 'more'])
  await my.sync({ keepOld: true })
  expect(await my.atLine()).toEqual(['buyer', 'fresh', 'more'])
})

test('a menu that somebody deleted at LINE is made again when LINE is looked at', async () => {
  await open()
  await my.sync()
  const { richmenus } = (await my.world.standIn.api('GET', '/v2/bot/richmenu/list')).body
  const buyer = richmenus.find(({ name }: { name: string }) => name.startsWith('buyer'))
  await my.world.standIn.api('DELETE', `/v2/bot/richmenu/${buyer.richMenuId}`)
  await my.sync({ again: true })
  await my.pass(1500)
  expect(await my.atLine()).toEqual(['buyer', 'fresh', 'more'])
  expect(await my.shown(YUKI)).toBe('buyer')
})

test('going back to what there was before makes it again, once', async () => {
  await open()
  await my.sync()
  await my.publish(OTHER_BUYER)
  await my.sync()
  await my.publish({ 'richmenus/buyer.yaml': MENUS['richmenus/buyer.yaml'] })
  await my.sync()
  expect(await my.atLine()).toEqual(['buyer', 'fresh', 'more'])
  expect(await my.shown(YUKI)).toBe('buyer')
})

test('another picture in the same file is another menu', async () => {
  const photo = (last: number) =>
    new Uint8Array([
      0x89,
      0x50,
      0x4e,
      0x47,
      13,
      10,
      26,
      10,
      0,
      0,
      0,
      13,
      73,
      72,
      68,
      82,
      0,
      0,
      9,
      0xc4,
      0,
      0,
      6,
      0x96,
      last,
    ])
  const own = { 'richmenus/buyer.yaml': `${MENUS['richmenus/buyer.yaml']}image: buyer.png\n` }
  await open({ ...MENUS, ...own })
  const changes = async (picture: Uint8Array<ArrayBuffer>) => {
    const { menus } = await my.sync({}, my.world.deps, { ...my.studio, read: () => picture })
    return menus.map(({ change }) => change)
  }
  expect(await changes(photo(1))).toEqual(['new', 'new', 'new'])
  expect(await changes(photo(1))).toEqual(['same', 'same', 'same'])
  expect(await changes(photo(2))).toEqual(['changed', 'same', 'same'])
  expect(await my.atLine()).toEqual(['buyer', 'fresh', 'more'])
})
