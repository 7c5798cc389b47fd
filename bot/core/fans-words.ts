/** How does a merchant read what moved the fans and what they say? Tables with how many each number is of (DOMAIN §1.2, §1.3, §1.6–1.8, §1.13). */

import { jstTime } from './calendar.ts'
import { inColumns } from './columns-in-text.ts'
import type { Closed132, FansReport, Felt, JudgedHypothesis, Transitions } from './fans-report.ts'
import { METRICS, transitionOf } from './hypothesis.ts'
import type { Report } from './metrics.ts'
import type { MetricName } from './metrics-goals.ts'
import type { Metric } from './metrics-rows.ts'
import type { Section } from './metrics-words.ts'
import { count, decimal, few, figure, people, percent, shareText, UNKNOWN } from './metrics-words-figures.ts'
import type { SuccessPoint } from './success-point.ts'
import { AIMS, type AimName, CAUSES, type Drift, RETURNED } from './transitions.ts'
import { VERDICTS } from './verdict.ts'
import { LABELS, type Label, WALLS, type Wall } from './vocabulary.ts'

/** What the fans' part needs of the whole report. */
type Told = FansReport & Pick<Report, 'as_of' | 'customers'>

/**
 * @param least below so many it is only 参考値
 * @returns nothing for a shop without customers
 */
export function fansInWords(report: Told, least: number): Section[] {
  if (Object.values(report.fans.labels).some((customers) => customers > 0)) return sections(report, least)
  return report.customers.ever > 0 ? notYetKnown(report) : []
}

/** Labels are remembered from the day on which somebody became known here: who was imported today had none last month. */
const notYetKnown = ({ as_of }: Told): Section[] => [
  {
    title: 'ファン区分',
    lines: [
      `${as_of} の区分は、まだ記録されていません（ご注文を取り込む前の日です）。`,
      `そのときの人数を、いまある注文から数えるには：npx fanbelt classify --as-of ${as_of}`,
    ],
  },
]

const sections = (report: Told, least: number): Section[] => [
  { title: `ファン区分（${report.as_of} の人数）`, lines: [labelLine(report.fans.labels)] },
  transitionsInWords('ファン区分の動き', report.fans.transitions.month, least),
  ...(report.fans.transitions.so_far
    ? [transitionsInWords('今月のここまで', report.fans.transitions.so_far, least)]
    : []),
  rule132InWords(report.rule132, least),
  feelingsInWords(report.listening, least),
  wallsInWords(report.listening.walls, least),
  mindshareInWords(report.listening.mindshare, least),
  ...(report.listening.success_points.length > 0
    ? [{ title: '成功体験ポイント（この1年）', lines: report.listening.success_points.flatMap(pointInWords(least)) }]
    : []),
  ...(report.hypotheses.length > 0
    ? [{ title: '仮説', lines: report.hypotheses.flatMap((one) => hypothesisInWords(one)) }]
    : []),
]

/** Said only where it was not counted just now. */
export const countedInWords = (countedAt: string, now: Date): string[] =>
  now.getTime() - Date.parse(countedAt) < 60_000
    ? []
    : [
        `ファン区分・お客さまの声・仮説は、${jstTime(new Date(countedAt))} に数えたものです（1時間たつと数えなおします）。`,
      ]

const labelLine = (labels: FansReport['fans']['labels']): string =>
  (Object.keys(LABELS) as Label[]).map((label) => `${LABELS[label]} ${people(labels[label])}`).join('　')

const arrow = (from: string, to: string): string =>
  `${LABELS[from as Label] ?? from}→${from === 'lapsed' && to === 'follower' ? RETURNED : (LABELS[to as Label] ?? to)}`

const BESIDES: Partial<Record<AimName, string>> = {
  'follower>supporter': `${arrow('follower', 'subscriber_new')}（道のりの半分）`,
  'lapsed>follower': '一時離脱から、そのまま定期便へ',
}

const RIGHT = 'right' as const
const TABLE = ['left', RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT] as const

function transitionsInWords(title: string, { from, to, aims, drift, corrected }: Transitions, least: number) {
  const names = Object.keys(AIMS) as AimName[]
  const rows = names.map((name) => {
    const { rate, inflow } = aims[name]
    const [start = '', goal = ''] = name.split('>')
    return [arrow(start, goal), ...share(rate, least), people(inflow.left)]
  })
  return {
    title: `${title}（${from} 〜 ${to}）`,
    lines: [
      ...inColumns([['', '昇格率', '人数', '', '期間内流入'], ...rows], TABLE),
      '人数は「進まれた方／期間のはじめにその区分だった方」（サポーターへは、ビジター・定期スタートだった方も）。期間内流入は、期間のなかで入って出られた方で、昇格率には入りません。',
      ...names.flatMap((name) => {
        const { besides } = aims[name]
        return BESIDES[name] && besides !== undefined ? [`${BESIDES[name]}：${people(besides)}`] : []
      }),
      `お客さまの行動によらない動き：${drift.length > 0 ? drift.slice(0, MOST_DRIFTS).map(driftInWords).join('、') : 'ありません'}`,
      ...(corrected > 0 ? [`記録の訂正（どちらにも数えません）：${people(corrected)}`] : []),
    ],
  }
}

const MOST_DRIFTS = 6
const driftInWords = ({ from, to, cause, customers }: Drift): string =>
  `${LABELS[from]}→${LABELS[to]}（${CAUSES[cause]}）${people(customers)}`

/** `12.5%`, `5/40`, `参考値`. */
const share = ({ value, numerator, denominator }: Metric, least: number): string[] => [
  percent(value),
  `${count(numerator ?? 0)}/${count(denominator ?? 0)}`,
  few(denominator, least),
]

function rule132InWords({ year, months, running }: FansReport['rule132'], least: number): Section {
  const cells = (one: Closed132) => [
    ...share(one.rate, least),
    ...[one.met, one.achieved_early, one.short, one.unreachable].map(people),
  ]
  const closed = months.filter((one) => one.rate.denominator + one.unreachable > 0)
  const { open, met, achieved_early, unreachable } = running
  return {
    title: '1・3・2の法則（期間が終わった方）',
    lines: [
      ...inColumns(
        [
          ['', '実施率', '人数', '', '達成', '早く2回目', '不足', '届けられず'],
          ...closed.map((one) => [one.month, ...cells(one)]),
          ['この1年', ...cells(year)],
        ],
        TABLE,
      ),
      `いま期間中の方：達成 ${people(met)}、早く2回目 ${people(achieved_early)}、途中 ${people(open)}、届けられず ${people(unreachable)}`,
    ],
  }
}

const mean = ({ value }: Metric): string => (value === null ? UNKNOWN : value.toFixed(2))

function feelingsInWords({ nps_scale, months, year }: FansReport['listening'], least: number): Section {
  const cells = (one: Felt) => [
    figure('nps', one.nps.value),
    `n=${one.nps.denominator ?? 0}`,
    one.nps_indicative && (one.nps.denominator ?? 0) > 0 ? '参考値' : '',
    mean(one.satisfaction),
    shareText(one.positive),
    shareText(one.negative),
    shareText(one.response_rate),
  ]
  const heard = months.filter((one) => (one.positive.denominator ?? 0) + (one.response_rate.denominator ?? 0) > 0)
  const other = year.nps_other_scale
  return {
    title: `お客さまの声（NPSは${nps_scale}の目盛り）`,
    lines: [
      ...inColumns(
        [
          ['', 'NPS', '', '', '満足度', 'よいお返事', '不満', '回答率'],
          ...heard.map((one) => [one.month, ...cells(one)]),
          ['この1年', ...cells(year)],
        ],
        TABLE,
      ),
      ...(other > 0 ? [`ほかの目盛りのお答え${other}件は、NPSに入れていません。`] : []),
      ...(few(year.positive.denominator, least) ? ['お答えが少ないため、参考値です。'] : []),
    ],
  }
}

function wallsInWords(walls: Record<Wall, Metric>, least: number): Section {
  const names = Object.keys(WALLS) as Wall[]
  return {
    title: '続けない理由（この1年、お一人ずつのいちばん新しいお返事）',
    lines: inColumns(
      names.map((wall) => [WALLS[wall], ...share(walls[wall], least)]),
      TABLE,
    ),
  }
}

function mindshareInWords(found: FansReport['listening']['mindshare'], least: number): Section {
  const words = found.others.slice(0, 5).map((other) => `${other.word} ${count(other.count)}件`)
  return {
    title: `思い浮かぶ店${found.category === null ? '' : `（${found.category}）`}`,
    lines: [
      ...inColumns(
        [
          ['当店の名前', ...share(found.brand, least)],
          ['いちばんに当店', ...share(found.top_of_mind, least)],
          ['当店の成分', ...share(found.ingredient, least)],
          ['自分に合い、当店を思い浮かべる', ...share(found.fit, least)],
        ],
        TABLE,
      ),
      ...(words.length > 0
        ? [`ほかに多い言葉：${words.join('、')}（自店の呼び名があれば、shop.yaml の mindshare に足してください）`]
        : []),
    ],
  }
}

const pointInWords =
  (least: number) =>
  ({ name, signal, reached, median_days, f2_with, f2_without }: SuccessPoint): string[] => {
    const small = few(f2_with.denominator, least) || few(f2_without.denominator, least)
    return [
      `${name}：お届けから${median_days === null ? UNKNOWN : `${decimal(median_days, 1)}日`}（中央値）、届いた方の${shareText(reached)}`,
      ...(signal === null
        ? []
        : [`  F2は、あった方 ${shareText(f2_with)}、なかった方 ${shareText(f2_without)}${small ? `　${small}` : ''}`]),
    ]
  }

function hypothesisInWords(one: JudgedHypothesis): string[] {
  const pair = transitionOf(one.metric)
  const name = pair ? arrow(pair.from, pair.to) : METRICS[one.metric as MetricName]
  const text = (value: number | null) => (pair ? percent(value) : figure(one.metric as MetricName, value))
  const before = { file: 'いままで', before: '前の90日', holdout: '送っていない方' }[one.baseline_from]
  const than = one.baseline_n === null ? text(one.baseline) : `${text(one.baseline)}（n=${one.baseline_n}）`
  return [
    `${one.id}（${one.scenario}）：${VERDICTS[one.verdict]}${one.why ? `（${one.why}）` : ''}`,
    `  ${name} ${text(one.value)}（n=${one.n}）　${before} ${than}　目標 ${text(one.target)}　見直し ${one.review_on}`,
  ]
}
