/** Small builders on top of a world: files to publish, orders, events as LINE writes them, and looks into the database. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { Scenario } from '../../bot/core/scenario.ts'
import { publish } from '../../bot/flows/publish.ts'
import { addRevisions, countRevisions } from '../../db/revisions.ts'
import type { NodeWorld } from './node-world.ts'

export const DAY = 24 * 3_600_000

/** A person on LINE, the same for the same letter or digit. */
export const person = (digit: string) => `U${digit.repeat(32)}`

const shipped = (name: string) => readFileSync(join(import.meta.dirname, '../../scenarios', name), 'utf8')

/** The shop of the tests: two products, the shipped answers, and only the scenarios a test brings. */
export const shopFiles = (...scenarios: string[]): Record<string, string> => ({
  'shop.yaml': shopText(),
  'replies.yaml': shipped('replies.yaml'),
  'coupons.yaml':
    'coupons:\n  - {id: OFF500, name: 本品500円引き, benefit: amount_off, value: 500, product: full, valid_days: 21, once_per_customer: true}\n',
  ...Object.fromEntries(scenarios.map((text) => [`${/^id: (\w+)/m.exec(text)?.[1]}.yaml`, text])),
})

export const shopText = (more = '') => `name: 試験店
concierge: みなみ
products:
  - {sku: LT, id: trial, name: お試し, line: lotion, price_yen: 980, trial: true}
  - {sku: LF, id: full, name: 本品, line: lotion, price_yen: 3300}
${more}`

export interface StepWish {
  id: string
  at?: string
  text?: string
  more?: string
}

/** A scenario in the merchant's language. Steps come as `{id, at: '{from: order, day: 1, time: "12:00"}'}`. */
export const scenarioText = (id: string, steps: StepWish[], { trigger = 'first_order', more = '' } = {}) =>
  `id: ${id}
name: ${id}
trigger: ${trigger}
${more}
steps:
${steps
  .map(
    (step) => `  - id: ${step.id}
    at: ${step.at ?? '{from: order, day: 1, time: "12:00"}'}
    purpose: thanks
${/offer:/.test(step.more ?? '') ? '' : '    offer: none\n'}${step.more ? `    ${step.more.trim().replaceAll('\n', '\n    ')}\n` : ''}    text: ${step.text ?? step.id}`,
  )
  .join('\n')}
`

/** Publishes more texts as the merchant would. */
export const publishMore = (world: NodeWorld, files: Record<string, string>) =>
  publish(
    world.deps,
    Object.entries(files).map(([path, text]) => ({ path, text })),
    'merchant',
  )

/** Scenarios in force that `check` would not let through: what the tick does with them is another line of defence. */
export const inForce = async (world: NodeWorld, ...scenarios: string[]) =>
  addRevisions(
    world.deps.db,
    scenarios.map((text) => {
      const body = Scenario.parse(parse(text))
      const about = { kind: 'scenario', name: body.id, number: 1, publishedBy: 'test', publishedAt: world.deps.now() }
      return { id: `unchecked_${body.id}`, ...about, text, body }
    }),
    { id: 'unchecked', actor: 'test', action: 'publish', subject: 'unchecked', at: world.deps.now() },
    await countRevisions(world.deps.db),
  )

/** An order in the canonical schema; `customer` alone is their number in the shop. */
export const order = (customer: string | object, more: object = {}) => ({
  source: 'shop',
  external_id: typeof customer === 'string' ? `order-${customer}` : 'order',
  customer: typeof customer === 'string' ? { external_id: customer } : customer,
  ordered_at: '2026-06-01T10:00:00+09:00',
  total_yen: 980,
  lines: [{ sku: 'LT', name: 'お試し', qty: 1, amount_yen: 980 }],
  ...more,
})

/**
 * So many customers of the shop who have ordered, `c0`, `c1` …, each a friend on LINE.
 * @param strangers so many more are linked to accounts that LINE does not know
 * @returns the friends
 */
export async function manyCustomers(world: NodeWorld, friends: number, strangers = 0): Promise<string[]> {
  const people = Array.from({ length: friends + strangers }, (_, n) => ({ name: `c${n}`, id: personId(n) }))
  const known = people.slice(0, friends).map(({ id }) => id)
  await world.stage.line(
    'POST',
    '/control/users',
    known.map((userId) => ({ userId, friend: true })),
  )
  await world.api(
    '/customers/link',
    people.map(({ name, id }) => ({ source: 'shop', external_id: name, line_user_id: id })),
  )
  await world.api(
    '/orders',
    people.map(({ name }) => order({ external_id: name, name }, { external_id: `order-${name}` })),
  )
  return known
}

const personId = (n: number) => `U${String(n).padStart(32, '0')}`

/** A friend on LINE who is a customer of the shop under `customer`. */
export async function linkedFriend(world: NodeWorld, customer: string, userId: string): Promise<void> {
  await world.newFriend(userId, customer)
  await world.api('/customers/link', [{ source: 'shop', external_id: customer, line_user_id: userId }])
}

type Row = Record<string, string | number | null>

/** Rows straight from SQLite. */
export const rows = (world: NodeWorld, sql: string, ...values: unknown[]): Row[] =>
  world.deps.db.raw.prepare(sql).all(...values) as Row[]

/** Breaks or changes something behind everybody's back. */
export const execute = (world: NodeWorld, sql: string, ...values: unknown[]) =>
  world.deps.db.raw.prepare(sql).run(...values)

/** The database refuses to write down any consent of this friend, until the function given back is called. */
export function breakConsent(world: NodeWorld, userId: string): () => void {
  const customer = rows(world, 'select customer_id as id from friends where line_user_id = ?', userId)[0]?.id
  world.deps.db.raw.exec(`create trigger broken before insert on consent_log when new.customer_id = '${customer}'
    begin select raise(abort, 'broken on purpose'); end`)
  return () => world.deps.db.raw.exec('drop trigger broken')
}

export const count = (world: NodeWorld, from: string): number =>
  Number(rows(world, `select count(*) as n from ${from}`)[0]?.n)

/** First words of everything that arrived, oldest first. */
export const heard = async (world: NodeWorld, userId: string): Promise<string[]> =>
  (await world.outbox(userId)).flatMap(({ messages }) => messages.map((message) => message.text ?? message.type))

/** Only what was pushed: no answers to what the customer said. */
export const pushed = async (world: NodeWorld, userId: string): Promise<string[]> =>
  (await world.outbox(userId))
    .filter(({ kind }) => kind !== 'reply')
    .flatMap(({ messages }) => messages.map((message) => message.text ?? ''))

/** `m1 sent`, `m2 skipped S_OVERDUE`: what became of each step, in the order of decision. */
export const fates = (world: NodeWorld, where = '1'): string[] =>
  rows(world, `select * from deliveries where ${where} order by decided_at, due_at, step_id, customer_id`).map((row) =>
    [row.step_id, row.status, row.code].filter((part) => part !== null).join(' '),
  )

/** An event as LINE writes it; parts that are `null` are left out. */
export type Event = { type: string; [key: string]: unknown }

/** LINE raises these events and the bot hears of them, but does not work them off yet. Gives their ids. */
export async function raise(world: NodeWorld, events: Event[], options: object = {}): Promise<string[]> {
  await world.stage.line('POST', '/control/events', { events, ...options })
  const waiting = (await world.stage.line('GET', '/control/webhooks')) as { body: string; signature: string }[]
  const ids: string[] = []
  for (const { body, signature } of waiting) {
    const response = await world.app.request('/webhook', {
      method: 'POST',
      body,
      headers: signature ? { 'x-line-signature': signature } : {},
    })
    if (response.status !== 200) throw new Error(`the webhook answered ${response.status}`)
    ids.push(...(JSON.parse(body).events as { webhookEventId?: string }[]).map((event) => event.webhookEventId ?? ''))
  }
  return ids
}

/** The same, worked off. */
export async function hear(world: NodeWorld, events: Event[], options: object = {}): Promise<string[]> {
  const ids = await raise(world, events, options)
  await world.stage.workInbox()
  return ids
}

export const words = (userId: string, text: string, more: object = {}): Event => ({
  type: 'message',
  userId,
  message: { id: String(messageNumber++), type: 'text', text },
  ...more,
})
let messageNumber = 500_000_000_000

/** What LINE's stand-in is to do wrong with the next calls. */
export const fault = (world: NodeWorld, kind: string, more: object = {}) =>
  world.stage.line('POST', '/control/faults', { fault: kind, match: { path: '/v2/bot/message/push' }, ...more })

export interface Call {
  path: string
  status: number
  retryKey?: string
  bodyDiffers?: true
}

/** The calls LINE has had, oldest first. */
export const calls = async (world: NodeWorld, path = '/v2/bot/message/push') =>
  (await world.stage.line('GET', `/control/requests?path=${path}`)) as Call[]
