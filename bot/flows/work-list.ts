/** What do the shop's people have to do by hand, for whom, on which day? Calls, inserts and letters of the scenarios (SPEC §4.4 `touchpoints`). */

import { customerNumbers, listedDeliveries, type MarkedDone, setDone } from '../../db/work-lists.ts'
import { addDays, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import { toldOf } from '../core/coupon-deadline.ts'
import { stepIdIn } from '../core/due.ts'
import { plainText } from '../core/message.ts'
import { couponCards, couponOf, stepValues } from '../core/step-values.ts'
import { TOUCHPOINTS, type Touchpoint } from '../core/vocabulary.ts'
import { writeCsv } from '../core/write-csv.ts'
import type { Deps } from '../deps.ts'
import { loadContent, loadScenarios } from './content.ts'
import { heldCoupons } from './held-coupons.ts'
import { loadHistories } from './records.ts'

export interface Work {
  day: JstDate
  /** In the shop's system; empty for somebody only LINE knows. */
  customerNumber: string
  name: string
  touchpoint: Touchpoint
  scenario: string
  step: string
  /** What to say or enclose, with the customer's own values. */
  text: string
  done: boolean
  /** What `markDone` takes. */
  number: string
}

const LOOKS_BACK_DAYS = 30

/** @param period Tokyo days, both included; the last thirty days up to today when left out */
export async function workList(deps: Deps, period: { from?: JstDate; to?: JstDate } = {}): Promise<Work[]> {
  const to = period.to ?? jstDate(deps.now())
  const from = period.from ?? addDays(to, -LOOKS_BACK_DAYS)
  const rows = await listedDeliveries(deps.db, jstInstant(from), jstInstant(addDays(to, 1)))
  if (rows.length === 0) return []
  const { shop, coupons } = await loadContent(deps)
  const customerIds = rows.map((row) => row.customerId)
  const numbers = await customerNumbers(deps.db, customerIds)
  const histories = await loadHistories(deps, customerIds)
  const scenarios = await loadScenarios(
    deps,
    rows.map((row) => row.revisionId),
  )
  const held = await heldCoupons(
    deps,
    { coupons },
    rows.map((row) => row.anchor),
  )
  return rows.flatMap((row): Work[] => {
    const step = scenarios.get(row.revisionId)?.steps.find(({ id }) => id === stepIdIn(row.stepId))
    const history = histories.get(row.customerId)
    if (!step || !history) return []
    const coupon = held.get(row.anchor)
    const promised = coupon ? toldOf(coupon, coupons.coupons) : couponOf(step, coupons.coupons, row.decidedAt)
    const who = { name: history.name, orders: history.records.orders, subscriptions: history.records.subscriptions }
    const context = {
      values: stepValues(who, row.anchor, shop, promised),
      coupon: couponCards(step, coupons.coupons, shop, row.decidedAt),
    }
    return [
      {
        day: jstDate(row.dueAt),
        customerNumber: numbers.get(row.customerId) ?? '',
        name: history.name ?? '',
        touchpoint: step.touchpoint,
        scenario: row.scenarioId,
        step: step.id,
        text: plainText(step, context),
        done: row.status === 'done',
        number: `${row.enrollmentId}:${row.stepId}`,
      },
    ]
  })
}

const HEADER = ['日付', 'お客さま番号', 'お名前', '接点', 'シナリオ', 'ステップ', '内容', '対応', '作業番号']

/** For Excel: BOM, and no cell that could be a formula. */
export const workListCsv = (work: readonly Work[]): string =>
  writeCsv([
    HEADER,
    ...work.map((one) => [
      one.day,
      one.customerNumber,
      one.name,
      TOUCHPOINTS[one.touchpoint],
      one.scenario,
      one.step,
      one.text,
      one.done ? '済' : '',
      one.number,
    ]),
  ])

/** @returns `unknown` when it stands on no list */
export function markDone(deps: Deps, number: string, by: string): Promise<MarkedDone> {
  const [enrollmentId = '', ...key] = number.split(':')
  return setDone(deps.db, enrollmentId, key.join(':'), by)
}
