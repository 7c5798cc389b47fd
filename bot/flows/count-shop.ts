/** What did all buyers do by the end of a day? Out of kept parts where nothing has changed, else counted anew (DOMAIN §1.9). */

import {
  claimParts,
  countLedgers,
  keepParts,
  keptParts,
  ledgerBuckets,
  ledgerPages,
  noteDays,
  type PartsOf,
} from '../../db/report-parts.ts'
import type { JstDate } from '../core/calendar.ts'
import { type CountSettings, countedWith, type Frame, frameOf } from '../core/metrics-frame.ts'
import { addTally, newTally, type Tally } from '../core/metrics-tally.ts'
import type { Deps } from '../deps.ts'
import { countParts, type PartsToCount, type ReadPage } from './count-parts.ts'
import { LARGE } from './large-shop.ts'

/** Letters of parts written together; D1 takes a megabyte or two in one value. */
const KEPT_TOGETHER = 300_000
/** A part with thousands of products in it is not kept but counted each time. */
const LONGEST_KEPT = 700_000
/** Parts of so many days stay. */
const DAYS_KEPT = 8

type Needs = Pick<Deps, 'db' | 'newId' | 'countApart'>

/** What all buyers did by the end of one day: what was counted of it, and buckets that still must be. */
interface Look {
  of: PartsOf
  frame: Frame
  tally: Tally
  missing: Set<string>
}

interface Options {
  /** How many buckets are counted, of all. */
  onDone?: (done: number, all: number) => void
  /** From so many ledgers on a thread counts them, where there is one to spare. */
  large?: number
}

/**
 * A shop of any size: one page of ledgers and the sums are in memory, each ledger is read once for all days, and after one
 * order only its bucket is counted anew. In a large shop a thread begins at once, and whoever asks may do something else
 * until they need the tallies. That the thread reads at another moment than they do does not matter: each bucket is counted by
 * itself, and what was counted of a bucket that changes meanwhile is not kept.
 * @returns to be called once, for a tally of each day in their order; throws whatever ended the thread
 */
export async function countShop(
  deps: Needs,
  settings: CountSettings,
  days: readonly JstDate[],
  { onDone = () => {}, large = LARGE }: Options = {},
): Promise<() => Promise<Tally[]>> {
  const { db } = deps
  const buckets = await ledgerBuckets(db)
  const looks: Look[] = []
  for (const day of days) looks.push(await lookOn(deps, settings, day, buckets))
  const runs = runsOf(buckets, (bucket) => looks.some(({ missing }) => missing.has(bucket)))
  // Before they are read: what was counted is kept only where no ledger changed meanwhile.
  const claim = deps.newId()
  for (const { of, missing } of looks) if (missing.size > 0) await claimParts(db, of, [...missing], claim)
  const work: PartsToCount = { runs, views: looks.map(({ frame, missing }) => ({ frame, missing })) }
  const isApart = deps.countApart && (await countLedgers(db, runs.flat())) >= large
  const parts = isApart ? deps.countApart?.(work) : undefined
  return async () => {
    let done = buckets.length - runs.flat().length
    onDone(done, buckets.length)
    const keepers = looks.map(({ of }) => keeperOf(db, of, claim))
    for await (const { bucket, tallies } of parts ?? countParts(pagesOf(db), work)) {
      for (const [n, tally] of tallies.entries()) {
        if (!tally) continue
        addTally((looks[n] as Look).tally, tally)
        await keepers[n]?.add(bucket, tally)
      }
      done += 1
      onDone(done, buckets.length)
    }
    for (const keeper of keepers) await keeper.end()
    const counted = looks.flatMap(({ of, missing }) => (missing.size > 0 ? [of.asOf] : []))
    if (counted.length > 0) await noteDays(db, counted, countedWith(settings), Math.max(DAYS_KEPT, counted.length))
    return looks.map(({ tally }) => tally)
  }
}

const pagesOf =
  (db: Deps['db']): ReadPage =>
  (bucket, customerId, until, limit) =>
    ledgerPages(db, { bucket, customerId }, until, limit)

/** Buckets to be counted that stand beside each other are read in one go. */
function runsOf(buckets: readonly string[], isMissing: (bucket: string) => boolean): string[][] {
  const runs: string[][] = []
  let wasMissing = false
  for (const bucket of buckets) {
    const isOne = isMissing(bucket)
    if (isOne && wasMissing) runs.at(-1)?.push(bucket)
    else if (isOne) runs.push([bucket])
    wasMissing = isOne
  }
  return runs
}

async function lookOn({ db }: Needs, settings: CountSettings, day: JstDate, buckets: string[]): Promise<Look> {
  const of: PartsOf = { asOf: day, settings: countedWith(settings) }
  const kept = await keptParts(db, of)
  const look: Look = { of, frame: frameOf(day, settings), tally: newTally(), missing: new Set() }
  for (const bucket of buckets) {
    const part = readPart(kept.get(bucket))
    if (part) addTally(look.tally, part)
    else look.missing.add(bucket)
  }
  return look
}

/** A claim, or what cannot be read, is no part. */
function readPart(body: string | undefined): Tally | undefined {
  if (!body?.startsWith('{')) return undefined
  try {
    return JSON.parse(body) as Tally
  } catch {
    return undefined
  }
}

/** Writes parts down, several together. */
function keeperOf(db: Deps['db'], of: PartsOf, claim: string) {
  let counted: { bucket: string; body: string }[] = []
  let length = 0
  const end = async () => {
    if (counted.length > 0) await keepParts(db, of, counted, claim)
    counted = []
    length = 0
  }
  return {
    end,
    async add(bucket: string, part: Tally): Promise<void> {
      const body = JSON.stringify(part)
      if (body.length > LONGEST_KEPT) return
      counted.push({ bucket, body })
      length += body.length
      if (length >= KEPT_TOGETHER) await end()
    },
  }
}
