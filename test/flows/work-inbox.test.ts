import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Deps } from '../../bot/deps.ts'
import { workInbox } from '../../bot/flows/work-inbox.ts'
import { readCounts } from '../../db/counters.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { breakConsent, count, execute, hear, person, raise, rows, shopFiles, words } from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const HANA = person('a')
const MEI = person('b')

let world: NodeWorld
let log: string[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld(START, {
    files: shopFiles(),
    log: (event) => {
      log.push(event)
    },
  })
  await world.newFriend(HANA, 'はな')
  await world.newFriend(MEI, 'めい')
})
afterEach(() => world.close())

const at = (seconds: number) => Date.parse(START) + seconds * 1000
const said = (userId: string, text: string, seconds: number) => words(userId, text, { timestamp: at(seconds) })
const voices = (userId: string) =>
  rows(
    world,
    `select text from voices join friends using (customer_id) where line_user_id = ? order by voices.rowid`,
    userId,
  ).map((row) => row.text)
const statuses = (userId: string) =>
  rows(world, 'select status, tries from inbox where user_id = ? order by timestamp, event_id', userId)
    .slice(1)
    .map((row) => `${row.status} ${row.tries}`)
const counted = async (name: string) =>
  Object.fromEntries(
    (await readCounts(world.deps.db)).filter((one) => one.name === name).map(({ label, value }) => [label, value]),
  )
const later = async (minutes: number) => {
  await world.stage.setClock(new Date(world.deps.now().getTime() + minutes * 60_000))
}

/** Every statement that writes through `name` waits until it is let go; `begun` tells that the first one is there. */
function gate() {
  let open = () => {}
  let arrived = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const begun = new Promise<void>((resolve) => {
    arrived = resolve
  })
  return {
    begun,
    open,
    async wait() {
      arrived()
      await opened
    },
  }
}

/** The same bot with other hands: `reply` is what it does when it answers. */
const withReply = (reply: Deps['line']['reply']): Deps => ({ ...world.deps, line: { ...world.deps.line, reply } })

/** The same bot whose next `update` fails once, from the moment `when` is true. */
function failingOnce(when: () => boolean): Deps {
  let failed = false
  const get = (db: object, key: PropertyKey) => {
    const value = Reflect.get(db, key)
    if (key !== 'update' || failed || !when()) return typeof value === 'function' ? value.bind(db) : value
    failed = true
    throw new Error('killed')
  }
  return { ...world.deps, db: new Proxy<Deps['db']>(world.deps.db, { get }) }
}

describe('order', () => {
  test('events are worked in the order in which they happened, however they were delivered', async () => {
    await raise(world, [said(HANA, '3', 3), said(HANA, '1', 1)])
    await raise(world, [said(MEI, 'b', 5), said(HANA, '2', 2)])
    await raise(world, [said(MEI, 'a', 4)])
    await world.stage.workInbox()
    expect([voices(HANA), voices(MEI)]).toEqual([
      ['1', '2', '3'],
      ['a', 'b'],
    ])
  })

  test('two workers at once do every event once, and each customer in order', async () => {
    const texts = Array.from({ length: 40 }, (_, index) => String(index).padStart(2, '0'))
    for (const text of texts) await raise(world, [said(HANA, text, Number(text)), said(MEI, text, Number(text))])
    await Promise.all([workInbox(world.deps), workInbox(world.deps), workInbox(world.deps)])
    expect(voices(HANA)).toEqual(texts)
    expect(voices(MEI)).toEqual(texts)
    expect(rows(world, "select distinct status, tries from inbox where body like '%text%'")).toEqual([
      { status: 'done', tries: 1 },
    ])
  })

  test("while one worker has a customer's event, no other worker begins with theirs, newer or older", async () => {
    const busy = gate()
    await raise(world, [said(HANA, '相談', 10)])
    const first = workInbox(
      withReply(async () => {
        await busy.wait()
        return { repeated: false }
      }),
    )
    await busy.begun
    await raise(world, [said(HANA, 'あと', 11), said(HANA, 'まえ', 9), said(MEI, 'ほかの人', 11)])
    await workInbox(world.deps)
    expect([voices(HANA), voices(MEI)]).toEqual([['相談'], ['ほかの人']])
    busy.open()
    await first
    expect(voices(HANA)).toEqual(['相談', 'まえ', 'あと'])
  })

  test('a worker whose time ran out leaves the rest to the one who took over', async () => {
    const busy = gate()
    const answered: string[] = []
    const handled = () => count(world, 'voices')
    await raise(world, [said(HANA, '相談', 1), said(HANA, '相談', 2), said(HANA, '相談', 3)])
    const slow = workInbox(
      withReply(async () => {
        answered.push('slow')
        await busy.wait()
        return { repeated: false }
      }),
    )
    await busy.begun
    expect(handled()).toBe(1)
    await later(6)
    await world.stage.workInbox()
    expect([handled(), statuses(HANA)]).toEqual([3, ['done 2', 'done 2', 'done 2']])
    busy.open()
    await slow
    expect([answered, statuses(HANA)]).toEqual([['slow'], ['done 2', 'done 2', 'done 2']])
  })

  test('a worker whose time ran out ends nothing that is in other hands', async () => {
    const [busy, other] = [gate(), gate()]
    const waiting = (at: typeof busy) =>
      withReply(async () => {
        await at.wait()
        return { repeated: false }
      })
    await raise(world, [said(HANA, '使い方', 1)])
    const slow = workInbox(waiting(busy))
    await busy.begun
    await later(6)
    execute(world, "update inbox set reply_until = reply_until + 600000 where status = 'pending'")
    const quick = workInbox(waiting(other))
    await other.begun
    busy.open()
    await slow
    expect([statuses(HANA), await counted('events')]).toEqual([['pending 2'], { done: 2 }])
    other.open()
    await quick
    expect([statuses(HANA), await counted('events')]).toEqual([['done 2'], { done: 3 }])
  })

  test('a worker whose time ran out does not put back what another one has done', async () => {
    const busy = gate()
    await raise(world, [said(HANA, '相談', 1)])
    const slow = workInbox({
      ...withReply(async () => {
        await busy.wait()
        return { repeated: false }
      }),
      db: failingOnce(() => statuses(HANA)[0] === 'done 2').db,
    })
    await busy.begun
    await later(6)
    await world.stage.workInbox()
    busy.open()
    await slow
    await world.stage.workInbox()
    expect(statuses(HANA)).toEqual(['done 2'])
  })
})

describe('a crash between what was done and its mark', () => {
  /** Everything the event does stands, the mark does not. */
  const dyingOnce = () =>
    failingOnce(() => count(world, 'voices') > 0 || count(world, "label_history where cause = 'opt_out'") > 0)

  test('leaves one voice, however often the event is worked', async () => {
    await raise(world, [said(HANA, '届きません', 1)])
    await workInbox(dyingOnce())
    expect(statuses(HANA)).toEqual(['pending 1'])
    await later(2)
    await world.stage.workInbox()
    expect([voices(HANA), statuses(HANA)]).toEqual([['届きません'], ['done 2']])
  })

  test('leaves one line of consent and one change of label', async () => {
    await raise(world, [said(HANA, '配信停止', 1)])
    await workInbox(dyingOnce())
    await later(2)
    await world.stage.workInbox()
    expect(statuses(HANA)).toEqual(['done 2'])
    expect(count(world, "consent_log where purpose = 'marketing'")).toBe(1)
    expect(rows(world, "select to_label from label_history where cause = 'opt_out'")).toEqual([
      { to_label: 'unregistered' },
    ])
  })
})

describe('a failing event', () => {
  test("is tried again later, the same customer's later ones wait for it, and nobody else does", async () => {
    const mend = breakConsent(world, HANA)
    await hear(world, [said(HANA, '配信停止', 1), said(HANA, 'あとの言葉', 2), said(MEI, 'ほかの人', 3)])
    expect(statuses(HANA)).toEqual(['pending 1', 'pending 0'])
    expect([voices(HANA), voices(MEI)]).toEqual([[], ['ほかの人']])
    mend()
    await world.stage.workInbox()
    expect(voices(HANA)).toEqual([])
    await later(2)
    await world.stage.workInbox()
    expect([voices(HANA), statuses(HANA)]).toEqual([['あとの言葉'], ['done 2', 'done 1']])
  })

  test('is set aside after five tries with its reason, and those behind it go on', async () => {
    breakConsent(world, HANA)
    await hear(world, [said(HANA, '配信停止', 1), said(HANA, 'あとの言葉', 2)])
    for (const minutes of [2, 4, 8, 16]) {
      expect(voices(HANA)).toEqual([])
      await later(minutes)
      await world.stage.workInbox()
    }
    expect([statuses(HANA), voices(HANA)]).toEqual([['failed 5', 'done 1'], ['あとの言葉']])
    expect(rows(world, "select error from inbox where status = 'failed'")).toEqual([
      { error: expect.stringContaining('broken on purpose') },
    ])
    expect(log.filter((event) => event === 'event_retried' || event === 'event_failed')).toEqual([
      ...Array(4).fill('event_retried'),
      'event_failed',
    ])
    await later(60 * 24)
    await world.stage.workInbox()
    expect(statuses(HANA)).toEqual(['failed 5', 'done 1'])
  })

  test('whose stored text is damaged stops nobody', async () => {
    await raise(world, [said(HANA, 'こわれる', 1), said(MEI, 'ほかの人', 2)])
    execute(world, "update inbox set body = '{' where user_id = ? and status = 'pending'", HANA)
    await world.stage.workInbox()
    expect([statuses(HANA), voices(MEI)]).toEqual([['pending 1'], ['ほかの人']])
  })

  test('events that came before anything was published are worked as soon as something is', async () => {
    execute(world, 'update revisions set retired_at = 1')
    await raise(world, [said(HANA, '早すぎた', 1)])
    await expect(world.stage.workInbox()).rejects.toThrow('published')
    execute(world, 'update revisions set retired_at = null')
    await world.stage.workInbox()
    expect(voices(HANA)).toEqual(['早すぎた'])
  })
})

describe('one run', () => {
  /** One run of at most so many events; tells what it did and whom it woke. */
  const run = async (eventsPerRun = Number.POSITIVE_INFINITY) => {
    const woken: string[] = []
    const limits = { ...world.deps.limits, eventsPerRun }
    const { done } = await workInbox({ ...world.deps, limits, wake: (what) => woken.push(what) })
    return [done, ...woken]
  }

  test('takes no more than it may and wakes the next one, until nothing waits', async () => {
    await raise(
      world,
      Array.from({ length: 5 }, (_, index) => said(index % 2 ? MEI : HANA, String(index), index)),
    )
    expect([await run(2), await run(2), await run(2), await run(2)]).toEqual([[2, 'inbox'], [2, 'inbox'], [1], [0]])
    expect([voices(HANA), voices(MEI)]).toEqual([
      ['0', '2', '4'],
      ['1', '3'],
    ])
  })

  test('goes on until nothing waits when nobody says how much it may', async () => {
    await raise(
      world,
      Array.from({ length: 250 }, (_, index) => said(HANA, String(index), index)),
    )
    expect([await run(), voices(HANA).length]).toEqual([[250], 250])
  })
})

describe('what is counted', () => {
  beforeEach(() => execute(world, 'delete from counters'))

  test('how each event ended, and how each reply went', async () => {
    await hear(world, [said(HANA, '相談', 1), said(HANA, '届きません', 2), { type: 'videoPlayComplete', userId: HANA }])
    expect([await counted('events'), await counted('replies')]).toEqual([{ done: 2, ignored: 1 }, { said: 1 }])
  })

  test('each try of a failing event, and its end', async () => {
    breakConsent(world, HANA)
    await hear(world, [said(HANA, '配信停止', 1)])
    for (const minutes of [2, 4, 8, 16]) {
      await later(minutes)
      await world.stage.workInbox()
    }
    expect([await counted('events'), await counted('replies')]).toEqual([{ retried: 4, failed: 1 }, {}])
  })

  test('only together with the end of the event', async () => {
    await raise(world, [said(HANA, '届きません', 1)])
    await workInbox(failingOnce(() => count(world, 'voices') > 0))
    expect(await counted('events')).toEqual({ retried: 1 })
    await later(2)
    await world.stage.workInbox()
    expect(await counted('events')).toEqual({ retried: 1, done: 1 })
  })
})
