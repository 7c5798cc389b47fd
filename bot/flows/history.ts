/** What was published when, by whom, and in which way did it change? And which texts may be written back to files. */

import { currentRevisions, publishAudits, revisionHistory, textsOf } from '../../db/revisions.ts'
import type { ScenarioFile } from '../core/check.ts'
import { didYouMean } from '../core/did-you-mean.ts'
import { baseName } from '../core/read-file.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { Change } from './change-content.ts'
import { type DocumentName, fileOf, idOf, type Published, readPublished } from './published.ts'

export interface HistoryEntry extends DocumentName {
  number: number
  publishedAt: Date
  publishedBy: string
  change: Change
  /** Taken out of use by this revision. */
  retired: boolean
  /** What new customers begin with, what is answered now. */
  inForce: boolean
  /** Customers on their way with it. */
  running: number
}

/**
 * Every revision, newest first.
 * @param wanted only this document's: `scenario/first_60days`, `first_60days`, `first_60days.yaml`
 * @throws AppError `not_found`
 */
export async function history(deps: Deps, wanted?: string): Promise<HistoryEntry[]> {
  const published = await readPublished(deps)
  const only = wanted === undefined ? undefined : idOf(findDocument(published.newest, wanted))
  const undone = new Set(
    (await publishAudits(deps.db))
      .filter(({ action }) => action === 'undo')
      .flatMap(({ changes }) => changes.map((change) => `${idOf(change)}#${change.number}`)),
  )
  const rows = await revisionHistory(deps.db)
  const entries: HistoryEntry[] = []
  const known = new Set<string>()
  for (const { retiredAt, id, ...row } of rows.toReversed()) {
    const document = idOf(row)
    const change = undone.has(`${document}#${row.number}`)
      ? 'undone'
      : retiredAt
        ? 'retired'
        : known.has(document)
          ? 'changed'
          : 'new'
    // Begun again after it was taken out of use, it is new again.
    if (retiredAt) known.delete(document)
    else known.add(document)
    const inForce = published.current.get(document)?.id === id
    entries.push({ ...row, kind: row.kind as DocumentName['kind'], change, retired: retiredAt !== null, inForce })
  }
  return entries.reverse().filter((entry) => only === undefined || idOf(entry) === only)
}

/**
 * The document a merchant means by `scenario/first_60days`, `first_60days` or `scenarios/first_60days.yaml`.
 * @throws AppError `not_found`, or `invalid` when two have that name
 */
export function findDocument(among: Published['newest'], wanted: string): DocumentName {
  const named = [...among.values()].map(({ kind, name }) => ({ kind: kind as DocumentName['kind'], name }))
  const exact = named.filter((document) => idOf(document) === wanted)
  const found = exact.length > 0 ? exact : named.filter(({ name }) => name === baseName(wanted))
  const [one, ...more] = found
  if (one && more.length === 0) return one
  const all = named.map(idOf).sort()
  if (one)
    throw new AppError(
      'invalid',
      `「${wanted}」は一つに決まりません。${found.map(idOf).join(' か ')} とお書きください。`,
    )
  const meant = didYouMean(wanted, [...all, ...named.map(({ name }) => name)])
  const hint = meant ? `→ 「${meant}」のことですか？` : `公開しているもの：${all.join('、') || 'まだありません'}`
  throw new AppError('not_found', `「${wanted}」は公開されていません。${hint}`)
}

/** A text in force as the file it came from. */
export interface PublishedText extends ScenarioFile {
  /** Whether this text was published under the same name at any time: then nothing is lost by overwriting it. */
  wasPublished(text: string): Promise<boolean>
}

export async function publishedTexts(deps: Deps): Promise<PublishedText[]> {
  const rows = await currentRevisions(deps.db)
  if (rows.length === 0) throw new AppError('not_found', 'まだ何も公開されていません。')
  return rows.map((row) => ({
    ...fileOf(row),
    wasPublished: async (text) => (await textsOf(deps.db, row.kind, row.name)).includes(text),
  }))
}
