/** The clock was a day ahead and is set right: what was put off by the wrong one must not keep anybody waiting, or be sent twice. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { marketingPause, pauseMarketing, pauseOnBlocks, resumeMarketing } from '../../bot/flows/pause-marketing.ts'
import { workInbox } from '../../bot/flows/work-inbox.ts'
import { claimDue } from '../../db/leases.ts'
import { makeShop } from '../core/someone.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  breakConsent,
  count,
  execute,
  fates,
  fault,
  hear,
  linkedFriend,
  order,
  person,
  pushed,
  rows,
  scenarioText,
  shopFiles,
  words,
} from '../support/story.ts'

const [HANA, MEI] = [person('a'), person('b')]
const SOON = '{from: order, day: 0, delay_minutes: 30}'

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', {
    files: shopFiles(scenarioText('one', [{ id: 'thanks', at: SOON, text: '"{{お名前}}さん"' }])),
  })
  await linkedFriend(world, 'hana', HANA)
  await linkedFriend(world, 'mei', MEI)
  await world.api('/orders', [order('hana', { ordered_at: '2026-06-02T10:00:00+09:00' })])
})
afterEach(() => world.close())

const clockAt = (time: string) => world.stage.setClock(new Date(`2026-06-${time}:00+09:00`))
const tickAt = async (time: string) => {
  await clockAt(time)
  return deliverDue(world.deps)
}
const mend = () => world.stage.line('DELETE', '/control/faults')
/** Due on the day that it really is. */
const meiBuys = () => world.api('/orders', [order('mei', { ordered_at: '2026-06-01T10:00:00+09:00' })])

test('LINE could not be reached in those days: it is asked again at once', async () => {
  execute(
    world,
    `insert into state (key, value) values ('line_circuit', ?)`,
    '{"failures":5,"openUntil":"2026-06-02T11:00:00+09:00"}',
  )
  await meiBuys()
  await tickAt('01T10:30')
  expect(await pushed(world, MEI)).toEqual(['meiさん'])
})

test('the month was used up in those days: it is tried again at once', async () => {
  await fault(world, 'monthly_limit', { times: 9 })
  await tickAt('02T10:30')
  await mend()
  await meiBuys()
  await tickAt('01T10:30')
  expect(await pushed(world, MEI)).toEqual(['meiさん'])
})

test.each([
  [
    'in doubt: LINE may have forgotten its key, so it is shown as unknown and not sent again',
    'error_after',
    ['thanks unknown LINE_UNKNOWN'],
  ],
  ['refused: it goes out once', 'rate_limit', ['thanks sent']],
])('a letter that is %s', async (_what, kind, fate) => {
  await fault(world, kind)
  await tickAt('02T10:30')
  for (const time of ['01T09:00', '01T12:00', '02T10:29', '02T10:40', '03T12:00']) await tickAt(time)
  expect([await pushed(world, HANA), fates(world)]).toEqual([['hanaさん'], fate])
})

test('a worker died in those days: its customers are free again', async () => {
  await meiBuys()
  await clockAt('02T10:30')
  const now = world.deps.now()
  await deliverDue({ ...world.deps, limits: { ...world.deps.limits, batchesPerTick: 0 } })
  await claimDue(world.deps.db, { leaseId: 'dead', now, leaseUntil: new Date(+now + 300_000), limit: 9 })
  expect(count(world, 'leases')).toBe(2)
  await tickAt('01T10:30')
  expect(await pushed(world, MEI)).toEqual(['meiさん'])
})

test('an event failed in those days: neither it nor the words after it wait for them to come again', async () => {
  await clockAt('02T10:00')
  const mendConsent = breakConsent(world, HANA)
  await hear(world, [words(HANA, '配信停止')])
  mendConsent()
  await clockAt('01T10:05')
  await workInbox(world.deps)
  expect(
    rows(
      world,
      `select status, count(*) as n from inbox where user_id = '${HANA}' and body like '%配信停止%' group by 1`,
    ),
  ).toEqual([{ status: 'done', n: 1 }])
  expect(count(world, `friends where line_user_id = '${HANA}' and opted_out_at is not null`)).toBe(1)
})

test('everything was paused and went on in those days: blocks trip the switch all the same', async () => {
  await clockAt('02T10:00')
  await pauseMarketing(world.deps, { by: 'merchant', reason: '' })
  await resumeMarketing(world.deps, { by: 'merchant' })
  await clockAt('01T10:00')
  execute(world, 'update friends set following = 0, changed_at = ?', world.deps.now().getTime() - 60_000)
  await pauseOnBlocks(world.deps, makeShop({ guard: { pause_on_blocks_per_hour: 1 } }))
  expect(await marketingPause(world.deps)).toMatchObject({ by: 'blocks' })
})
