/** The one door by which published texts change: numbered, all or nothing, with a line in the audit log. */

import { addRevisions } from '../../db/revisions.ts'
import { markEverybody } from '../../db/stale-facts.ts'
import { countsAlike } from '../core/bulk-rules.ts'
import { Scenario } from '../core/scenario.ts'
import { Shop } from '../core/shop.ts'
import { type StepChanges, stepChanges } from '../core/step-changes.ts'
import type { Deps } from '../deps.ts'
import { noteMadeWith } from './made-with.ts'
import type { Target } from './migrate-enrollments.ts'
import { type DocumentName, idOf, type Published } from './published.ts'

export type Change = 'new' | 'changed' | 'retired' | 'undone'

/** One document's next revision. */
export interface Wish extends DocumentName {
  /** Of the new revision. */
  id: string
  number: number
  text: string
  body: unknown
  change: Change
  /** Taken out of use; `text` and `body` are what it said until then. */
  retired: boolean
}

export interface Changed extends DocumentName {
  number: number
  change: Change
}

/** @returns the wish as its document's next revision */
export function wishFor(
  deps: Deps,
  { newest }: Published,
  document: DocumentName,
  what: Pick<Wish, 'text' | 'body' | 'change' | 'retired'>,
): Wish {
  const { kind, name } = document
  return { id: deps.newId(), kind, name, number: (newest.get(idOf(document))?.number ?? 0) + 1, ...what }
}

/** Nothing to do for what is out of use already. */
export function retirement(
  deps: Deps,
  published: Published,
  document: DocumentName,
  change: 'retired' | 'undone',
): Wish[] {
  const row = published.current.get(idOf(document))
  if (!row) return []
  // The body of a damaged row reads as null.
  return [wishFor(deps, published, document, { text: row.text, body: row.body ?? {}, change, retired: true })]
}

export const changedBy = ({ kind, name, number, change }: Wish): Changed => ({ kind, name, number, change })

/** Which steps of a scenario become others by it; nothing for what is new or taken out of use. */
export function stepsOf({ current }: Published, wish: Wish): { steps?: StepChanges } {
  if (wish.kind !== 'scenario' || wish.retired) return {}
  const before = Scenario.safeParse(current.get(idOf(wish))?.body)
  const after = Scenario.safeParse(wish.body)
  return before.success && after.success ? { steps: stepChanges(before.data, after.data) } : {}
}

/** Where customers on their way go when they are moved; undefined for what nobody runs on. */
export const targetOf = ({ kind, name, id, number, body, retired }: Omit<Wish, 'text' | 'change'>): Target[] =>
  kind === 'scenario'
    ? [{ scenarioId: name, revisionId: id, number, scenario: retired ? undefined : (body as Scenario) }]
    : []

/** Whether everybody has to be looked at again: the shop counts purchases, feelings or money in another way. */
function changesFacts(current: Published['current'], { kind, name, body, retired }: Wish): boolean {
  if (kind !== 'shop' || retired) return false
  const before = Shop.safeParse(current.get(idOf({ kind, name }))?.body)
  return !before.success || !countsAlike(before.data, Shop.parse(body))
}

/** @returns false when somebody else published since `published` was read; nothing is changed then */
export async function saveChanges(
  deps: Deps,
  { count, current }: Published,
  wishes: readonly Wish[],
  about: { actor: string; action: 'publish' | 'retire' | 'undo'; details?: Record<string, unknown> },
): Promise<boolean> {
  const { actor, action, details } = about
  const now = deps.now()
  const rows = wishes.map(({ id, kind, name, number, text, body, retired }) => ({
    id,
    kind,
    name,
    number,
    text,
    body,
    publishedBy: actor,
    publishedAt: now,
    retiredAt: retired ? now : null,
  }))
  const subject = wishes.map((wish) => `${idOf(wish)}#${wish.number}`).join(' ')
  const changes = wishes.map(changedBy)
  const audit = { id: deps.newId(), actor, action, subject, details: { changes, ...details }, at: now }
  const anew = wishes.find((wish) => changesFacts(current, wish))
  const stale = anew ? [markEverybody('data_fix', now), await noteMadeWith(Shop.parse(anew.body))] : []
  return addRevisions(deps.db, rows, audit, count, stale)
}
