/** Which names are true of this customer now? What `when`, `exit_when` and `pause_sales_when` are evaluated against. */

import { daysBetween, jstDate } from './calendar.ts'
import type { Facts } from './facts.ts'
import type { Shop } from './shop.ts'
import { LABELS, type Label, type Stage } from './vocabulary.ts'

/** Names that come from facts; every other name is a signal. */
export const FACT_NAMES = {
  opt_out: '配信停止中',
  withdrawn: '退会・連携解除',
  linked: 'ご注文とつながっている',
  subscribed: '定期便を利用中',
  purchased_again: '2回目のご注文があった',
  negative_answer: '合わない・不満というお返事があった',
  open_complaint: '対応中のご意見がある',
  ...LABELS,
  stage_0: '出会う前',
  stage_1: '出会い',
  stage_2: '初デート',
  stage_3: '数回のデート',
  stage_4: 'お付き合い',
  stage_5: '深い付き合い',
  stage_6: '結婚',
  stage_7: '生涯の伴走',
} as const

export interface Standing {
  facts: Facts
  label: Label
  stage: Stage
  linked: boolean
  withdrawn: boolean
}

/** @param signals names raised since the enrollment began */
export function namesTrue(standing: Standing, signals: Iterable<string>, now: Date, shop: Shop): Set<string> {
  const { facts, label, stage, linked, withdrawn } = standing
  const names = new Set<string>(signals)
  const setTo = (name: keyof typeof FACT_NAMES, holds: boolean) => (holds ? names.add(name) : names.delete(name))
  setTo('opt_out', facts.optedOut)
  setTo('withdrawn', withdrawn)
  setTo('linked', linked)
  setTo('subscribed', facts.subscription)
  setTo('purchased_again', facts.purchases >= 2)
  setTo('open_complaint', facts.openComplaint)
  const negativeDays = facts.lastNegativeOn ? daysBetween(facts.lastNegativeOn, jstDate(now)) : undefined
  setTo('negative_answer', negativeDays !== undefined && negativeDays < shop.guard.negative_mute)
  names.add(label)
  names.add(`stage_${stage}`)
  return names
}
