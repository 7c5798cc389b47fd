/** At which moments of this life could a scenario begin? */

import { addDays, jstDate, jstInstant } from './calendar.ts'
import { recordsAt, standingAt } from './known-at.ts'
import { nextLabelChangeOn } from './label.ts'
import type { Life } from './life.ts'
import type { Scenario, Trigger } from './scenario.ts'
import type { Shop } from './shop.ts'
import { type Start, startByContract, startByOrder } from './start.ts'
import type { Label } from './vocabulary.ts'

interface Where {
  scenario: Pick<Scenario, 'trigger'>
  shop: Shop
  days: number
}

/** Oldest first; what came before `from` starts nothing any more. */
export function startsOf(life: Life, where: Where, from: Date): Start[] {
  const { trigger } = where.scenario
  return candidates(life, trigger, where, from)
    .filter(({ at, triggers }) => at >= from && triggers.includes(trigger))
    .sort((one, other) => one.at.getTime() - other.at.getTime())
}

function candidates(life: Life, trigger: Trigger, where: Where, from: Date): Start[] {
  const { orders, subscriptions } = life.records
  if (trigger.startsWith('label_change:')) return labelStarts(life, where, from)
  if (trigger === 'subscription_start')
    return subscriptions.map((contract) => startByContract(contract.externalId ?? contract.product, contract))
  if (trigger === 'friend_added')
    return life.friendSince
      ? [{ triggers: [trigger], anchor: `friend:${life.id}`, at: life.friendSince, skus: [] }]
      : []
  return orders.flatMap(
    ({ orderedAt }) => startByOrder(orderedAt, recordsAt(life, orderedAt).orders, where.shop, orderedAt) ?? [],
  )
}

/** The nightly look at labels (DOMAIN §1.1 `today`). */
const NIGHTLY = '00:10'

/** Looks when something happens and on the nights on which time alone changes the label. */
function labelStarts(life: Life, { shop, days }: Where, from: Date): Start[] {
  const until = jstInstant(addDays(jstDate(from), days + 1))
  const events = eventsOf(life).filter((at) => at < until)
  const starts: Start[] = []
  let label: Label | undefined
  for (let at = events.shift() ?? from; at < until; ) {
    const { facts, label: now } = standingAt(life, shop, at)
    if (now !== label)
      starts.push({ triggers: [`label_change:${now}`], anchor: `label:${now}:${jstDate(at)}`, at, skus: [] })
    label = now
    const turnsOn = nextLabelChangeOn(facts, at, shop)
    const night = turnsOn && jstInstant(turnsOn, NIGHTLY)
    while (events[0] && events[0] <= at) events.shift()
    const next = night && (!events[0] || night < events[0]) ? night : events.shift()
    if (!next) break
    at = next
  }
  return starts
}

const eventsOf = ({ records, friendSince, turns }: Life): Date[] =>
  [
    ...(friendSince ? [friendSince] : []),
    ...records.orders.flatMap(({ orderedAt, cancelledAt }) => [orderedAt, ...(cancelledAt ? [cancelledAt] : [])]),
    ...records.subscriptions.flatMap(({ startedAt, cancelledAt }) => [
      startedAt,
      ...(cancelledAt ? [cancelledAt] : []),
    ]),
    ...records.responses.map(({ at }) => at),
    ...turns.map(({ at }) => at),
  ].sort((one, other) => one.getTime() - other.getTime())
