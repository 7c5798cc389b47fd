/** ecforce's file of orders names each contract's state: the contracts come in with the orders (DOMAIN §2.2). */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

const HEADER =
  '受注ID,受注番号,顧客番号,定期受注番号,小計,支払い合計,受注日,購入商品（商品コード）,定期ステータス,定期回数'
const order = (no: number, on: string, status: string, { contract = 'c1', customer = 'k1' } = {}) =>
  `${no},o${no},${customer},${contract},2970,2970,${on} 12:34,"LS,aisatsu_1",${status},${contract ? no : ''}`

function desk() {
  const path = folder()
  const db = join(path, 'shop.sqlite')
  return {
    async bring(lines: string[], env: Record<string, string> = {}) {
      const file = join(path, 'orders.csv')
      writeFileSync(file, [HEADER, ...lines].join('\n'))
      return (await fanbelt(['import', file, '--db', db, '--preset', 'ecforce', '--json'], env)).json()
    },
    async bringContract(row: string) {
      const file = join(path, 'contracts.csv')
      writeFileSync(file, `定期受注番号,顧客番号,商品コード,定期ステータス,定期申込日,更新日\n${row}`)
      await fanbelt(['import', file, '--db', db, '--preset', 'ecforce', '--kind', 'subscriptions'])
    },
    contracts() {
      const { raw } = openDatabase(db)
      const rows = raw
        .prepare(
          'select external_id, product, status, started_at, cancelled_at, count, inferred from subscriptions order by 1',
        )
        .all() as Record<string, string | number | null>[]
      raw.close()
      return rows.map(({ started_at, cancelled_at, ...row }) => ({
        ...row,
        started: day(started_at),
        cancelled: day(cancelled_at),
      }))
    },
  }
}
const day = (at: unknown) =>
  typeof at === 'number' ? new Date(at + 9 * 3_600_000).toISOString().slice(0, 10) : undefined

const RUNNING = {
  external_id: 'c1',
  product: 'LS',
  status: 'active',
  started: '2026-03-01',
  cancelled: undefined,
  count: 2,
  inferred: 1,
}

test('a contract began with its first delivery, in whatever order the file has them; the insert is no product of it', async () => {
  const { bring, contracts } = desk()
  expect(await bring([order(2, '2026/04/01', '有効'), order(1, '2026/03/01', '有効')])).toMatchObject({ contracts: 1 })
  expect(contracts()).toEqual([RUNNING])
  await bring([order(2, '2026/04/01', '有効'), order(1, '2026/03/01', '有効')])
  expect(contracts()).toEqual([RUNNING])
})

test('the next month’s file goes on with it, and ends it where its last delivery was', async () => {
  const { bring, contracts } = desk()
  await bring([order(1, '2026/03/01', '有効'), order(2, '2026/04/01', '有効')])
  await bring([order(3, '2026/05/01', '無効')])
  const ended = { ...RUNNING, status: 'cancelled', cancelled: '2026-05-01', count: 3 }
  expect(contracts()).toEqual([ended])
  await bring([order(1, '2026/03/01', '有効'), order(2, '2026/04/01', '有効')])
  expect(contracts()).toEqual([ended])
})

test('an older file that comes later moves the beginning back and nothing else', async () => {
  const { bring, contracts } = desk()
  await bring([order(2, '2026/04/01', '無効')])
  await bring([order(1, '2026/03/01', '有効')])
  expect(contracts()).toEqual([{ ...RUNNING, status: 'cancelled', cancelled: '2026-04-01' }])
})

test('what the cart said of the contract itself stays', async () => {
  const { bring, bringContract, contracts } = desk()
  await bringContract('c1,k1,LF,停止,2026/02/20,')
  await bring([order(1, '2026/03/01', '有効')])
  expect(contracts()).toMatchObject([{ product: 'LF', status: 'paused', started: '2026-02-20', inferred: 0 }])
})

test('what the cart says of the contract later takes the place of what the orders told, however old it is', async () => {
  const { bring, bringContract, contracts } = desk()
  await bring([order(1, '2026/03/01', '有効'), order(2, '2026/04/01', '有効')])
  await bringContract('c1,k1,LF,停止,2026/02/20,2026/03/15')
  expect(contracts()).toMatchObject([{ product: 'LF', status: 'paused', started: '2026-02-20', inferred: 0 }])
  await bringContract('c1,k1,LF,有効,2026/02/20,2026/03/14')
  expect(contracts()).toMatchObject([{ status: 'paused' }])
})

test('orders of no contract make none', async () => {
  const { bring, contracts } = desk()
  expect(await bring([order(1, '2026/03/01', '', { contract: '' })])).toMatchObject({ inserted: 1, contracts: 0 })
  expect(contracts()).toEqual([])
})

test('an insert that stands first is not what the contract delivers, when the shop lists it as one', async () => {
  const { bring, contracts } = desk()
  const scenarios = folder()
  for (const name of ['shop.yaml', 'replies.yaml', 'coupons.yaml'])
    writeFileSync(join(scenarios, name), readFileSync(join(SCENARIOS, name)))
  const shop = readFileSync(join(SCENARIOS, 'shop.yaml'), 'utf8')
  const listed = shop.replace(
    /^products:\n/m,
    'products:\n  - {sku: aisatsu_1, id: greeting, name: ごあいさつ状, insert: true}\n',
  )
  expect(listed).not.toBe(shop)
  writeFileSync(join(scenarios, 'shop.yaml'), listed)
  const line = order(1, '2026/03/01', '有効').replace('LS,aisatsu_1', 'aisatsu_1,LS')
  await bring([line], { SCENARIOS_DIR: scenarios })
  expect(contracts()).toMatchObject([{ product: 'LS' }])
})
