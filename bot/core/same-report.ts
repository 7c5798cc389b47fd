/** A shop system reports the same thing again and again: is this report new, changed, the same as before, or old news? */

import { digest } from './digest.ts'

/** `older`: something newer is known already, so nothing changes. */
export type Outcome = 'inserted' | 'updated' | 'unchanged' | 'older'

/** Whether anything is to be written. */
export const isNews = (outcome: Outcome): boolean => outcome === 'inserted' || outcome === 'updated'

export interface Report {
  source: string
  external_id: string
  updated_at?: Date
}

/** What was kept of the last report. */
export interface KnownReport {
  fingerprint: string
  updatedAt: Date | null
}

/** As JSON, without the moment at which it was reported. */
export const textOf = (report: Report): string => JSON.stringify({ ...report, updated_at: undefined })

/** Same report, same text, same number: what tells an update from a repetition, and says nothing about anybody. */
export const fingerprintOf = (report: Report, text = textOf(report)): string =>
  `${digest(text).toString(36)}.${text.length.toString(36)}`

/** What was recorded by an earlier version has the whole text for its fingerprint. */
const isSame = (report: Report, fingerprint: string, known: KnownReport): boolean =>
  known.fingerprint === fingerprint || (known.fingerprint.startsWith('{') && known.fingerprint === textOf(report))

/**
 * An older report never overwrites a newer one; the same report changes nothing.
 * @param savedAt of the file it stands in: a report that names no moment is not newer than that
 */
export function outcomeOf(
  report: Report,
  fingerprint: string,
  known: KnownReport | undefined,
  savedAt?: Date,
): Outcome {
  if (!known) return 'inserted'
  if (isSame(report, fingerprint, known)) return 'unchanged'
  const at = report.updated_at ?? savedAt
  return at && known.updatedAt && at < known.updatedAt ? 'older' : 'updated'
}

/** Unchanged, but now known to hold until this moment: reports older than that are old news. */
export function confirmedUntil(report: Report, fingerprint: string, known: KnownReport | undefined): Date | undefined {
  const at = report.updated_at
  if (!known || !at || (known.updatedAt && at <= known.updatedAt)) return undefined
  return isSame(report, fingerprint, known) ? at : undefined
}
