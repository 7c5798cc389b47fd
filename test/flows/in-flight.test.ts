/** While a letter is on its way to LINE something happens to its customer: whatever LINE answers, it is neither doubled nor left open. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { forgetById, unlinkCustomer } from '../../bot/flows/leave.ts'
import { linkCustomers } from '../../bot/flows/link-customer.ts'
import { mergeCustomers, unmergeCustomers } from '../../bot/flows/merge-customers.ts'
import { pauseMarketing, resumeMarketing } from '../../bot/flows/pause-marketing.ts'
import { publish } from '../../bot/flows/publish.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
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
const LATER = { id: 'later', at: '{from: order, day: 50, time: "12:00"}' }
const THANKS = { id: 'thanks', at: '{from: order, day: 0, delay_minutes: 30}', text: '"{{お名前}}さん"' }
const FILES = shopFiles(scenarioText('one', [THANKS, LATER]))

let world: NodeWorld
/** Hana, and the same person as she is known under another number, whose letter is due a little later. */
async function open({ secondOnLine = false } = {}) {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: FILES })
  if (secondOnLine) await linkedFriend(world, 'hana2', MEI)
  await world.stage.setClock(new Date('2026-06-01T10:01:00+09:00'))
  await linkedFriend(world, 'hana', HANA)
  const second = { external_id: 'order2', ordered_at: '2026-06-01T10:15:00+09:00' }
  await world.api('/orders', [hers({}), order({ external_id: 'hana2', name: 'hana' }, second)])
  await clockAt('01T10:20')
  await deliverDue(world.deps)
}
afterEach(() => world.close())

const hers = (more: object) => order({ external_id: 'hana', name: 'hana' }, { external_id: 'order', ...more })
const clockAt = (time: string) => world.stage.setClock(new Date(`2026-06-${time}:00+09:00`))
const hana = () => String(rows(world, 'select customer_id as id from friends where line_user_id = ?', HANA)[0]?.id)
const publishOne = (text: string) => publish(world.deps, [{ path: 'one.yaml', text }], 'merchant', { migrate: true })
const merge = () => mergeCustomers(world.deps, ['hana', 'hana2'], { reason: '', by: 'minami' })
const heard = async (...people: string[]) =>
  (await Promise.all(people.map((userId) => pushed(world, userId)))).flat().filter((text) => /^hanaさ/.test(text))

const ANSWERS = ['200', 'error_before', 'error_after', 'rate_limit', 'monthly_limit']

/** The letter is handed to LINE, and before LINE has answered this happens; a day goes by. */
async function meanwhile(happens: () => Promise<unknown>, answer: string) {
  await clockAt('01T10:30')
  let done = false
  const push: Deps['line']['push'] = async (body, key) => {
    if (!done) {
      done = true
      await happens()
      if (answer !== '200') await fault(world, answer)
    }
    return world.deps.line.push(body, key)
  }
  await deliverDue({ ...world.deps, line: { ...world.deps.line, push } })
  expect(done).toBe(true)
  await world.stage.line('DELETE', '/control/faults')
  for (const time of ['01T10:45', '01T12:00', '01T20:00', '02T10:45', '02T12:00']) {
    await clockAt(time)
    await deliverDue(world.deps)
  }
}

const MAY_END: [string, () => Promise<unknown>][] = [
  ['she says stop', () => hear(world, [words(HANA, '配信停止')])],
  ['she blocks the account', () => hear(world, [{ type: 'unfollow', userId: HANA }])],
  ['she is forgotten', () => forgetById(world.deps, hana(), 'customer')],
  ['she lets go of her orders', () => unlinkCustomer(world.deps, HANA)],
  ['her order is cancelled', () => world.api('/orders', [hers({ status: 'cancelled' })])],
  [
    'her account turns out to be somebody else’s',
    () => linkCustomers(world.deps, [{ source: 'shop', externalId: 'mei', lineUserId: HANA }]),
  ],
  ['the step is taken out, for those on their way too', () => publishOne(scenarioText('one', [LATER]))],
]
const GOES_ON: [string, () => Promise<unknown>][] = [
  ['nothing happens', async () => {}],
  [
    'she blocks the account and comes back',
    () =>
      hear(
        world,
        ['unfollow', 'follow'].map((type, n) => ({ type, userId: HANA, timestamp: +world.now() + n })),
      ),
  ],
  ['her order arrives', () => world.api('/orders', [hers({ delivered_at: '2026-06-01T10:20:00+09:00' })])],
  ['she is merged', merge],
  ['she is merged and parted again', async () => unmergeCustomers(world.deps, String((await merge()).id), 'minami')],
  [
    'the step gets other words, for those on their way too',
    () => publishOne(scenarioText('one', [{ ...THANKS, text: '"{{お名前}}さま"' }, LATER])),
  ],
  ['another process ticks', () => deliverDue(world.deps)],
  [
    'everything is paused, and goes on',
    async () => {
      await pauseMarketing(world.deps, { by: 'merchant', reason: '' })
      await deliverDue(world.deps)
      await resumeMarketing(world.deps, { by: 'merchant' })
    },
  ],
]
const each = (events: [string, () => Promise<unknown>][]) =>
  events.flatMap(([what, happens]) => ANSWERS.map((answer) => [what, answer, happens] as const))

const nothingIsOpen = () => {
  expect(fates(world).filter((fate) => /sending|failed/.test(fate))).toEqual([])
  expect(rows(world, "select id from requests where status = 'sending'")).toEqual([])
}

describe('what may end the letter', () => {
  beforeEach(() => open())
  test.each(each(MAY_END))(
    '%s, and LINE says %s: once or not at all, as it is written down',
    async (_what, answer, happens) => {
      await meanwhile(happens, answer)
      nothingIsOpen()
      const arrived = await heard(HANA)
      expect(arrived.length).toBeLessThanOrEqual(1)
      const says = fates(world, "step_id = 'thanks'").filter((fate) => / (sent|unknown)/.test(fate))
      if (says.some((fate) => fate.includes('sent'))) expect(arrived).toHaveLength(1)
      if (arrived.length > 0) expect(says).not.toEqual([])
    },
  )
})

describe('what does not end it', () => {
  beforeEach(() => open())
  test.each(each(GOES_ON))('%s, and LINE says %s: exactly once', async (_what, answer, happens) => {
    await meanwhile(happens, answer)
    nothingIsOpen()
    expect(await heard(HANA)).toHaveLength(1)
    expect(fates(world, "step_id = 'thanks'").filter((fate) => fate === 'thanks sent')).toHaveLength(1)
  })
})

describe('the customer whose letter it is becomes another one, who was told that it is sent', () => {
  beforeEach(() => open({ secondOnLine: true }))
  test.each(ANSWERS)('and LINE says %s: the person has it once, on one of her accounts', async (answer) => {
    await meanwhile(merge, answer)
    nothingIsOpen()
    expect(rows(world, "select ended_reason as why from enrollments where status = 'ended'")).toEqual([
      { why: 'merged' },
    ])
    expect(await heard(HANA, MEI)).toHaveLength(1)
  })
})
