/**
 * Takes back what was published: as a new revision with the older text, because history is never rewritten (SPEC §4.3).
 *
 * Undo goes back step by step: each call takes back the newest publish (or retirement) that has not been taken back yet.
 * An undo is not itself something to undo; to have a text again, publish it again. What the undone publish had brought
 * as new is taken out of use.
 */

import { findRevision, publishAudits } from '../../db/revisions.ts'
import { hasErrors } from '../core/problem.ts'
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
import {
  assertNotNeeded,
  checkAgainst,
  type DocumentName,
  fileOf,
  idOf,
  type Published,
  readPublished,
} from './published.ts'
import { type MigrateOptions, type Migration, type Running, settleRunning } from './settle-running.ts'

export interface UndoOptions extends MigrateOptions {
  /** Only this document goes back: `scenario/win_back`, `win_back`, `win_back.yaml`. */
  document?: string
}

/** `number` says again what `backTo` said, in place of `undid`; without `backTo` it is out of use. */
export type Undone = Changed & { undid: number; backTo?: number; steps?: StepChanges }

export interface UndoResult {
  changes: Undone[]
  running: Running[]
  migrated: Migration[]
  dryRun: boolean
}

/**
 * The newest publish as a whole, or one document's.
 * @throws AppError `not_found` when there is nothing to take back, `conflict` when somebody else published meanwhile or
 *   the shop cannot do without it, `invalid` with the problems as details when the older text does not fit the rest
 */
export async function undo(deps: Deps, actor: string, options: UndoOptions = {}): Promise<UndoResult> {
  const published = await readPublished(deps)
  const { document, dryRun = false } = options
  const only = document === undefined ? undefined : idOf(findDocument(published.newest, document))
  const steps = stepsBack(await publishAudits(deps.db), only)
  if (steps.length === 0) throw new AppError('not_found', '戻せる公開がありません。')
  if (steps.some(({ kind, backTo }) => backTo === undefined && (kind === 'shop' || kind === 'replies')))
    throw new AppError('conflict', 'いちばんはじめの公開です。これより前には戻せません。')
  const older = (await Promise.all(steps.map((step) => wishOf(deps, published, step)))).flat()
  const wishes = judged(published, older)
  const done = dryRun || (await saveChanges(deps, published, wishes, { actor, action: 'undo' }))
  // Not tried again: whoever undoes twice at once does not mean to go back two steps.
  if (!done) throw new AppError('conflict', 'ほかの公開と重なったため、戻しませんでした。history でお確かめください。')
  const changes = wishes.flatMap((wish) => {
    const step = steps.find((one) => idOf(one) === idOf(wish))
    return step ? [{ ...changedBy(wish), undid: step.undid, backTo: step.backTo, ...stepsOf(published, wish) }] : []
  })
  return { changes, ...(await settleRunning(deps, wishes.flatMap(targetOf), actor, options)), dryRun }
}

interface StepBack extends DocumentName {
  undid: number
  backTo?: number
}

/** What the newest publish changed and is not taken back yet; with `only`, the newest that changed this document. */
function stepsBack(audits: Awaited<ReturnType<typeof publishAudits>>, only: string | undefined): StepBack[] {
  const stacks = new Map<string, (DocumentName & { number: number; order: number })[]>()
  for (const [order, { action, changes }] of audits.entries())
    for (const change of changes) {
      const stack = stacks.get(idOf(change)) ?? []
      stacks.set(idOf(change), stack)
      if (action === 'undo') stack.pop()
      else stack.push({ ...change, order })
    }
  const tops = [...stacks].flatMap(([id, stack]) => {
    const top = stack.at(-1)
    return top && (only === undefined || id === only) ? [{ ...top, backTo: stack.at(-2)?.number }] : []
  })
  const newest = Math.max(...tops.map(({ order }) => order))
  return tops
    .filter(({ order }) => order === newest)
    .map(({ kind, name, number, backTo }) => ({ kind, name, undid: number, backTo }))
}

async function wishOf(deps: Deps, published: Published, step: StepBack): Promise<Wish[]> {
  const { kind, name, backTo } = step
  const older = backTo === undefined ? undefined : await findRevision(deps.db, { kind, name, number: backTo })
  if (!older || older.retiredAt) return retirement(deps, published, step, 'undone')
  const { text, body } = older
  return [wishFor(deps, published, step, { text, body, change: 'undone', retired: false })]
}

/** The wishes, read again by the rules of today: together with the rest they must be right. */
function judged(published: Published, wishes: readonly Wish[]): Wish[] {
  const gone = wishes.filter(({ retired }) => retired)
  const files = wishes.filter(({ retired }) => !retired).map(fileOf)
  const { problems, scenarios, documents } = checkAgainst(published, files, new Set(gone.map(idOf)))
  if (hasErrors(problems))
    throw new AppError(
      'invalid',
      '前の版に戻すと間違いになるため、戻しませんでした。いまの版のまま動いています。',
      problems,
    )
  assertNotNeeded(gone, scenarios)
  const values = new Map(documents.map((document) => [idOf(document), document.value]))
  return wishes.map((wish) => (wish.retired ? wish : { ...wish, body: values.get(idOf(wish)) ?? wish.body }))
}
