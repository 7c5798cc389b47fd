/** Which of these reports are new, changed or old news, and whose are they? */

import type { Known } from '../../db/orders.ts'
import { confirmedUntil, fingerprintOf, isNews, type Outcome, outcomeOf, type Report } from '../core/same-report.ts'
import type { Deps } from '../deps.ts'
import type { Person } from './identify.ts'
import type { Met } from './met.ts'
import { isNobody, ownersOf } from './owners.ts'

export interface Recorded {
  outcome: Outcome
  customerId: string
  id: string
}

export const keyOf = (report: Report) => `${report.source}\u0000${report.external_id}`

/** Made from the number alone, so that two processes that meet the same new order at once name it alike. */
const idOf = (report: Report) => `${encodeURIComponent(report.source)}:${report.external_id}`

export const numberOf = (report: Report) => ({ source: report.source, externalId: report.external_id })

/** What somebody knows already. */
interface Help {
  /** What `fingerprintOf` says of each. */
  fingerprints?: readonly string[]
  /** Of a long file: who was named in it before. */
  met?: Met
  /** Of the file they stand in: what names no moment of its own is not newer than that. */
  savedAt?: Date
}

export interface Owned {
  id: string
  customerId: string
  fingerprint: string
}

export interface SortedOut<Row> {
  /** To be written, one for each id. */
  rows: Row[]
  /** Known ones that a later report only confirmed. */
  confirmed: { id: string; updatedAt: Date }[]
  recorded: Recorded[]
}

/** What becomes of each report, in order; of several reports of one thing the later wins. Remembers in `known`. */
export async function sortOut<R extends Report & Person, Row>(
  deps: Deps,
  reports: R[],
  known: Map<string, Known>,
  rowOf: (report: R, owned: Owned) => Row,
  { fingerprints = reports.map((report) => fingerprintOf(report)), met, savedAt }: Help = {},
): Promise<SortedOut<Row>> {
  const keys = reports.map(keyOf)
  const printOf = (index: number) => fingerprints[index] ?? ''
  const beforeOf = (index: number) => known.get(keys[index] ?? '')
  const outcomeNow = (report: R, index: number) => outcomeOf(report, printOf(index), beforeOf(index), savedAt)
  // Whoever is told of again, word for word, was identified the first time.
  const news = reports.flatMap((report, index) => (isNews(outcomeNow(report, index)) ? index : []))
  const owners = await ownersOf(
    deps,
    news.map((index) => {
      const report = reports[index] as R
      return { id: idOf(report), report, before: beforeOf(index)?.customerId }
    }),
    met,
  )
  const customerIds = new Map(news.map((index, place) => [index, owners[place]]))

  const rows = new Map<string, Row>()
  const confirmed: SortedOut<Row>['confirmed'] = []
  const recorded = reports.map((report, index): Recorded => {
    const fingerprint = printOf(index)
    const before = beforeOf(index)
    const outcome = outcomeNow(report, index)
    const id = before?.id ?? idOf(report)
    const owner = customerIds.get(index)
    // Of two reports in one call the one that names somebody says whose it is.
    const customerId = (owner !== undefined && !isNobody(owner) ? owner : before?.customerId) ?? owner ?? ''
    const until = confirmedUntil(report, fingerprint, before)
    if (before && until) {
      before.updatedAt = until
      confirmed.push({ id, updatedAt: until })
    }
    if (isNews(outcome)) {
      rows.set(id, rowOf(report, { id, customerId, fingerprint }))
      known.set(keys[index] ?? '', {
        ...numberOf(report),
        id,
        customerId,
        fingerprint,
        updatedAt: report.updated_at ?? before?.updatedAt ?? null,
      })
    }
    return { outcome, customerId, id }
  })
  return { rows: [...rows.values()], confirmed, recorded }
}
