/** Who is this shop, and how does it decide? `scenarios/shop.yaml`: profile, products, goals and every [D] decision of DOMAIN. */

import { z } from 'zod'
import { TOUCHPOINTS, WALLS } from './vocabulary.ts'

const keys = <T extends Record<string, string>>(words: T) =>
  z.enum(Object.keys(words) as [keyof T & string, ...(keyof T & string)[]])
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

export const Product = z.strictObject({
  sku: z.string().min(1),
  /** Other codes under which the cart exports the same product. */
  aliases: z.array(z.string()).default([]),
  id: z.string().optional(),
  name: z.string().min(1),
  line: z.string().optional(),
  price_yen: z.number().int().min(0).optional(),
  trial: z.boolean().default(false),
  subscription: z.boolean().default(false),
  insert: z.boolean().default(false),
  lasts_days: z.number().int().positive().optional(),
  cycle_days: z.number().int().positive().optional(),
  url: z.string().optional(),
})
export type Product = z.infer<typeof Product>

/** The numbers of the guard (DOMAIN §1.5), all in days unless named otherwise. */
export const GuardSettings = z.strictObject({
  send_from: time.default('09:00'),
  send_until: time.default('21:00'),
  service_until: time.default('21:30'),
  max_per_day: z.number().int().min(1).default(1),
  max_per_7_days: z.number().int().min(1).default(3),
  stale_after: z.number().int().min(1).default(7),
  negative_mute: z.number().int().min(0).default(14),
  repeat_after_delivery: z.number().int().min(0).default(7),
  subscription_after_delivery: z.number().int().min(0).default(14),
  subscription_without_usage: z.number().int().min(0).default(21),
  subscription_after_cancel: z.number().int().min(0).default(30),
  cross_sell_after_subscription: z.number().int().min(0).default(30),
  cross_sell_min_deliveries: z.number().int().min(0).default(2),
  cross_sell_after_order: z.number().int().min(0).default(7),
  referral_after_order: z.number().int().min(0).default(14),
  referral_after_first_order: z.number().int().min(0).default(60),
  referral_min_nps: z.number().int().default(9),
  referral_count_renewals: z.boolean().default(false),
  winback_after: z.number().int().min(0).default(60),
  survey_after_delivery: z.number().int().min(0).default(7),
  survey_interval: z.number().int().min(1).default(28),
  review_after_delivery: z.number().int().min(0).default(14),
})
export type GuardSettings = z.infer<typeof GuardSettings>

export const Shop = z.strictObject({
  name: z.string().min(1).max(40),
  concierge: z.string().min(1).max(20),
  product_category: z.enum(['cosmetics', 'quasi_drug', 'food', 'ffc', 'other']).default('other'),
  timezone: z.literal('Asia/Tokyo').default('Asia/Tokyo'),
  url: z.string().optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .default('#1f5f5b'),
  texts: z.record(z.string(), z.string()).default({}),
  products: z.array(Product).default([]),
  touchpoints: z
    .array(
      z.strictObject({
        id: z.string(),
        kind: keys(TOUCHPOINTS),
        walls: z.array(keys(WALLS)).default([]),
        note: z.string().optional(),
      }),
    )
    .default([]),
  subscription_shop: z.boolean().default(true),
  usage_signals: z.array(z.string()).default(['used', 'success_felt', 'success_unclear']),
  negative_signals: z.array(z.string()).default(['negative_answer']),
  /** Orders older than this when they are first seen start nothing. */
  trigger_max_age_days: z.number().int().min(0).default(3),
  merge_same_day: z.boolean().default(true),
  recency: z.strictObject({ long_cycle_adjust: z.boolean().default(false) }).prefault({}),
  stage: z
    .strictObject({ strict_order: z.boolean().default(true), marriage_min_lines: z.number().int().default(3) })
    .prefault({}),
  positive: z
    .strictObject({
      rule: z.enum(['and', 'or']).default('and'),
      satisfaction_min: z.number().int().default(4),
      nps_min: z.number().int().default(7),
    })
    .prefault({}),
  nps: z.strictObject({ scale: z.enum(['1-10', '0-10']).default('1-10') }).prefault({}),
  guard: GuardSettings.prefault({}),
  goals: z
    .strictObject({
      annual_ltv_yen: z.number().default(18000),
      annual_repeat_rate: z.number().default(0.6),
      f2_rate: z.number().default(0.87),
      rule132_rate: z.number().default(0.9),
      id_link_rate: z.number().default(0.6),
      block_rate_max: z.number().default(0.25),
      survey_response_rate: z.number().default(0.2),
    })
    .prefault({}),
})
export type Shop = z.infer<typeof Shop>
