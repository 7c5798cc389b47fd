/** What did all buyers do by the end of a day? Out of kept parts where nothing has changed, else counted anew (DOMAIN §1.9). */

import {
  claimParts,
  keepParts,
  keptParts,
  ledgerBuckets,
  ledgerPages,
  noteDays,
  type PartsOf,
} from '../../db/report-parts.ts'
import type { JstDate } from '../core/calendar.ts'
import { readLedgers } from '../core/ledger-pages.ts'
import { countBuyer } from '../core/metrics-count.ts'
import { type CountSettings, countedWith, type Frame, frameOf } from '../core/metrics-frame.ts'
import { addTally, newTally, type Tally } from '../core/metrics-tally.ts'
import type { Deps } from '../deps.ts'

/** Ledgers read together: less than a hundred kilobytes of text, which stay close to the processor. */
const PAGE = 500
/** Letters of parts written together; D1 takes a megabyte or two in one value. */
const KEPT_TOGETHER = 300_000
/** A part with thousands of products in it is not kept but counted each time. */
const LONGEST_KEPT = 700_000
/** Parts of so many days stay. */
const DAYS_KEPT = 8

type Needs = Pick<Deps, 'db' | 'newId'>

/** What all buyers did by the end of one day: what was counted of it, and buckets that still must be. */
interface Look {
  of: PartsOf
  frame: Frame
  tally: Tally
  missing: Set<string>
}

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
  const [tally] = await countShopOn(deps, settings, [asOf], onDone)
  return tally ?? newTally()
}

/** Of several days, in their order: each ledger is read once for all of them. */
export async function countShopOn(
  deps: Needs,
  settings: CountSettings,
  days: readonly JstDate[],
  onDone: (done: number, all: number) => void = () => {},
): Promise<Tally[]> {
  const buckets = await ledgerBuckets(deps.db)
  const looks: Look[] = []
  for (const day of days) looks.push(await lookOn(deps, settings, day, buckets))
  const runs: string[][] = []
  let isGap = false
  for (const bucket of buckets) {
    const wasGap = isGap
    isGap = looks.some(({ missing }) => missing.has(bucket))
    if (isGap && wasGap) runs.at(-1)?.push(bucket)
    else if (isGap) runs.push([bucket])
  }
  let done = buckets.length - runs.flat().length
  onDone(done, buckets.length)
  for (const run of runs)
    await countRun(deps, looks, run, () => {
      done += 1
      onDone(done, buckets.length)
    })
  const counted = looks.flatMap(({ of, missing }) => (missing.size > 0 ? [of.asOf] : []))
  if (counted.length > 0) await noteDays(deps.db, counted, countedWith(settings), Math.max(DAYS_KEPT, counted.length))
  return looks.map(({ tally }) => tally)
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

/** Buckets that follow each other. They are claimed before they are read and kept only where no ledger changed meanwhile. */
async function countRun({ db, newId }: Needs, looks: Look[], run: string[], onPart: () => void): Promise<void> {
  const claim = newId()
  const keepers = looks.map(({ of }) => keeperOf(db, of, claim))
  for (const { of, missing } of looks) {
    const some = run.filter((bucket) => missing.has(bucket))
    if (some.length > 0) await claimParts(db, of, some, claim)
  }
  for await (const { bucket, bodies } of countParts(db, run, looks)) {
    for (const [n, body] of bodies.entries()) {
      const look = looks[n] as Look
      if (!body) continue
      addTally(look.tally, body)
      await keepers[n]?.add(bucket, body)
    }
    onPart()
  }
  for (const keeper of keepers) await keeper.end()
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

interface Part {
  bucket: string
  /** Of each look; undefined where it had one. */
  bodies: (Tally | undefined)[]
}

/** A page may end in the middle of a bucket, and a bucket on the next page. */
async function* countParts(db: Deps['db'], run: string[], looks: readonly Look[]): AsyncGenerator<Part> {
  const begin = (bucket: string) => ({
    bucket,
    bodies: looks.map(({ missing }) => (missing.has(bucket) ? newTally() : undefined)),
  })
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
      part ??= begin(bucket)
      const wanted = part.bodies.flatMap((body, n) => (body ? [{ body, frame: (looks[n] as Look).frame }] : []))
      readLedgers(text, (buyer) => {
        for (const { body, frame } of wanted) countBuyer(body, buyer, frame)
      })
      after = { bucket, customerId: last }
    }
    isMore = pages.reduce((sum, { buyers }) => sum + buyers, 0) === PAGE
  }
  if (part) yield part
}
