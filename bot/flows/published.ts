/** What is published now, as one whole: would it still be right with these files in place of their older versions? */

import { countRevisions, newestRevisions, type Revision, type RevisionKind } from '../../db/revisions.ts'
import { type Checked, checkAll, kindOf, type ScenarioFile } from '../core/check.ts'
import { inOrder, type Problem } from '../core/problem.ts'
import { baseName } from '../core/read-file.ts'
import { couponsIn, type Scenario } from '../core/scenario.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

export interface DocumentName {
  kind: RevisionKind
  name: string
}
/** As in `scenario/first_60days`: what a merchant types and the audit log says. */
export const idOf = ({ kind, name }: { kind: string; name: string }): string => `${kind}/${name}`
export const documentOf = (path: string): DocumentName => ({ kind: kindOf(path), name: baseName(path) })

export interface Published {
  /** How many revisions there were when it was read. */
  count: number
  /** By `kind/name`, retired ones too. */
  newest: Map<string, Revision>
  /** In force. */
  current: Map<string, Revision>
}

export async function readPublished(deps: Pick<Deps, 'db'>): Promise<Published> {
  // Counted first: what is published after that makes the write fail, never slip through.
  const count = await countRevisions(deps.db)
  const rows = await newestRevisions(deps.db)
  const byId = (some: Revision[]) => new Map(some.map((row) => [idOf(row), row]))
  return { count, newest: byId(rows), current: byId(rows.filter(({ retiredAt }) => retiredAt === null)) }
}

const FOLDERS: Partial<Record<string, string>> = { survey: 'surveys/', richmenu: 'richmenus/' }
/** A published text as the file it came from. */
export const fileOf = ({ kind, name, text }: Pick<Revision, 'kind' | 'name' | 'text'>): ScenarioFile => ({
  path: `${FOLDERS[kind] ?? ''}${name}.yaml`,
  text,
})

/**
 * Judges files together with what stays published around them.
 * @param gone `kind/name` of what is taken out of use with them
 * @returns every problem of the files, and each error that other published texts would have because of them
 */
export function checkAgainst(
  { current }: Published,
  files: readonly ScenarioFile[],
  gone: ReadonlySet<string>,
): Checked {
  const own = new Set(files.map(({ path }) => path))
  const replaced = new Set([...files.map(({ path }) => idOf(documentOf(path))), ...gone])
  const staying = [...current.values()].filter((row) => !replaced.has(idOf(row))).map(asPublished)
  const checked = checkAll([...files, ...staying])
  const mine = checked.problems.filter(({ file }) => own.has(file))
  const theirs = checked.problems.filter(({ file, level }) => !own.has(file) && level === 'error')
  // What was wrong before, by rules that came after it was published, is not these files' fault.
  const known = new Set(theirs.length > 0 ? checkAll([...current.values()].map(asPublished)).problems.map(keyOf) : [])
  return { ...checked, problems: inOrder([...mine, ...theirs.filter((problem) => !known.has(keyOf(problem)))]) }
}

/** A path of its own, so that it is not mistaken for a file given under the same name. */
const asPublished = (row: Revision): ScenarioFile => {
  const { path, text } = fileOf(row)
  return { path: `公開中/${path}`, text }
}
/** Not the words: what is proposed instead depends on the other files. */
const keyOf = ({ file, line, column, code }: Problem) => `${file}:${line}:${column} ${code}`

/**
 * Some things may be changed, but not taken out of use.
 * @param scenarios those that stay
 * @throws AppError `conflict`, saying why
 */
export function assertNotNeeded(gone: readonly DocumentName[], scenarios: readonly Scenario[]): void {
  for (const document of gone) {
    const { kind, name } = document
    if (kind === 'shop' || kind === 'replies')
      throw new AppError('conflict', `${name}.yaml は必ず要るため、取り下げられません。書き換えて公開してください。`)
    const users = scenarios.filter(({ steps }) => steps.some((step) => uses(step, document))).map(({ id }) => id)
    if (users.length > 0)
      throw new AppError(
        'conflict',
        `${idOf(document)} はシナリオ（${users.join('、')}）が使っているため、取り下げられません。`,
      )
  }
}

const uses = (step: Scenario['steps'][number], { kind, name }: DocumentName): boolean =>
  (kind === 'survey' && step.survey === name) || (kind === 'coupons' && couponsIn(step).length > 0)
