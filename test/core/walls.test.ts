/** Four walls × touchpoints: what is counted where, and what is missing (DOMAIN §1.7). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Scenario, Step } from '../../bot/core/scenario.ts'
import type { Touchpoint, Wall } from '../../bot/core/vocabulary.ts'
import { wallFindings, wallMatrix } from '../../bot/core/walls.ts'
import { readScenario, readShop } from './reading.ts'

const step = (id: string, wall: Wall | undefined, touchpoint: Touchpoint = 'line_push', kind?: 'repeat' | 'survey') =>
  ({ id, wall, touchpoint, offer: kind ? { kind } : 'none' }) as Step
const matrix = (steps: Step[], registered: Parameters<typeof wallMatrix>[1] = []) =>
  wallMatrix([{ id: 's', steps }], registered)
const place = (kind: Touchpoint, ...walls: Wall[]) => ({ id: `tp_${kind}`, kind, walls })
const SIX = (['email', 'liff', 'line_chat', 'package_insert', 'mypage', 'sms'] as const).map((kind) =>
  place(kind, 'price', 'opportunity', 'efficacy', 'trust'),
)
const codes = (...args: Parameters<typeof matrix>) => wallFindings(matrix(...args)).map(({ code }) => code)

test('a cell holds the ids of what lowers this wall there; rows and columns are added up', () => {
  const { rows, touchpoints } = matrix(
    [step('a', 'trust'), step('b', 'trust'), step('c', 'price', 'liff', 'repeat'), step('d', undefined, 'sms')],
    [place('package_insert', 'trust', 'efficacy'), place('mypage')],
  )
  expect(touchpoints.map(({ touchpoint, total }) => [touchpoint, total])).toEqual([
    ['line_push', 2],
    ['liff', 1],
    ['package_insert', 2],
    ['mypage', 0],
    ['sms', 0],
  ])
  expect(rows.map(({ wall, total }) => [wall, total])).toEqual([
    ['price', 1],
    ['opportunity', 0],
    ['efficacy', 1],
    ['trust', 3],
  ])
  const trust = rows[3]?.cells.map(({ touchpoint, items }) => [touchpoint, items.map(({ id }) => id)])
  expect(trust).toEqual([
    ['line_push', ['a', 'b']],
    ['liff', []],
    ['package_insert', ['tp_package_insert']],
    ['mypage', []],
    ['sms', []],
  ])
  expect(rows[0]?.cells[1]?.items).toEqual([{ id: 'c', scenario: 's', sells: true }])
  expect(rows[0]).toMatchObject({ name: '価格の壁', sellingOnly: true })
})

test('the shipped shop has six kinds of touchpoint and all four walls', () => {
  const read = (name: string) => readFileSync(join(import.meta.dirname, `../../scenarios/${name}.yaml`), 'utf8')
  const { value: shop } = readShop(read('shop'), 'shop.yaml')
  const { scenario } = readScenario(read('first_60days'), 'first_60days.yaml', { texts: ['返品のご案内'] })
  const shipped = wallMatrix([scenario as Scenario], shop?.touchpoints ?? [])
  expect(wallFindings(shipped)).toEqual([])
  expect(shipped.touchpoints.length).toBeGreaterThanOrEqual(6)
  for (const { total } of shipped.rows) expect(total).toBeGreaterThanOrEqual(2)
})

describe('what it lacks', () => {
  test('nothing with six kinds and four walls', () => {
    expect(codes([], SIX)).toEqual([])
  })
  test('W301: fewer than six kinds', () => {
    expect(codes([], SIX.slice(1))).toEqual(['W301'])
    expect(codes([step('a', 'trust')], SIX.slice(1))).toEqual([])
    expect(codes([step('a', 'trust', 'liff')], SIX.slice(1))).toEqual(['W301'])
  })
  test('E302: a wall that nothing lowers', () => {
    const three = SIX.map((one) => ({ ...one, walls: one.walls.slice(1) }))
    expect(codes([], three)).toEqual(['E302'])
    expect(codes([step('a', 'price')], three)).toEqual([])
  })
  test('W303: a wall that only offers lower', () => {
    const three = SIX.map((one) => ({ ...one, walls: one.walls.slice(1) }))
    expect(codes([step('a', 'price', 'line_push', 'repeat')], three)).toEqual(['W303'])
    expect(codes([step('a', 'price', 'line_push', 'repeat'), step('b', 'price')], three)).toEqual([])
    // A survey sells nothing.
    expect(codes([step('a', 'price', 'line_push', 'survey')], three)).toEqual([])
  })
})
