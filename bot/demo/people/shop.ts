/** Who are the 300 purchasers and 30 prospects behind the named people of the demo shop? (DOMAIN §6.1 "Generator") */

import { addDays, addMinutes, type JstDate, jstInstant } from '../../core/calendar.ts'
import { cartOf, type DemoCustomer, lineUserIdOf, type Product, type Report, type Round } from './customer.ts'
import { type Dice, diceOf } from './dice.ts'
import { type Identity, identitiesFrom } from './names.ts'
import { type FirstPurchase, type Purchases, purchasesFrom, YESTERDAY } from './purchases.ts'
import { roundsFrom } from './rounds.ts'

export interface ShopWish {
  seed: number
  /** The demo's own day: every date counts back from it, so that the demo never ages. */
  today: JstDate
  products: readonly Product[]
  /** Names that are taken by people of the story. */
  taken?: Iterable<string>
}

const PURCHASERS = 300
const PROSPECTS = 30
const MONTHS = 18
const MONTH_DAYS = 30
/** 10 of the first month, 27 of the last, of 333 in all. */
const weightOf = (month: number) => 10 + month
/** 60 %, 25 %, 15 %. */
const FIRST_PURCHASES: readonly FirstPurchase[] = [
  ...Array<FirstPurchase>(12).fill('trial'),
  ...Array<FirstPurchase>(5).fill('one_off'),
  ...Array<FirstPurchase>(3).fill('subscription'),
]
/** Of the affinity, so that every kind of first purchase has cool and warm people alike. */
const FIFTHS = [0, 1, 2, 3, 4]

/** The same seed makes the same people; another day only moves their dates. */
export function makeShop({ seed, today, products, taken = [] }: ShopWish): DemoCustomer[] {
  const dice = diceOf(seed)
  const identity = identitiesFrom(dice, taken)
  const kind = dice.deck(FIRST_PURCHASES)
  const fifths = new Map<FirstPurchase, () => number>()
  const purchases = purchasesFrom(dice)
  const rounds = roundsFrom(dice)

  const purchaser = (index: number): DemoCustomer => {
    const first = kind()
    const fifth = fifths.get(first) ?? dice.deck(FIFTHS)
    fifths.set(first, fifth)
    const affinity = (fifth() + dice.next()) / FIFTHS.length
    const firstAgo = firstPurchaseAgo(index, dice)
    const life = purchases(first, firstAgo, affinity)
    const person = { number: `D${String(index + 1).padStart(4, '0')}`, identity: identity() }
    const friend = friendship(dice, person.number, life, affinity, today)
    const kindOfLife = kindOf(life)
    const asked = friend ? rounds({ firstAgo, affinity, life, kind: kindOfLife }) : []
    const until = friend?.blockedAt?.getTime() ?? Number.POSITIVE_INFINITY
    return {
      ...person,
      affinity,
      reports: reportsOf(dice, person, life, today, products),
      ...(friend && { friend }),
      rounds: asked.map((round) => datedRound(round, today)).filter(({ askedAt }) => askedAt.getTime() < until),
    }
  }
  const prospect = (index: number): DemoCustomer => {
    const number = `P${String(index + 1).padStart(4, '0')}`
    const since = momentOf(today, dice.between(YESTERDAY, 240), dice)
    return {
      number,
      identity: identity(),
      affinity: dice.next(),
      reports: [],
      friend: { lineUserId: lineUserIdOf(number), since },
      rounds: [],
    }
  }
  return [
    ...Array.from({ length: PURCHASERS }, (_, index) => purchaser(index)),
    ...Array.from({ length: PROSPECTS }, (_, index) => prospect(index)),
  ]
}

/** The intake of each month by its weight, the day within it by chance. */
function firstPurchaseAgo(index: number, dice: Dice): number {
  const all = (MONTHS * (weightOf(0) + weightOf(MONTHS - 1))) / 2
  let place = ((index + 0.5) / PURCHASERS) * all
  let month = 0
  while (month < MONTHS - 1 && place >= weightOf(month)) {
    place -= weightOf(month)
    month += 1
  }
  return (MONTHS - 1 - month) * MONTH_DAYS + dice.between(YESTERDAY, MONTH_DAYS)
}

/** Subscribed, warm or cool: within each of them the same share of people can be reached. */
function kindOf({ bought, contract }: Purchases): string {
  if (contract && contract.endedAgo === undefined) return 'subscribed'
  if ((bought.at(-1)?.daysAgo ?? 0) < 90) return 'warm'
  return bought.length === 1 ? 'cool, once' : 'cool, again'
}

/** Registered 62–87 %, of them blocked 25–5 %, both better with the affinity. */
function friendship(dice: Dice, number: string, life: Purchases, affinity: number, today: JstDate) {
  const kind = kindOf(life)
  if (!dice.dealt(`registers ${kind}`, 0.62 + 0.25 * affinity)) return undefined
  const firstAgo = life.bought[0]?.daysAgo ?? YESTERDAY
  const sinceAgo = Math.max(YESTERDAY, firstAgo - dice.between(0, 5))
  const since = momentOf(today, sinceAgo, dice, '20:00')
  const blockedAt = dice.dealt(`blocks ${kind}`, 0.25 - 0.2 * affinity)
    ? addMinutes(momentOf(today, Math.max(YESTERDAY, sinceAgo - dice.between(4, 80)), dice, '21:00'), 60)
    : undefined
  return { lineUserId: lineUserIdOf(number), since, ...(blockedAt && { blockedAt }) }
}

/** Some time of the day, or that hour. */
const momentOf = (today: JstDate, daysAgo: number, dice: Dice, time = timeFrom(dice)) =>
  jstInstant(addDays(today, -daysAgo), time)

/** Evenings and lunch breaks are when people order. */
function timeFrom(dice: Dice): string {
  const hour = dice.pick([8, 9, 10, 11, 12, 12, 13, 15, 17, 18, 19, 20, 20])
  return `${String(hour).padStart(2, '0')}:${String(dice.between(0, 29)).padStart(2, '0')}`
}

function reportsOf(
  dice: Dice,
  person: { number: string; identity: Identity },
  { bought, contract }: Purchases,
  today: JstDate,
  products: readonly Product[],
): Report[] {
  const cart = cartOf(person, today, products)
  const time = timeFrom(dice)
  const reports = bought.flatMap((purchase) => {
    const own = [cart.order(purchase, time)]
    // What was forgotten in the first cart comes in a second one on the same day.
    if (dice.dealt('split', 0.03)) own.push(cart.order({ ...purchase, delivery: undefined, sku: 'WA' }, '21:30'))
    // Arrived broken, sent again for nothing.
    if (dice.dealt('resend', 0.01) && purchase.daysAgo > 6)
      own.push(
        cart.order({ daysAgo: purchase.daysAgo - 5, sku: purchase.sku }, '09:00', [{ sku: purchase.sku, yen: 0 }]),
      )
    return own
  })
  if (contract) {
    const count = bought.filter(({ delivery }) => delivery !== undefined).length
    const { startedAgo, cycleDays, endedAgo } = contract
    const nextAgo = startedAgo - cycleDays * count
    reports.push(
      cart.contract(contract, time, {
        daysAgo: startedAgo,
        status: 'active',
        count: 1,
        ...(endedAgo === undefined && { nextAgo }),
      }),
    )
    if (endedAgo !== undefined)
      reports.push(cart.contract(contract, time, { daysAgo: endedAgo, status: 'cancelled', count }))
  }
  return reports.sort((one, other) => one.at.getTime() - other.at.getTime())
}

function datedRound(
  { askedAgo, answer, waitDays }: ReturnType<ReturnType<typeof roundsFrom>>[number],
  today: JstDate,
): Round {
  const askedAt = jstInstant(addDays(today, -askedAgo), '19:30')
  if (!answer) return { askedAt }
  // Whoever is asked yesterday answers yesterday.
  const answeredOn = addDays(today, -Math.max(YESTERDAY, askedAgo - waitDays))
  return { askedAt, answeredAt: jstInstant(answeredOn, '20:40'), answer }
}
