/** When does the customer become sure, and do those who did come back? 成功体験ポイント (DOMAIN §1.8). */

import { daysBetween, type JstDate } from './calendar.ts'
import { cameAgain, type FirstBuyer } from './first-buyer.ts'
import { type Metric, rate } from './metrics-rows.ts'
import type { Product } from './shop.ts'

/** When the product bought first arrived, and the first day on which the success signal was heard. */
export interface SuccessBuyer extends FirstBuyer {
  deliveredOn?: JstDate
  signalOn?: JstDate
}

export interface SuccessPoint {
  sku: string
  name: string
  /** Null where the shop knows it by the number of days alone. */
  signal: string | null
  /** Who reached it, of those who have received the product. */
  reached: Metric
  /** From the arrival to the signal, or to the shop's own day; null while nobody has reached it. */
  median_days: number | null
  /** Second purchase within the F2 window, of who gave the signal before it, and of who did not. */
  f2_with: Metric
  f2_without: Metric
}

type Point = { signal?: string; day?: number }

/** @param buyers who first bought this product; only those whose F2 window has closed enter the two rates */
export function successPoint(
  { sku, name }: Pick<Product, 'sku' | 'name'>,
  point: Point,
  buyers: readonly SuccessBuyer[],
  { asOf, windowDays }: { asOf: JstDate; windowDays: number },
): SuccessPoint {
  const received = buyers.filter(({ deliveredOn }) => deliveredOn !== undefined && deliveredOn <= asOf)
  const days = received.flatMap((buyer) => daysToPoint(buyer, point, asOf) ?? [])
  const matured = buyers.filter(({ firstOn }) => daysBetween(firstOn, asOf) >= windowDays)
  const sure = point.signal === undefined ? [] : matured.filter(wasSureBefore)
  const others = point.signal === undefined ? [] : matured.filter((buyer) => !wasSureBefore(buyer))
  const f2 = (group: readonly SuccessBuyer[]) =>
    rate(group.filter((buyer) => cameAgain(buyer, windowDays)).length, group.length)
  return {
    sku,
    name,
    signal: point.signal ?? null,
    reached: rate(days.length, received.length),
    median_days: median(days),
    f2_with: f2(sure),
    f2_without: f2(others),
  }
}

/** A button may be tapped before the carrier has told of the arrival: that is day 0. */
function daysToPoint({ deliveredOn, signalOn }: SuccessBuyer, { day }: Point, asOf: JstDate): number | undefined {
  if (deliveredOn === undefined) return undefined
  const told = signalOn !== undefined && signalOn <= asOf ? Math.max(0, daysBetween(deliveredOn, signalOn)) : undefined
  const waited = day !== undefined && daysBetween(deliveredOn, asOf) >= day ? day : undefined
  return told !== undefined && waited !== undefined ? Math.min(told, waited) : (told ?? waited)
}

/** Who said so only after coming back came back without it. */
const wasSureBefore = ({ signalOn, secondOn }: SuccessBuyer): boolean =>
  signalOn !== undefined && (secondOn === undefined || signalOn <= secondOn)

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  const [high, low] = [sorted[middle], sorted[sorted.length % 2 === 0 ? middle - 1 : middle]]
  return high === undefined || low === undefined ? null : (low + high) / 2
}
