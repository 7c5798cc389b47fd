/** What do new and repeat customers bring in, and of what is LTV made? For a merchant to read (DOMAIN §1.9, §1.10). */

import { inColumns } from './columns-in-text.ts'
import type { Report } from './metrics.ts'
import { type CostSide, SIDES } from './metrics-costs.ts'
import { FACTORS, type FactorName } from './metrics-factors.ts'
import type { Side } from './metrics-money.ts'
import type { Section } from './metrics-words.ts'
import { count, decimal, people, percent, yen } from './metrics-words-figures.ts'

const HEAD = ['', 'お客さま', '購入', '売上', '粗利', '販促費', '貢献利益', '販促費率']
const RIGHT = ['left', ...new Array<'right'>(7).fill('right')] as const

export function sidesInWords(report: Report): Section {
  const rows = (Object.keys(SIDES) as CostSide[]).map((name) => [SIDES[name], ...sideCells(report[name])])
  return {
    title: '新規とリピート（この1年）',
    lines: [
      ...inColumns([HEAD, ...rows], RIGHT),
      ...nobodys(report),
      ...costsMissing(report),
      ...marginMissing(report),
      ...warning(report),
    ],
  }
}

const sideCells = (side: Side): string[] => [
  people(side.customers),
  `${count(side.purchases)}回`,
  yen(side.sales_yen),
  yen(side.gross_profit_yen),
  yen(side.promo_cost_yen),
  yen(side.contribution_yen),
  percent(side.cost_ratio),
]

const nobodys = ({ nobodys: { purchases, sales_yen } }: Report): string[] =>
  purchases > 0
    ? [
        `ほかに、どなたのご注文かわからないものが${count(purchases)}件・${yen(sales_yen)}あります（この表の数字には入っていません）。`,
      ]
    : []

function costsMissing({ costs_missing, as_of }: Report): string[] {
  const parts = (Object.keys(SIDES) as CostSide[]).flatMap((side) =>
    costs_missing[side].length > 0 ? `${SIDES[side]}は ${monthsInShort(costs_missing[side])}` : [],
  )
  return parts.length > 0
    ? [
        `販促費が入っていません（${parts.join('、')}）。貢献利益とCPOは、全部の月がそろうと出ます。`,
        `記入するには：npx fanbelt costs set ${as_of.slice(0, 7)} --new 60000 --repeat 6000`,
      ]
    : []
}

const marginMissing = (report: Report): string[] =>
  report.new.gross_profit_yen === null
    ? ['粗利率がわからないため、粗利と貢献利益は出ません。shop.yaml の ltv.gross_margin にお書きください。']
    : []

const warning = ({ warnings }: Report): string[] =>
  warnings.includes('new_at_a_loss')
    ? [
        '✗ 新規は赤字なのに、リピートへの販促費が全体の2割に届いていません。来てくださった方へのお便りに、少し回してみませんか。',
      ]
    : []

/** `2025-11〜2026-01・2026-03` */
function monthsInShort(months: readonly string[]): string {
  const runs: string[][] = []
  for (const month of months) {
    const last = runs.at(-1)?.at(-1)
    if (last !== undefined && place(month) === place(last) + 1) runs.at(-1)?.push(month)
    else runs.push([month])
  }
  return runs.map((run) => (run.length > 1 ? `${run[0]}〜${run.at(-1)}` : run[0])).join('・')
}

const place = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5))

const factor = (name: FactorName, value: number): string => {
  if (name === 'unit_price_yen') return yen(value)
  return name === 'duration_months' ? `${decimal(value, 1)}か月` : `月${decimal(value)}回`
}

/** Which factor is weak is told against the shop's own year before; without one, only what the goal would need. */
export function factorsInWords({ ltv_factors, metrics, goals }: Report): Section {
  const { year, measured, year_before, change, weakest, needed } = ltv_factors
  const names = Object.keys(FACTORS) as FactorName[]
  const product = (of: typeof year) =>
    names.map((name) => `${FACTORS[name]} ${factor(name, of[name].value ?? 0)}`).join(' × ')
  const lines = [
    `${product(year)} ＝ 期間LTV ${yen(metrics.period_ltv_yen.value)}`,
    `お客さまでいてくださった期間で見ると：${product(measured)}`,
    ...(year_before ? [`その前の1年は：${product(year_before)}`] : []),
    weakest && change
      ? `いちばん下がっているのは${FACTORS[weakest]}です（前の1年の${decimal(change[weakest])}倍）。`
      : change
        ? '前の1年から下がっているものはありません。'
        : '前の1年のお買い物がそろうと、どれが弱いかをお知らせします。',
  ]
  const goal = goals.annual_ltv_yen.goal
  const isShort = (metrics.period_ltv_yen.value ?? 0) < goal
  // Nobody is a customer for more than the twelve months of a year.
  const isTooLong = (needed.duration_months ?? 0) > 12
  const ways = names.flatMap((name) =>
    needed[name] === null || (name === 'duration_months' && isTooLong)
      ? []
      : `${FACTORS[name]}を${factor(name, needed[name])}に`,
  )
  return {
    title: 'LTVのなりたち',
    lines:
      isShort && ways.length > 0
        ? [
            ...lines,
            `目標の${yen(goal)}に一つだけで届かせるなら、${ways.join('、')}。${isTooLong ? `${FACTORS.duration_months}だけでは、1年ずっと続いても届きません。` : ''}`,
          ]
        : lines,
  }
}
