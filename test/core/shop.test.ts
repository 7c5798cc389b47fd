/** shop.yaml: everything has a standard, and nothing that was written before stops being right. */
import { expect, test } from 'vitest'
import { Shop } from '../../bot/core/shop.ts'

const least = { name: '店', concierge: 'みなみ' }

test('a shop that says only its name has every decision of DOMAIN', () => {
  expect(Shop.parse(least)).toMatchObject({
    registration_channels: ['line', 'email'],
    purchase_date_field: 'ordered_at',
    merge_same_day: true,
    trigger_max_age_days: 3,
    delivery_estimate: { after_shipping_days: 1, after_order_days: 3 },
    subscription_shop: true,
    subscriptions: { payment_grace_days: 14 },
    recency: { long_cycle_adjust: false },
    returned_days: 90,
    stage: { strict_order: true, marriage_min_lines: 3, intent_min: 4, steady_purchases: 3 },
    positive: { rule: 'and', satisfaction_min: 4, nps_min: 7 },
    negative: { satisfaction_max: 2, nps_max: 4 },
    positives: { window_days: null, sources: ['survey'] },
    nps: { scale: '1-10', min_responses: 30 },
    rule132: { apply_to: 'first_purchase', window_days: 30, approaches: 3, offers: 2 },
    walls: { min_touchpoints: 6, min_per_wall: 1 },
    f2: { window_days: 90 },
    step_up: { window_days: 90 },
    churn: { after_days: 90 },
    annual_repeat: { method: 'A' },
    ltv: { tax: 'included', include_shipping: false },
    goals: { annual_ltv_yen: 18000, annual_repeat_rate: 0.6, f2_rate: 0.87, rule132_rate: 0.9, block_rate_max: 0.25 },
    hypotheses: { min_customers: 30, baseline_days: 90, holdout: 0 },
    line_plan: { warn_at: 0.8 },
    retention: { webhook_days: 30, message_days: 730, answer_days: 1095, inactive_friend_days: 365 },
    guard: { send_from: '09:00', send_until: '21:00', max_per_day: 1, max_per_7_days: 3, stale_after: 7 },
  })
})

test('a part that names one number keeps the others', () => {
  const shop = Shop.parse({
    ...least,
    rule132: { window_days: 45 },
    guard: { max_per_day: 2 },
    goals: { f2_rate: 0.5 },
  })
  expect(shop.rule132).toMatchObject({ window_days: 45, approaches: 3 })
  expect(shop.guard).toMatchObject({ max_per_day: 2, send_from: '09:00' })
  expect(shop.goals).toMatchObject({ f2_rate: 0.5, annual_ltv_yen: 18000 })
})

test('what was written for an earlier version is read as before', () => {
  const shop = Shop.parse({
    ...least,
    merge_same_day: false,
    usage_signals: ['used'],
    stage: { strict_order: false, marriage_min_lines: 2 },
    products: [{ sku: 'LS', name: '定期', subscription: true, insert: false }],
  })
  expect(shop).toMatchObject({ merge_same_day: false, stage: { strict_order: false, marriage_min_lines: 2 } })
  expect(shop.products[0]).toMatchObject({ subscription: true, trial: false, aliases: [] })
  expect(Shop.parse(JSON.parse(JSON.stringify(shop)))).toEqual(shop)
})

test.each([
  ['an unknown part', { rule133: {} }],
  ['an unknown number', { rule132: { windw_days: 1 } }],
  ['a method nobody knows', { annual_repeat: { method: 'D' } }],
  ['nobody to reach', { registration_channels: [] }],
  ['half a day', { f2: { window_days: 0.5 } }],
  ['a margin of 70', { ltv: { gross_margin: 70 } }],
  ['a signal in Japanese', { usage_signals: ['使った'] }],
])('%s is refused', (_what, more) => {
  expect(Shop.safeParse({ ...least, ...more }).success).toBe(false)
})
