/** Checked texts become revisions, all of a call or none; what runs keeps the revision it started with (SPEC §4.4). */

import type { Checked, Document, ScenarioFile } from '../core/check.ts'
import { hasErrors, type Problem } from '../core/problem.ts'
import type { StepChanges } from '../core/step-changes.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import {
  type Changed,
  changedBy,
  retirement,
  saveChanges,
  stepsOf,
  targetOf,
  type Wish,
  wishFor,
} from './change-content.ts'
import { findDocument } from './history.ts'
import type { Target } from './migrate-enrollments.ts'
import {
  assertNotNeeded,
  checkAgainst,
  type DocumentName,
  documentOf,
  idOf,
  type Published,
  readPublished,
} from './published.ts'
import { type MigrateOptions, type Migration, type Running, settleRunning } from './settle-running.ts'

export interface PublishOptions extends MigrateOptions {
  /** Documents to take out of use, as a merchant names them: `scenario/win_back`, `win_back`, `win_back.yaml`. */
  retire?: readonly string[]
}

type Numbered = Pick<Changed, 'kind' | 'name' | 'number'>

export interface PublishResult {
  published: Numbered[]
  retired: Numbered[]
  /** Everything of both, and in which way it changed. */
  changes: (Changed & { steps?: StepChanges })[]
  unchanged: number
  /** Warnings and hints: they do not stop a publish. */
  problems: Problem[]
  /** In force, and in none of the files. */
  elsewhere: DocumentName[]
  /** Customers who go on with an older revision. */
  running: Running[]
  migrated: Migration[]
  dryRun: boolean
}

/** Each try that fails means that somebody else's publish succeeded. */
const TRIES = 20

/**
 * @param actor who publishes, for the audit log
 * @throws AppError `invalid` with every problem as details when any file has an error, or would make one in what is
 *   published already; nothing is published then
 */
export async function publish(
  deps: Deps,
  files: readonly ScenarioFile[],
  actor: string,
  options: PublishOptions = {},
): Promise<PublishResult> {
  const given = eachOnce(files)
  const dryRun = options.dryRun ?? false
  for (let tries = 0; tries < TRIES; tries += 1) {
    const published = await readPublished(deps)
    const { wishes, targets, result } = planOf(deps, published, given, options.retire ?? [])
    const action = wishes.length > 0 && wishes.every(({ retired }) => retired) ? 'retire' : 'publish'
    const done = dryRun || wishes.length === 0 || (await saveChanges(deps, published, wishes, { actor, action }))
    if (done) return { ...result, ...(await settleRunning(deps, targets, actor, options)), dryRun }
    // Somebody published meanwhile: these files are judged again beside theirs.
  }
  throw new AppError(
    'conflict',
    'ほかの公開と重なったため、公開しませんでした。少し待ってから、もう一度お試しください。',
  )
}

/**
 * One text for each document, whichever path it was given by.
 * @throws AppError `invalid` when two files claim to be the same document
 */
function eachOnce(files: readonly ScenarioFile[]): ScenarioFile[] {
  const found = new Map<string, ScenarioFile>()
  for (const file of files) {
    const id = idOf(documentOf(file.path))
    const other = found.get(id)
    if (other && other.text !== file.text)
      throw new AppError('invalid', `${other.path} と ${file.path} は同じ名前です。どちらか一つだけにしてください。`)
    if (!other) found.set(id, file)
  }
  return [...found.values()]
}

interface Plan {
  wishes: Wish[]
  targets: Target[]
  result: Omit<PublishResult, 'running' | 'migrated' | 'dryRun'>
}

function planOf(deps: Deps, published: Published, files: ScenarioFile[], retire: readonly string[]): Plan {
  const { current } = published
  const given = new Set(files.map(({ path }) => idOf(documentOf(path))))
  const gone = new Map(
    retire.map((wanted) => findDocument(current, wanted)).map((document) => [idOf(document), document]),
  )
  const both = [...gone.keys()].find((id) => given.has(id))
  if (both) throw new AppError('invalid', `${both} を、公開と取り下げの両方に指定しています。`)
  const checked = checkAgainst(published, files, new Set(gone.keys()))
  if (hasErrors(checked.problems))
    throw new AppError('invalid', '間違いがあるため公開しませんでした。いまの版のまま動いています。', checked.problems)
  assertNotNeeded([...gone.values()], checked.scenarios)

  const documents = checked.documents.filter(({ path }) => files.some((file) => file.path === path))
  const fresh = documents.filter((document) => current.get(idOf(document))?.text !== document.text)
  const wishes = [
    ...fresh.map((document) => newText(deps, published, document)),
    ...[...gone.values()].flatMap((document) => retirement(deps, published, document, 'retired')),
  ]
  const same = documents.filter((document) => !fresh.includes(document))
  const bare = (some: Wish[]): Numbered[] => some.map(({ kind, name, number }) => ({ kind, name, number }))
  return {
    wishes,
    // Who was left behind by an earlier publish of the same text can be moved too.
    targets: [...wishes.flatMap(targetOf), ...same.flatMap((document) => targetInForce(published, document))],
    result: {
      published: bare(wishes.filter(({ retired }) => !retired)),
      retired: bare(wishes.filter(({ retired }) => retired)),
      changes: wishes.map((wish) => ({ ...changedBy(wish), ...stepsOf(published, wish) })),
      unchanged: same.length,
      problems: checked.problems,
      elsewhere: [...current.values()]
        .map(({ kind, name }) => ({ kind: kind as DocumentName['kind'], name }))
        .filter((document) => !given.has(idOf(document)) && !gone.has(idOf(document))),
    },
  }
}

function newText(deps: Deps, published: Published, document: Checked['documents'][number]): Wish {
  const change = published.current.has(idOf(document)) ? 'changed' : 'new'
  return wishFor(deps, published, document, { text: document.text, body: document.value, change, retired: false })
}

function targetInForce({ current }: Published, document: Document): Target[] {
  const row = current.get(idOf(document))
  return row ? targetOf({ ...row, kind: document.kind, retired: false, body: document.value }) : []
}
