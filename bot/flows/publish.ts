/** Checked texts become revisions, all of a call or none; what runs keeps the revision it started with (SPEC §4.4). */

import { addRevisions, currentRevisions, type Revision, type RevisionKind } from '../../db/revisions.ts'
import { checkAll, kindOf, type ScenarioFile } from '../core/check.ts'
import { hasErrors, type Problem } from '../core/problem.ts'
import { baseName } from '../core/read-file.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

export interface Published {
  published: { kind: RevisionKind; name: string; number: number }[]
  unchanged: number
  /** Warnings and hints: they do not stop a publish. */
  problems: Problem[]
}

/**
 * @param actor who publishes, for the audit log
 * @throws AppError `invalid` with every problem as details when any file has an error; nothing is published then
 */
export async function publish(deps: Deps, files: ScenarioFile[], actor: string): Promise<Published> {
  const current = new Map((await currentRevisions(deps.db)).map((row) => [`${row.kind}/${row.name}`, row]))
  const paths = new Set(files.map(({ path }) => path))
  const checked = checkAll([...files, ...otherTexts(files, [...current.values()])])
  const problems = checked.problems.filter(({ file }) => paths.has(file))
  if (hasErrors(problems))
    throw new AppError('invalid', '間違いがあるため公開しませんでした。いまの版のまま動いています。', problems)
  const documents = checked.documents.filter(({ path }) => paths.has(path))
  const now = deps.now()
  const rows = documents
    .filter(({ kind, name, text }) => current.get(`${kind}/${name}`)?.text !== text)
    .map(({ kind, name, text, value }) => ({
      id: deps.newId(),
      kind,
      name,
      number: (current.get(`${kind}/${name}`)?.number ?? 0) + 1,
      text,
      body: value,
      publishedBy: actor,
      publishedAt: now,
    }))
  const published = rows.map(({ kind, name, number }) => ({ kind, name, number }))
  if (rows.length > 0)
    await addRevisions(deps.db, rows, {
      id: deps.newId(),
      actor,
      action: 'publish',
      subject: published.map(({ kind, name, number }) => `${kind}/${name}#${number}`).join(' '),
      at: now,
    })
  return { published, unchanged: documents.length - rows.length, problems }
}

const FOLDERS: Partial<Record<RevisionKind, string>> = { survey: 'surveys/', richmenu: 'richmenus/' }

/** What is published beside these files: one file alone is checked against the shop it joins. */
function otherTexts(files: ScenarioFile[], current: Revision[]): ScenarioFile[] {
  const given = new Set(files.map(({ path }) => `${kindOf(path)}/${baseName(path)}`))
  return current
    .filter(({ kind, name }) => !given.has(`${kind}/${name}`))
    .map(({ kind, name, text }) => ({ path: `${FOLDERS[kind as RevisionKind] ?? ''}${name}.yaml`, text }))
}
