/** When was this order shipped, and when did it arrive, says a carrier's or a warehouse's file? Nothing else of it changes. */

import { z } from 'zod'
import { badValue, isRecord, missing, notARecord, present, type Rejection } from './order.ts'
import { key, moment, source } from './report-fields.ts'

export const ArrivalInput = z.object({
  /** Left out: whichever system's order has this number. */
  source: source.optional(),
  /** As the shop's system or as the customer knows it. */
  external_id: key,
  shipped_at: moment.optional(),
  delivered_at: moment.optional(),
})
export type ArrivalInput = z.infer<typeof ArrivalInput>

/** A rejection says in Japanese which field to mend. */
export function readArrival(value: unknown): { arrival: ArrivalInput } | Rejection {
  const given = present(value)
  if (!isRecord(given)) return notARecord('発送・お届け')
  if (given.external_id === undefined) return missing('missing_id', 'external_id')
  if (given.shipped_at === undefined && given.delivered_at === undefined)
    return { code: 'missing_date', message: '発送日もお届け日もありません。' }
  const read = ArrivalInput.safeParse(given)
  return read.success ? { arrival: read.data } : badValue(given, read.error)
}
