/** How do a customer's records read to themselves? Orders as 「1回目」, answers as they gave them, a word for old friends. */

import type { JstDate } from './calendar.ts'
import { jstDate } from './calendar.ts'
import { contractsOf, existsOn, type SubscriptionFact } from './contracts.ts'
import type { Facts } from './facts.ts'
import type { MyPage } from './liff-pages.ts'
import { type OrderFact, occasions } from './occasions.ts'
import { UNNAMED } from './order.ts'
import { isGoods, productName } from './product.ts'
import type { Shop } from './shop.ts'
import type { Question } from './survey-file.ts'

/** Counted purchases, the newest first; the first ever is number 1. */
export function ordersShown(orders: OrderFact[], shop: Shop, now: Date): MyPage['orders'] {
  const past = orders.filter((order) => order.orderedAt <= now)
  return occasions(past, shop)
    .map(({ on, orders: own, totalYen, isRenewal }, index) => ({
      number: index + 1,
      on,
      products: [...new Set(own.flatMap(({ lines }) => goods(lines, shop)))],
      total_yen: own.some((order) => order.totalYen === undefined) ? undefined : totalYen,
      renewal: isRenewal,
    }))
    .reverse()
}

const goods = (lines: OrderFact['lines'], shop: Shop): string[] =>
  lines
    .filter((line) => isGoods(line, shop))
    .map((line) => productName(line.sku ?? line.name ?? '', shop))
    .filter((name) => name !== '' && name !== UNNAMED)

/** The one that delivers next; without a day, where the shop tells none, one that stands all the same. */
export function contractShown(
  { orders, subscriptions }: { orders: OrderFact[]; subscriptions: SubscriptionFact[] },
  shop: Shop,
  today: JstDate,
): { product: string; on?: JstDate } | undefined {
  const [next] = subscriptions
    .flatMap(({ status, product, nextDeliveryOn: on }) =>
      status === 'active' && on && on >= today ? [{ product, on }] : [],
    )
    .sort((a, b) => a.on.localeCompare(b.on))
  if (next) return next
  // An ended one may still deliver; there is nothing to change or end any more.
  const standing = subscriptions.filter(({ status }) => status !== 'cancelled' && status !== 'completed')
  if (standing.length === 0 && subscriptions.length > 0) return undefined
  return contractsOf(standing, orders, shop).find((contract) => existsOn(contract, today))
}

interface Answered {
  answers: unknown
  at: Date
}

/** The newest answer to each question about the person; feelings and free words are not held up to them again. */
export function learnedFrom(questions: readonly Question[], answered: readonly Answered[]): MyPage['learned'] {
  const found = new Map<string, { question: string; answer: string; on: JstDate }>()
  for (const { answers, at } of answered)
    for (const { id, kind, text, persona, sensitive } of questions) {
      const value = (answers as Record<string, unknown>)[id]
      const tells = (persona !== undefined || kind === 'choice') && !sensitive
      if (tells && typeof value === 'string') found.set(id, { question: text, answer: value, on: jstDate(at) })
    }
  return [...found.values()]
}

/** A touch of 特別感 for those who come again and again: a fact about the two of us, never a rank. */
export function specialWord(
  { purchases, firstPurchaseOn, subscription }: Facts,
  { concierge }: Shop,
): MyPage['special'] {
  if (purchases < 3 || !firstPurchaseOn) return undefined
  const [year, month] = firstPurchaseOn.split('-').map(Number)
  const since = `${year}年${month}月にはじめてお選びいただいてから、${purchases}回のお買い物をいただきました。`
  return {
    title: 'いつもありがとうございます',
    text: subscription
      ? `${since}毎回のお届けに、${concierge}が感謝をこめてお包みしています。`
      : `${since}これからも、${concierge}がお手入れのそばにおります。`,
  }
}
