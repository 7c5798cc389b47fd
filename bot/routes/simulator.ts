/** What the phone on the screen asks the shop: who, buy, let time pass, why. Only in simulator mode. */

import { Hono } from 'hono'
import { z } from 'zod'
import { addDays, jstDate, jstInstant, jstIso } from '../core/calendar.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { buy } from '../flows/buy.ts'
import { loadContent } from '../flows/content.ts'
import { listFriends } from '../flows/list-friends.ts'
import { lookAtCustomer } from '../flows/look-at-customer.ts'
import { type Desk, nextMoment, travelTo } from '../flows/travel.ts'

export interface SimulatorRoute extends Desk {
  /** Origin of the LINE stand-in, as the browser reaches it. */
  standIn: string
  /** An order that is not joined to this friend yet, for trying the page that does it. */
  tryLink?: { name: string; number: string; phone: string }
  /** Whom to show before all others, each with what there is to see. */
  people?: readonly { name: string; about: string }[]
}

const Purchase = z.object({ customer_id: z.string(), sku: z.string() })
const Trip = z.object({
  days: z.number().int().min(1).max(400).default(1),
  to: z.literal('next').optional(),
  customer_id: z.string().optional(),
})
/** A day on the desk ends here: the evening's messages have come, and what is bought now is still thanked for today. */
const EVENING = '20:30'

async function read<T>(schema: z.ZodType<T>, request: Request): Promise<T> {
  const parsed = schema.safeParse(await request.json().catch(() => undefined))
  if (!parsed.success) throw new AppError('invalid', '操作を読み取れませんでした。', z.treeifyError(parsed.error))
  return parsed.data
}

export function simulator(deps: Deps, { standIn, tryLink, people = [], ...desk }: SimulatorRoute) {
  const names = people.map(({ name }) => name)
  const abouts = new Map(people.map(({ name, about }) => [name, about]))
  let travelling: Promise<unknown> = Promise.resolve()
  /** One trip after the other: two windows must not pull at one clock. */
  const inTurn = <T>(trip: () => Promise<T>): Promise<T> => {
    const turn = travelling.then(trip)
    travelling = turn.catch(() => {})
    return turn
  }

  return new Hono()
    .get('/state', async (c) => {
      const { shop } = await loadContent(deps)
      return c.json({
        now: jstIso(deps.now()),
        shop: { name: shop.name, concierge: shop.concierge, color: shop.color },
        standIn,
        liff_id: deps.config.line.liffId,
        try_link: tryLink,
        customers: (await listFriends(deps, names)).map((one) => ({ ...one, about: abouts.get(one.name) })),
        products: shop.products
          .filter((product) => !product.insert)
          .map(({ sku, name, price_yen, trial, subscription }) => ({ sku, name, price_yen, trial, subscription })),
      })
    })
    .get('/customers/:id', async (c) => c.json(await lookAtCustomer(deps, c.req.param('id'))))
    .post('/buy', async (c) => {
      const { customer_id: customerId, sku } = await read(Purchase, c.req.raw)
      return c.json({ order_id: await buy(deps, customerId, sku) })
    })
    .post('/travel', async (c) => {
      const trip = await read(Trip, c.req.raw)
      const { now, ...journey } = await inTurn(async () => {
        const target =
          trip.to === 'next'
            ? await nextMoment(deps, trip.customer_id)
            : jstInstant(addDays(jstDate(deps.now()), trip.days), EVENING)
        if (!target) throw new AppError('not_found', 'この先90日に、予定された配信はありません。')
        return travelTo(deps, desk, target)
      })
      return c.json({ now: jstIso(now), ...journey })
    })
}
