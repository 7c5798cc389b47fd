/** What are the shop's people told about the month's numbers? */

import { type MonthQuota, planOf, reserveOf } from './allowance.ts'
import type { Forecast } from './forecast.ts'
import type { Shop } from './shop.ts'

/** `18,400通` */
export const messages = (count: number): string => `${count.toLocaleString('en-US')}通`

/** What of the plan marketing may use. */
const marketingPlan = (quota: MonthQuota, shop: Shop): number => planOf(quota, shop) - reserveOf(quota, shop)

export interface Notice {
  /** In the audit log, and what makes it once a month. */
  action: 'quota_spent' | 'quota_warned'
  text: string
}

/** Which notice are these numbers worth, if any? */
export function noticeOf(quota: MonthQuota, shop: Shop): Notice | undefined {
  const plan = marketingPlan(quota, shop)
  if (!Number.isFinite(plan)) return undefined
  if (quota.used >= plan) return { action: 'quota_spent', text: spentText(quota, shop, plan) }
  if (quota.used < plan * shop.line_plan.warn_at) return undefined
  return { action: 'quota_warned', text: warnedText(quota, shop, plan) }
}

const warnedText = (quota: MonthQuota, shop: Shop, plan: number): string =>
  `【LINEの送信数】今月お送りした数が${messages(quota.used)}になりました。ご案内に使える${messages(plan)}の${Math.floor((quota.used / plan) * 100)}%です。\n\n` +
  `使いきると、ご案内は翌月までお休みし、ご注文やお届けのご連絡だけを残りの${messages(reserveOf(quota, shop))}でお送りします。月末までの見込みは「npx fanbelt quota」でご覧ください。`

function spentText(quota: MonthQuota, shop: Shop, plan: number): string {
  const { used } = quota
  const { guard } = shop
  if (plan <= 0)
    return `【LINEの送信数】今月送れる数より、大切なお知らせのための残し（${messages(reserveOf(quota, shop))}）のほうが多いため、ご案内をお送りできません。shop.yaml の line_plan の reserve を小さくするか、LINEの料金プランをお見直しください。`
  return (
    `【LINEの送信数】今月お送りした数が${messages(used)}になり、ご案内に使える${messages(plan)}を使いきりました。\n\n` +
    `ご案内は翌月までお休みします。待つうちに予定から${guard.stale_after}日を過ぎたものは取りやめます。ご注文やお届けのご連絡は、残した数でお送りします。続けてお送りするには、LINEの料金プランか、shop.yaml の line_plan をお見直しください。`
  )
}

/** What is left of the plan; undefined when it has no limit. */
export function leftOf({ limit, budget, used }: Forecast): number | undefined {
  const plan = Math.min(limit ?? Number.POSITIVE_INFINITY, budget ?? Number.POSITIVE_INFINITY)
  return Number.isFinite(plan) ? Math.max(0, plan - used) : undefined
}

/** The forecast in one sentence. */
export function forecastSentence(forecast: Forecast): string {
  const { scheduled, newcomers, short, reserve } = forecast
  const need = `今月はあと${messages(scheduled + newcomers)}が必要になる見込み`
  const left = leftOf(forecast)
  if (left === undefined) return `${need}です。送れる数に上限はありません。`
  if (short === 0) return `${need}で、プランの残りは${messages(left)}です。足りる見込みです。`
  const kept =
    short > scheduled + newcomers - left
      ? `（うち${messages(Math.min(reserve, left))}は大切なお知らせのための残し）`
      : ''
  return `${need}ですが、プランの残りは${messages(left)}です${kept}。${messages(short)}足りません。`
}
