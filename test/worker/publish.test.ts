/** On D1, where each statement is a call of its own and a batch is the only transaction. */

import { expect, test } from 'vitest'
import { history } from '../../bot/flows/history.ts'
import { publish } from '../../bot/flows/publish.ts'
import { undo } from '../../bot/flows/undo.ts'
import { enrollmentsOf } from '../../db/enrollments.ts'
import { findFriend } from '../../db/friends.ts'
import { currentRevisions } from '../../db/revisions.ts'
import { openWorkerWorld } from '../support/worker-world.ts'

const START = '2026-06-01T10:00:00+09:00'
const HANA = `U${'a'.repeat(32)}`

/** The database lives through the whole file, so each test has a scenario of its own. */
const scenario = (id: string, words: string) => `id: ${id}
name: 追加
trigger: first_order
steps:
  - id: m1
    at: {from: order, day: 3, time: "12:00"}
    purpose: thanks
    offer: none
    text: ${words}
`

test('publishes at once get one number each; undos at once go back one step', { timeout: 60_000 }, async () => {
  const { deps } = (await openWorkerWorld(START)).stage
  const put = (words: string) => publish(deps, [{ path: 'extra.yaml', text: scenario('extra', words) }], words)
  const done = await Promise.all(['一', '二', '三', '四', '五'].map(put))
  expect(done.map(({ published }) => published[0]?.number).sort()).toEqual([1, 2, 3, 4, 5])
  expect((await history(deps, 'extra')).map(({ number }) => number)).toEqual([5, 4, 3, 2, 1])

  const undone = await Promise.allSettled([undo(deps, 'x'), undo(deps, 'y')])
  expect(undone.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(undone.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
  const [newest, , older] = await history(deps, 'extra')
  expect([newest?.change, newest?.number, older?.number]).toEqual(['undone', 6, 4])
})

test('a customer on the way is moved, keeps what is behind, and is taken back by an undo', {
  timeout: 60_000,
}, async () => {
  const world = await openWorkerWorld(START)
  const { deps } = world.stage
  const put = (text: string, migrate: boolean) => publish(deps, [{ path: 'moved.yaml', text }], 'みなみ', { migrate })
  await publish(deps, [], 'みなみ', { retire: ['extra'] })
  await put(scenario('moved', '一'), false)
  await world.newFriend(HANA, 'はな')
  await world.api('/orders', {
    source: 'shop',
    external_id: '1',
    customer: { external_id: '77' },
    ordered_at: START,
    lines: [{ sku: 'LT', name: 'お試し', qty: 1, amount_yen: 980 }],
  })
  await world.api('/customers/link', [{ source: 'shop', external_id: '77', line_user_id: HANA }])
  await world.stage.tick()
  const number = async () => {
    const friend = await findFriend(deps.db, HANA)
    const mine = (await enrollmentsOf(deps.db, friend?.customerId ?? '')).find((row) => row.scenarioId === 'moved')
    return (await currentRevisions(deps.db)).find((row) => row.id === mine?.revisionId)?.number
  }
  expect((await put(scenario('moved', '二'), true)).migrated).toMatchObject([
    { scenario: 'moved', number: 2, people: 1 },
  ])
  expect(await number()).toBe(2)
  await world.advanceTo('2026-06-07T10:00:00+09:00')
  const words = async () =>
    (await world.outbox(HANA))
      .flatMap(({ messages }) => messages.map(({ text }) => text))
      .filter((text) => /^[一二三]$/.test(text ?? ''))
  expect(await words()).toEqual(['二'])
  expect((await undo(deps, 'みなみ', { migrate: true })).changes).toMatchObject([{ number: 3, undid: 2, backTo: 1 }])
  await world.advanceTo('2026-06-11T10:00:00+09:00')
  expect(await words()).toEqual(['二'])
})
