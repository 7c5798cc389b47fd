/** A whole story with everything going wrong in it; the log may tell it only in ids and counts (LINE §19). */

import { expect, test } from 'vitest'
import { coalesce } from '../bot/coalesce.ts'
import type { JstDate } from '../bot/core/calendar.ts'
import { signLink } from '../bot/flows/sign-link.ts'
import { workInbox } from '../bot/flows/work-inbox.ts'
import { jsonLog } from '../bot/log.ts'
import { signatureOf } from '../bot/simulator/signature.ts'
import { tick } from '../bot/tick.ts'
import { SESSION_SECRET, SHOP_KEY } from './support/keys.ts'
import { type NodeWorld, openNodeWorld } from './support/node-world.ts'
import { execute, fault, hear, inForce, order, person, rows, scenarioText, shopFiles, words } from './support/story.ts'

const HANA = person('a')
const MEI = person('b')
const LIFF_TOKEN = `eyJhbGciOiJFUzI1NiJ9.${'Q'.repeat(120)}.sig-of-the-liff-token`
/** By what it is, so that a failing test says what leaked. */
const SECRETS = {
  name: '秘野 花子',
  kana: 'ヒノハナコ',
  email: '.hanako@himitsu.example.jp',
  phone: '0901234567',
  displayName: '花ちゃん',
  chat: 'だれにも言わないでください',
  complaint: '届きません。ひどいです',
  step: '使い心地はいかがですか',
  button: 'とてもよい感じ',
  line: '化粧水の明細',
  sessionSecret: SESSION_SECRET,
  shopKey: SHOP_KEY,
  liffToken: LIFF_TOKEN,
  wrongKey: 'somebody-elses-shop-key-000000000',
}

const GOES_WRONG = [
  'line_busy',
  'line_rejected',
  'event_retried',
  'step_not_composed',
  'request_failed',
  'customer_unreadable',
  'enrollment_failed',
  'click_not_counted',
  'health_failed',
  'tick_failed',
]

const SCENARIO = scenarioText('thanks', [
  {
    id: 'm1',
    at: '{from: order, day: 0, time: "12:00"}',
    text: SECRETS.step,
    more: `buttons: [${SECRETS.button}, {label: 見る, url: "https://shop.example.jp/x"}]`,
  },
  { id: 'm2', text: `'{{name}}さま ${SECRETS.step}'` },
])
const customer = (id: string) => ({
  external_id: id,
  name: SECRETS.name,
  kana: SECRETS.kana,
  email: `${id}${SECRETS.email}`,
  phone: `${SECRETS.phone}${id.length}`,
})
const anOrder = (id: string, more: object = {}) =>
  order(customer(id), { external_id: `order-${id}`, lines: [{ sku: 'LT', name: SECRETS.line, qty: 1 }], ...more })

/** The database refuses to write these rows, with a reason that says nothing. */
function refuse(world: NodeWorld, ...tables: string[]): () => void {
  for (const table of tables)
    for (const act of ['insert', 'update'])
      world.deps.db.raw.exec(
        `create trigger no_${act}_${table} before ${act} on ${table} begin select raise(abort, 'refused'); end`,
      )
  return () => {
    for (const table of tables)
      for (const act of ['insert', 'update']) world.deps.db.raw.exec(`drop trigger no_${act}_${table}`)
  }
}

async function live(world: NodeWorld) {
  const { deps } = world
  const shells = [coalesce('inbox', () => workInbox(deps), deps.log), coalesce('tick', () => tick(deps), deps.log)]
  const work = async () => {
    for (const shell of shells) shell.ask()
    for (const shell of shells) await shell.idle()
  }
  const at = async (time: string) => {
    await world.stage.setClock(new Date(`2026-06-${time}:00+09:00`))
    await work()
  }
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    world.app.request(path, { method: 'POST', body, headers })
  const key = { authorization: `Bearer ${SHOP_KEY}` }
  const sign = async (body: string) => ({
    'x-line-signature': await signatureOf(world.standIn.channel.channelSecret, body),
  })

  await inForce(world, SCENARIO)
  await world.newFriend(HANA, SECRETS.displayName)
  await world.newFriend(MEI, SECRETS.displayName)
  await world.api('/orders', [anOrder('hana'), anOrder('mei')])
  await world.api('/customers/link', [
    { source: 'shop', external_id: 'hana', line_user_id: HANA },
    { source: 'shop', external_id: 'mei', line_user_id: MEI },
  ])

  // LINE fails in each of its ways while it is asked to send.
  for (const kind of ['error_before', 'rate_limit', 'expired_token', 'error_after'])
    await world.stage.line('POST', '/control/faults', { fault: kind, match: { path: '/v2/bot/message' } })
  for (const time of ['01T12:00', '01T12:20', '01T12:40', '01T13:30', '01T15:30', '01T17:00', '01T19:00', '01T20:00'])
    await at(time)
  await fault(world, 'error_before', { match: { path: '/v2/bot/message/reply' }, times: 2 })
  await hear(world, [words(HANA, SECRETS.chat), words(MEI, SECRETS.complaint)])
  await world.tap(HANA, SECRETS.button)

  const replyTokens = rows(world, "select body ->> '$.replyToken' as token from inbox").map(({ token }) =>
    String(token),
  )

  // The database fails under each of those who write down what somebody said, bought or tapped.
  for (const tables of [
    ['voices', 'signals'],
    ['facts'],
    ['orders'],
    ['customers', 'friends'],
    ['deliveries'],
    ['requests'],
    ['inbox'],
  ]) {
    const mend = refuse(world, ...tables)
    await world.app.request('/api/orders', {
      method: 'POST',
      body: JSON.stringify([anOrder('new'), anOrder('hana', { total_yen: 1 })]),
      headers: key,
    })
    const event = {
      ...words(HANA, SECRETS.chat),
      source: { type: 'user', userId: HANA },
      replyToken: `reply-token-${tables}`,
      timestamp: 1,
    }
    const body = JSON.stringify({ destination: 'U0', events: [{ ...event, webhookEventId: `e-${tables}` }] })
    await post('/webhook', body, await sign(body))
    await work()
    await at('02T12:00')
    mend()
    await work()
  }

  // Damaged rows, and bodies that are not what they should be.
  execute(world, `update inbox set body = '{"text":"' || ? || '" "', status = 'pending', next_try_at = 0`, SECRETS.chat)
  execute(
    world,
    'insert into responses (id, survey_id, customer_id, answers, at) select customer_id, customer_id, customer_id, ?, 0 from friends',
    SECRETS.chat,
  )
  execute(
    world,
    `update customers set name = ? || char(10) || '    at (evil.ts:1:1)' || char(10) || 'params: ' || ?`,
    SECRETS.name,
    SECRETS.email,
  )
  execute(world, "update enrollments set next_due_at = 0, status = 'active'")
  await at('03T12:00')
  const broken = `{"customer": {"name": "${SECRETS.name}", "email": "${SECRETS.email}"}, ${SECRETS.chat}`
  await post('/api/orders', broken, key)
  await post('/api/orders', JSON.stringify([{ ...anOrder('x'), total_yen: SECRETS.chat }]), key)
  await post('/api/orders', JSON.stringify(anOrder('x')), { authorization: `Bearer ${SECRETS.wrongKey}` })
  await post('/webhook', broken, await sign(broken))
  await post('/webhook', broken, { 'x-line-signature': 'wrong' })
  await post('/api/liff/session', JSON.stringify({ id_token: LIFF_TOKEN }), { authorization: `Bearer ${LIFF_TOKEN}` })
  await world.app.request(`/liff/${LIFF_TOKEN}?id_token=${LIFF_TOKEN}&email=${SECRETS.email}`)

  // A link is followed while nothing can be counted, and while nothing works.
  const { id = '' } = rows(world, 'select customer_id as id from friends where line_user_id = ?', HANA)[0] ?? {}
  const { revision = '' } = rows(world, 'select distinct revision_id as revision from enrollments')[0] ?? {}
  const tap = {
    revisionId: String(revision),
    stepId: 'm1',
    index: 1,
    customerId: String(id),
    sentOn: '2026-06-01' as JstDate,
  }
  const token = await signLink(tap, SESSION_SECRET)
  execute(world, 'drop table signals')
  await world.app.request(`/r/${token}`)
  execute(world, 'drop table revisions')
  await world.app.request(`/r/${token}`)
  await world.app.request('/readyz')
  await work()
  return { token, replyTokens: replyTokens.filter((one) => one !== 'null') }
}

test('no line of the log holds a text, a name, an address, a number or a token', async () => {
  const lines: string[] = []
  const world = await openNodeWorld('2026-06-01T10:00:00+09:00', {
    files: shopFiles(),
    log: jsonLog(
      (line) => lines.push(line),
      () => new Date(),
    ),
  })
  const { token, replyTokens } = await live(world)
  const { channelSecret, accessToken } = world.standIn.channel
  await world.close()

  const seal = token.slice(token.lastIndexOf('~') + 1)
  const secrets: Record<string, string> = {
    ...SECRETS,
    token,
    seal,
    channelSecret,
    accessToken,
    ...Object.fromEntries(replyTokens.map((one) => [one, one])),
  }
  const leaks = Object.entries(secrets).flatMap(([what, text]) =>
    lines.filter((line) => line.includes(text)).map((line) => `${what}: ${line}`),
  )
  expect(leaks).toEqual([])
  // The story is only worth something while all of this goes wrong in it.
  const told = new Set(lines.map((line) => JSON.parse(line).event as string))
  for (const event of GOES_WRONG) expect(told).toContain(event)
  expect(replyTokens.length).toBeGreaterThan(3)
})
