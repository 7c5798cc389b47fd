/** What do the cart, LINE and the survey know of somebody of the story from before the bot? */

import { addDays, type JstDate, jstInstant } from '../../core/calendar.ts'
import { cartOf, type DemoCustomer, lineUserIdOf, type Product } from '../people/customer.ts'
import type { StoryPerson } from './person.ts'
import { numberOf } from './story.ts'

/** @returns undefined for whoever's whole life is in scenes */
export function historyOf(person: StoryPerson, today: JstDate, products: readonly Product[]): DemoCustomer | undefined {
  const { name, kana, history } = person
  if (!history) return undefined
  const number = numberOf(person)
  const { bought, contract, friendAgo, blockedAgo, answered = [], mall } = history
  const phone = person.phone ?? `090-0000-1${number.slice(-3)}`
  const customer = { number, identity: { name, kana, phone, pref: '東京都' }, ...(mall && { mall }) }
  const cart = cartOf(customer, today, products)
  const day = (daysAgo: number, time: string) => jstInstant(addDays(today, -daysAgo), time)
  let delivery = 0
  const reports = bought.map(([daysAgo, sku]) =>
    cart.order({ daysAgo, sku, ...(sku === 'LS' && { delivery: ++delivery }) }, '10:30'),
  )
  const startedAgo = bought.find(([, sku]) => sku === 'LS')?.[0]
  if (contract && startedAgo !== undefined) {
    const about = { startedAgo, cycleDays: contract.cycleDays }
    const nextAgo = startedAgo - contract.cycleDays * delivery
    reports.push(cart.contract(about, '10:30', { daysAgo: startedAgo, status: 'active', count: 1, nextAgo }))
    if (contract.failedAgo !== undefined)
      reports.push(
        cart.contract(about, '10:30', { daysAgo: contract.failedAgo, status: 'payment_failed', count: delivery }),
      )
  }
  return {
    ...customer,
    affinity: 1,
    reports: reports.sort((one, other) => one.at.getTime() - other.at.getTime()),
    ...(friendAgo !== undefined && {
      friend: {
        lineUserId: lineUserIdOf(number),
        since: day(friendAgo, '12:00'),
        ...(blockedAgo !== undefined && { blockedAt: day(blockedAgo, '21:30') }),
      },
    }),
    rounds: answered.map(([daysAgo, satisfaction, nps]) => ({
      askedAt: day(daysAgo, '19:30'),
      answeredAt: day(daysAgo, '20:40'),
      answer: { satisfaction, nps },
    })),
  }
}
