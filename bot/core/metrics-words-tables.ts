/** The report's tables for a merchant: step by step, day by day, month by month, product by product (DOMAIN §1.9, §1.10). */

import { type Align, inColumns } from './columns-in-text.ts'
import type { Report } from './metrics.ts'
import type { CohortRow } from './metrics-cohorts.ts'
import type { Side } from './metrics-money.ts'
import type { Section } from './metrics-words.ts'
import { few, people, percent, shareText, UNKNOWN, yen } from './metrics-words-figures.ts'

const right = (columns: number): Align[] => ['left', ...new Array<Align>(columns).fill('right')]

export function stepsInWords({ steps, reached, f2_window_days }: Report, least: number): Section {
  const rows = steps.map(({ n, continuation, residual, left, in_window }) => [
    `F${n}`,
    shareText(continuation),
    shareText(residual),
    percent(left.value),
    shareText(in_window),
    few(in_window.denominator, least),
  ])
  return {
    title: `何回目まで続いているか（この1年にはじめて買われ、${f2_window_days}日がたった${people(reached[0] ?? 0)}）`,
    lines: [
      ...inColumns([['', '継続率', '残存率', '離脱率', `${f2_window_days}日以内`, ''], ...rows], right(4)),
      `「${f2_window_days}日以内」は、前の回から${f2_window_days}日がたった方のうち、その間に次を買われた方です。ほかは日数を問いません。`,
    ],
  }
}

const NOBODY_BEGAN = 'この1年に、はじめて買われた方はまだいません。'

const SHOWN_DAYS = [7, 14, 30, 45, 60, 90, 120, 180]

export function curveInWords({ f2_curve }: Report, least: number): Section {
  const points = SHOWN_DAYS.flatMap((day) => f2_curve[day] ?? []).filter(({ denominator }) => denominator !== 0)
  const title = '2回目のお買い物まで（はじめてから、その日数までに2回目があった方）'
  if (points.length === 0) return { title, lines: [NOBODY_BEGAN] }
  return {
    title,
    lines: inColumns(
      [
        ['', ...points.map(({ day }) => `${day}日`)],
        ['2回目があった', ...points.map(({ value }) => percent(value))],
        ['人数', ...points.map(({ denominator }) => people(denominator ?? 0))],
        ['', ...points.map(({ denominator }) => few(denominator, least))],
      ],
      right(points.length),
    ).filter((line) => line !== ''),
  }
}

/** Without a margin, profit and what is left of it would be columns of nothing. */
export function monthsInWords({ months }: Report): Section {
  const begun = months.findIndex(({ new: first, repeat }) => first.customers + repeat.customers > 0)
  const withProfit = months.some(({ new: first }) => first.gross_profit_yen !== null)
  const cells = ({ customers, sales_yen, gross_profit_yen, promo_cost_yen, contribution_yen }: Side) =>
    withProfit
      ? [people(customers), ...[sales_yen, gross_profit_yen, promo_cost_yen, contribution_yen].map(yen)]
      : [people(customers), ...[sales_yen, promo_cost_yen].map(yen)]
  const side = (name: string) => (withProfit ? [name, '売上', '粗利', '販促費', '貢献利益'] : [name, '売上', '販促費'])
  const head = ['', ...side('新規'), ...side('リピート')]
  const rows = months
    .slice(Math.max(0, begun))
    .map(({ month, whole, new: first, repeat }) => [
      whole ? month : `${month}（途中）`,
      ...cells(first),
      ...cells(repeat),
    ])
  return { title: '月ごとの新規とリピート', lines: inColumns([head, ...rows], right(head.length)) }
}

/** Spans of 30 days after the first purchase that are worth a column. */
const SHOWN_SPANS = [1, 3, 6, 12]

const spanCells = ({ by_month }: CohortRow): string[] =>
  SHOWN_SPANS.map((span) => percent(by_month.find(({ month }) => month === span)?.active.value ?? null))
const SPAN_HEADS = SHOWN_SPANS.map((span) => `${span}か月後`)

const perHead = ({ sales_yen, customers }: CohortRow): string => yen(sales_yen / customers)

/** In the text the last 13 months; `--json` has 24. */
const SHOWN_COHORTS = 13

export function cohortsInWords({ cohorts, f2_window_days }: Report, least: number): Section {
  const rows = cohorts
    .slice(-SHOWN_COHORTS)
    .map((cohort) => [
      cohort.month,
      people(cohort.customers),
      percent(cohort.f2.value),
      ...spanCells(cohort),
      perHead(cohort),
      few(cohort.customers, least),
    ])
  return {
    title: `はじめて買われた月ごと（「3か月後」は、はじめてから90〜119日目に買われた方の割合。その日数がたった方だけで）`,
    lines:
      rows.length > 0
        ? inColumns([['', '人数', `F2（${f2_window_days}日）`, ...SPAN_HEADS, '一人あたり売上', ''], ...rows], right(7))
        : ['この2年に、はじめて買われた方はいません。'],
  }
}

/** In the text the ten that most began with; `--json` has twenty. */
const SHOWN_PRODUCTS = 10

export function productsInWords({ products, f2_window_days }: Report, least: number): Section {
  const rows = products
    .slice(0, SHOWN_PRODUCTS)
    .map((cohort) => [
      cohort.name === '' ? '（商品の記録なし）' : cohort.name,
      people(cohort.customers),
      percent(cohort.f2.value),
      percent(cohort.residual.find(({ n }) => n === 3)?.metric.value ?? null),
      ...spanCells(cohort),
      perHead(cohort),
      few(cohort.customers, least),
    ])
  return {
    title: 'はじめに買われた商品ごと（この2年）',
    lines:
      rows.length > 0
        ? inColumns(
            [['', '人数', `F2（${f2_window_days}日）`, '3回以上', ...SPAN_HEADS, '一人あたり売上', ''], ...rows],
            right(8),
          )
        : [UNKNOWN],
  }
}
