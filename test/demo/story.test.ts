/** The demo shop as `npm start` loads it: is every named customer what the table of DOMAIN §6.1 says, and what is sent next? */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, type JstDate, jstDate, jstInstant } from '../../bot/core/calendar.ts'
import { guard } from '../../bot/core/guard.ts'
import { classify, doubts } from '../../bot/core/label.ts'
import type { Standing } from '../../bot/core/names.ts'
import { isAdvocate } from '../../bot/core/stage.ts'
import type { Label, OfferKind } from '../../bot/core/vocabulary.ts'
import { STORY } from '../../bot/demo/story/story.ts'
import { classifyAll } from '../../bot/flows/classify-all.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { customerRecord } from '../../bot/flows/customer-record.ts'
import { loadHistories, standingOf } from '../../bot/flows/records.ts'
import { report } from '../../bot/flows/report.ts'
import { type DemoShop, demoShopAt } from './shop-at.ts'

/** Noon: the guard must not answer with the night. */
const NOON = jstInstant('2026-11-22' as JstDate, '12:00')

let shop: DemoShop
let deps: DemoShop['deps']
let sql: DemoShop['sql']
beforeAll(async () => {
  shop = await demoShopAt(NOON)
  ;({ deps, sql } = shop)
}, 120_000)
afterAll(() => shop?.close())

const post = async (path: string, body: object) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${shop.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.status).toBe(200)
  return answer.json()
}

/** By the name in the shop's records, else the one on LINE: of who has both, the one whom LINE reaches. */
function idOf(name: string): string {
  const [row] = sql<{ id: string }>(
    `select customers.id from customers left join friends on friends.customer_id = customers.id
     where ? in (customers.name, friends.display_name) and customers.merged_into is null
     order by friends.line_user_id is null limit 1`,
    name,
  )
  if (!row) throw new Error(`the demo shop has no ${name}`)
  return row.id
}

async function standing(name: string): Promise<Standing> {
  const id = idOf(name)
  const history = (await loadHistories(deps, [id])).get(id)
  if (!history) throw new Error(`nothing is known of ${name}`)
  return standingOf(history, (await loadContent(deps)).shop, deps.now())
}

/** What the guard says of an offer on LINE, now. */
async function offer(name: string, kind: OfferKind) {
  const { facts, label, stage } = await standing(name)
  const now = deps.now()
  const sending = { kind, touchpoint: 'line_push', dueAt: now } as const
  return guard({ sending, facts, label, stage, recentSends: [], now, shop: (await loadContent(deps)).shop })
}

const lastChange = (name: string) =>
  sql<{ to_label: string; cause: string }>(
    'select to_label, cause from label_history where customer_id = ? and from_label is not to_label order by at desc, id desc limit 1',
    idOf(name),
  )[0]

const stepsTo = (name: string) =>
  sql<{ step: string; status: string }>(
    'select step_id as step, status from deliveries where customer_id = ? order by due_at',
    idOf(name),
  )

interface Row {
  label: Label
  stage: number
  /** Counted purchases and days since the last. */
  bought: [purchases: number, days: number | undefined]
  positives?: number
  /** What else stands in the table. */
  shows?: (name: string) => Promise<void>
}

const TABLE: Record<string, Row> = {
  '佐藤 あかね': {
    label: 'prospect',
    stage: 1,
    bought: [0, undefined],
    async shows(name) {
      expect(await standing(name)).toMatchObject({ linked: false })
      // The order lies there, and waits for her to say that it is hers.
      expect(sql('select 1 from orders where external_id = ?', '1001')).toHaveLength(1)
    },
  },
  '鈴木 由美': {
    label: 'visitor',
    stage: 2,
    bought: [1, 5],
    async shows(name) {
      expect((await standing(name)).facts.usageSignal).toBe(true)
      expect(await offer(name, 'subscription')).toMatchObject({ verdict: 'hold', code: 'N1_JUST_STARTED_USING' })
    },
  },
  '高橋 のぞみ': {
    label: 'visitor',
    stage: 2,
    bought: [1, 40],
    async shows(name) {
      expect((await standing(name)).facts.usageSignal).toBe(false)
      // Who has not answered gets the gift instead of the subscription.
      expect(stepsTo(name)).toContainEqual({ step: 'm09b_gift', status: 'sent' })
      expect(stepsTo(name)).toContainEqual({ step: 'm09a_subscription', status: 'skipped' })
      expect(sql('select 1 from signals where customer_id = ?', idOf(name))).toEqual([])
    },
  },
  '田中 美咲': {
    label: 'follower',
    stage: 2,
    bought: [1, 70],
    async shows(name) {
      expect(lastChange(name)).toEqual({ to_label: 'follower', cause: 'aging' })
    },
  },
  '伊藤 さくら': {
    label: 'follower',
    stage: 3,
    bought: [2, 20],
    async shows(name) {
      expect(lastChange(name)).toEqual({ to_label: 'follower', cause: 'purchase' })
    },
  },
  '渡辺 恵': {
    label: 'subscriber_new',
    stage: 4,
    bought: [1, 10],
    positives: 0,
    async shows(name) {
      expect(await offer(name, 'cross_sell')).toMatchObject({ verdict: 'hold', code: 'N2_JUST_SUBSCRIBED' })
      // Whoever subscribes on the desk is told of the next parcel, in the chat and on my page.
      expect(sql('select next_delivery_on as on_ from subscriptions where customer_id = ?', idOf(name))).toEqual([
        { on_: '2026-12-27' },
      ])
    },
  },
  '山本 直子': { label: 'supporter', stage: 4, bought: [2, 12], positives: 2 },
  '中村 佳奈': {
    label: 'partner',
    stage: 5,
    bought: [9, 6],
    positives: 4,
    async shows(name) {
      expect((await standing(name)).facts.subscriptionDeliveries).toBe(8)
      expect(await offer(name, 'cross_sell')).toEqual({ verdict: 'allow' })
    },
  },
  '小林 千夏': {
    label: 'partner',
    stage: 7,
    bought: [14, 10],
    positives: 6,
    async shows(name) {
      const { facts } = await standing(name)
      expect([facts.subscriptionDeliveries, facts.productLines, isAdvocate(facts)]).toEqual([12, 3, true])
    },
  },
  '加藤 玲': {
    label: 'subscriber_stalled',
    stage: 4,
    bought: [4, 75],
    async shows(name) {
      expect(sql('select status from subscriptions where customer_id = ?', idOf(name))).toEqual([
        { status: 'payment_failed' },
      ])
      expect(sql('select kind, done_at from staff_tasks where customer_id = ?', idOf(name))).toEqual([
        { kind: 'payment_failed', done_at: null },
      ])
    },
  },
  '吉田 文': {
    label: 'subscriber_stalled',
    stage: 4,
    bought: [3, 85],
    positives: 3,
    async shows(name) {
      const { facts } = await standing(name)
      expect(facts.cycleDays).toBe(90)
      expect(classify(facts, deps.now(), { recency: { long_cycle_adjust: true } })).toBe('partner')
    },
  },
  '山田 香織': {
    label: 'lapsed',
    stage: 3,
    bought: [3, 120],
    positives: 2,
    async shows(name) {
      expect(stepsTo(name)).toContainEqual({ step: 'w1_greeting', status: 'sent' })
    },
  },
  '佐々木 澪': { label: 'dormant', stage: 2, bought: [1, 200], positives: 0 },
  '松本 葵': {
    label: 'follower',
    stage: 3,
    bought: [2, 3],
    async shows(name) {
      const [row] = sql<{ at: number }>('select returned_at as at from facts where customer_id = ?', idOf(name))
      expect(jstDate(new Date(row?.at ?? 0))).toBe(addDays(jstDate(deps.now()), -3))
      expect(lastChange(name)).toEqual({ to_label: 'follower', cause: 'purchase' })
      expect((await customerRecord(deps, idOf(name))).returned_at).toBeDefined()
    },
  },
  '井上 薫': {
    label: 'visitor',
    stage: 2,
    bought: [1, 18],
    positives: 0,
    async shows(name) {
      const { facts } = await standing(name)
      expect([facts.lastNps, facts.lastNegativeOn]).toEqual([3, addDays(jstDate(deps.now()), -1)])
      expect(await offer(name, 'repeat')).toMatchObject({ verdict: 'hold', code: 'R_NEGATIVE_MUTE' })
      expect(sql('select kind from staff_tasks where customer_id = ?', idOf(name))).toEqual([
        { kind: 'negative_answer' },
      ])
    },
  },
  '木村 望': {
    label: 'unregistered',
    stage: 4,
    bought: [2, 5],
    async shows(name) {
      expect((await standing(name)).facts).toMatchObject({ reachable: false, subscription: true })
      expect(await offer(name, 'survey')).toMatchObject({ verdict: 'deny', code: 'R_UNREACHABLE' })
    },
  },
  '林 結衣': {
    label: 'unregistered',
    stage: 2,
    bought: [1, 12],
    async shows(name) {
      expect((await standing(name)).facts).toMatchObject({ reachable: true, optedOut: true })
      expect(await offer(name, 'repeat')).toMatchObject({ verdict: 'deny', code: 'R_OPT_OUT' })
    },
  },
  '清水 綾': {
    label: 'prospect',
    stage: 1,
    bought: [0, undefined],
    async shows(name) {
      expect(await standing(name)).toMatchObject({ linked: false })
      const claims = sql<{ open: number }>(
        `select resolved_at is null and expires_at > ? as open from link_claims
         join friends using (line_user_id) where customer_id = ?`,
        Date.now(),
        idOf(name),
      )
      expect(claims).toEqual([{ open: 1 }])
    },
  },
  '髙﨑 真理': {
    label: 'visitor',
    stage: 2,
    bought: [1, 15],
    async shows(name) {
      expect(sql('select phone from customers where id = ?', idOf(name))).toEqual([{ phone: '09000001019' }])
    },
  },
  '森 百合': {
    label: 'unregistered',
    stage: 2,
    bought: [1, 30],
    async shows(name) {
      expect(sql('select source, marketing_allowed from orders where customer_id = ?', idOf(name))).toEqual([
        { source: 'rakuten', marketing_allowed: 0 },
      ])
      expect(sql('select 1 from enrollments where customer_id = ?', idOf(name))).toEqual([])
    },
  },
}

test('the table has twenty names, and all of them are in the story', () => {
  expect(Object.keys(TABLE)).toHaveLength(20)
  expect(STORY.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(TABLE)))
})

describe.each(Object.entries(TABLE))('%s', (name, row) => {
  test(`is ${row.label}, stage ${row.stage}, as kept and as looked at anew`, async () => {
    const now = await standing(name)
    expect([now.label, now.stage]).toEqual([row.label, row.stage])
    expect(sql('select label, stage from facts where customer_id = ?', idOf(name))).toEqual([
      { label: row.label, stage: row.stage },
    ])
    const { facts } = await customerRecord(deps, idOf(name))
    expect([facts.purchases, facts.days]).toEqual(row.bought)
    if (row.positives !== undefined) expect(facts.positives).toBe(row.positives)
    expect(doubts(now.facts, deps.now())).toEqual([])
  })
  if (row.shows) test('shows what the table says', () => row.shows?.(name))
})

describe('the shop', () => {
  test('is believable and misses all three goals', async () => {
    const { metrics, goals, overall } = await report(deps)
    const within = (value: number | null, least: number, most: number) => {
      expect(value).toBeGreaterThan(least)
      expect(value).toBeLessThan(most)
    }
    within(metrics.f2_rate.value, 0.45, 0.65)
    within(metrics.annual_repeat_rate.value, 0.45, 0.6)
    within(metrics.annual_ltv_yen.value, 8000, 13_000)
    within(metrics.block_rate.value, 0.05, 0.25)
    within(metrics.survey_response_rate.value, 0.05, 0.3)
    within(metrics.nps.denominator, 100, 1000)
    within(metrics.cpo_yen.value, 2000, 4000)
    expect([goals.f2_rate.met, goals.annual_repeat_rate.met, goals.annual_ltv_yen.met]).toEqual([false, false, false])
    expect(overall).toBe('not_met')
  })

  test('what is kept of everybody is what the records say', async () => {
    const { customers, changed, labels } = await classifyAll(deps)
    expect(customers).toBeGreaterThan(340)
    expect(changed).toBe(0)
    for (const label of Object.values(labels)) expect(label).toBeGreaterThan(0)
  })

  test('a fan label changed for every cause there is, over the months', () => {
    const causes = sql<{ cause: string }>('select distinct cause from label_history order by cause')
    expect(causes.map(({ cause }) => cause)).toEqual(
      expect.arrayContaining(['aging', 'block', 'opt_out', 'positive', 'purchase', 'registration', 'subscription_end']),
    )
    const months = sql("select distinct strftime('%Y-%m', at / 1000, 'unixepoch') from label_history")
    expect(months.length).toBeGreaterThan(12)
  })

  test('everybody who can be written to has a telephone in the stand-in, and the named ones stand first', async () => {
    const state = (await (await fetch(`${shop.url}/simulator/api/state`)).json()) as {
      standIn: string
      customers: { name: string; line_user_id: string; about?: string }[]
    }
    const phones = (await (await fetch(`${state.standIn}/phone/users`)).json()) as {
      userId: string
      displayName: string
    }[]
    const known = new Set(phones.map(({ userId }) => userId))
    expect(state.customers.length).toBeGreaterThan(200)
    expect(state.customers.filter(({ line_user_id }) => !known.has(line_user_id))).toEqual([])
    const named = state.customers.findIndex(({ about }) => about === undefined)
    expect(named).toBe(STORY.length - 1)
    expect(state.customers[0]?.name).toBe('佐藤 あかね')
    expect(phones.slice(0, STORY.length).map(({ displayName }) => displayName)).toEqual(STORY.map(({ name }) => name))
  })

  test('no flood: a first tick and the days after it reach a few people each', async () => {
    for (let days = 1; days <= 3; days += 1) {
      const { sent, failed } = (await post('/simulator/api/travel', { days: 1 })) as { sent: number; failed: number }
      expect(failed).toBe(0)
      expect(sent).toBeLessThan(60)
    }
    const days = sql<{ people: number }>(
      `select sum(recipients) as people from requests where status = 'sent'
       group by strftime('%Y-%m-%d', created_at / 1000 + 9 * 3600, 'unixepoch')`,
    )
    expect(days.length).toBeGreaterThan(40)
    expect(Math.max(...days.map(({ people }) => people))).toBeLessThan(60)
  })

  test('a restart keeps everything and begins nothing anew', async () => {
    const count = () => sql('select (select count(*) from customers) as a, (select count(*) from orders) as b')
    const before = count()
    await shop.restart()
    expect(count()).toEqual(before)
  })
})
