/** Whatever is in a file, importing it again changes nothing, on the disk neither (DOMAIN §2.3.8). */

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OrderInput } from '../../bot/core/order.ts'
import { recordOrders } from '../../bot/flows/record-orders.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { presetFor } from '../../bot/imports/presets.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { rows as rowsOf, shopFiles } from '../support/story.ts'
import { FILES } from './files.ts'
import { cell, quoted } from './odd-cells.ts'
import { all, pieces } from './texts.ts'

describe('twice is once, on the disk too', () => {
  let world: NodeWorld
  beforeEach(async () => {
    world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: shopFiles() })
  })
  afterEach(() => world.close())

  const TABLES = ['orders', 'order_lines', 'customers', 'external_ids', 'facts', 'label_history']
  const everything = () => TABLES.map((table) => rowsOf(world, `select * from ${table} order by rowid`))
  const ordersIn = async (preset: string, text: string) =>
    (await all(readOrders(pieces(text), { preset: presetFor(preset) }))).flatMap((one) =>
      'order' in one ? [one.order] : [],
    ) as OrderInput[]

  test.each(Object.keys(FILES) as (keyof typeof FILES)[])('%s with random cells (property)', async (name) => {
    const separator = name === 'amazon' ? '\t' : ','
    const [header = '', ...lines] = FILES[name].split('\n')
    const width = header.split(separator).length
    const spoiled = fc.array(fc.tuple(fc.nat(lines.length - 1), fc.nat(width - 1), cell), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(spoiled, async (changes) => {
        const grid = lines.map((line) => line.split(separator))
        for (const [row, column, text] of changes) {
          const cells = grid[row]
          if (cells) cells[column] = quoted(text)
        }
        const text = [header, ...grid.map((cells) => cells.join(separator))].join('\n')
        await recordOrders(world.deps, await ordersIn(name, text))
        const before = everything()
        const again = await recordOrders(world.deps, await ordersIn(name, text))
        expect(again.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'unchanged')).toEqual([])
        expect(everything()).toEqual(before)
      }),
      { numRuns: 12 },
    )
  })
})
