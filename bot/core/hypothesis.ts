/** What do we think changes, by which step, and which number shows it? Hypothesis → measure → changed hypothesis (DOMAIN §1.13). */

import { z } from 'zod'
import { oneOf } from './one-of.ts'
import { told } from './told.ts'
import { LABELS } from './vocabulary.ts'

/** The numbers of `fanbelt report` (SPEC §4.3, DOMAIN §1.9) that a hypothesis may be about. */
export const METRICS = {
  f2_rate: 'F2転換率',
  f2_rate_subscription: 'F2転換率（定期）',
  annual_repeat_rate: '年間リピート率',
  annual_repeat_rate_cohort: '年間リピート率（はじめた年ごと）',
  annual_repeat_rate_retention: '年間リピート率（前の年から）',
  annual_ltv_yen: '年間LTV',
  period_ltv_yen: '期間LTV',
  ltv_30_yen: '30日LTV',
  ltv_90_yen: '90日LTV',
  ltv_180_yen: '180日LTV',
  unit_price_yen: '購買単価',
  purchases_per_buyer: '一人あたりの購入回数',
  active_customers: '稼働顧客',
  active_rate: '稼働率',
  step_up_rate: '引上率',
  monthly_churn_rate: '月次解約率',
  average_deliveries: '平均継続回数',
  cpo_yen: 'CPO',
  nps: 'NPS',
  rule132_rate: '1・3・2の実施率',
  id_link_rate: 'ID連携率',
  block_rate: 'ブロック率',
  survey_response_rate: 'アンケート回答率',
} as const

/** The labels of `transition:visitor>follower`; undefined when it is not written like that. */
export function transitionOf(metric: string): { from: string; to: string } | undefined {
  const [, from, to] = /^transition:([a-z_]+)>([a-z_]+)$/.exec(metric) ?? []
  return from !== undefined && to !== undefined && from !== to && isLabel(from) && isLabel(to)
    ? { from, to }
    : undefined
}

const isLabel = (word: string) => Object.hasOwn(LABELS, word)

const Id = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/)
  .max(60)
const Words = z.string().min(1)

export const Hypothesis = z.strictObject({
  id: told(Id, '仮説の名前', '半角の英小文字・数字・_', 'h_f2_trial'),
  who: told(
    z.strictObject({ fan_type: told(oneOf(LABELS), 'ファン区分', 'いまの区分', 'visitor') }),
    'どなたの',
    'どのファン区分の方についての仮説か',
    { fan_type: 'visitor' },
  ),
  toward: told(oneOf(LABELS), 'めざす区分', 'どの区分に近づいてほしいか', 'follower'),
  before: told(Words, 'いまの気持ち', '送る前の気持ちの仮説', 'お試しは届いたが、自分に合うか確信がない'),
  measure: told(z.array(Id).min(1), '打ち手', 'このシナリオのステップの id', ['m03_first_wow', 'm04_worries']),
  after: told(Words, '変わった気持ち', '送ったあとの気持ちの仮説', '手ざわりで納得し、続ける量と時期がわかった'),
  metric: told(
    z.string().refine((metric) => Object.hasOwn(METRICS, metric) || transitionOf(metric) !== undefined, {
      error: (issue) =>
        `「${String(issue.input)}」という数字はありません。transition:visitor>follower のような区分の動きか、次から選んでください：${Object.keys(METRICS).join('、')}`,
    }),
    '確かめる数字',
    `${Object.entries(METRICS)
      .map(([name, word]) => `${name}（${word}）`)
      .join('、')}、または transition:前の区分>後の区分`,
    'f2_rate',
    'transition:visitor>follower',
  ),
  baseline: told(
    z.number().nullish(),
    'いまの値',
    '率は 0.54 のように。書かなければ、はじめる前の90日から計算します',
    0.54,
  ),
  target: told(z.number().nullish(), '目標の値', '率は 0.62 のように', 0.62),
  review_after_days: told(z.int().min(1).max(1000).default(90), '何日後に見直すか', '書かなければ90日', 90),
  holdout: told(
    z.number().min(0).max(0.5).optional(),
    '送らない割合',
    'くらべるために送らない方の割合。0.1 は10％',
    0.1,
  ),
  result: told(z.looseObject({}).nullish(), '結果', '管理画面が書き入れます', {
    n: 120,
    value: 0.61,
    verdict: 'unclear',
  }),
})
export type Hypothesis = z.infer<typeof Hypothesis>
