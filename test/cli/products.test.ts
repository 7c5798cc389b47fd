import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDesk } from './desk.ts'

const CSV = `注文番号,注文日時,メールアドレス,商品コード,商品名,数量,金額,状態
1,2026-10-01 10:00,a@example.jp,LT,お試し,1,980,
1,2026-10-01 10:00,a@example.jp,CARD,はじめてカード,1,0,
2,2026-10-02 10:00,b@example.jp,ＬＦ,本品,2,6600,
3,2026-10-03 10:00,c@example.jp,NEW-1,新商品,3,9000,
4,2026-10-04 10:00,d@example.jp,NEW-1,新商品（改）,1,3000,
5,2026-10-05 10:00,e@example.jp,,名前だけの品,1,500,
6,2026-10-06 10:00,f@example.jp,GONE,取り消した品,1,500,キャンセル
`

async function deskWithOrders() {
  const desk = openDesk()
  const file = join(desk.home, 'orders.csv')
  writeFileSync(file, CSV)
  const { code, out, err } = await desk.run('import', file)
  if (code !== 0) throw new Error(out + err)
  return desk
}

test('each product with its roles and how often it was sold; codes that no product knows, most ordered first', async () => {
  const desk = await deskWithOrders()
  const { products, unknown } = (await desk.run('products', '--json')).json()
  const sold = Object.fromEntries(
    products.map((one: { sku: string; roles: string[]; orders: number; quantity: number }) => [
      one.sku,
      [one.roles, one.orders, one.quantity],
    ]),
  )
  expect(sold).toMatchObject({
    LT: [['trial'], 1, 1],
    LF: [[], 1, 2],
    LS: [['subscription'], 0, 0],
    CARD: [['insert'], 1, 1],
  })
  expect(unknown).toEqual([
    { code: 'NEW-1', name: '新商品（改）', orders: 2, quantity: 4, last_ordered_on: '2026-10-04' },
    { code: '名前だけの品', name: '名前だけの品', orders: 1, quantity: 1, last_ordered_on: '2026-10-05' },
  ])
})

test('a code that came without a name is told by itself', async () => {
  const desk = openDesk()
  const file = join(desk.home, 'orders.csv')
  writeFileSync(file, '注文番号,注文日時,会員ID,商品コード\n1,2026-10-01 10:00,1,aisatsu_1\n')
  await desk.run('import', file)
  expect((await desk.run('products', '--unknown')).out).toContain('  aisatsu_1　ご注文1件・1個（最後は 2026-10-01）\n')
})

test('--unknown is a finding until the list is complete', async () => {
  const desk = await deskWithOrders()
  const before = await desk.run('products', '--unknown')
  expect([before.code, before.out]).toEqual([1, expect.stringContaining('NEW-1　新商品（改）　ご注文2件・4個')])
  desk.edit('shop.yaml', (text) =>
    text.replace(
      'products:\n',
      'products:\n  - {sku: N1, aliases: [NEW-1], name: 新商品, line: new}\n  - {sku: N2, name: 名前だけの品}\n',
    ),
  )
  await desk.run('publish')
  const after = await desk.run('products', '--unknown')
  expect([after.code, after.out]).toEqual([0, '売れたコードは、すべて商品に当てはまっています。\n'])
})

test('a shop that has sold nothing is told so', async () => {
  const { code, out } = await openDesk().run('products')
  expect([code, out]).toEqual([0, expect.stringContaining('LF')])
})
