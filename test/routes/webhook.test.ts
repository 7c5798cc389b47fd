import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signatureOf } from '../../bot/simulator/signature.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  breakConsent,
  count,
  type Event,
  execute,
  hear,
  heard,
  person,
  raise,
  rows,
  shopFiles,
  words,
} from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
/** The vector of LINE's own documentation. */
const VECTOR = {
  secret: '8c570fa6dd201bb328f1c1eac23a96d8',
  body: '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}',
  signature: 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=',
}
const OLD_SECRET = 'old-channel-secret-00000000000000'
const NEW_SECRET = 'new-channel-secret-00000000000000'
const HANA = person('a')
const MEI = person('b')

let world: NodeWorld
let log: { event: string; fields: Record<string, unknown> }[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld(START, {
    files: shopFiles(),
    env: { LINE_CHANNEL_SECRET: `desk-channel-secret-0000000000000,${OLD_SECRET},${NEW_SECRET},${VECTOR.secret}` },
    log: (event, fields = {}) => {
      log.push({ event, fields })
    },
  })
})
afterEach(() => world.close())

const post = (body: BodyInit, signature?: string) =>
  world.app.request('/webhook', {
    method: 'POST',
    body,
    headers: signature === undefined ? {} : { 'x-line-signature': signature },
  })
const postSigned = async (text: string, secret = NEW_SECRET) => post(text, await signatureOf(secret, text))

const batch = (...events: object[]) => JSON.stringify({ destination: person('0'), events })
let number = 0
const event = (more: object = {}) => ({
  type: 'message',
  mode: 'active',
  timestamp: Date.parse(START) + number,
  webhookEventId: `01EVENT${number++}`,
  deliveryContext: { isRedelivery: false },
  source: { type: 'user', userId: HANA },
  message: { id: String(900_000 + number), type: 'text', text: 'こんにちは' },
  ...more,
})
const stored = () => count(world, 'inbox')
const statuses = () => rows(world, 'select status from inbox order by timestamp, event_id').map((row) => row.status)

describe('who may speak', () => {
  test("LINE's published example is taken", async () => {
    expect((await post(VECTOR.body, VECTOR.signature)).status).toBe(200)
  })

  test.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['belongs to another body', VECTOR.signature],
    ['is not Base64', '%%% not base64 %%%'],
    ['is cut short', 'GhRKmvmHys4P'],
  ])('nothing is stored when the signature %s', async (_, signature) => {
    const response = await post(batch(event()), signature)
    expect([response.status, stored()]).toEqual([401, 0])
    expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } })
  })

  test('an unsigned body is not even read', async () => {
    expect((await post('{"events":[')).status).toBe(401)
  })

  test('a signature made with a secret that is not ours is refused', async () => {
    const response = await postSigned(batch(event()), 'somebody-elses-secret')
    expect([response.status, stored()]).toEqual([401, 0])
  })

  test('while the secret is being changed, the old and the new one are both taken', async () => {
    expect((await postSigned(batch(event()), OLD_SECRET)).status).toBe(200)
    expect((await postSigned(batch(event()), NEW_SECRET)).status).toBe(200)
    expect(stored()).toBe(2)
  })

  test('one changed byte makes the signature wrong', async () => {
    const text = batch(event())
    const response = await post(`${text} `, await signatureOf(NEW_SECRET, text))
    expect([response.status, stored()]).toEqual([401, 0])
  })
})

describe('what is no webhook of LINE', () => {
  test.each([
    ['no JSON', '{"events":['],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['no events', '{"destination":"U0"}'],
    ['events that are no list', '{"events":{}}'],
    ['an event without a type', '{"events":[{"type":"message"},{}]}'],
  ])('is answered 400 and stored nowhere: %s', async (_, text) => {
    const response = await postSigned(text)
    expect([response.status, stored()]).toEqual([400, 0])
    expect(await response.json()).toMatchObject({ error: { code: 'invalid' } })
  })

  test('bytes that are no UTF-8 are answered 400', async () => {
    const bytes = new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])
    const key = await crypto.subtle.importKey(
      'raw',
      new TextEncoder().encode(NEW_SECRET),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    )
    const mac = Buffer.from(await crypto.subtle.sign('HMAC', key, bytes)).toString('base64')
    expect([(await post(bytes, mac)).status, stored()]).toEqual([400, 0])
  })

  test('a body larger than LINE would send is answered 413 before it is read', async () => {
    const response = await postSigned(batch(event({ filler: 'x'.repeat(2 * 1024 * 1024) })))
    expect([response.status, stored()]).toEqual([413, 0])
  })

  test('one that says its length is not even begun', async () => {
    let read = 0
    const body = new ReadableStream({ pull: () => void read++ }, { highWaterMark: 0 })
    const headers = { 'content-length': String(2 * 1024 * 1024 + 1), 'x-line-signature': VECTOR.signature }
    const response = await world.app.request('/webhook', {
      method: 'POST',
      body,
      headers,
      duplex: 'half',
    } as RequestInit)
    expect([response.status, read]).toEqual([413, 0])
  })
})

describe('what is stored', () => {
  test("LINE's check with no events is answered 200 and stores nothing", async () => {
    expect([(await postSigned('{"destination":"U0","events":[]}')).status, stored()]).toEqual([200, 0])
  })

  test.each(['plain', 'whitespace', 'escaped'])('words arrive whole in a %s body', async (style) => {
    await world.newFriend(HANA, 'はな')
    await hear(world, [words(HANA, '髙﨑です。"引用" と \\ と 😊')], { style })
    expect(rows(world, 'select text from voices')).toEqual([{ text: '髙﨑です。"引用" と \\ と 😊' }])
  })

  test('the answer waits for the row, not for the work', async () => {
    await raise(world, [words(HANA, '相談です')])
    expect(rows(world, 'select status, tries from inbox')).toEqual([{ status: 'pending', tries: 0 }])
    expect(await heard(world, HANA)).toEqual([])
  })

  test.each(['1e400', '1.5', '"1"', 'null'])('an event of the time %s is one of now', async (time) => {
    const text = batch(event({ timestamp: 'TIME' })).replace('"TIME"', time)
    expect((await postSigned(text)).status).toBe(200)
    expect(rows(world, 'select timestamp from inbox')).toEqual([{ timestamp: Date.parse(START) }])
  })

  test('when it cannot be stored, LINE hears 500 and may send it again', async () => {
    execute(world, 'alter table inbox rename to elsewhere')
    const text = batch(event())
    const response = await postSigned(text)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toMatch(/SQL|inbox|stack/i)
    execute(world, 'alter table elsewhere rename to inbox')
    expect([(await postSigned(text)).status, stored()]).toEqual([200, 1])
  })

  const strange: [string, Event][] = [
    ['of a type nobody knows', { type: 'somethingNew', userId: HANA, payload: { a: [1] } }],
    [
      'from a group',
      { ...words(HANA, '配信停止'), userId: null, source: { type: 'group', groupId: 'C1', userId: HANA } },
    ],
    ['from a room without a user', { type: 'join', source: { type: 'room', roomId: 'R1' } }],
    ['with a source of a new kind', { ...words(HANA, '配信停止'), userId: null, source: { type: 'circle' } }],
    [
      'of a failed account link',
      { type: 'accountLink', userId: HANA, link: { result: 'failed', nonce: 'n'.repeat(22) } },
    ],
    ['of a postback without data', { type: 'postback', userId: HANA, postback: {} }],
    ['of a message without a message', { type: 'message', userId: HANA }],
    ['of a sticker whose id is a number', { type: 'message', userId: HANA, message: { id: 5, type: 'sticker' } }],
  ]
  test.each(strange)('an event %s is kept and ignored', async (_, one) => {
    await hear(world, [one])
    expect(statuses()).toEqual(['ignored'])
    expect([count(world, 'friends'), count(world, 'voices'), await heard(world, HANA)]).toEqual([0, 0, []])
  })

  test('fields that LINE adds later change nothing', async () => {
    const more = { somethingNew: { deep: [true] }, source: { type: 'user', userId: HANA, badge: 'x' } }
    await hear(world, [words(HANA, '相談です', more)])
    expect(statuses()).toEqual(['done'])
    expect(count(world, 'voices')).toBe(1)
  })

  test('while another module has control nothing is said, and what was said is kept', async () => {
    await hear(world, [words(HANA, '配信停止', { mode: 'standby', replyToken: 'of-the-other-module' })])
    expect(statuses()).toEqual(['done'])
    expect(await world.stage.line('GET', '/control/requests?path=/v2/bot/message')).toEqual([])
  })
})

describe('the same event again', () => {
  test('is stored once, whether LINE marks it as a redelivery or not', async () => {
    await world.newFriend(HANA, 'はな')
    await hear(world, [words(HANA, '相談'), words(HANA, '届きません')])
    const before = await heard(world, HANA)
    const [last] = (await world.stage.line('GET', '/control/webhook-log')) as { id: string }[]
    await world.stage.line('POST', '/control/events', { duplicateOf: 'last' })
    await world.stage.line('POST', '/control/redeliver', { ids: [last?.id] })
    await world.deliverWebhooks()
    expect(await heard(world, HANA)).toEqual(before)
    expect([stored(), count(world, 'voices')]).toEqual([3, 2])
    expect(rows(world, 'select distinct status, tries from inbox')).toEqual([{ status: 'done', tries: 1 }])
  })

  test('is stored once when it stands twice in one batch', async () => {
    const twice = event()
    await postSigned(batch(twice, twice))
    expect(stored()).toBe(1)
  })

  test('is stored once when LINE forgot to name it, even marked as a redelivery', async () => {
    const nameless = { ...event(), webhookEventId: undefined }
    await postSigned(batch(nameless))
    await postSigned(batch({ ...nameless, deliveryContext: { isRedelivery: true } }))
    await postSigned(batch({ ...nameless, timestamp: 1 }))
    expect(stored()).toBe(2)
  })
})

describe('one bad event among good ones', () => {
  test("the others are done when one customer's rows cannot be written", async () => {
    await world.newFriend(HANA, 'はな')
    await world.newFriend(MEI, 'めい')
    breakConsent(world, HANA)
    await hear(world, [words(HANA, '配信停止'), words(MEI, '配信停止'), words(MEI, 'ありがとう')])
    const open = rows(world, "select user_id, tries, error from inbox where status <> 'done'")
    expect(open).toEqual([{ user_id: HANA, tries: 1, error: expect.stringContaining('broken on purpose') }])
    expect(rows(world, 'select opted_out_at is not null as out from friends where line_user_id = ?', MEI)).toEqual([
      { out: 1 },
    ])
  })

  test('a customer whose answers cannot be read is still stopped at once', async () => {
    await world.newFriend(HANA, 'はな')
    execute(
      world,
      `insert into responses (id, survey_id, customer_id, answers, at)
       select 'r1', 's1', customer_id, 'not json', 0 from friends where line_user_id = ?`,
      HANA,
    )
    await hear(world, [words(HANA, '配信停止')])
    expect(rows(world, 'select opted_out_at is not null as out from friends')).toEqual([{ out: 1 }])
    expect(log.map((line) => line.event)).toContain('customer_unreadable')
  })

  test('a friend whose profile LINE does not give is a friend without a name', async () => {
    await world.stage.line('POST', '/control/users', { userId: HANA, displayName: 'はな' })
    await world.stage.line('POST', '/control/faults', { fault: 'error_before', match: { path: '/v2/bot/profile' } })
    await hear(world, [{ type: 'follow', userId: HANA }, words(HANA, '届きません')])
    expect(statuses()).toEqual(['done', 'done'])
    expect(rows(world, 'select display_name, following from friends')).toEqual([{ display_name: null, following: 1 }])
    expect(log.map((line) => line.event)).toContain('profile_failed')
  })
})
