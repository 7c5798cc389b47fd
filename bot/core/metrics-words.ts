/** How does a merchant read the report? Goals first, then what is behind them, in columns that stand straight (DOMAIN §1.9, §1.10). */

import { inColumns } from './columns-in-text.ts'
import { METRICS } from './hypothesis.ts'
import type { Report } from './metrics.ts'
import type { GoalName, MetricName, Verdict } from './metrics-goals.ts'
import { few, figure, ofWhom, people, percent, UNKNOWN } from './metrics-words-figures.ts'
import { factorsInWords, sidesInWords } from './metrics-words-money.ts'
import { outlookInWords } from './metrics-words-outlook.ts'
import { cohortsInWords, curveInWords, monthsInWords, productsInWords, stepsInWords } from './metrics-words-tables.ts'
import { LABELS } from './vocabulary.ts'

/** Which number stands where. */
const BACK: MetricName[] = [
  ...(['f2_rate', 'f2_rate_subscription', 'annual_repeat_rate', 'annual_repeat_rate_cohort'] as const),
  ...(['annual_repeat_rate_retention', 'step_up_rate', 'monthly_churn_rate', 'average_deliveries'] as const),
]
const VALUE: MetricName[] = [
  ...(['annual_ltv_yen', 'period_ltv_yen', 'ltv_30_yen', 'ltv_90_yen', 'ltv_180_yen', 'unit_price_yen'] as const),
  ...(['purchases_per_buyer', 'active_customers', 'active_rate', 'cpo_yen'] as const),
]
const LINE: MetricName[] = ['rule132_rate', 'id_link_rate', 'block_rate', 'survey_response_rate', 'nps']

/** A block of lines under its heading. */
export interface Section {
  title: string
  lines: string[]
}

/**
 * @param least below so many it is only 参考値
 * @param more what follows, such as the part about fans
 */
export function reportInWords(
  report: Report & { not_counted?: number },
  least: number,
  more: readonly Section[] = [],
): string {
  const { period, as_of, customers } = report
  const head = [
    `${as_of} までの数字（この1年：${period.from} 〜 ${period.to}）`,
    ...notCounted(report.not_counted ?? 0),
  ]
  const sections = customers.ever === 0 ? nothingSold(report, least) : everything(report, least)
  return `${[
    head,
    ...[...sections, ...more].map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`.trimEnd())]),
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const notCounted = (waiting: number): string[] =>
  waiting > 0
    ? [`${people(waiting)}のお客さまの新しい注文は、まだ数えている途中です。少したってから、もう一度ご覧ください。`]
    : []

function everything(report: Report, least: number): Section[] {
  const month = `月次解約率は ${report.churn_month.from.slice(0, 7)} の1か月の数字です。`
  return [
    goals(report, least),
    { title: 'お客さまは戻ってきているか', lines: [...numbers(BACK, report, least), month] },
    stepsInWords(report, least),
    curveInWords(report, least),
    { title: 'お客さまの価値', lines: [...numbers(VALUE, report, least), goneLine(report)] },
    factorsInWords(report),
    sidesInWords(report),
    monthsInWords(report),
    cohortsInWords(report, least),
    productsInWords(report, least),
    outlookInWords(report, least),
    line(report, least),
  ]
}

const line = (report: Report, least: number): Section => ({
  title: 'LINEとアンケート',
  lines: [...numbers(LINE, report, least), ...waiting(report)],
})

const waiting = ({ friends }: Report): string[] =>
  friends.waiting > 0
    ? [
        `連携待ちの友だち：${people(friends.waiting)}（ご注文とまだつながっていない方。区分は「${LABELS.prospect}」に数えています）`,
      ]
    : []

const goneLine = ({ customers: { gone, gone_after_days } }: Report): string =>
  `離れたお客さま（${gone_after_days}日お買い物がなく、定期便もない方）：${people(gone.numerator ?? 0)}（これまでの${people(gone.denominator ?? 0)}の${percent(gone.value)}）`

const ALIGN = ['left', 'right', 'right', 'left'] as const

function numbers(names: readonly MetricName[], { metrics }: Report, least: number): string[] {
  const rows = names.map((name) => {
    const metric = metrics[name]
    const small = name === 'active_customers' || metric.value === null ? '' : few(metric.denominator, least)
    return [METRICS[name], figure(name, metric.value), ofWhom(name, metric), small]
  })
  return inColumns(rows, ALIGN)
}

function goals({ goals, metrics, overall }: Report, least: number): Section {
  const rows = (Object.entries(goals) as [GoalName, Verdict][]).map(([name, { goal, value, met }]) => [
    value === null ? UNKNOWN : met ? '✓' : '✗',
    METRICS[name],
    figure(name, value),
    `目標 ${figure(name, goal)}${name === 'block_rate' ? '以下' : '以上'}`,
    value === null ? 'まだわかりません' : met ? '達成' : '未達',
    ofWhom(name, metrics[name]),
    few(metrics[name].denominator, least),
  ])
  return {
    title: '目標',
    lines: [
      ...inColumns(rows, ['left', 'left', 'right', 'left', 'left', 'right']),
      `総合：${overall === 'met' ? '✓ 達成' : '✗ 未達'}（年間LTV・年間リピート率・F2転換率がそろって目標に届くと「達成」です）`,
    ],
  }
}

/** A shop that has just begun, or a day before its first order. */
function nothingSold(report: Report, least: number): Section[] {
  const isKnown = LINE.some((name) => report.metrics[name].value !== null)
  return [
    {
      title: 'この日までのお買い上げは、まだありません',
      lines: [
        '注文が届くと、F2転換率や年間LTVなどの数字がここに出ます。',
        'これまでの注文を取り込むには：npx fanbelt import orders.csv --dry-run',
        '別の日の数字を見るには：npx fanbelt report --as-of 2026-10-31',
      ],
    },
    ...(isKnown ? [line(report, least)] : []),
  ]
}
