/** What `simulate` says is what real ticks do: the same people live through it with the bot, its database and LINE's stand-in. */

import { afterEach, expect, test } from 'vitest'
import { addDays, addMinutes, jstDate, jstInstant, jstIso, jstTime } from '../bot/core/calendar.ts'
import { lifeOf } from '../bot/core/life.ts'
import { PERSONAS, type Persona } from '../bot/core/personas.ts'
import { buttonsOf } from '../bot/core/scenario.ts'
import { DAY_ZERO, type Entry, simulate } from '../bot/core/simulate.ts'
import { nextDueAt } from '../db/enrollments.ts'
import { type NodeWorld, openNodeWorld } from './support/node-world.ts'
import { shippedScenario } from './support/shipped.ts'
import { execute, hear, rows, words } from './support/story.ts'

const { scenario, shop, coupons } = shippedScenario('first_60days')
const DAYS = 61
const WHO = 'U0000000000000000000000000000000c'

let world: NodeWorld | undefined
afterEach(() => world?.close())

interface Act {
  at: Date
  run: () => Promise<unknown>
}

/** Lives the persona's life against the real thing, and writes down what became of each step at each moment. */
async function live(persona: Persona): Promise<string[]> {
  const life = lifeOf(persona, { scenario, shop, from: DAY_ZERO, days: DAYS })
  const here = await openNodeWorld(jstIso(jstInstant(DAY_ZERO, '09:59')))
  world = here
  await here.newFriend(WHO, persona.name)
  const customer = { external_id: 'p', name: persona.name }
  const reportOrder = (index: number) => {
    const order = life.records.orders[index]
    if (!order) throw new Error('no such order')
    const { sku, name } = order.lines[0] ?? {}
    return here.api('/orders', {
      source: 'shop',
      external_id: `o${index}`,
      customer,
      ordered_at: jstIso(order.orderedAt),
      is_renewal: order.isRenewal,
      paid_at: order.paidAt && jstIso(order.paidAt),
      total_yen: order.totalYen,
      subscription_external_id: order.subscriptionExternalId,
      lines: [{ sku, name, qty: 1 }],
    })
  }
  const reportContract = (index: number) => {
    const contract = life.records.subscriptions[index]
    return here.api('/subscriptions', {
      source: 'shop',
      external_id: contract?.externalId,
      customer,
      product: contract?.product,
      cycle_days: contract?.cycleDays,
      started_at: contract && jstIso(contract.startedAt),
    })
  }
  const customerId = () => rows(here, 'select customer_id from friends where line_user_id = ?', WHO)[0]?.customer_id
  let serial = 0
  const acts: Act[] = [
    ...life.records.orders.map(({ orderedAt }, index) => ({ at: orderedAt, run: () => reportOrder(index) })),
    ...life.records.subscriptions.map(({ startedAt }, index) => ({ at: startedAt, run: () => reportContract(index) })),
    ...life.records.signals.map(({ name, at }) => ({
      at,
      run: async () =>
        execute(
          here,
          'insert into signals (id, customer_id, name, at) values (?, ?, ?, ?)',
          `s${serial++}`,
          customerId(),
          name,
          at.getTime(),
        ),
    })),
    ...life.turns.map(({ at, following }) => ({
      at,
      run: () => (following === false ? here.phone(WHO, 'block') : hear(here, [words(WHO, '配信停止')])),
    })),
  ]
  const answerTo = (step: string, now: Date) => {
    const definition = scenario.steps.find(({ id }) => id === step)
    const buttons = definition ? buttonsOf(definition) : []
    for (const tap of persona.taps ?? []) {
      const button = buttons.find(({ label, signal }) => label === tap.button || signal === tap.button)
      if (!button) continue
      acts.push({ at: addMinutes(now, tap.afterHours * 60), run: () => here.tap(WHO, button.label) })
      break
    }
    const opinion = definition?.survey && persona.answersSurveys
    if (!opinion) return
    const at = addMinutes(now, opinion.afterHours * 60)
    const { satisfaction = null, nps = null } = opinion
    acts.push({
      at,
      run: async () =>
        execute(
          here,
          `insert into responses (id, survey_id, customer_id, answers, satisfaction, nps, at) values (?, ?, ?, '{}', ?, ?, ?)`,
          `r${serial}`,
          `r${serial++}`,
          customerId(),
          satisfaction,
          nps,
          at.getTime(),
        ),
    })
  }

  const log: string[] = []
  const end = jstInstant(addDays(DAY_ZERO, DAYS), '23:00')
  const linked = acts[0]
  for (;;) {
    acts.sort((one, other) => one.at.getTime() - other.at.getTime())
    const due = await nextDueAt(here.deps.db, here.now(), end)
    const act = acts[0]
    const next = act && (!due || act.at <= due) ? act.at : due
    if (!next) return log
    await here.advanceTo(jstIso(next))
    if (act?.at.getTime() === next.getTime()) {
      acts.shift()
      await act.run()
      if (act === linked) await here.api('/customers/link', [{ source: 'shop', external_id: 'p', line_user_id: WHO }])
      continue
    }
    const decided = rows(here, 'select * from deliveries where decided_at = ? order by due_at, rowid', next.getTime())
    for (const { step_id, status, code, held_until } of decided) {
      const until = held_until === null ? undefined : jstIso(new Date(Number(held_until)))
      log.push([jstIso(next), step_id, status, code ?? '', until ?? ''].join(' ').trim())
      if (status === 'sent') answerTo(String(step_id), next)
    }
  }
}

const wordsOf = ({ messages }: Pick<Entry, 'messages'>) =>
  messages.map((message) => ('text' in message ? message.text : 'altText' in message ? message.altText : ''))

test.each(PERSONAS.map((persona) => [persona.id, persona] as const))(
  '%s: every decision at the same minute, with the same words',
  async (_id, persona) => {
    const { entries } = simulate({ scenario, shop, coupons, persona, days: DAYS })
    const told = entries.map(({ at, step, verdict, code, until }) =>
      [at, step, verdict, code ?? '', until ?? ''].join(' ').trim(),
    )
    expect(await live(persona)).toEqual(told)
    const pushes = ((await world?.outbox(WHO)) ?? []).filter((one) => (one as { kind?: string }).kind !== 'reply')
    const sent = entries.filter(({ verdict }) => verdict === 'sent')
    expect(pushes.map(({ at }) => `${jstDate(new Date(at))} ${jstTime(new Date(at))}`)).toEqual(
      sent.map(({ at }) => at.slice(0, 16).replace('T', ' ')),
    )
    expect(pushes.map(wordsOf as never)).toEqual(sent.map(wordsOf))
  },
)
