/** The shop's systems report orders, contracts, used coupons, and who is who on LINE (SPEC §4.2). */

import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type Rejection, readLink, readOrder, readSubscription } from '../core/order.ts'
import { type Redemption, readRedemption } from '../core/redemption.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { expectLinks, linkCustomers } from '../flows/link-customer.ts'
import { recordOrders, recordSubscriptions } from '../flows/record-orders.ts'
import { redeemCoupons } from '../flows/redeem-coupons.ts'
import { requireShopKey } from './require-key.ts'

const MOST_ITEMS = 1000
const LARGEST_BODY = 10 * 1024 * 1024

/** One answer for each item sent, at the same place. */
type Answer = { external_id?: string; coupon?: string } & ({ outcome: string } | ({ outcome: 'rejected' } & Rejection))

export function orders(deps: Deps) {
  const limit = bodyLimit({
    maxSize: LARGEST_BODY,
    onError: () => {
      throw new AppError('too_large', 'send at most 1,000 items and 10 MB at a time')
    },
  })
  return new Hono()
    .use(requireShopKey(deps), limit)
    .post('/orders', async (c) =>
      c.json(
        await answerEach(await itemsOf(c.req.raw), readOrder, async (read) =>
          (
            await recordOrders(
              deps,
              read.map(({ order }) => order),
            )
          ).map(({ outcome }) => outcome),
        ),
      ),
    )
    .post('/subscriptions', async (c) =>
      c.json(
        await answerEach(await itemsOf(c.req.raw), readSubscription, async (read) =>
          (
            await recordSubscriptions(
              deps,
              read.map(({ subscription }) => subscription),
            )
          ).map(({ outcome }) => outcome),
        ),
      ),
    )
    .post('/coupons/redeem', async (c) => {
      const redeem = (read: { redemption: Redemption }[]) =>
        redeemCoupons(
          deps,
          read.map(({ redemption }) => redemption),
        )
      return c.json(await answerEach(await itemsOf(c.req.raw), readRedemption, redeem, 'code'))
    })
    .post('/customers/link', async (c) =>
      c.json(
        await answerEach(await itemsOf(c.req.raw), readLink, (read) =>
          link(
            deps,
            read.map((one) => one.link),
          ),
        ),
      ),
    )
}

type ReadLink = Extract<ReturnType<typeof readLink>, { link: unknown }>['link']

async function link(deps: Deps, links: ReadLink[]): Promise<string[]> {
  const named = links.map((one) => ({ ...one, source: one.source ?? 'api', externalId: one.external_id }))
  await expectLinks(
    deps,
    named.flatMap(({ nonce, source, externalId }) => (nonce ? [{ nonce, source, externalId }] : [])),
  )
  const bound = named.flatMap(({ line_user_id: lineUserId, source, externalId }) =>
    lineUserId ? [{ lineUserId, source, externalId }] : [],
  )
  const outcomes = await linkCustomers(deps, bound)
  return named.map((one) => (one.line_user_id ? (outcomes.shift() ?? 'unchanged') : 'expected'))
}

async function itemsOf(request: Request): Promise<unknown[]> {
  let body: unknown
  try {
    body = await request.json()
  } catch {
    throw new AppError('invalid', 'the body is not JSON')
  }
  const items = Array.isArray(body) ? body : [body]
  if (items.length > MOST_ITEMS) throw new AppError('too_large', `send at most ${MOST_ITEMS} items at a time`)
  return items
}

/** Good items are recorded and bad ones rejected with their reason, each by itself. */
async function answerEach<T extends object>(
  items: unknown[],
  read: (item: unknown) => T | Rejection,
  record: (good: T[]) => Promise<string[]>,
  name: 'external_id' | 'code' = 'external_id',
): Promise<{ items: Answer[] }> {
  const results = items.map(read)
  const good = results.filter((result): result is T => !('code' in result))
  const outcomes = good.length > 0 ? await record(good) : []
  return {
    items: results.map((result, index) => {
      const item = items[index]
      const id = typeof item === 'object' && item !== null ? Reflect.get(item, name) : undefined
      const about = id === undefined || id === null ? {} : { [name === 'code' ? 'coupon' : name]: String(id) }
      if ('code' in result) return { ...about, outcome: 'rejected', ...(result as Rejection) }
      return { ...about, outcome: outcomes.shift() ?? 'unchanged' }
    }),
  }
}
