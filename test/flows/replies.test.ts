/** What the customer reads when answering goes well, badly, late or twice (LINE §6.1). */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { LineUnreachable } from '../../bot/errors.ts'
import { workInbox } from '../../bot/flows/work-inbox.ts'
import { readCounts } from '../../db/counters.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  breakConsent,
  calls,
  count,
  type Event,
  execute,
  fault,
  heard,
  linkedFriend,
  order,
  person,
  pushed,
  raise,
  rows,
  scenarioText,
  shopFiles,
  words,
} from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const HANA = person('a')
const REPLY = '/v2/bot/message/reply'
const STOPPED = 'お知らせの配信を停止しました'
const BUTTONS = ['しっとりした', '相談してみる', 'ちょっと合わないかも', '解約']
const ASKS = scenarioText('asks', [
  {
    id: 'asks',
    at: '{from: order, day: 0, delay_minutes: 30}',
    text: 'いかがですか。',
    more: `buttons: [${BUTTONS}]`,
  },
])

let world: NodeWorld
let log: { event: string; fields: Record<string, unknown> }[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld(START, {
    files: shopFiles(ASKS),
    log: (event, fields = {}) => log.push({ event, fields }),
  })
})
afterEach(() => world.close())

const at = (seconds: number) => Date.parse(START) + seconds * 1000
const clock = (seconds: number) => world.stage.setClock(new Date(at(seconds)))
const faultyReply = (kind: string, more: object = {}) => fault(world, kind, { match: { path: REPLY }, ...more })
const stop = (more: object = {}) => words(HANA, '配信停止', more)
/** The whole webhook again, as LINE does it when our 200 did not come through. */
const redeliver = async () => {
  const ids = ((await world.stage.line('GET', '/control/webhook-log')) as { id: string }[])
    .slice(-1)
    .map(({ id }) => id)
  await world.stage.line('POST', '/control/redeliver', { ids })
  await world.deliverWebhooks()
}
/** Three ticks: a push that went out would go out again if it could. */
const ticks = async () => {
  for (const minutes of [0, 1, 2]) {
    await world.stage.setClock(new Date(world.deps.now().getTime() + minutes * 60_000))
    await world.stage.tick()
  }
}
const counted = async (name: string) =>
  Object.fromEntries(
    (await readCounts(world.deps.db)).filter((one) => one.name === name).map(({ label, value }) => [label, value]),
  )
const told = () => log.filter(({ event }) => event === 'reply').map(({ fields }) => fields.outcome)
/** The same bot with other hands. */
const withReply = (reply: Deps['line']['reply']): Deps => ({ ...world.deps, line: { ...world.deps.line, reply } })

/** Everything a log line could hold, and every word and token that none may hold. */
function expectQuietLog() {
  const lines = log.map(({ event, fields }) =>
    [
      event,
      ...Object.values(fields).map((value) => (value instanceof Error ? value.stack : JSON.stringify(value))),
    ].join(),
  )
  const tokens = rows(world, "select body ->> '$.replyToken' as token from inbox").map(({ token }) => String(token))
  const texts = ['配信停止', 'お知らせ', 'ありがとう', ...tokens]
  expect(texts.filter((text) => lines.some((line) => line.includes(text)))).toEqual([])
}

interface Situation {
  /** What goes wrong, and the event worked off. */
  happens: () => Promise<unknown>
  outcome: 'said' | 'late' | 'unclear' | 'refused'
  /** Calls of the reply API. */
  tries: number
  /** How the customer read it; none: not at all. Never twice. */
  read?: 'reply' | 'push'
}

const heardAt = async (seconds: number, event: Event = stop()) => {
  await raise(world, [event])
  await clock(seconds)
  await world.stage.workInbox()
}
const withFaults = async (...kinds: (string | [string, object])[]) => {
  for (const kind of kinds) await (typeof kind === 'string' ? faultyReply(kind) : faultyReply(...kind))
  await heardAt(0)
}

const SITUATIONS: Record<string, Situation> = {
  'all is well': { happens: () => heardAt(59), outcome: 'said', tries: 1, read: 'reply' },
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
  'the minute is over': { happens: () => heardAt(60), outcome: 'late', tries: 0, read: 'push' },
  'LINE does not know the token': {
    happens: () => heardAt(0, stop({ replyToken: 'deadbeef'.repeat(4) })),
    outcome: 'late',
    tries: 1,
    read: 'push',
  },
  'a redelivery makes it another minute': {
    happens: async () => {
      await raise(world, [stop()])
      await clock(50)
      const work = world.stage.workInbox
      world.stage.workInbox = async () => undefined
      await redeliver()
      world.stage.workInbox = work
      await clock(109)
      await work()
    },
    outcome: 'said',
    tries: 1,
    read: 'reply',
  },
  'the event was 20 minutes old when it came': {
    happens: () => heardAt(0, stop({ timestamp: at(-20 * 60) })),
    outcome: 'late',
    tries: 0,
    read: 'push',
  },
  'the event becomes 20 minutes old inside its minute': {
    happens: () => heardAt(31, stop({ timestamp: at(-19.5 * 60) })),
    outcome: 'late',
    tries: 0,
    read: 'push',
  },
}

describe('the word that a stop worked, when', () => {
  beforeEach(async () => {
    await world.newFriend(HANA, 'はな')
    await world.stage.line('DELETE', '/control/requests')
    log.length = 0
    execute(world, 'delete from counters')
  })

  test.each(Object.entries(SITUATIONS))('%s', async (_name, { happens, outcome, tries, read }) => {
    await happens()
    await ticks()
    const confirmed = (texts: string[]) => texts.filter((text) => text.includes(STOPPED)).length
    expect({
      outcome: told(),
      counted: await counted('replies'),
      tries: (await calls(world, REPLY)).length,
      read: confirmed(await heard(world, HANA)),
      pushed: confirmed(await pushed(world, HANA)),
      requests: rows(world, 'select kind, status, service, recipients from requests'),
    }).toEqual({
      outcome: [outcome],
      counted: { [outcome]: 1 },
      tries,
      read: read ? 1 : 0,
      pushed: read === 'push' ? 1 : 0,
      requests: read === 'push' ? [{ kind: 'push', status: 'sent', service: 1, recipients: 1 }] : [],
    })
    expect(rows(world, 'select opted_out_at is not null as out from friends')).toEqual([{ out: 1 }])
    expect(await counted('events')).toEqual({ done: 1 })
    expectQuietLog()
  })

  test('a try outlasts the minute: it is not repeated', async () => {
    await raise(world, [stop()])
    await workInbox(
      withReply(async () => {
        await clock(60)
        throw new LineUnreachable('no answer within 10 s')
      }),
    )
    await ticks()
    expect([told(), log.find(({ event }) => event === 'reply')?.fields.tries]).toEqual([['unclear'], 1])
    expect(await pushed(world, HANA)).toEqual([])
  })

  test('another module has the chat: nothing is said in any way, and the stop stands', async () => {
    await heardAt(90, stop({ mode: 'standby' }))
    await ticks()
    expect([told(), await counted('replies'), count(world, 'requests'), (await heard(world, HANA)).length]).toEqual([
      [],
      {},
      0,
      1,
    ])
    expect(rows(world, 'select opted_out_at is not null as out from friends')).toEqual([{ out: 1 }])
  })

  test('a newer word has begun the messages again: it would not be true', async () => {
    await heardAt(0, words(HANA, '再開', { timestamp: at(20) }))
    await heardAt(0, stop({ timestamp: at(10) }))
    expect((await heard(world, HANA)).filter((text) => text.includes(STOPPED))).toEqual([])
  })
})

describe('what is too late to be replied is pushed when silence would do harm:', () => {
  const late = async (seconds: number, event: Event) => {
    await raise(world, [event])
    await clock(seconds)
    await world.stage.workInbox()
    await ticks()
    // The step with its buttons is a bubble without a text.
    return (await pushed(world, HANA)).filter((text) => text !== '').map((text) => text.slice(0, 8))
  }

  test('the greeting', async () => {
    await world.stage.line('POST', '/control/users', { userId: HANA, displayName: 'はな', friend: true })
    await raise(world, [{ type: 'follow', userId: HANA }])
    await clock(61)
    await world.stage.workInbox()
    await ticks()
    expect(JSON.stringify(await world.outbox(HANA))).toContain('『配信停止』')
    expect(rows(world, 'select status from requests')).toEqual([{ status: 'sent' }])
  })

  test.each([
    ['配信停止', ['お知らせの配信を']],
    ['再開', ['お知らせの配信を']],
    ['解約', ['定期便の解約です']],
    ['相談', ['ご相談ですね。あ']],
    ['使い方', []],
    ['おはようございます', []],
  ])('the answer to 「%s」: %j', async (text, wanted) => {
    await world.newFriend(HANA, 'はな')
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
    await linkedFriend(world, 'hana', HANA)
    await world.api('/orders', [order('hana')])
    await world.advanceTo('2026-06-01T11:00:00+09:00')
    const revision = rows(world, 'select revision_id as id from deliveries')[0]?.id
    const data = `answer:${revision}:asks:${BUTTONS.indexOf(label)}`
    const tap = { type: 'postback', userId: HANA, postback: { data } }
    expect(await late(3661, tap)).toEqual(wanted)
  })
})

describe('an event that is handled twice', () => {
  beforeEach(async () => {
    await world.newFriend(HANA, 'はな')
    log.length = 0
  })
  /** Its end is not written down, once: the process was killed. */
  const dieAtTheEnd = () =>
    world.deps.db.raw.exec(
      "create trigger killed before update on inbox when new.status = 'done' begin select raise(abort, 'killed'); end",
    )
  const live = () => world.deps.db.raw.exec('drop trigger killed')
  const confirmations = async () => (await heard(world, HANA)).filter((text) => text.includes(STOPPED)).length

  test('pushes once, with the same key', async () => {
    const again = () =>
      execute(
        world,
        "update inbox set status = 'pending', reply_until = 1, next_try_at = 1 where body like '%配信停止%'",
      )
    await heardAt(61)
    const first = rows(world, 'select id, body from requests')
    again()
    await world.stage.workInbox()
    expect(rows(world, 'select id, body from requests')).toEqual(first)
    await ticks()
    again()
    await world.stage.workInbox()
    await ticks()
    expect([told(), await confirmations(), count(world, 'requests')]).toEqual([['late', 'late', 'late'], 1, 1])
    expect(first[0]?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('because the process died after the reply is not answered a second time, by whatever way', async () => {
    dieAtTheEnd()
    await heardAt(0)
    live()
    await clock(180)
    await world.stage.workInbox()
    await ticks()
    expect([told(), await confirmations(), count(world, 'requests')]).toEqual([['said', 'unclear'], 1, 0])
    expect(await counted('replies')).toMatchObject({ unclear: 1 })
  })

  test('nor when LINE hands it over again meanwhile', async () => {
    dieAtTheEnd()
    await heardAt(0)
    live()
    await clock(119)
    await redeliver()
    await clock(150)
    await world.stage.workInbox()
    await ticks()
    expect([told(), await confirmations(), count(world, 'requests')]).toEqual([['said', 'unclear'], 1, 0])
  })

  test('because the process died before the reply is answered by a push', async () => {
    const mend = breakConsent(world, HANA)
    await heardAt(0)
    mend()
    await clock(180)
    await world.stage.workInbox()
    await ticks()
    expect([told(), await confirmations(), count(world, 'requests')]).toEqual([['late'], 1, 1])
  })

  test('because its end was not written down leaves no push behind without its end', async () => {
    dieAtTheEnd()
    await heardAt(61)
    expect([count(world, 'requests'), await counted('replies')]).toEqual([0, { said: 1 }])
    live()
    await clock(300)
    await world.stage.workInbox()
    await ticks()
    expect([told(), await confirmations()]).toEqual([['late', 'late'], 1])
  })

  test('by a worker who lost it pushes nothing: whoever has it now answers', async () => {
    await raise(world, [stop()])
    await clock(61)
    let asked = () => {}
    const slow = workInbox({
      ...world.deps,
      log: (event) => {
        if (event === 'reply') asked()
      },
    })
    asked = () => execute(world, "update inbox set lease_id = 'another' where status = 'pending'")
    await slow
    expect([count(world, 'requests'), rows(world, "select lease_id from inbox where status = 'pending'")]).toEqual([
      0,
      [{ lease_id: 'another' }],
    ])
    expect(await counted('events')).toEqual({ done: 1 })
  })
})

test('a push wakes the tick', async () => {
  await world.newFriend(HANA, 'はな')
  const woken: string[] = []
  const deps: Deps = { ...world.deps, wake: (what) => woken.push(what) }
  await raise(world, [words(HANA, '相談')])
  await workInbox(deps)
  expect(woken).toEqual([])
  await raise(world, [stop()])
  await clock(61)
  await workInbox(deps)
  expect(woken).toEqual(['tick'])
})
