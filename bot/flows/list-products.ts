/** Which products does the shop list, how often was each sold, and which codes does nobody know? (DOMAIN §2.4 product) */

import { soldCodes } from '../../db/sold-codes.ts'
import { type JstDate, jstDate } from '../core/calendar.ts'
import { UNNAMED } from '../core/order.ts'
import { productFor, type Role, rolesOf } from '../core/product.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'

export interface Listed {
  sku: string
  name: string
  line?: string
  roles: Role[]
  lasts_days?: number
  /** Orders with it, and how many pieces. */
  orders: number
  quantity: number
}

export interface Unknown {
  code: string
  name: string
  orders: number
  quantity: number
  last_ordered_on: JstDate
}

export interface ProductList {
  products: Listed[]
  /** Sold, and under no product's sku, id, alias or name; most ordered first. */
  unknown: Unknown[]
}

export async function listProducts(deps: Deps): Promise<ProductList> {
  const { shop } = await loadContent(deps)
  const sold = (await soldCodes(deps.db)).filter(({ code }) => code !== UNNAMED)
  const bySku = Map.groupBy(sold, ({ code }) => productFor(code, shop)?.sku)
  return {
    products: shop.products.map((product) => {
      const own = bySku.get(product.sku) ?? []
      return {
        ...{ sku: product.sku, name: product.name, line: product.line, roles: rolesOf(product) },
        lasts_days: product.lasts_days,
        orders: own.reduce((sum, one) => sum + one.orders, 0),
        quantity: own.reduce((sum, one) => sum + one.quantity, 0),
      }
    }),
    unknown: (bySku.get(undefined) ?? []).map(({ lastAt, ...one }) => ({ ...one, last_ordered_on: jstDate(lastAt) })),
  }
}
