/** Which wall is lowered at which touchpoint? The matrix of DOMAIN §1.7, as data for whoever draws it. */

import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import { SALES_KINDS, TOUCHPOINTS, type Touchpoint, WALLS, type Wall } from './vocabulary.ts'

/** One thing that lowers a wall: a step of a scenario, or a touchpoint the shop has registered. */
export interface WallItem {
  id: string
  /** Undefined for a registered touchpoint. */
  scenario?: string
  sells: boolean
}

export interface WallCell {
  wall: Wall
  touchpoint: Touchpoint
  items: WallItem[]
}

export interface WallMatrix {
  /** The four walls in their order; each has a cell for every touchpoint of `touchpoints`. */
  rows: { wall: Wall; name: string; total: number; sellingOnly: boolean; cells: WallCell[] }[]
  /** Kinds that are in use, whether they lower a wall or not, in the order of the vocabulary. */
  touchpoints: { touchpoint: Touchpoint; name: string; total: number }[]
}

export interface WallSettings {
  min_touchpoints: number
  min_per_wall: number
}
/** [S] 「少なくとも6つ」; how many for each wall the seed does not say. shop.yaml may say otherwise. */
const WALL_SETTINGS: Readonly<WallSettings> = { min_touchpoints: 6, min_per_wall: 1 }

type Registered = Pick<Shop['touchpoints'][number], 'id' | 'kind' | 'walls'>

export function wallMatrix(
  scenarios: readonly Pick<Scenario, 'id' | 'steps'>[],
  registered: readonly Registered[],
): WallMatrix {
  const placed: (Omit<WallCell, 'items'> & { item: WallItem })[] = [
    ...scenarios.flatMap((scenario) =>
      scenario.steps.flatMap(({ id, wall, touchpoint, offer }) =>
        wall ? { wall, touchpoint, item: { id, scenario: scenario.id, sells: sells(offer) } } : [],
      ),
    ),
    ...registered.flatMap(({ id, kind, walls }) =>
      walls.map((wall) => ({ wall, touchpoint: kind, item: { id, sells: false } })),
    ),
  ]
  const used = new Set([
    ...scenarios.flatMap(({ steps }) => steps.map(({ touchpoint }) => touchpoint)),
    ...registered.map(({ kind }) => kind),
  ])
  const touchpoints = keys(TOUCHPOINTS).filter((touchpoint) => used.has(touchpoint))
  const itemsIn = Map.groupBy(placed, ({ wall, touchpoint }) => `${wall} ${touchpoint}`)
  const rows = keys(WALLS).map((wall) => {
    const cells = touchpoints.map((touchpoint) => ({
      wall,
      touchpoint,
      items: (itemsIn.get(`${wall} ${touchpoint}`) ?? []).map(({ item }) => item),
    }))
    const items = cells.flatMap((cell) => cell.items)
    return {
      wall,
      name: WALLS[wall],
      total: items.length,
      sellingOnly: items.length > 0 && items.every((item) => item.sells),
      cells,
    }
  })
  return {
    rows,
    touchpoints: touchpoints.map((touchpoint, column) => ({
      touchpoint,
      name: TOUCHPOINTS[touchpoint],
      total: rows.reduce((sum, { cells }) => sum + (cells[column]?.items.length ?? 0), 0),
    })),
  }
}

export interface Finding {
  code: string
  message: string
}

/** What the matrix lacks. A discount alone answers neither 信頼 nor 効果 (DOMAIN §1.7). */
export function wallFindings({ rows, touchpoints }: WallMatrix, settings: WallSettings = WALL_SETTINGS): Finding[] {
  const found: Finding[] = []
  if (touchpoints.length < settings.min_touchpoints)
    found.push({
      code: 'W301',
      message: `接点が${touchpoints.length}種類です。${settings.min_touchpoints}種類以上にすると、壁を下げる場面がふえます（同梱物、メール、お電話など）。`,
    })
  for (const { name, total, sellingOnly } of rows) {
    if (total < settings.min_per_wall)
      found.push({
        code: total === 0 ? 'E302' : 'W302',
        message: `「${name}」を下げるものが${total ? `${total}つだけです` : '一つもありません'}。ステップの wall か、接点の walls に書き足してください。`,
      })
    if (sellingOnly)
      found.push({
        code: 'W303',
        message: `「${name}」を下げるものが、販売のご案内だけです。売り込みのないお知らせか、接点の walls を足してください。`,
      })
  }
  return found
}

const sells = (offer: Scenario['steps'][number]['offer']): boolean => offer !== 'none' && SALES_KINDS.has(offer.kind)

const keys = <T extends object>(words: T) => Object.keys(words) as (keyof T)[]
