/** What do newcomers of the coming years bring in, if they come back as they do today, or as the goal says? (DOMAIN §1.9 sanity, SPEC §4.3) */

export interface OutlookInputs {
  /** First purchases in a month. */
  intake: number
  /** Part of them who buy a second time. */
  f2: number
  /** Part of who bought n times who buy once more, for n = 2, 3 …; the last one goes on for ever. */
  steps: readonly number[]
  /** Days from one purchase to the next. */
  stepDays: number
  /** Yen of a first and of a later purchase. */
  firstYen: number
  repeatYen: number
}

export interface OutlookYear {
  /** 1 … */
  year: number
  /** Of newcomers since today; who is a customer already comes on top. */
  sales_yen: number
  purchases: number
}

/** Part of newcomers who buy at least n times. */
export function residual(f2: number, steps: readonly number[], n: number): number {
  let part = 1
  for (let times = 2; times <= n; times += 1)
    part *= times === 2 ? f2 : (steps[Math.min(times - 3, steps.length - 1)] ?? 0)
  return part
}

/**
 * Newcomers arrive at the beginning of each month (a twelfth of 365 days), buy at once and then every `stepDays`.
 * @returns years from today, each with its own sales
 */
export function outlook(
  { intake, f2, steps, stepDays, firstYen, repeatYen }: OutlookInputs,
  years: number,
): OutlookYear[] {
  const found = Array.from(
    { length: years },
    (_, index): OutlookYear => ({ year: index + 1, sales_yen: 0, purchases: 0 }),
  )
  const days = years * 365
  const gap = Math.max(1, stepDays)
  const parts: number[] = []
  for (let n = 1; (n - 1) * gap < days; n += 1) parts.push(residual(f2, steps, n))
  for (let month = 0; month < years * 12; month += 1) {
    const from = (month * 365) / 12
    parts.forEach((part, place) => {
      const year = found[Math.floor((from + place * gap) / 365)]
      if (!year) return
      year.purchases += intake * part
      year.sales_yen += intake * part * (place === 0 ? firstYen : repeatYen)
    })
  }
  return found.map(({ year, sales_yen, purchases }) => ({
    year,
    sales_yen: Math.round(sales_yen),
    purchases: Math.round(purchases),
  }))
}
