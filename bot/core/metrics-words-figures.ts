/** How is one number of the report written for a merchant? With its unit, of how many, and 参考値 where those are few (DOMAIN §1.3). */

import type { MetricName } from './metrics-goals.ts'
import type { Metric } from './metrics-rows.ts'

export const UNKNOWN = '—'

/** Whole, with commas. */
export const count = (value: number): string => Math.round(value).toLocaleString('ja-JP')
export const people = (value: number): string => `${count(value)}人`
export const yen = (value: number | null): string => (value === null ? UNKNOWN : `${count(value)}円`)
export const percent = (value: number | null): string => (value === null ? UNKNOWN : `${(value * 100).toFixed(1)}%`)
/** At most so many digits behind the point. */
export const decimal = (value: number, digits = 2): string =>
  value.toLocaleString('ja-JP', { maximumFractionDigits: digits })

type Unit = '円' | '%' | '人' | '回' | '点'

const UNITS: Partial<Record<MetricName, Unit>> = {
  active_customers: '人',
  purchases_per_buyer: '回',
  average_deliveries: '回',
  nps: '点',
}

const unitOf = (name: MetricName): Unit => UNITS[name] ?? (name.endsWith('_yen') ? '円' : '%')

export function figure(name: MetricName, value: number | null): string {
  if (value === null) return UNKNOWN
  switch (unitOf(name)) {
    case '%':
      return percent(value)
    case '円':
      return yen(value)
    case '人':
      return people(value)
    case '回':
      return `${decimal(value)}回`
    case '点':
      return `${value > 0 ? '+' : ''}${value.toFixed(1)}`
  }
}

/** Below this many it is said that the number may still change a lot. */
export const few = (of: number | null, least: number): string => (of !== null && of > 0 && of < least ? '参考値' : '')

/** `5/8` for a share, `n=11` for a mean, or why there is no number. */
export function ofWhom(name: MetricName, { numerator, denominator }: Metric): string {
  if (name === 'active_customers') return ''
  if (denominator === 0) return 'まだ対象がありません'
  if (denominator === null) return ''
  if (numerator === null) return '販促費が入っていません'
  return unitOf(name) === '%' ? `${count(numerator)}/${count(denominator)}` : `n=${count(denominator)}`
}

/** A share with whom it is about: `62.5% (5/8)`. */
export const shareText = ({ value, numerator, denominator }: Metric): string =>
  value === null ? UNKNOWN : `${percent(value)} (${count(numerator ?? 0)}/${count(denominator ?? 0)})`
