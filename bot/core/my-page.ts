/** How do a customer's records read to themselves? Orders as 「1回目」, answers as they gave them, a word for old friends. */

import type { JstDate } from './calendar.ts'
import { jstDate } from './calendar.ts'
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
