/** Is a shop so large that threads count for it while others are asked here? To begin one takes longer than a small shop's answer. */

import type { Db } from '../../db/client.ts'
import { countLedgers, ledgerBuckets } from '../../db/report-parts.ts'

/** In ledgers. */
export const LARGE = 100_000

export const isLarge = async (db: Db, large = LARGE): Promise<boolean> =>
  (await countLedgers(db, await ledgerBuckets(db))) >= large
