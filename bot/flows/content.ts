/** What is published now: the texts and settings every flow reads. */

import type { Revision, RevisionKind } from '../../db/revisions.ts'
import { currentRevisionIds, currentRevisions, findRevisions } from '../../db/revisions.ts'
import { type Coupons, Coupons as CouponsSchema } from '../core/coupons.ts'
import { type Replies, Replies as RepliesSchema } from '../core/replies.ts'
import { type Scenario, Scenario as ScenarioSchema } from '../core/scenario.ts'
import { type Shop, Shop as ShopSchema } from '../core/shop.ts'
import { type Survey, Survey as SurveySchema } from '../core/survey-file.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

export interface Content {
  shop: Shop
  replies: Replies
  coupons: Coupons
  /** In force now, with the revision each enrollment will point at. */
  scenarios: { revisionId: string; scenario: Scenario }[]
  surveys: { revisionId: string; survey: Survey }[]
}

/** Revisions never change, so what was read once stays true as long as the same ones are in force. */
const kept = new WeakMap<Deps['db'], { key: string; content: Content }>()

/** @throws AppError `unavailable` when nothing has been published yet */
export async function loadContent(deps: Pick<Deps, 'db' | 'log'>): Promise<Content> {
  const key = (await currentRevisionIds(deps.db)).join()
  const known = kept.get(deps.db)
  if (known?.key === key) return known.content
  const content = await readContent(deps)
  kept.set(deps.db, { key, content })
  return content
}

async function readContent(deps: Pick<Deps, 'db' | 'log'>): Promise<Content> {
  const current = await currentRevisions(deps.db)
  const bodyOf = (kind: RevisionKind) => current.find((revision) => revision.kind === kind)?.body
  const shop = bodyOf('shop')
  const replies = bodyOf('replies')
  if (!shop || !replies) throw new AppError('unavailable', 'Nothing is published yet. Run `npx fanbelt publish` once.')
  return {
    shop: ShopSchema.parse(shop),
    replies: RepliesSchema.parse(replies),
    coupons: CouponsSchema.parse(bodyOf('coupons') ?? { coupons: [] }),
    scenarios: current
      .filter((revision) => revision.kind === 'scenario')
      .flatMap((revision) => {
        const scenario = readScenario(deps, revision)
        return scenario ? [{ revisionId: revision.id, scenario }] : []
      }),
    surveys: current
      .filter((revision) => revision.kind === 'survey')
      .flatMap((revision) => {
        const survey = SurveySchema.safeParse(revision.body).data
        return survey ? [{ revisionId: revision.id, survey }] : []
      }),
  }
}

/** A scenario that cannot be read (damaged, or from before the language changed) stops only its own customers. */
function readScenario(deps: Pick<Deps, 'log'>, revision: Revision): Scenario | undefined {
  const { data, error } = ScenarioSchema.safeParse(revision.body)
  if (error) deps.log('revision_unreadable', { revisionId: revision.id, name: revision.name, error })
  return data
}

/** The scenarios that running customers started with, by revision id; unreadable ones are left out. */
export async function loadScenarios(
  deps: Pick<Deps, 'db' | 'log'>,
  revisionIds: string[],
): Promise<Map<string, Scenario>> {
  const found = await findRevisions(deps.db, [...new Set(revisionIds)])
  return new Map(
    found.flatMap((revision): [string, Scenario][] => {
      const scenario = readScenario(deps, revision)
      return scenario ? [[revision.id, scenario]] : []
    }),
  )
}
