/** What was spent on promotion in a period, by the entries of the merchant? A month that nobody entered is unknown, not free (DOMAIN §1.10). */

import { daysIn } from './metrics-frame.ts'
import type { PromoCosts } from './metrics-money.ts'
import type { Period } from './metrics-rows.ts'
import { monthOf, monthsUntil, readMonth } from './months.ts'

export const SIDES = { new: '新規', repeat: 'リピート' } as const
export type CostSide = keyof typeof SIDES

/** One entry: a month's costs, of one campaign or of all. */
export interface CostEntry {
  /** `2026-10` */
  month: string
  side: string
  campaign: string
  yen: number
}

/** What was entered for this month; undefined when nothing was. */
export function costOfMonth(entries: readonly CostEntry[], month: string, side: CostSide): number | undefined {
  const own = entries.filter((entry) => entry.month === month && entry.side === side)
  return own.length > 0 ? own.reduce((sum, { yen }) => sum + yen, 0) : undefined
}

export interface PeriodCosts extends PromoCosts {
  /** Months of the period without an entry: as long as there are any, the sum is not known. */
  missing: Record<CostSide, string[]>
}

/**
 * Of a month that is only partly in the period, its days count: 8 of November's 30 days are 8/30 of its entry.
 * @param since the month the shop began to sell in; before it there was nothing to spend
 */
export function costsIn(period: Period, entries: readonly CostEntry[], since: string | undefined): PeriodCosts {
  const months = monthsWithin(period).filter(({ from }) => since === undefined || monthOf(from) >= since)
  const sideCosts = (side: CostSide) => {
    const missing = months.flatMap(({ from }) =>
      costOfMonth(entries, monthOf(from), side) === undefined ? monthOf(from) : [],
    )
    const spent = months.reduce((sum, month) => {
      const part = daysIn(overlap(month, period)) / daysIn(month)
      return sum + (costOfMonth(entries, monthOf(month.from), side) ?? 0) * part
    }, 0)
    return { missing, yen: missing.length > 0 || months.length === 0 ? undefined : Math.round(spent) }
  }
  const [first, repeat] = [sideCosts('new'), sideCosts('repeat')]
  return { new: first.yen, repeat: repeat.yen, missing: { new: first.missing, repeat: repeat.missing } }
}

const monthsWithin = ({ from, to }: Period): Period[] =>
  monthsUntil(to, Math.ceil(daysIn({ from, to }) / 28) + 1).filter((month) => month.to >= from)

const overlap = (one: Period, other: Period): Period => ({
  from: one.from > other.from ? one.from : other.from,
  to: one.to < other.to ? one.to : other.to,
})

const SIDE_WORDS: Record<string, CostSide> = { new: 'new', 新規: 'new', repeat: 'repeat', リピート: 'repeat' }
const MOST_YEN = 9_999_999_999

/**
 * An entry as somebody wrote it: `2026-10`, `2026/10` or `2026年10月`; `new`, `新規`, `repeat` or `リピート`.
 * @param written.yen NaN when it could not be read
 */
export function readCostEntry(written: {
  month: string
  side: string
  campaign: string
  yen: number | undefined
}): { cost: CostEntry } | { code: string; message: string } {
  const [, year = '', month = ''] = /^(\d{4})[-/.年](\d{1,2})月?$/.exec(written.month.normalize('NFKC').trim()) ?? []
  const period = readMonth(`${year}-${month.padStart(2, '0')}`)
  const side = SIDE_WORDS[written.side.normalize('NFKC').trim().toLowerCase()]
  const campaign = written.campaign.trim()
  const { yen } = written
  if (!period) return bad('month', `月「${written.month}」を読み取れません。2026-10 のようにお書きください。`)
  if (!side) return bad('side', `対象「${written.side}」を読み取れません。「新規」か「リピート」とお書きください。`)
  if (campaign.length > MOST_LETTERS) return bad('campaign', `キャンペーンの名前は${MOST_LETTERS}文字までです。`)
  if (yen === undefined) return bad('yen', '販促費が書かれていません。かからなかった月は 0 とお書きください。')
  if (!Number.isInteger(yen) || yen < 0 || yen > MOST_YEN)
    return bad('yen', '販促費を読み取れません。60000 のように、0以上の円でお書きください。')
  return { cost: { month: monthOf(period.from), side, campaign, yen } }
}

const MOST_LETTERS = 100
const bad = (field: string, message: string) => ({ code: `bad_${field}`, message })
