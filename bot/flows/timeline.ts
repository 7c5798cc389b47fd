/** What has happened to this customer, in order: what was 1st, 2nd … purchase, answers, messages, coupons (DOMAIN §1.10 point 3). */

import { couponsOf, decisionsOf, type LabelChangeRow, voicesOf } from '../../db/timelines.ts'
import { stepIdIn } from '../core/due.ts'
import { type OrderFact, occasions, purchasedAt, UNCOUNTED } from '../core/occasions.ts'
import { STATUS_WORDS } from '../core/order-words.ts'
import { productName } from '../core/product.ts'
import type { Shop } from '../core/shop.ts'
import type { LabelCause } from '../core/start.ts'
import { CAUSES, isReturn, RETURNED } from '../core/transitions.ts'
import { LABELS, type Label, STAGES } from '../core/vocabulary.ts'
import type { Deps } from '../deps.ts'
import type { History } from './records.ts'

export interface Happened {
  at: Date
  kind: 'order' | 'subscription' | 'survey' | 'signal' | 'message' | 'coupon' | 'voice' | 'label' | 'stage'
  text: string
  /** Of a label or a stage: what moved it. */
  cause?: LabelCause
}

/**
 * Oldest first, the days ahead included.
 * @param changes of label or stage
 */
export async function timelineOf(
  deps: Deps,
  id: string,
  history: History,
  changes: readonly LabelChangeRow[],
  shop: Shop,
): Promise<Happened[]> {
  const [decisions, coupons, voices] = [
    await decisionsOf(deps.db, id),
    await couponsOf(deps.db, id),
    await voicesOf(deps.db, id),
  ]
  return [
    ...fromHistory(history, shop),
    ...decisions.map((row): Happened => {
      const outcome = row.reason ? `（${row.reason}）` : ''
      return {
        at: row.decidedAt,
        kind: 'message',
        text: `${DELIVERIES[row.status] ?? row.status}：${stepIdIn(row.stepId)}${outcome}`,
      }
    }),
    ...coupons.flatMap((row) => [
      { at: row.issuedAt, kind: 'coupon' as const, text: `クーポンをお渡ししました：${row.couponId}` },
      ...(row.usedAt
        ? [{ at: row.usedAt, kind: 'coupon' as const, text: `クーポンを使われました：${row.couponId}` }]
        : []),
    ]),
    ...voices.map(
      (row): Happened => ({
        at: row.at,
        kind: 'voice',
        text: row.unsentAt ? '（送信を取り消されたお便り）' : (row.text ?? '（文字以外のお便り）'),
      }),
    ),
    ...changes.flatMap(moved),
  ].sort((one, other) => one.at.getTime() - other.at.getTime())
}

const word = (label: string): string => LABELS[label as Label] ?? label

/** Where somebody began has no cause: that is the day on which they became known. */
function moved({ at, fromLabel, toLabel, fromStage, toStage, cause: text }: LabelChangeRow): Happened[] {
  const cause = text as LabelCause
  if (fromLabel === null) return [{ at, kind: 'label', text: `ファン区分が${word(toLabel)}になりました` }]
  const why = `（${CAUSES[cause] ?? cause}）`
  const isBack = toLabel === 'follower' && isReturn({ from: fromLabel as Label, to: toLabel, cause })
  const label: Happened = {
    ...{ at, kind: 'label', cause },
    text: `ファン区分が${word(fromLabel)}から${isBack ? RETURNED : word(toLabel)}になりました${why}`,
  }
  const stage: Happened = {
    ...{ at, kind: 'stage', cause },
    text: `関係の段階が${fromStage} ${STAGES[fromStage ?? 0]}から${toStage} ${STAGES[toStage]}になりました${why}`,
  }
  return [...(fromLabel === toLabel ? [] : [label]), ...(fromStage === toStage ? [] : [stage])]
}

const DELIVERIES: Record<string, string> = {
  sending: '送信中',
  sent: 'お送りしました',
  held: '保留',
  denied: '送りません',
  skipped: '見送り',
  failed: '送れませんでした',
  unknown: '結果不明',
  listed: '作業リスト',
  done: '対応しました',
}

function fromHistory({ records }: History, shop: Shop): Happened[] {
  const numbers = new Map(
    occasions(records.orders, shop).flatMap(({ orders }, index) => orders.map((order) => [order, index + 1] as const)),
  )
  return [
    ...records.orders.map(
      (order): Happened => ({
        at: purchasedAt(order, shop),
        kind: 'order',
        text: orderText(order, numbers.get(order), shop),
      }),
    ),
    ...records.subscriptions.flatMap(({ product, startedAt, cancelledAt }): Happened[] => [
      { at: startedAt, kind: 'subscription', text: `定期便のお申し込み：${productName(product, shop)}` },
      ...(cancelledAt
        ? [{ at: cancelledAt, kind: 'subscription' as const, text: `定期便の終了：${productName(product, shop)}` }]
        : []),
    ]),
    ...records.invitations.map((at): Happened => ({ at, kind: 'survey', text: 'アンケートのお願い' })),
    ...records.responses.map(({ at, satisfaction, nps }): Happened => {
      const said = [satisfaction && `満足度${satisfaction}`, nps !== undefined && `推奨度${nps}`].filter(Boolean)
      return { at, kind: 'survey', text: `アンケートのお返事${said.length > 0 ? `：${said.join('・')}` : ''}` }
    }),
    ...records.signals
      .filter(({ name }) => name !== '')
      .map(({ name, at }): Happened => ({ at, kind: 'signal', text: `反応：${name}` })),
  ]
}

/** @param number which purchase it belongs to; undefined when it does not count */
function orderText(order: OrderFact, number: number | undefined, shop: Shop): string {
  const goods = order.lines.map(({ sku, name }) => productName(sku ?? name ?? '', shop)).join('、')
  const yen = order.totalYen === undefined ? '' : `（${order.totalYen.toLocaleString('ja-JP')}円）`
  return `${number ? `${number}回目のお買い物` : `数えないご注文（${whyNot(order)}）`}：${goods}${yen}`
}

/** Why an order is no purchase (`isCounted`): given up, not paid yet, given back, or for nothing. */
const whyNot = ({ status, refundedYen, totalYen }: OrderFact): string => {
  if (UNCOUNTED.has(status) || status === 'pending') return STATUS_WORDS[status]
  return totalYen !== 0 && refundedYen ? '全額返金' : '0円'
}
