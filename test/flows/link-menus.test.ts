/** A friend's menu follows their label, by tick: 500 in one request, never for whoever blocked the account, again on follow. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mergeCustomers, unmergeCustomers } from '../../bot/flows/merge-customers.ts'
import { MENUS, type MenuWorld, menuText, openMenuWorld } from '../support/menus.ts'
import { execute, linkedFriend, order, person, rows } from '../support/story.ts'

let my: MenuWorld
let log: string[]
beforeEach(async () => {
  log = []
  my = await openMenuWorld(MENUS, { log: (event) => void log.push(event) })
})
afterEach(() => my.close())

const HANA = person('a')
const someone = (n: number) => `U${n.toString(16).padStart(32, '0')}`

/** Friends whom the shop knows, without any of LINE's events. */
async function friends(count: number): Promise<string[]> {
  const people = Array.from({ length: count }, (_, n) => ({ userId: someone(n + 1), friend: true }))
  await my.world.standIn.desk('POST', '/control/users', people)
  const links = people.map(({ userId }, n) => ({ source: 'shop', external_id: `c${n}`, line_user_id: userId }))
  for (let at = 0; at < links.length; at += 400) await my.world.api('/customers/link', links.slice(at, at + 400))
  return people.map(({ userId }) => userId)
}
const links = async () => (await my.calls()).filter((call) => /bulk|(POST|DELETE) user.U/.test(call))

test('1,200 friends take three requests', async () => {
  await friends(1200)
  await my.world.newFriend(HANA, 'hana')
  await my.sync()
  await my.pass(1500)
  expect(await links()).toEqual(Array(3).fill('POST richmenu/bulk/link'))
  expect(await my.shown(someone(1))).toBe('fresh')
  expect(await my.shown(someone(1200))).toBe('fresh')
})

test('another label, another menu, with the next tick', async () => {
  await linkedFriend(my.world, 'hana', HANA)
  await my.sync()
  await my.pass(1500)
  expect(await my.shown(HANA)).toBe('fresh')
  await my.world.api('/orders', [order('hana')])
  await my.tick()
  expect(await my.shown(HANA)).toBe('buyer')
})

test('time alone changes a label, and the menu with it', async () => {
  await my.publish({
    'richmenus/buyer.yaml': menuText('buyer', ['visitor', 'follower']),
    'richmenus/gone.yaml': menuText('gone', ['lapsed', 'dormant']),
  })
  await linkedFriend(my.world, 'hana', HANA)
  await my.world.api('/orders', [order('hana')])
  await my.sync()
  await my.world.advanceTo('2026-11-01T12:00:00+09:00')
  await my.pass(1500)
  expect(await my.shown(HANA)).toBe('gone')
})

test('a label for which there is no menu takes the friend’s own menu away', async () => {
  await linkedFriend(my.world, 'hana', HANA)
  await my.sync()
  await subscribes()
  await my.tick()
  expect(rows(my.world, 'select wanted, linked from friend_menus')).toEqual([{ wanted: '', linked: null }])
  expect((await my.world.standIn.api('GET', `/v2/bot/user/${HANA}/richmenu`)).status).toBe(404)
})

test('who adds the account gets their menu with the next tick', async () => {
  await my.sync()
  await my.world.newFriend(HANA, 'hana')
  await my.tick()
  expect(rows(my.world, 'select wanted, due_at from friend_menus')).toEqual([{ wanted: 'fresh', due_at: null }])
  expect(await my.shown(HANA)).toBe('fresh')
})

test('who comes back after a block gets their menu again: LINE has forgotten it', async () => {
  await linkedFriend(my.world, 'hana', HANA)
  await my.world.api('/orders', [order('hana')])
  await my.sync()
  await my.world.phone(HANA, 'block')
  await my.world.phone(HANA, 'unblock')
  expect(await my.shown(HANA)).toBe('fresh')
  await my.tick()
  expect(await my.shown(HANA)).toBe('buyer')
})

test('nobody who blocked the account is ever linked, whatever becomes of their label', async () => {
  await linkedFriend(my.world, 'hana', HANA)
  await my.world.phone(HANA, 'block')
  await my.sync()
  await my.world.api('/orders', [order('hana')])
  await my.tick()
  await my.pass(3_600_000)
  await my.tick()
  expect(await links()).toEqual([])
  // Back again: by the label of now, not of then.
  await my.world.phone(HANA, 'unblock')
  await my.tick()
  expect(await my.shown(HANA)).toBe('buyer')
})

/** The contract of Hana, begun and billed once. */
async function subscribes() {
  await my.world.api('/subscriptions', [
    {
      source: 'shop',
      external_id: 'sub-1',
      customer: { external_id: 'hana' },
      product: 'full',
      cycle_days: 30,
      status: 'active',
      started_at: '2026-06-01T10:00:00+09:00',
    },
  ])
  await my.world.api('/orders', [order('hana', { subscription_external_id: 'sub-1', subscription_count: 1 })])
}

test('who wants no advertising has a menu all the same; with a contract, the one that ends it in two taps', async () => {
  await my.publish({ 'richmenus/club.yaml': menuText('club', ['subscriber_new', 'subscriber_stalled']) })
  await linkedFriend(my.world, 'hana', HANA)
  await my.sync()
  await my.world.phone(HANA, 'messages', { text: '配信停止' })
  await my.tick()
  expect(await my.shown(HANA)).toBe('fresh')
  await my.world.phone(HANA, 'messages', { text: '再開' })
  await subscribes()
  await my.world.phone(HANA, 'messages', { text: '配信停止' })
  await my.tick()
  expect(rows(my.world, 'select label from facts where subscription = 1')).toEqual([{ label: 'unregistered' }])
  expect(await my.shown(HANA)).toBe('club')
})

test('who is joined to a customer with another label gets that one’s menu', async () => {
  await my.world.api('/orders', [order('hana')])
  await my.world.newFriend(HANA, 'hana')
  await my.sync()
  await my.pass(1500)
  expect(await my.shown(HANA)).toBe('fresh')
  await my.world.api('/customers/link', [{ source: 'shop', external_id: 'hana', line_user_id: HANA }])
  await my.tick()
  expect(await my.shown(HANA)).toBe('buyer')
})

test('two customers turn out to be one, and then not: each account has the menu of whom it belongs to', async () => {
  const YUKI = person('b')
  await linkedFriend(my.world, 'hana', HANA)
  await linkedFriend(my.world, 'yuki', YUKI)
  await my.world.api('/orders', [order('hana')])
  await my.sync()
  // Nothing of the merge is to be found among the changes of the last minutes.
  await my.pass(600_000)
  await my.tick()
  const both = async () => [await my.shown(HANA), await my.shown(YUKI)]
  const idOf = (external: string) =>
    String(rows(my.world, 'select customer_id as id from external_ids where external_id = ?', external)[0]?.id)
  const { id } = await mergeCustomers(my.world.deps, [idOf('hana'), idOf('yuki')], { reason: '同じ方', by: 'みなみ' })
  await my.tick()
  expect(await both()).toEqual(['buyer', 'buyer'])
  await unmergeCustomers(my.world.deps, String(id), 'みなみ')
  await my.tick()
  expect(await both()).toEqual(['buyer', 'fresh'])
})

test('nothing is due: a tick asks LINE nothing', async () => {
  await linkedFriend(my.world, 'hana', HANA)
  await my.sync()
  await my.tick()
  await my.forgetCalls()
  await my.tick()
  expect(await my.calls()).toEqual([])
})

test('without menus a tick writes nothing down about them', async () => {
  await linkedFriend(my.world, 'hana', HANA)
  await my.world.api('/orders', [order('hana')])
  await my.tick()
  expect(rows(my.world, 'select * from friend_menus')).toEqual([])
})

describe('LINE says that it will link many', () => {
  const asked = async () => (await my.calls()).filter((call) => !/list|alias|^POST richmenu$/.test(call))
  const ticks = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      await my.pass(60_000)
      await my.tick()
    }
  }

  test('and has: of each request one person is looked at, once', async () => {
    await friends(700)
    await my.sync()
    await my.forgetCalls()
    await ticks(10)
    expect(await asked()).toEqual([1, 501].map((n) => `GET user/${someone(n)}/richmenu`))
    expect(rows(my.world, 'select 1 from friend_menus where due_at is not null or tries <> 0')).toEqual([])
  })

  test('and has not: each is linked alone', async () => {
    await friends(4)
    await my.world.api(
      '/orders',
      [0, 1, 2, 3].map((n) => order(`c${n}`)),
    )
    const { menus } = my.world.deps.line
    const forgetful = {
      ...my.world.deps,
      line: { ...my.world.deps.line, menus: { ...menus, linkMany: async () => {} } },
    }
    expect(await my.sync({}, forgetful)).toMatchObject({ linked: 4, waiting: 0 })
    expect(await my.shown(someone(4))).toBe('fresh')
    await ticks(6)
    expect(log).toContain('menus_not_done')
    expect(await Promise.all([1, 2, 3, 4].map((n) => my.shown(someone(n))))).toEqual(Array(4).fill('buyer'))
    await my.forgetCalls()
    await ticks(10)
    expect(await asked()).toEqual([])
  })

  test('to somebody who left meanwhile: another one is looked at', async () => {
    await friends(3)
    await my.sync()
    await my.world.standIn.desk('POST', '/control/users', [{ userId: someone(1), friend: false }])
    await my.forgetCalls()
    await ticks(6)
    expect(log).not.toContain('menus_not_done')
  })

  test('and the label changes before it is looked at: the new menu is asked for, as ever', async () => {
    await friends(2)
    await my.sync()
    await my.pass(1500)
    await my.world.api('/orders', [order('c0')])
    await my.tick()
    expect([await my.shown(someone(1)), await my.shown(someone(2))]).toEqual(['buyer', 'fresh'])
  })
})

describe('LINE refuses', () => {
  test('for now: the others wait as well, and nobody is forgotten', async () => {
    await friends(1200)
    await my.fault('rate_limit', { path: '/v2/bot/richmenu/bulk/link', count: 2 })
    expect(await my.sync()).toMatchObject({ linked: 500, waiting: 700 })
    expect(log).toContain('menus_not_linked')
    await my.forgetCalls()
    await my.tick()
    expect(await links()).toEqual([])
    await my.pass(60_000)
    await my.tick()
    expect(await links()).toEqual(Array(2).fill('POST richmenu/bulk/link'))
    expect(await my.sync()).toMatchObject({ waiting: 0 })
  })

  test('the request for one person: everybody else is linked, this one is asked for alone, and ever more rarely', async () => {
    await friends(3)
    execute(my.world, `update friends set line_user_id = 'U-not-LINEs' where line_user_id = ?`, someone(2))
    await my.sync()
    await my.pass(5 * 60_000)
    await my.tick()
    expect([await my.shown(someone(1)), await my.shown(someone(3))]).toEqual(['fresh', 'fresh'])
    await my.forgetCalls()
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await my.pass(60_000)
      await my.tick()
    }
    expect((await links()).length).toBeLessThanOrEqual(3)
  })

  test('a change while LINE was being asked is not overwritten by the answer', async () => {
    await linkedFriend(my.world, 'hana', HANA)
    const { link } = my.world.deps.line.menus
    const slow = async (lineUserId: string, richMenuId: string | undefined) => {
      await link(lineUserId, richMenuId)
      await my.world.api('/orders', [order('hana')])
    }
    const deps = {
      ...my.world.deps,
      line: { ...my.world.deps.line, menus: { ...my.world.deps.line.menus, link: slow } },
    }
    await my.sync({}, deps)
    await my.tick()
    expect(await my.shown(HANA)).toBe('buyer')
  })
})

test('a change that is written late, after others of the same minutes were seen, is followed too', async () => {
  await linkedFriend(my.world, 'hana', HANA)
  await my.sync()
  await my.tick()
  await my.pass(60_000)
  await my.world.newFriend(person('b'), 'yuki')
  await my.tick()
  // As if it had been computed before that tick and only now reached the disk.
  execute(
    my.world,
    `update facts set label = 'visitor' where customer_id = (select customer_id from friends where line_user_id = ?)`,
    HANA,
  )
  execute(
    my.world,
    `insert into label_history (id, customer_id, to_label, to_stage, cause, facts_after, at)
     select 'late', customer_id, 'visitor', 1, 'purchase', '{}', ? from friends where line_user_id = ?`,
    my.world.standIn.clock.now().getTime() - 30_000,
    HANA,
  )
  await my.tick()
  expect(await my.shown(HANA)).toBe('buyer')
})

test('who is due, and whose label changed, is found by index', () => {
  const plan = (query: string) => JSON.stringify(rows(my.world, `explain query plan ${query}`))
  expect(plan('select 1 from friend_menus where due_at <= 5 order by due_at limit 2')).toContain('friend_menus_due')
  expect(plan('select 1 from label_history where at = 5 and rowid > 3 order by at, rowid limit 2')).toContain(
    'label_history_at (at=? AND rowid>?)',
  )
})
