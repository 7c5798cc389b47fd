/** Rich menus follow the label on Workers and D1, too. */

import { expect, test, vi } from 'vitest'
import { syncMenus } from '../../bot/flows/sync-menus.ts'
import { openWorkerWorld } from '../support/worker-world.ts'

vi.setConfig({ testTimeout: 60_000 })

const shipped = import.meta.glob<string>(['../../scenarios/{shop,replies,coupons}.yaml'], {
  query: '?raw',
  import: 'default',
  eager: true,
})
const menu = (id: string, labels: string) =>
  `id: ${id}\nname: ${id}\nchat_bar: メニュー\nlabels: [${labels}]\ncolumns: 1\nrows: 1\nareas:\n  - {label: 相談する, text: 相談する}\n`

test('a friend buys, and the cron gives them the buyers’ menu', async () => {
  const world = await openWorkerWorld('2026-06-01T10:00:00+09:00', {
    ...shipped,
    'richmenus/fresh.yaml': menu('fresh', 'unregistered, prospect'),
    'richmenus/buyer.yaml': menu('buyer', 'visitor, follower'),
  })
  const { stage } = world
  const userId = `U${'a'.repeat(32)}`
  const shown = async () => {
    const chat = (await stage.line('GET', `/phone/users/${userId}/chat`)) as { richMenu?: { name: string } }
    return chat.richMenu?.name.replace(/〔.*/, '')
  }
  await world.newFriend(userId, 'hana')
  const studio = {
    draw: async () => new Uint8Array([0x89, 0x50, 0x4e, 0x47]),
    read: () => undefined,
  }
  const pause = async () => {}
  await syncMenus(stage.deps, studio, { pause })
  expect(await shown()).toBe('fresh')
  // Looked at once more: what is there is used, its picture too.
  expect((await syncMenus(stage.deps, studio, { pause, again: true })).menus.map(({ change }) => change)).toEqual([
    'same',
    'same',
  ])

  await world.api('/customers/link', [{ source: 'shop', external_id: 'hana', line_user_id: userId }])
  await world.api('/orders', [
    {
      ...{ source: 'shop', external_id: 'o1', customer: { external_id: 'hana' }, total_yen: 980 },
      ordered_at: '2026-06-01T10:00:00+09:00',
      lines: [{ sku: 'LT', name: 'お試し', qty: 1, amount_yen: 980 }],
    },
  ])
  await stage.tick()
  expect(await shown()).toBe('buyer')
})
