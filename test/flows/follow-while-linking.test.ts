/** A follow is worked off while the shop links the same person, in another process or at the next await: is a scenario lost? */

import { afterEach, expect, test } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { linkCustomers } from '../../bot/flows/link-customer.ts'
import { workInbox } from '../../bot/flows/work-inbox.ts'
import { beforeCalls } from '../support/before-calls.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { heard, person, raise, scenarioText, shopFiles } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const WELCOME = scenarioText('w', [{ id: 'w1', at: '{from: friend_added, day: 0, delay_minutes: 10}' }], {
  trigger: 'friend_added',
})

let world: NodeWorld | undefined
afterEach(() => world?.close())

/** Something else happens before the n-th write; resolves to whether there were so many. */
function interrupted({ deps }: NodeWorld, n: number, meanwhile: () => Promise<unknown>) {
  let left = n
  const db = beforeCalls(deps.db, ['atomically'], () => {
    left -= 1
    return left === 0 ? meanwhile() : undefined
  })
  return { deps: { ...deps, db }, happened: () => left <= 0 }
}

test('whenever the link comes, the scenario of a new friend begins and arrives', async () => {
  let n = 0
  for (let happened = true; happened; ) {
    n += 1
    await world?.close()
    world = await openNodeWorld(START, { files: shopFiles(WELCOME) })
    const here = world
    const follow = { type: 'follow', userId: person('a'), follow: { isUnblocked: false } }
    await here.stage.line('POST', '/control/users', { userId: person('a'), displayName: 'はな' })
    await raise(here, [follow])
    const link = { source: 'shop', externalId: '77', lineUserId: person('a') }
    const run = interrupted(here, n, () => linkCustomers(here.deps, [link]))
    await workInbox(run.deps)
    happened = run.happened()
    if (!happened) await linkCustomers(here.deps, [link])
    await here.stage.setClock(new Date('2026-06-01T10:15:00+09:00'))
    await deliverDue(here.deps)
    expect(await heard(here, person('a')), `linked before write ${n}`).toContain('w1')
  }
  expect(n).toBeGreaterThan(2)
})
