/** What does the customer do meanwhile? The other side of a simulation's log, in words a shop owner reads. */

import { daysBetween, type JstDate, jstDate, jstInstant, jstIso } from './calendar.ts'
import type { Life } from './life.ts'
import { deliveredOn } from './occasions.ts'
import { productName } from './product.ts'
import type { Shop } from './shop.ts'

export interface Act {
  day: number
  at: string
  kind: 'orders' | 'receives' | 'subscribes' | 'cancels' | 'taps' | 'answers' | 'turns'
  /** Japanese: 「今日から使います」を押す */
  words: string
}

interface Doing {
  at: Date
  kind: Act['kind']
  words: string
}

/** @param from day 0; what lies before is left out, as is what comes after `until` */
export function actsOf(life: Life, shop: Shop, from: JstDate, until: Date): Act[] {
  const { responses, signals } = life.records
  const doings: Doing[] = [
    ...bought(life, shop),
    ...life.turns.map(({ at, ...turn }) => ({ at, kind: 'turns' as const, words: turnWords(turn) })),
    ...responses.map(({ at, satisfaction, nps }) => ({
      at,
      kind: 'answers' as const,
      words: answer(satisfaction, nps),
    })),
    ...signals.map(({ at, name, label }) => ({
      at,
      kind: 'taps' as const,
      words: label ? `「${label}」を押す` : `反応「${name}」`,
    })),
  ]
  return doings
    .filter(({ at }) => at >= jstInstant(from) && at < until)
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ at, ...doing }) => ({ day: daysBetween(from, jstDate(at)), at: jstIso(at), ...doing }))
}

function bought({ records: { orders, subscriptions } }: Life, shop: Shop): Doing[] {
  const found: Doing[] = []
  for (const order of orders) {
    const [line] = order.lines
    const name = productName(line?.sku ?? line?.name ?? '商品', shop)
    if (!order.isRenewal && order.subscriptionCount === undefined)
      found.push({ at: order.orderedAt, kind: 'orders', words: `「${name}」をご注文` })
    if (order.cancelledAt) found.push({ at: order.cancelledAt, kind: 'cancels', words: 'ご注文を取り消し' })
    else
      found.push({ at: jstInstant(deliveredOn(order, shop), '12:00'), kind: 'receives', words: `「${name}」のお届け` })
  }
  for (const { product, startedAt, cancelledAt } of subscriptions) {
    found.push({ at: startedAt, kind: 'subscribes', words: `「${productName(product, shop)}」をお申し込み` })
    if (cancelledAt) found.push({ at: cancelledAt, kind: 'cancels', words: '定期便を解約' })
  }
  return found
}

function turnWords({ following, optedOut }: { following?: boolean; optedOut?: boolean }): string {
  if (following !== undefined) return following ? '友だちに戻る' : 'LINEでブロック'
  return optedOut ? '「配信停止」と送る' : '「再開」と送る'
}

const answer = (satisfaction: number | undefined, nps: number | undefined): string => {
  const marks = [satisfaction && `満足度${satisfaction}`, nps !== undefined && `おすすめ度${nps}`].filter(Boolean)
  return `アンケートに回答${marks.length > 0 ? `（${marks.join('・')}）` : ''}`
}
