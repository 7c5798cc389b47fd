/** Whatever call to LINE a sync dies at, before or after it took effect: the next one ends as if nothing had happened. */

import { afterEach, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { type MenuWorld, menuText, openMenuWorld } from '../support/menus.ts'
import { linkedFriend, order, person } from '../support/story.ts'

let my: MenuWorld
afterEach(() => my.close())

const [HANA, YUKI] = [person('a'), person('b')]

/** LINE with a hand on every call to it; a menu must never be deleted while somebody sees it. */
function watched(each: (name: string, act: () => Promise<unknown>) => Promise<unknown>): Deps {
  const { menus } = my.world.deps.line
  const entries = Object.entries(menus).map(([name, act]) => [
    name,
    async (...args: unknown[]) => {
      if (name === 'remove') await expectUnseen(String(args[0]))
      return each(name, () => (act as (...args: unknown[]) => Promise<unknown>)(...args))
    },
  ])
  return { ...my.world.deps, line: { ...my.world.deps.line, menus: Object.fromEntries(entries) } }
}

async function expectUnseen(richMenuId: string): Promise<void> {
  for (const userId of [HANA, YUKI]) {
    const { body } = await my.world.standIn.api('GET', `/v2/bot/user/${userId}/richmenu`)
    expect(body.richMenuId).not.toBe(richMenuId)
  }
}

/** Two menus are replaced, one is new, one goes, and two friends have them. */
async function open() {
  my = await openMenuWorld()
  await my.world.newFriend(HANA, 'hana')
  await linkedFriend(my.world, 'yuki', YUKI)
  await my.world.api('/orders', [order('yuki')])
  await my.sync()
  await my.pass(1500)
  await my.publish({
    'richmenus/buyer.yaml': menuText('buyer', ['visitor', 'follower'], '{label: 使い方, text: 使い方}'),
    'richmenus/fresh.yaml': menuText('fresh', ['unregistered', 'prospect'], '{label: もっと, switch_to: more}'),
    'richmenus/gift.yaml': menuText('gift', ['partner']),
  })
  await my.forgetCalls()
}

class Killed extends Error {}

/** @returns whether the sync got to that call at all */
async function dieAt(call: number, when: 'before' | 'after'): Promise<boolean> {
  let calls = 0
  const deps = watched(async (_name, act) => {
    calls += 1
    if (calls === call && when === 'before') throw new Killed()
    const answer = await act()
    if (calls >= call) throw new Killed()
    return answer
  })
  await my.sync({}, deps).catch((error) => {
    if (!(error instanceof Killed)) throw error
  })
  return calls >= call
}

async function expectWhole() {
  expect(await my.atLine()).toEqual(['buyer', 'fresh', 'gift', 'more'])
  expect([await my.shown(HANA), await my.shown(YUKI)]).toEqual(['fresh', 'buyer'])
  const { aliases } = (await my.world.standIn.api('GET', '/v2/bot/richmenu/alias/list')).body
  const { richmenus } = (await my.world.standIn.api('GET', '/v2/bot/richmenu/list')).body
  const nameOf = (id: string) =>
    richmenus.find((one: { richMenuId: string }) => one.richMenuId === id)?.name.split('の')[0]
  expect(
    aliases
      .map((one: { richMenuAliasId: string; richMenuId: string }) => [one.richMenuAliasId, nameOf(one.richMenuId)])
      .sort(),
  ).toEqual(['buyer', 'fresh', 'gift', 'more'].map((id) => [id, id]))
  const usual = await my.world.standIn.api('GET', '/v2/bot/user/all/richmenu')
  expect(nameOf(usual.body.richMenuId)).toBe('fresh')
}

test('the watch would notice a menu that is deleted while somebody sees it', async () => {
  await open()
  const { body } = await my.world.standIn.api('GET', `/v2/bot/user/${YUKI}/richmenu`)
  await expect(expectUnseen(body.richMenuId)).rejects.toThrow()
})

test('nothing is deleted while LINE is still moving people', async () => {
  await open()
  const phases: unknown[] = []
  const deps = watched(async (name, act) => {
    const answer = await act()
    if (name === 'moved') phases.push(answer)
    return answer
  })
  await my.sync({ pause: () => my.pass(300) }, deps)
  expect(phases).toContain('ongoing')
  expect(phases.at(-1)).toBe('succeeded')
  await expectWhole()
})

test.each(['before', 'after'] as const)(
  'killed %s each call in turn',
  async (when) => {
    for (let call = 1; ; call += 1) {
      await open()
      const reached = await dieAt(call, when)
      // A moment later somebody starts it again.
      await my.pass(61_000)
      await my.sync(
        {},
        watched((_name, act) => act()),
      )
      await my.pass(1500)
      await expectWhole()
      // Two that changed and one that is new: none of them twice, whatever was left behind.
      expect((await my.calls()).filter((one) => one === 'POST richmenu')).toHaveLength(3)
      await my.forgetCalls()
      await my.sync()
      expect(await my.calls()).toEqual([])
      if (!reached) {
        expect(call).toBeGreaterThan(15)
        return
      }
      await my.close()
    }
  },
  60_000,
)

test('LINE’s own troubles, three in a row from one call to the next', async () => {
  for (let call = 1; ; call += 3) {
    await open()
    for (const fault of ['error_before', 'error_after', 'reset'])
      await my.fault(fault, { path: '/v2/bot/', count: call })
    for (let tries = 0; tries < 4; tries += 1) {
      await my
        .sync(
          {},
          watched((_name, act) => act()),
        )
        .catch(() => {})
      await my.pass(10 * 60_000)
    }
    const left = (await my.world.standIn.desk('GET', '/control/faults')).body
    await my.world.standIn.desk('DELETE', '/control/faults')
    await my.sync()
    await my.pass(1500)
    await expectWhole()
    if (left.length > 0) return
    await my.close()
  }
}, 120_000)
