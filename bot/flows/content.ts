/** What is published now: the texts and settings every flow reads. */

import type { RevisionKind } from '../../db/revisions.ts'
import { currentRevisionIds, currentRevisions, findRevisions } from '../../db/revisions.ts'
import { type Coupons, Coupons as CouponsSchema } from '../core/coupons.ts'
import { type Replies, Replies as RepliesSchema } from '../core/replies.ts'
import { type Scenario, Scenario as ScenarioSchema } from '../core/scenario.ts'
import { type Shop, Shop as ShopSchema } from '../core/shop.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

export interface Content {
  shop: Shop
  replies: Replies
  coupons: Coupons
  /** In force now, with the revision each enrollment will point at. */
  scenarios: { revisionId: string; scenario: Scenario }[]
}

/** Revisions never change, so what was read once stays true as long as the same ones are in force. */
const kept = new WeakMap<Deps['db'], { key: string; content: Content }>()

/** @throws AppError `unavailable` when nothing has been published yet */
export async function loadContent(deps: Pick<Deps, 'db'>): Promise<Content> {
  const key = (await currentRevisionIds(deps.db)).join()
  const known = kept.get(deps.db)
  if (known?.key === key) return known.content
  const content = await readContent(deps)
  kept.set(deps.db, { key, content })
  return content
}

async function readContent(deps: Pick<Deps, 'db'>): Promise<Content> {
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
      .map((revision) => ({ revisionId: revision.id, scenario: ScenarioSchema.parse(revision.body) })),
  }
}

/** The scenarios that running customers started with, by revision id. */
export async function loadScenarios(deps: Pick<Deps, 'db'>, revisionIds: string[]): Promise<Map<string, Scenario>> {
  const found = await findRevisions(deps.db, [...new Set(revisionIds)])
  return new Map(found.map((revision) => [revision.id, ScenarioSchema.parse(revision.body)]))
}
