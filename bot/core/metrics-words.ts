/** How does a merchant read the report? One line for each number, with n, and 参考値 where n is small (DOMAIN §1.3, §1.9). */

import { METRICS } from './hypothesis.ts'
import type { Report } from './metrics.ts'
import type { GoalName, MetricName } from './metrics-goals.ts'
import type { Side } from './metrics-money.ts'
import type { Metric } from './metrics-rows.ts'

type Unit = '円' | '%' | '人' | '回' | '点'

const UNITS: Partial<Record<MetricName, Unit>> = {
  active_customers: '人',
  purchases_per_buyer: '回',
  average_deliveries: '回',
  nps: '点',
}

const unitOf = (name: MetricName): Unit => UNITS[name] ?? (name.endsWith('_yen') ? '円' : '%')

/** @param least below so many it is only 参考値 */
export function reportInWords(report: Report, least: number): string {
  const { period, metrics, goals } = report
  const names = Object.keys(METRICS) as MetricName[]
  const lines = [
    `${report.as_of} 現在の数字（この1年：${period.from} 〜 ${period.to}）`,
    ...names.map((name) => {
      const goal = Object.hasOwn(goals, name) ? goals[name as GoalName] : undefined
      return `  ${METRICS[name]}：${figure(name, metrics[name].value)}${countOf(name, metrics[name], least)}${
        goal
          ? `　目標 ${figure(name, goal.goal)}${name === 'block_rate' ? '以下' : '以上'}：${goal.value === null ? 'まだわかりません' : goal.met ? '達成' : '未達'}`
          : ''
      }`
    }),
    `  （月次解約率は ${report.churn_month.from.slice(0, 7)} の1か月）`,
    '新規とリピート（この1年）',
    `  新規：${sideInWords(report.new)}`,
    `  リピート：${sideInWords(report.repeat)}`,
    `総合：${report.overall === 'met' ? '達成' : '未達'}（年間LTV・年間リピート率・F2転換率がそろって目標に届くと「達成」です）`,
  ]
  return `${lines.join('\n')}\n`
}

function figure(name: MetricName, value: number | null): string {
  if (value === null) return '—'
  const unit = unitOf(name)
  if (unit === '%') return `${(value * 100).toFixed(1)}%`
  if (unit === '点') return `${value > 0 ? '+' : ''}${value.toFixed(1)}`
  return `${value.toLocaleString('ja-JP', { maximumFractionDigits: unit === '回' ? 2 : 0 })}${unit}`
}

function countOf(name: MetricName, { numerator, denominator }: Metric, least: number): string {
  if (name === 'active_customers' || denominator === null) return ''
  if (denominator === 0) return '（まだ対象がありません）'
  if (numerator === null) return '（販促費をお知らせいただくとわかります）'
  const part = unitOf(name) === '%' ? `${numerator}/${denominator}、` : ''
  return `（${part}n=${denominator}${denominator < least ? '、参考値' : ''}）`
}

function sideInWords(side: Side): string {
  const yen = (value: number | null) => (value === null ? '—' : `${value.toLocaleString('ja-JP')}円`)
  return `${side.customers.toLocaleString('ja-JP')}人・${side.purchases.toLocaleString('ja-JP')}回、売上 ${yen(side.sales_yen)}、粗利 ${yen(side.gross_profit_yen)}、販促費 ${yen(
    side.promo_cost_yen,
  )}、貢献利益 ${yen(side.contribution_yen)}`
}
