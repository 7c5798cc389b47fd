/** Which product of the shop does this code mean, and are two codes the same item? */

import { normaliseKey } from './normalise.ts'
import type { Product, Shop } from './shop.ts'

/** Found by sku, id, another code of the cart, or name. */
export function productFor(code: string, shop: Pick<Shop, 'products'>): Product | undefined {
  const wanted = normaliseKey(code)
  return shop.products.find((product) =>
    [product.sku, product.id, product.name, ...product.aliases].some(
      (name) => name !== undefined && normaliseKey(name) === wanted,
    ),
  )
}

/** What a product can be besides something that is sold once. */
export const ROLES = { trial: 'お試し', subscription: '定期便', insert: '同梱物' } as const
export type Role = keyof typeof ROLES

export const rolesOf = (product: Product): Role[] => (Object.keys(ROLES) as Role[]).filter((role) => product[role])

/** Something the customer chose: no option, no gift, and no card that lies in every parcel, however the cart lists it. */
export const isGoods = (
  line: { sku?: string; name?: string; lineType: string },
  shop: Pick<Shop, 'products'>,
): boolean => line.lineType === 'goods' && !productFor(line.sku ?? line.name ?? '', shop)?.insert

/** What the merchant calls it; the code itself when the shop does not list it. */
export const productName = (code: string, shop: Pick<Shop, 'products'>): string => productFor(code, shop)?.name ?? code

/**
 * Whether a contract for `subscribed` already brings `offered`. A product made for subscriptions stands for its whole
 * line, because its one-off twin has another sku; any other product only for itself, so another size may be offered.
 */
export function isSameItem(offered: string, subscribed: string, shop: Pick<Shop, 'products'>): boolean {
  const one = productFor(offered, shop)
  const other = productFor(subscribed, shop)
  if (!one || !other) return normaliseKey(offered) === normaliseKey(subscribed)
  return one === other || (other.subscription && other.line !== undefined && one.line === other.line)
}

/** By which rules words about these products are judged: their own category, else the shop's; the shop's for words about none. */
export function categoriesOf(codes: readonly string[], shop: Pick<Shop, 'products' | 'product_category'>) {
  const own = codes.map((code) => productFor(code, shop)?.category ?? shop.product_category)
  return [...new Set(own.length > 0 ? own : [shop.product_category])]
}
