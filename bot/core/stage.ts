/** How deep is the relationship with this customer? Stage 0 to 7 (DOMAIN §1.4). */

import type { Facts } from './facts.ts'
import type { Shop } from './shop.ts'
import type { Stage } from './vocabulary.ts'

type StageShop = Pick<Shop, 'subscription_shop' | 'stage'>

/** The highest stage whose condition holds with all lower ones. Time alone never lowers it; a lost contract does. */
export function stageOf(facts: Facts, shop: StageShop): Stage {
  if (facts.purchases === 0) return facts.registered ? 1 : 0
  if (!isDeep(facts, shop)) {
    if (isSteady(facts, shop)) return 4
    return facts.purchases === 1 ? 2 : 3
  }
  if (facts.referrals >= 1) return 7
  return facts.productLines >= shop.stage.marriage_min_lines || (facts.intent ?? 0) >= shop.stage.intent_min ? 6 : 5
}

/** Recommends us already, whatever the stage (DOMAIN §1.4: the flag `advocate`). */
export const isAdvocate = (facts: Facts): boolean => facts.referrals >= 1

/** A contract; in a shop without subscriptions so many purchases within 180 days, ever. */
const isSteady = (facts: Facts, shop: StageShop): boolean =>
  shop.subscription_shop ? facts.subscription : facts.mostPurchasesIn180Days >= shop.stage.steady_purchases

/** Two product lines on top of going steady; a shop may waive the order and take any repeat buyer. */
const isDeep = (facts: Facts, shop: StageShop): boolean =>
  facts.productLines >= 2 && (isSteady(facts, shop) || (!shop.stage.strict_order && facts.purchases >= 2))
