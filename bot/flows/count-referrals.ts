/** Has a friend who came with a card bought for the first time? Then it counts, once, and the one whose card it was gets theirs. */

import { issueCoupons } from '../../db/coupons.ts'
import { countUse, ordersOf, refuseUse, type WaitingUse, waitingUses } from '../../db/referrals.ts'
import { insertTasks } from '../../db/staff-tasks.ts'
import type { OrderFact } from '../core/occasions.ts'
import { giftsOf, isSamePerson, judgeUse } from '../core/referral.ts'
import type { Deps } from '../deps.ts'
import type { Content } from './content.ts'
import { couponFor, openPool, tellEmptyPools } from './issue-coupons.ts'
import { refreshFacts } from './refresh-facts.ts'

/** Called when orders come to these customers, or these customers come to orders. Safe to repeat. */
export async function countReferrals(deps: Deps, content: Content, customerIds: string[]): Promise<void> {
  const waiting = await waitingUses(deps.db, customerIds)
  if (waiting.length === 0) return
  const bought = Map.groupBy(
    await ordersOf(
      deps.db,
      waiting.map(({ customerId }) => customerId),
    ),
    ({ customerId }) => customerId,
  )
  const owners = new Set<string>()
  for (const use of waiting) {
    const { customerId, ownerId } = use
    const orders = (bought.get(customerId) ?? []).map(orderFact)
    const about = { acceptedAt: new Date(use.acceptedAt), isOwnCard: isOwnCard(use) }
    const verdict = judgeUse(about, orders, deps.now())
    if ('waits' in verdict) continue
    if (ownerId === null) await deps.db.atomically([refuseUse(customerId, 'owner_gone')])
    else if ('refused' in verdict) await refuse(deps, use, verdict.refused)
    else {
      await deps.db.atomically([
        countUse(customerId, verdict.orderId, deps.now()),
        ...(await thanks(deps, content, ownerId, customerId)),
      ])
      owners.add(ownerId)
    }
  }
  if (owners.size > 0) await refreshFacts(deps, [...owners], 'data_fix', content.shop)
}

const isOwnCard = ({ customerId, email, phone, ownerId, ownerEmail, ownerPhone }: WaitingUse): boolean =>
  ownerId !== null &&
  isSamePerson({ customerId, email, phone }, { customerId: ownerId, email: ownerEmail, phone: ownerPhone })

/** One for each friend; the shop's people hear of it when there is no code to give. */
async function thanks(deps: Deps, content: Content, ownerId: string, friendId: string) {
  const coupon = giftsOf(content.shop, content.coupons.coupons)?.own
  if (!coupon) return []
  const pool = await openPool(deps, content, [ownerId])
  const isEmpty = (pool.leftFor(ownerId)?.get(coupon.id) ?? 1) <= 0
  return [
    ...issueCoupons([couponFor(deps, coupon, { customerId: ownerId, cause: `referral:${friendId}` })]),
    ...(isEmpty ? await tellEmptyPools(deps, [coupon.id]) : []),
  ]
}

async function refuse(deps: Deps, { customerId }: WaitingUse, why: 'self' | 'bought_before'): Promise<void> {
  deps.log('referral_refused', { customerId, why })
  const task = {
    id: deps.newId(),
    customerId,
    kind: 'referral_check',
    cause: customerId,
    text: 'ご紹介のカードが、ご紹介された方ご本人と思われるご注文に使われました（お客さま、メールアドレス、電話番号のどれかが同じです）。ご紹介には数えず、お礼のクーポンもお渡ししていません。',
    at: deps.now(),
  }
  await deps.db.atomically([refuseUse(customerId, why), ...(why === 'self' ? [insertTasks([task])] : [])])
}

const orderFact = (row: Awaited<ReturnType<typeof ordersOf>>[number]): OrderFact & { id: string } => ({
  ...row,
  paidAt: row.paidAt ?? undefined,
  shippedAt: row.shippedAt ?? undefined,
  totalYen: row.totalYen ?? undefined,
  // The words in this column were the rules' own when they were written.
  status: row.status as OrderFact['status'],
  isTrial: false,
  lines: [],
})
