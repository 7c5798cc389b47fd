/** Did it turn out as the hypothesis says? (DOMAIN §1.13) */

export type Verdict = 'supported' | 'not_supported' | 'unclear'

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  supported: '支持されました',
  not_supported: '支持されませんでした',
  unclear: 'まだわかりません',
}

export interface Measured {
  /** Null when there is nobody to measure. */
  value: number | null
  /** How many it was measured on. */
  n: number
}

export interface Judging extends Measured {
  baseline: number | null
  /** Of a comparison group; left out when the past is compared with, or the merchant's own number. */
  baselineN?: number
  /** Without one, better than before is enough. */
  target: number | null
  minCustomers: number
  /** Whether the day of the review has come. */
  isDue: boolean
  /** Of costs, blocks and cancellations less is more. */
  lessIsBetter?: boolean
}

/** The verdict, and in the merchant's words why it is not clearer. */
export function judgeHypothesis(given: Judging): { verdict: Verdict; why?: string } {
  const { value, n, baseline, baselineN, target, minCustomers, isDue, lessIsBetter = false } = given
  const unclear = (why: string) => ({ verdict: 'unclear' as const, why })
  if (!isDue) return unclear('見直しの日が、まだ来ていません')
  if (value === null || n < minCustomers) return unclear(`対象が${n}人で、${minCustomers}人に足りません`)
  if (baselineN !== undefined && baselineN < minCustomers)
    return unclear(`くらべる方が${baselineN}人で、${minCustomers}人に足りません`)
  const better = (one: number, other: number) => (lessIsBetter ? one < other : one > other)
  if (baseline !== null && better(baseline, value)) return { verdict: 'not_supported' }
  const reached = target === null ? baseline !== null && better(value, baseline) : !better(target, value)
  // In a comparison, what happens without the measure as well is not its doing.
  if (reached && (baselineN === undefined || (baseline !== null && better(value, baseline))))
    return { verdict: 'supported' }
  if (baseline === null && target === null) return unclear('くらべる数字がありません')
  return unclear(reached ? 'お送りしていない方と差がありません' : '目標には届いていません')
}

/** Numbers of which less is better. */
export const LESS_IS_BETTER: ReadonlySet<string> = new Set(['monthly_churn_rate', 'cpo_yen', 'block_rate'])
