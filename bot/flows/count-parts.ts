/** What did the buyers of each bucket do? Out of their ledgers, page by page: here, or in a thread (bot/count-thread.ts). */

import type { LedgerPage } from '../../db/report-parts.ts'
import { readLedgers } from '../core/ledger-pages.ts'
import { countBuyer } from '../core/metrics-count.ts'
import type { Frame } from '../core/metrics-frame.ts'
import { newTally, type Tally } from '../core/metrics-tally.ts'

/** Ledgers read together: less than a hundred kilobytes of text, which stay close to the processor. */
const PAGE = 500

/** Looked from this day, with buckets that have not been counted yet. */
export interface View {
  frame: Frame
  missing: ReadonlySet<string>
}

/** What can be told to another thread. */
export interface PartsToCount {
  /** Buckets that follow each other. */
  runs: string[][]
  views: View[]
}

export interface Part {
  bucket: string
  /** Of each view; undefined where it had one. */
  tallies: (Tally | undefined)[]
}

/** The ledgers after this one, up to the last bucket (db/report-parts.ts). */
export type ReadPage = (bucket: string, customerId: string, until: string, limit: number) => Promise<LedgerPage[]>

export async function* countParts(read: ReadPage, { runs, views }: PartsToCount): AsyncGenerator<Part> {
  for (const run of runs) yield* countRun(read, run, views)
}

/** A page may end in the middle of a bucket, and a bucket on the next page. */
async function* countRun(read: ReadPage, run: string[], views: readonly View[]): AsyncGenerator<Part> {
  let part: Part | undefined
  // Nobody comes before the empty id of the first bucket.
  let after = { bucket: run[0] ?? '', customerId: '' }
  let isMore = true
  while (isMore) {
    const pages = await read(after.bucket, after.customerId, run.at(-1) ?? '', PAGE)
    for (const { bucket, text, last } of pages) {
      if (part && part.bucket !== bucket) {
        yield part
        part = undefined
      }
      part ??= { bucket, tallies: views.map(({ missing }) => (missing.has(bucket) ? newTally() : undefined)) }
      const wanted = part.tallies.flatMap((tally, n) => (tally ? [{ tally, frame: (views[n] as View).frame }] : []))
      readLedgers(text, (buyer) => {
        for (const { tally, frame } of wanted) countBuyer(tally, buyer, frame)
      })
      after = { bucket, customerId: last }
    }
    isMore = pages.reduce((sum, { buyers }) => sum + buyers, 0) === PAGE
  }
  if (part) yield part
}
