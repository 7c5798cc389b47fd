/** What `simulate` says is what real ticks do: the same people live through it with the bot, its database and LINE's stand-in. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { addDays, addMinutes, type JstDate, jstDate, jstInstant, jstIso, jstTime } from '../bot/core/calendar.ts'
import { recordsAt } from '../bot/core/known-at.ts'
import { type Life, lifeOf } from '../bot/core/life.ts'
import { fitted } from '../bot/core/persona-fit.ts'
import { PERSONAS, type Persona, personaById } from '../bot/core/personas.ts'
import { buttonsOf, type Scenario } from '../bot/core/scenario.ts'
import { DAY_ZERO, type Entry, simulate } from '../bot/core/simulate.ts'
import { nextDueAt } from '../db/enrollments.ts'
import { type NodeWorld, openNodeWorld } from './support/node-world.ts'
import { shippedScenario } from './support/shipped.ts'
import { execute, hear, rows, words } from './support/story.ts'

const WHO = 'U0000000000000000000000000000000c'

let world: NodeWorld | undefined
afterEach(() => world?.close())

interface Act {
  at: Date
  run: () => Promise<unknown>
}

const text = (name: string) => readFileSync(join(import.meta.dirname, '../scenarios', `${name}.yaml`), 'utf8')
/** One scenario alone: a simulation knows no other. */
const filesFor = (name: string) =>
  Object.fromEntries(
    ['shop', 'coupons', 'replies', 'surveys/first_survey', 'surveys/monthly_survey', name].map((one) => [
      `${one}.yaml`,
      text(one),
    ]),
  )

/** The shop reports the persona's orders and contract, as they become known. */
function reports(here: NodeWorld, life: Life): Act[] {
  const customer = { external_id: 'p', name: life.name }
  const { orders, subscriptions } = life.records
  const order = (index: number) => {
    const { orderedAt, isRenewal, paidAt, totalYen, subscriptionExternalId, subscriptionCount, lines } = orders[
      index
    ] as Life['records']['orders'][number]
    return here.api('/orders', {
      source: 'shop',
      external_id: `o${index}`,
      customer,
      ordered_at: jstIso(orderedAt),
      is_renewal: isRenewal,
      paid_at: paidAt && jstIso(paidAt),
      total_yen: totalYen,
      subscription_external_id: subscriptionExternalId,
      subscription_count: subscriptionCount,
      lines: lines.map(({ sku, name, qty }) => ({ sku, name, qty })),
    })
  }
  const contract = async (now: Date) => {
    for (const known of recordsAt(life, now).subscriptions)
      await here.api('/subscriptions', {
        source: 'shop',
        external_id: known.externalId,
        customer,
        product: known.product,
        cycle_days: known.cycleDays,
        status: known.status,
        started_at: jstIso(known.startedAt),
        cancelled_at: known.cancelledAt && jstIso(known.cancelledAt),
        next_delivery_on: known.nextDeliveryOn,
      })
  }
  return [
    ...orders.map(({ orderedAt }, index) => ({
      at: orderedAt,
      run: async () => {
        await contract(orderedAt)
        await order(index)
      },
    })),
    ...subscriptions.flatMap(({ cancelledAt: at }) => (at ? [{ at, run: () => contract(at) }] : [])),
  ]
}

/** Lives the persona's life against the real thing, and writes down what became of each step at each moment. */
async function live(scenario: Scenario, life: Life, days: number): Promise<string[]> {
  const { friendSince } = life
  if (!friendSince) throw new Error('for friends only')
  const here = await openNodeWorld(jstIso(addMinutes(friendSince, -1)), { files: filesFor(scenario.id) })
  world = here
  const customerId = () => rows(here, 'select customer_id from friends where line_user_id = ?', WHO)[0]?.customer_id
  let serial = 0
  const insert = async (table: string, row: Record<string, string | number | null>) => {
    const all = { id: `x${serial++}`, customer_id: String(customerId()), ...row }
    const places = Object.keys(all).map(() => '?')
    execute(here, `insert into ${table} (${Object.keys(all).join()}) values (${places.join()})`, ...Object.values(all))
  }
  const answers = (
    at: Date,
    { satisfaction = null, nps = null }: { satisfaction?: number | null; nps?: number | null },
  ) => insert('responses', { survey_id: `s${serial}`, answers: '{}', satisfaction, nps, at: at.getTime() })

  const acts: Act[] = [
    { at: friendSince, run: () => here.newFriend(WHO, 'friend') },
    {
      at: friendSince,
      run: () => here.api('/customers/link', [{ source: 'shop', external_id: 'p', line_user_id: WHO }]),
    },
    ...reports(here, life),
    ...life.records.signals.map(({ name, at }) => ({ at, run: () => insert('signals', { name, at: at.getTime() }) })),
    ...life.records.responses.map((one) => ({ at: one.at, run: () => answers(one.at, one) })),
    ...life.turns.map(({ at, following }) => ({
      at,
      run: () => (following === false ? here.phone(WHO, 'block') : hear(here, [words(WHO, '配信停止')])),
    })),
    ...life.coupons.map(({ couponId, issuedAt, expiresAt }) => ({
      at: issuedAt,
      run: () =>
        insert('coupons', {
          ...{ coupon_id: couponId, cause: 'x', code: 'x', issued_at: issuedAt.getTime() },
          expires_at: expiresAt?.getTime() ?? null,
        }),
    })),
    // A tick each night, when labels age.
    ...Array.from({ length: days + 130 }, (_, index) => ({
      at: jstInstant(addDays(jstDate(friendSince), index + 1), '00:10'),
      run: async () => {},
    })),
  ]
  const react = (stepId: string, now: Date) => {
    const step = scenario.steps.find(({ id }) => id === stepId)
    const tap = life.taps
      .flatMap(({ button, afterHours }) =>
        buttonsOf(step ?? {})
          .filter(({ label, signal }) => label === button || signal === button)
          .map(({ label }) => ({ label, at: addMinutes(now, afterHours * 60) })),
      )
      .at(0)
    if (tap) acts.push({ at: tap.at, run: () => here.tap(WHO, tap.label) })
    const opinion = step?.survey && life.answersSurveys
    if (!opinion) return
    const at = addMinutes(now, opinion.afterHours * 60)
    acts.push({ at, run: () => answers(at, opinion) })
  }

  const log: string[] = []
  const end = jstInstant(addDays(DAY_ZERO, days + 1))
  for (;;) {
    acts.sort((one, other) => one.at.getTime() - other.at.getTime())
    const due = await nextDueAt(here.deps.db, here.now(), end)
    const act = acts[0]
    const next = act && (!due || act.at <= due) ? act.at : due
    if (!next || next >= end) return log
    await here.advanceTo(jstIso(next))
    if (act?.at.getTime() === next.getTime()) await acts.shift()?.run()
    const decided = rows(here, 'select * from deliveries where decided_at = ? order by due_at, rowid', next.getTime())
    if (act?.at.getTime() === next.getTime()) continue
    for (const { step_id, status, code, held_until } of decided) {
      const step = String(step_id).replace(/@.*/, '')
      const until = held_until === null ? undefined : jstIso(new Date(Number(held_until)))
      log.push([jstIso(next), step, status, code ?? '', until ?? ''].join(' ').trim())
      if (status === 'sent') react(step, next)
    }
  }
}

const wordsOf = ({ messages }: Pick<Entry, 'messages'>) =>
  messages.map((message) => ('text' in message ? message.text : 'altText' in message ? message.altText : ''))

async function agrees(name: string, persona: Persona, days: number): Promise<number> {
  const { scenario, shop, coupons } = shippedScenario(name)
  const { entries } = simulate({ scenario, shop, coupons, persona, days })
  const told = entries.map(({ at, step, verdict, code, until }) =>
    [at, step, verdict, code ?? '', until ?? ''].join(' ').trim(),
  )
  const life = lifeOf(fitted(persona, { scenario, shop, coupons }), { scenario, shop, from: DAY_ZERO as JstDate, days })
  expect(await live(scenario, life, days)).toEqual(told)
  const pushes = ((await world?.outbox(WHO)) ?? []).filter((one) => (one as { kind?: string }).kind !== 'reply')
  const sent = entries.filter(({ verdict }) => verdict === 'sent')
  expect(pushes.map(({ at }) => `${jstDate(new Date(at))} ${jstTime(new Date(at))}`)).toEqual(
    sent.map(({ at }) => at.slice(0, 16).replace('T', ' ')),
  )
  expect(pushes.map(wordsOf as never)).toEqual(sent.map(wordsOf))
  return sent.length
}

test.each(PERSONAS.map((persona) => [persona.id, persona] as const))(
  'はじめての60日, %s: every decision at the same minute, with the same words',
  async (_id, persona) => {
    expect(await agrees('first_60days', persona, 61)).toBeGreaterThan(0)
  },
)

const someone = (id: string) => personaById(id) as Persona

test('a contract with three deliveries: notices before each, at the same minute', async () => {
  expect(await agrees('subscription_start', someone('subscribes'), 120)).toBeGreaterThan(3)
})

test('a contract that is cancelled', async () => {
  const persona = { ...someone('subscribes'), subscription: { day: 0, cancelledOnDay: 30 } }
  expect(await agrees('subscription_start', persona, 120)).toBeGreaterThan(0)
})

test('who has been away for ninety days', async () => {
  expect(await agrees('win_back', someone('feels'), 60)).toBeGreaterThan(0)
})

test.each(['feels', 'typical_unused', 'buys_again', 'blocks', 'stops'])(
  'the monthly survey, %s: on the same days, answered or not',
  async (id) => {
    expect(await agrees('monthly_survey', someone(id), 130)).toBeGreaterThan(0)
  },
)

test.each(['typical_used', 'buys_again', 'subscribes'])('the deadline of a coupon, %s', async (id) => {
  expect(await agrees('coupon_reminder', someone(id), 10)).toBe(1)
})
