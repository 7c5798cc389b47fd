/** What did all buyers do by the end of a day? Out of kept parts where nothing has changed, else counted anew (DOMAIN §1.9). */

import {
  claimParts,
  keepParts,
  keptParts,
  ledgerBuckets,
  ledgerPages,
  noteDay,
  type PartsOf,
} from '../../db/report-parts.ts'
import type { JstDate } from '../core/calendar.ts'
import { readLedgers } from '../core/ledger-pages.ts'
import { countBuyer } from '../core/metrics-count.ts'
import { type CountSettings, countedWith, type Frame, frameOf } from '../core/metrics-frame.ts'
import { addTally, newTally, type Tally } from '../core/metrics-tally.ts'
import type { Deps } from '../deps.ts'

/** Ledgers read together: a few hundred kilobytes of text. */
const PAGE = 2000
/** Letters of parts written together; D1 takes a megabyte or two in one value. */
const KEPT_TOGETHER = 300_000
/** A part with thousands of products in it is not kept but counted each time. */
const LONGEST_KEPT = 700_000
/** Parts of so many days stay. */
const DAYS_KEPT = 8

type Needs = Pick<Deps, 'db' | 'newId'>

/**
 * A shop of any size: one page of ledgers and the sums are in memory. After one order only its bucket is counted anew.
 * @param onDone how many buckets are counted, of all
 */
export async function countShop(
  deps: Needs,
  settings: CountSettings,
  asOf: JstDate,
  onDone: (done: number, all: number) => void = () => {},
): Promise<Tally> {
  const of: PartsOf = { asOf, settings: countedWith(settings) }
  const buckets = await ledgerBuckets(deps.db)
  const kept = await keptParts(deps.db, of)
  const tally = newTally()
  const missing: string[][] = []
  let isGap = false
  for (const bucket of buckets) {
    const part = readPart(kept.get(bucket))
    if (part) addTally(tally, part)
    else if (isGap) missing.at(-1)?.push(bucket)
    else missing.push([bucket])
    isGap = !part
  }
  let done = buckets.length - missing.flat().length
  onDone(done, buckets.length)
  for (const run of missing)
    await countRun(deps, of, run, settings, (part) => {
      addTally(tally, part)
      done += 1
      onDone(done, buckets.length)
    })
  if (missing.length > 0) await noteDay(deps.db, of, DAYS_KEPT)
  return tally
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

interface Part {
  bucket: string
  body: Tally
}

/** Buckets that follow each other. They are claimed before they are read and kept only where no ledger changed meanwhile. */
async function countRun(
  { db, newId }: Needs,
  of: PartsOf,
  run: string[],
  settings: CountSettings,
  onPart: (part: Tally) => void,
): Promise<void> {
  const claim = newId()
  await claimParts(db, of, run, claim)
  let counted: { bucket: string; body: string }[] = []
  let length = 0
  for await (const { bucket, body } of countParts(db, run, frameOf(of.asOf as JstDate, settings))) {
    onPart(body)
    const text = JSON.stringify(body)
    if (text.length > LONGEST_KEPT) continue
    counted.push({ bucket, body: text })
    length += text.length
    if (length < KEPT_TOGETHER) continue
    await keepParts(db, of, counted, claim)
    counted = []
    length = 0
  }
  if (counted.length > 0) await keepParts(db, of, counted, claim)
}

/** A page may end in the middle of a bucket, and a bucket on the next page. */
async function* countParts(db: Deps['db'], run: string[], frame: Frame): AsyncGenerator<Part> {
  let part: Part | undefined
  // Nobody comes before the empty id of the first bucket.
  let after = { bucket: run[0] ?? '', customerId: '' }
  let isMore = true
  while (isMore) {
    const pages = await ledgerPages(db, after, run.at(-1) ?? '', PAGE)
    for (const { bucket, text, last } of pages) {
      if (part && part.bucket !== bucket) {
        yield part
        part = undefined
      }
      part ??= { bucket, body: newTally() }
      const { body } = part
      readLedgers(text, (buyer) => countBuyer(body, buyer, frame))
      after = { bucket, customerId: last }
    }
    isMore = pages.reduce((sum, { buyers }) => sum + buyers, 0) === PAGE
  }
  if (part) yield part
}
