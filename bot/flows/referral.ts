/** May this customer be asked to tell a friend? The guard's own answer (DOMAIN §1.5 N3). */

import { guard } from '../core/guard.ts'
import type { Standing } from '../core/names.ts'
import type { Shop } from '../core/shop.ts'

/** @returns the guard's sentence; undefined when nothing stands in the way */
export function referralRefusal({ facts, label, stage }: Standing, shop: Shop, now: Date): string | undefined {
  const sending = { kind: 'referral', touchpoint: 'liff', dueAt: now } as const
  const verdict = guard({ sending, facts, label, stage, recentSends: [], now, shop })
  return verdict.verdict === 'allow' ? undefined : verdict.message
}
