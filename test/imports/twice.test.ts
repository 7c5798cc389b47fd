/** Whatever is in a file, importing it again changes nothing, on the disk neither (DOMAIN §2.3.8). */

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OrderInput } from '../../bot/core/order.ts'
import { recordOrders, recordSubscriptions } from '../../bot/flows/record-orders.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { subscriptions } from '../../bot/imports/presets/subscriptions.ts'
import { presetFor } from '../../bot/imports/presets.ts'
import { readSubscriptions } from '../../bot/imports/subscriptions.ts'
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

  const TABLES = ['orders', 'order_lines', 'customers', 'external_ids', 'facts', 'label_history', 'subscriptions']
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

  const CONTRACTS = `定期番号,顧客番号,メールアドレス,電話番号,氏名,商品コード,状態,開始日,解約日,定期回数,次回お届け日,更新日
1,77,hanako@example.jp,090-1234-5678,山田 花子,LF,有効,2026/3/1,,2,2026/7/1,2026/5/1
1,77,hanako@example.jp,090-1234-5678,山田 花子,WA,有効,2026/3/1,,2,2026/7/1,2026/5/1
2,78,taro@example.jp,,,LF,解約,2025/3/1,2026/4/1,9,,`

  test('contracts with random cells (property)', async () => {
    const [header = '', ...lines] = CONTRACTS.split('\n')
    const spoiled = fc.array(fc.tuple(fc.nat(lines.length - 1), fc.nat(11), cell), { maxLength: 4 })
    const contracts = async (text: string) =>
      (await all(readSubscriptions(pieces(text), { preset: subscriptions }))).flatMap((one) =>
        'subscription' in one ? [one.subscription] : [],
      )
    await fc.assert(
      fc.asyncProperty(spoiled, async (changes) => {
        const grid = lines.map((line) => line.split(','))
        for (const [row, column, text] of changes) {
          const cells = grid[row]
          if (cells) cells[column] = quoted(text)
        }
        const text = [header, ...grid.map((cells) => cells.join(','))].join('\n')
        await recordSubscriptions(world.deps, await contracts(text))
        const before = everything()
        const again = await recordSubscriptions(world.deps, await contracts(text))
        expect(again.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'unchanged')).toEqual([])
        expect(everything()).toEqual(before)
      }),
      { numRuns: 20 },
    )
  })
})
