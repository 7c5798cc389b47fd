/** Under which codes was something sold, and how often? One look at all orders, whatever their number. */

import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { orderLines, orders } from './schema.ts'

export interface SoldCode {
  /** The sku; the name where the shop system gave none. */
  code: string
  /** As the newest order calls it. */
  name: string
  orders: number
  quantity: number
  lastAt: Date
}

/** Goods of orders that were not cancelled, most ordered first. */
export async function soldCodes(db: Db): Promise<SoldCode[]> {
  const rows = await db.values<[code: string, name: string, orders: number, quantity: number, last: number]>(sql`
    select coalesce(line.sku, line.name) as code, line.name, count(distinct line.order_id) as sold, sum(line.qty),
      max(bought.ordered_at)
    from ${orderLines} as line join ${orders} as bought on bought.id = line.order_id
    where line.line_type = 'goods' and bought.status not in ('cancelled', 'returned')
    group by code order by sold desc, code`)
  return rows.map(([code, name, count, quantity, last]) => ({
    ...{ code, name, orders: count, quantity, lastAt: new Date(last) },
  }))
}
