/** The shop's decisions for the set-based rules: what the database needs to know of shop.yaml to count as the core does. */

import { dayNumber, type JstDate, jstDate, jstInstant, TOKYO_AHEAD } from './calendar.ts'
import { USUAL_CYCLE } from './contracts.ts'
import { DENSEST_SPAN } from './gather-facts.ts'
import { COOL_DAYS, WARM_DAYS } from './label.ts'
import { productFor } from './product.ts'
import type { Shop } from './shop.ts'
import { positiveSignals, USING_MIN } from './survey.ts'

/** Plain numbers and words, for SQL to read one by one. */
export const bulkRules = (shop: Shop, now: Date) => ({
  now: now.getTime(),
  today: dayNumber(jstDate(now)),
  ahead: TOKYO_AHEAD,
  byLine: shop.registration_channels.includes('line'),
  byEmail: shop.registration_channels.includes('email'),
  datedBy: shop.purchase_date_field,
  mergeSameDay: shop.merge_same_day,
  afterShipping: shop.delivery_estimate.after_shipping_days,
  afterOrder: shop.delivery_estimate.after_order_days,
  subscriptionShop: shop.subscription_shop,
  grace: shop.subscriptions.payment_grace_days,
  usualCycle: USUAL_CYCLE,
  longCycle: shop.recency.long_cycle_adjust,
  strictOrder: shop.stage.strict_order,
  marriageLines: shop.stage.marriage_min_lines,
  intentMin: shop.stage.intent_min,
  steady: shop.stage.steady_purchases,
  bothPositive: shop.positive.rule === 'and',
  satisfactionMin: shop.positive.satisfaction_min,
  npsMin: shop.positive.nps_min,
  satisfactionMax: shop.negative.satisfaction_max,
  npsMax: shop.negative.nps_max,
  usingMin: USING_MIN,
  positiveWindow: shop.positives.window_days,
  positiveSurveys: shop.positives.sources.includes('survey'),
  positiveSignals: positiveSignals(shop),
  usageSignals: shop.usage_signals,
  negativeSignals: shop.negative_signals,
  surveyInterval: shop.guard.survey_interval,
  surveyEvery: shop.survey_every_days,
  surveyAfterDelivery: shop.guard.survey_after_delivery,
  taxIncluded: shop.ltv.tax === 'included',
  includeShipping: shop.ltv.include_shipping,
  warmDays: WARM_DAYS,
  coolDays: COOL_DAYS,
  densestSpan: DENSEST_SPAN,
})

/** Whether facts and ledgers come out the same under both, whatever is on record. */
export const countsAlike = (one: Shop, other: Shop): boolean => countedBy(one) === countedBy(other)

const SOME_MOMENT = jstInstant('2026-01-01' as JstDate)

/** Everything of the shop's settings that facts and ledgers depend on, as one text. */
export const countedBy = (shop: Shop): string =>
  JSON.stringify([
    bulkRules(shop, SOME_MOMENT),
    shop.products.map(({ sku, id, name, aliases, line, trial, subscription, insert, cycle_days }) => [
      ...[sku, id, name, aliases, line, trial, subscription, insert, cycle_days],
    ]),
  ])

/** Told to the database at once; who has bought under one more is counted singly. */
const MOST_CODES = 5000

/** What each of these codes means to the shop; nothing, for those of no product. */
export const knownCodes = (codes: readonly string[], shop: Pick<Shop, 'products'>) =>
  codes.slice(0, MOST_CODES).map((code) => {
    const { sku, line, cycle_days: cycleDays, trial, subscription, insert } = productFor(code, shop) ?? {}
    return { code, sku, line, cycleDays, trial, subscription, insert }
  })
