/** What is a merchant told about the coming years, and on what it rests? */

import { inColumns } from './columns-in-text.ts'
import type { Report } from './metrics.ts'
import type { Section } from './metrics-words.ts'
import { decimal, few, percent, yen } from './metrics-words-figures.ts'

export function outlookInWords({ outlook, f2_window_days }: Report, least: number): Section {
  if (!outlook)
    return {
      title: 'これからの見通し',
      lines: [
        `この3か月にはじめて買われた方がいらっしゃり、2回目・3回目のお買い物の割合が${f2_window_days}日の幅ではかれると、見通しが出ます。`,
      ],
    }
  const { inputs, today, goal, assumed_from, measured_of } = outlook
  const years = today.years.map(({ year }) => year)
  const cells = (of: number[]) => [...of.map(yen), yen(of.reduce((sum, each) => sum + each, 0))]
  const sales = (way: typeof today) => way.years.map(({ sales_yen }) => sales_yen)
  const gain = sales(goal).map((each, index) => each - (sales(today)[index] ?? 0))
  const steps = inputs.step_rates.map((rate, index) => `F${index + 3} ${percent(rate)}`).join('、')
  return {
    title: 'これからの見通し（これから来られる新しいお客さまの売上だけ。いまのお客さまの分は入りません）',
    lines: [
      ...inColumns(
        [
          ['', ...years.map((year) => `${year}年目`), '合計'],
          [`いまのF2（${percent(today.f2)}）`, ...cells(sales(today))],
          [`目標のF2（${percent(goal.f2)}）`, ...cells(sales(goal))],
          ['差', ...cells(gain)],
        ],
        ['left', ...new Array<'right'>(years.length + 1).fill('right')],
      ),
      `新しいお客さまは月${decimal(inputs.intake_per_month, 1)}人、1回目${yen(inputs.first_purchase_yen)}・2回目から${yen(inputs.repeat_purchase_yen)}、次のお買い物まで平均${decimal(inputs.step_days, 0)}日、という実績からの計算です。`,
      `2回目からあとに続く割合は ${steps}。F${assumed_from}からは、最後の割合が続くと仮定しています。`,
      `12回まで続く方：いまのF2で${percent(today.residual_12)}、目標のF2で${percent(goal.residual_12)}${few(measured_of, least) && `（F2をはかれた方が${measured_of}人のため参考値）`}`,
    ],
  }
}
