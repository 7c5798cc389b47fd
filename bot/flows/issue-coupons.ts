/** Which coupon does this customer get, with which code, and what when no code is left? One place for all who give. */

import { codesEver, codesLeft, holdersOf, type NewCoupon, usedUp } from '../../db/coupons.ts'
import { insertTasks, type NewTask } from '../../db/staff-tasks.ts'
import { jstDate, jstInstant } from '../core/calendar.ts'
import { type Coupon, expiresOn, fixedCode } from '../core/coupons.ts'
import { couponsIn, type Scenario } from '../core/scenario.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'

/** @param about.cause why: the same cause gives once; a coupon for once in a life has one cause, whoever gives it */
export const couponFor = (
  deps: Pick<Deps, 'now' | 'newId'>,
  coupon: Coupon,
  { customerId, cause }: { customerId: string; cause: string },
): NewCoupon => ({
  id: deps.newId(),
  customerId,
  couponId: coupon.id,
  cause: coupon.once_per_customer ? 'once' : cause,
  code: fixedCode(coupon),
  issuedAt: deps.now(),
  expiresAt: jstInstant(expiresOn(coupon, jstDate(deps.now())), '23:59'),
})

/** The codes that may still be promised while one batch is decided. */
export interface Pool {
  left: ReadonlyMap<string, number>
  /** By coupon. Who has a coupon for once already takes no code. */
  leftFor(customerId: string): ReadonlyMap<string, number> | undefined
  take(rows: readonly NewCoupon[]): void
}

/** No batch can promise more. */
const MOST = 5000

export async function openPool(deps: Pick<Deps, 'db'>, content: Content, customerIds: string[]): Promise<Pool> {
  const pooled = content.coupons.coupons.filter(({ codes }) => codes === 'pool')
  if (pooled.length === 0) return { left: new Map(), leftFor: () => undefined, take: () => {} }
  const left = await codesLeft(
    deps.db,
    pooled.map(({ id }) => id),
    MOST,
  )
  const forOnce = pooled.flatMap(({ id, once_per_customer }) => (once_per_customer ? id : []))
  const held = Map.groupBy(await holdersOf(deps.db, customerIds, forOnce), ({ customerId }) => customerId)
  return {
    left,
    leftFor(customerId) {
      const own = new Map(left)
      for (const { couponId } of held.get(customerId) ?? []) own.delete(couponId)
      return own
    },
    take(rows) {
      for (const { code, couponId } of rows) if (code === undefined) left.set(couponId, (left.get(couponId) ?? 0) - 1)
    },
  }
}

/**
 * Which of the coupons these scenarios promise can these customers not have again? By customer; nobody is in it who can
 * have all.
 */
export async function couponsUsedUp(
  deps: Pick<Deps, 'db'>,
  { coupons }: Content,
  scenarios: Iterable<Scenario>,
  customerIds: string[],
) {
  const promised = new Set([...scenarios].flatMap(({ steps }) => steps.flatMap(couponsIn)))
  const forOnce = coupons.coupons.flatMap(({ id, once_per_customer }) =>
    once_per_customer && promised.has(id) ? id : [],
  )
  const rows = forOnce.length > 0 ? await usedUp(deps.db, customerIds, forOnce) : []
  const groups = Map.groupBy(rows, ({ customerId }) => customerId)
  return new Map([...groups].map(([id, own]) => [id, new Set(own.map(({ couponId }) => couponId))]))
}

/** The shop's people hear of it once, until they have brought new codes and those are gone, too. Statements, to be one with what could not be given. */
export async function tellEmptyPools(deps: Deps, couponIds: Iterable<string>) {
  const tasks: NewTask[] = []
  for (const couponId of couponIds) {
    deps.log('coupon_codes_gone', { couponId })
    tasks.push({
      id: deps.newId(),
      // About no customer in particular.
      customerId: '',
      kind: 'coupon_codes',
      cause: `${couponId}:${await codesEver(deps.db, couponId)}`,
      text: `クーポン「${couponId}」のコードがなくなり、お客さまにお渡しできていません。カートで新しいコードを作り、npx fanbelt coupon-codes で取り込んでください。`,
      at: deps.now(),
    })
  }
  return tasks.length > 0 ? [insertTasks(tasks)] : []
}
