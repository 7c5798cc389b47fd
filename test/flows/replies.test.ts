/** What the customer reads when the answer to one event goes well, badly or late (LINE §6.1). */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LineUnreachable } from '../../bot/errors.ts'
import { workInbox } from '../../bot/flows/work-inbox.ts'
import { at, HANA, openReplying, type Replying, STOPPED, stop } from '../support/replying.ts'
import { calls, count, execute, fault, heard, pushed, raise, rows, words } from '../support/story.ts'

const REPLY = '/v2/bot/message/reply'

let my: Replying
beforeEach(async () => {
  my = await openReplying()
})
afterEach(() => my.world.close())

interface Situation {
  /** What goes wrong, and the event worked off. */
  happens: () => Promise<unknown>
  outcome: 'said' | 'late' | 'unclear' | 'refused'
  /** Calls of the reply API. */
  tries: number
  /** How the customer read it; none: not at all. Never twice. */
  read?: 'reply' | 'push'
}

const withFaults = async (...kinds: (string | [string, object])[]) => {
  for (const kind of kinds) {
    const [name, more] = typeof kind === 'string' ? [kind, {}] : kind
    await fault(my.world, name, { match: { path: REPLY }, ...more })
  }
  await my.heardAt(0)
}

const SITUATIONS: Record<string, Situation> = {
  'all is well': { happens: () => my.heardAt(59), outcome: 'said', tries: 1, read: 'reply' },
  'LINE fails twice before doing anything': {
    happens: () => withFaults('error_before', 'error_before'),
    outcome: 'said',
    tries: 3,
    read: 'reply',
  },
  'LINE is down': {
    happens: () => withFaults(['error_before', { times: 99 }]),
    outcome: 'unclear',
    tries: 3,
  },
  'LINE says it and answers 500': {
    happens: () => withFaults('error_after'),
    outcome: 'unclear',
    tries: 2,
    read: 'reply',
  },
  'the connection breaks after LINE said it': {
    happens: () => withFaults('reset'),
    outcome: 'unclear',
    tries: 2,
    read: 'reply',
  },
  'the connection breaks before LINE said it': {
    happens: () => withFaults(['reset', { executes: false }]),
    outcome: 'said',
    tries: 2,
    read: 'reply',
  },
  "LINE's answer is cut off": {
    happens: () => withFaults('truncated_body'),
    outcome: 'unclear',
    tries: 2,
    read: 'reply',
  },
  'LINE asks for patience once': { happens: () => withFaults('rate_limit'), outcome: 'said', tries: 2, read: 'reply' },
  'LINE asks for patience every time': {
    happens: () => withFaults(['rate_limit', { times: 99 }]),
    outcome: 'refused',
    tries: 3,
    read: 'push',
  },
  'one try among refusals was unclear': {
    happens: () => withFaults('rate_limit', 'reset', 'rate_limit'),
    outcome: 'unclear',
    tries: 3,
    read: 'reply',
  },
  'our access token is refused': {
    happens: () => withFaults('expired_token'),
    outcome: 'refused',
    tries: 1,
    read: 'push',
  },
  'the minute is over': { happens: () => my.heardAt(60), outcome: 'late', tries: 0, read: 'push' },
  'LINE does not know the token': {
    happens: () => my.heardAt(0, stop({ replyToken: 'deadbeef'.repeat(4) })),
    outcome: 'late',
    tries: 1,
    read: 'push',
  },
  'a redelivery makes it another minute': {
    happens: async () => {
      await raise(my.world, [stop()])
      await my.clock(50)
      await my.redeliver()
      await my.clock(109)
      await workInbox(my.world.deps)
    },
    outcome: 'said',
    tries: 1,
    read: 'reply',
  },
  'even that minute is over': {
    happens: async () => {
      await raise(my.world, [stop()])
      await my.clock(50)
      await my.redeliver()
      await my.clock(110)
      await workInbox(my.world.deps)
    },
    outcome: 'late',
    tries: 0,
    read: 'push',
  },
  'the event was 20 minutes old when it came': {
    happens: () => my.heardAt(0, stop({ timestamp: at(-20 * 60) })),
    outcome: 'late',
    tries: 0,
    read: 'push',
  },
  'the event becomes 20 minutes old inside its minute': {
    happens: () => my.heardAt(31, stop({ timestamp: at(-19.5 * 60) })),
    outcome: 'late',
    tries: 0,
    read: 'push',
  },
}

describe('the word that a stop worked, when', () => {
  beforeEach(async () => {
    await my.world.newFriend(HANA, 'はな')
    await my.world.stage.line('DELETE', '/control/requests')
    my.log.length = 0
    execute(my.world, 'delete from counters')
  })

  test.each(Object.entries(SITUATIONS))('%s', async (_name, { happens, outcome, tries, read }) => {
    await happens()
    await my.ticks()
    const confirmed = (texts: string[]) => texts.filter((text) => text.includes(STOPPED)).length
    expect({
      outcome: my.told(),
      counted: await my.counted('replies'),
      tries: (await calls(my.world, REPLY)).length,
      read: confirmed(await heard(my.world, HANA)),
      pushed: confirmed(await pushed(my.world, HANA)),
      requests: rows(my.world, 'select kind, status, service, recipients from requests'),
    }).toEqual({
      outcome: [outcome],
      counted: { [outcome]: 1 },
      tries,
      read: read ? 1 : 0,
      pushed: read === 'push' ? 1 : 0,
      requests: read === 'push' ? [{ kind: 'push', status: 'sent', service: 1, recipients: 1 }] : [],
    })
    expect(rows(my.world, 'select opted_out_at is not null as out from friends')).toEqual([{ out: 1 }])
    expect(await my.counted('events')).toEqual({ done: 1 })
    expect(my.leaked()).toEqual([])
  })

  test('a try outlasts the minute: it is not repeated', async () => {
    await raise(my.world, [stop()])
    const reply = async () => {
      await my.clock(60)
      throw new LineUnreachable('no answer within 10 s')
    }
    await workInbox({ ...my.world.deps, line: { ...my.world.deps.line, reply } })
    await my.ticks()
    expect([my.told(), my.log.find(({ event }) => event === 'reply')?.fields.tries]).toEqual([['unclear'], 1])
    expect(await pushed(my.world, HANA)).toEqual([])
  })

  test('another module has the chat: nothing is said in any way, and the stop stands', async () => {
    await my.heardAt(90, stop({ mode: 'standby' }))
    await my.ticks()
    expect([
      my.told(),
      await my.counted('replies'),
      count(my.world, 'requests'),
      (await heard(my.world, HANA)).length,
    ]).toEqual([[], {}, 0, 1])
    expect(rows(my.world, 'select opted_out_at is not null as out from friends')).toEqual([{ out: 1 }])
  })

  test('a newer word has begun the messages again: it would not be true', async () => {
    await my.heardAt(0, words(HANA, '再開', { timestamp: at(20) }))
    await my.heardAt(0, stop({ timestamp: at(10) }))
    expect((await heard(my.world, HANA)).filter((text) => text.includes(STOPPED))).toEqual([])
  })
})
