/** Which answers become a push when they are late, and what an event does that is handled more than once (LINE §6.1). */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { workInbox } from '../../bot/flows/work-inbox.ts'
import { BUTTONS, HANA, openReplying, type Replying, stop } from '../support/replying.ts'
import {
  breakConsent,
  count,
  type Event,
  execute,
  linkedFriend,
  order,
  pushed,
  raise,
  rows,
  words,
} from '../support/story.ts'

let my: Replying
beforeEach(async () => {
  my = await openReplying()
})
afterEach(() => my.world.close())

describe('what is too late to be replied is pushed when silence would do harm:', () => {
  const late = async (seconds: number, event: Event) => {
    await raise(my.world, [event])
    await my.clock(seconds)
    await my.world.stage.workInbox()
    await my.ticks()
    // The step with its buttons is a bubble without a text.
    return (await pushed(my.world, HANA)).filter((text) => text !== '').map((text) => text.slice(0, 8))
  }

  test('the greeting', async () => {
    await my.world.stage.line('POST', '/control/users', { userId: HANA, displayName: 'はな', friend: true })
    await raise(my.world, [{ type: 'follow', userId: HANA }])
    await my.clock(61)
    await my.world.stage.workInbox()
    await my.ticks()
    expect(JSON.stringify(await my.world.outbox(HANA))).toContain('『配信停止』')
    expect(rows(my.world, 'select status from requests')).toEqual([{ status: 'sent' }])
  })

  test.each([
    ['配信停止', ['お知らせの配信を']],
    ['再開', ['お知らせの配信を']],
    ['解約', ['定期便の解約です']],
    ['相談', ['ご相談ですね。あ']],
    ['使い方', []],
    ['おはようございます', []],
  ])('the answer to 「%s」: %j', async (text, wanted) => {
    await my.world.newFriend(HANA, 'はな')
    expect((await late(61, words(HANA, text))).map((one) => one.replace(/\n/g, ''))).toEqual(
      wanted.map((one) => one.slice(0, 8)),
    )
  })

  test.each([
    ['しっとりした', []],
    ['相談してみる', ['ありがとうござい']],
    ['ちょっと合わないかも', ['教えてくださって']],
    ['解約', ['定期便の解約です']],
  ])('the answer to a tap on 「%s」: %j', async (label, wanted) => {
    await linkedFriend(my.world, 'hana', HANA)
    await my.world.api('/orders', [order('hana')])
    await my.world.advanceTo('2026-06-01T11:00:00+09:00')
    const revision = rows(my.world, 'select revision_id as id from deliveries')[0]?.id
    const data = `answer:${revision}:asks:${BUTTONS.indexOf(label)}`
    const tap = { type: 'postback', userId: HANA, postback: { data } }
    expect(await late(3661, tap)).toEqual(wanted)
  })
})

describe('an event that is handled twice', () => {
  beforeEach(async () => {
    await my.world.newFriend(HANA, 'はな')
    my.log.length = 0
  })
  /** Its end is not written down, once: the process was killed. */
  const dieAtTheEnd = () =>
    my.world.deps.db.raw.exec(
      "create trigger killed before update on inbox when new.status = 'done' begin select raise(abort, 'killed'); end",
    )
  const live = () => my.world.deps.db.raw.exec('drop trigger killed')

  test('pushes once, with the same key', async () => {
    const again = () =>
      execute(
        my.world,
        "update inbox set status = 'pending', reply_until = 1, next_try_at = 1 where body like '%配信停止%'",
      )
    await my.heardAt(61)
    const first = rows(my.world, 'select id, body from requests')
    again()
    await my.world.stage.workInbox()
    expect(rows(my.world, 'select id, body from requests')).toEqual(first)
    await my.ticks()
    again()
    await my.world.stage.workInbox()
    await my.ticks()
    expect([my.told(), await my.confirmations(), count(my.world, 'requests')]).toEqual([['late', 'late', 'late'], 1, 1])
    expect(first[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('because the process died after the reply is not answered a second time, by whatever way', async () => {
    dieAtTheEnd()
    await my.heardAt(0)
    live()
    await my.clock(180)
    await my.world.stage.workInbox()
    await my.ticks()
    expect([my.told(), await my.confirmations(), count(my.world, 'requests')]).toEqual([['said', 'unclear'], 1, 0])
    expect(await my.counted('replies')).toMatchObject({ unclear: 1 })
  })

  test('nor when LINE hands it over again meanwhile', async () => {
    dieAtTheEnd()
    await my.heardAt(0)
    live()
    await my.clock(119)
    await my.redeliver()
    await my.clock(150)
    await my.world.stage.workInbox()
    await my.ticks()
    expect([my.told(), await my.confirmations(), count(my.world, 'requests')]).toEqual([['said', 'unclear'], 1, 0])
  })

  test('because the process died before the reply is answered by a push', async () => {
    const mend = breakConsent(my.world, HANA)
    await my.heardAt(0)
    mend()
    await my.clock(180)
    await my.world.stage.workInbox()
    await my.ticks()
    expect([my.told(), await my.confirmations(), count(my.world, 'requests')]).toEqual([['late'], 1, 1])
  })

  test('because its end was not written down leaves no push behind without its end', async () => {
    dieAtTheEnd()
    await my.heardAt(61)
    expect([count(my.world, 'requests'), await my.counted('replies')]).toEqual([0, { said: 1 }])
    live()
    await my.clock(300)
    await my.world.stage.workInbox()
    await my.ticks()
    expect([my.told(), await my.confirmations()]).toEqual([['late', 'late'], 1])
  })

  test('by a worker who lost it pushes nothing: whoever has it now answers', async () => {
    await raise(my.world, [stop()])
    await my.clock(61)
    let asked = () => {}
    const slow = workInbox({
      ...my.world.deps,
      log: (event) => {
        if (event === 'reply') asked()
      },
    })
    asked = () => execute(my.world, "update inbox set lease_id = 'another' where status = 'pending'")
    await slow
    expect([
      count(my.world, 'requests'),
      rows(my.world, "select lease_id from inbox where status = 'pending'"),
    ]).toEqual([0, [{ lease_id: 'another' }]])
    expect(await my.counted('events')).toEqual({ done: 1 })
  })
})

test('a push wakes the tick', async () => {
  await my.world.newFriend(HANA, 'はな')
  const woken: string[] = []
  const deps: Deps = { ...my.world.deps, wake: (what) => woken.push(what) }
  await raise(my.world, [words(HANA, '相談')])
  await workInbox(deps)
  expect(woken).toEqual([])
  await raise(my.world, [stop()])
  await my.clock(61)
  await workInbox(deps)
  expect(woken).toEqual(['tick'])
})
