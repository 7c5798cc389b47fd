/** Contracts and shipments by the command line: the same care as for orders. */

import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { FILES } from '../imports/files.ts'
import { cp932 } from '../imports/texts.ts'
import { fanbelt, folder } from './run.ts'

function desk() {
  const path = folder()
  const db = join(path, 'shop.sqlite')
  return {
    path,
    db,
    write(name: string, content: string | Uint8Array) {
      writeFileSync(join(path, name), content)
      return join(path, name)
    },
    run: (file: string, ...more: string[]) => fanbelt(['import', file, '--db', db, ...more]),
    rows(sql: string) {
      const { raw } = openDatabase(db)
      const rows = raw.prepare(sql).all()
      raw.close()
      return rows
    },
  }
}

const CONTRACTS = `定期受注番号,顧客番号,メールアドレス,商品コード,定期ステータス,定期回数,定期間隔,次回配送予定日,定期申込日
a4330541d5,c7bd95e895,hanako@example.jp,LS,有効,2,1ヶ月,2026/07/01,2026/03/01 10:00
b4330541d5,d7bd95e895,taro@example.jp,LS,無効,5,30日,,2025/11/01`

describe('contracts', () => {
  test('come in once, belong to the customer of the orders, and are told in words', async () => {
    const { write, run, rows } = desk()
    await run(write('orders.csv', FILES.ecforce), '--preset', 'ecforce')
    const file = write('contracts.csv', cp932(CONTRACTS))
    const first = await run(file, '--preset', 'ecforce', '--kind', 'subscriptions')
    // The orders told one of them already.
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringContaining('  新しい定期便：1件\n  変更された定期便：1件\n'),
    ])
    expect(first.out).toContain('（Shift_JIS）')
    expect(
      rows('select count(distinct customer_id) as people from subscriptions join orders using (customer_id)'),
    ).toEqual([{ people: 1 }])
    expect(rows('select source, external_id, status, cycle_days, count from subscriptions order by 2')).toEqual([
      { source: 'ecforce', external_id: 'a4330541d5', status: 'active', cycle_days: 30, count: 2 },
      { source: 'ecforce', external_id: 'b4330541d5', status: 'cancelled', cycle_days: 30, count: 5 },
    ])
    const again = await run(file, '--preset', 'ecforce', '--kind', 'subscriptions', '--json')
    expect(again.json()).toMatchObject({ inserted: 0, updated: 0, skipped: 2, customers: 2, rejected: [] })
    write('contracts.csv', CONTRACTS.replace('有効', '停止'))
    expect((await run(file, '--preset', 'ecforce', '--kind', 'subscriptions', '--json')).json()).toMatchObject({
      updated: 1,
      skipped: 1,
    })
  })
  test('what is known since the file was saved stays', async () => {
    const { write, run, rows } = desk()
    const header = '定期購入ID,会員ID,商品名,ステータス,申込日'
    await run(write('new.csv', `${header},更新日時\nT1,77,化粧水,解約,2026/6/1,2026/6/20 10:00\n`))
    const file = write('old.csv', `${header}\nT1,77,化粧水,継続中,2026/6/1\n`)
    utimesSync(file, 0, new Date('2026-06-19T10:00:00+09:00'))
    const { out } = await run(file, '--kind', 'subscriptions')
    expect(out).toContain('ほかに1件は、このファイルより新しい知らせがすでに届いているため、そのままにします。')
    expect(rows('select status from subscriptions')).toEqual([{ status: 'cancelled' }])
  })
  test('are known by their headers; it is said how the file was taken', async () => {
    const { write, run } = desk()
    const { code, out } = await run(write('contracts.csv', CONTRACTS))
    expect([code, out]).toEqual([0, expect.stringContaining('見出しから、定期便のファイルとして読みました')])
  })
  test('so are those that name the order they began with, unless orders are asked for', async () => {
    const { write, run } = desk()
    const file = write(
      'makeshop.csv',
      '注文番号,定期購入ID,日付,会員ID,商品名,ステータス,次回お届け日,申込日\nP1,T1,2026/6/1,77,化粧水,継続中,2026/7/1,2026/6/1\n',
    )
    expect((await run(file, '--json')).json()).toMatchObject({ kind: 'subscriptions', inserted: 1 })
    expect((await run(file, '--kind', 'orders', '--json')).json()).toMatchObject({ inserted: 1, seconds: {} })
  })
  test('a trial changes nothing and shows the first ones', async () => {
    const { write, run, db } = desk()
    const { out } = await run(write('contracts.csv', CONTRACTS), '--kind', 'subscriptions', '--dry-run')
    expect(out).toContain('    2行目 a4330541d5 2026-03-01開始 継続中 LS（2回）\n')
    expect(out).toMatch(/試しに読んだだけで、何も変えていません。\n$/)
    expect(existsSync(db)).toBe(false)
  })
  test('bad rows are written out with their reasons, mended, and come in', async () => {
    const { write, run, path } = desk()
    const file = write('contracts.csv', CONTRACTS.replace('無効', '？'))
    const rejected = join(path, 'rejected.csv')
    const { code, out } = await run(file, '--kind', 'subscriptions', '--rejected', rejected)
    expect([code, out]).toEqual([1, expect.stringContaining('3行目：定期の状態「？」を読み取れません。')])
    const text = readFileSync(rejected, 'utf8')
    expect(text.split('\r\n')[1]).toMatch(/^b4330541d5,.*,3,定期の状態「？」/)
    writeFileSync(rejected, text.replace('？', '解約'))
    expect((await run(rejected, '--kind', 'subscriptions', '--json')).json()).toMatchObject({
      inserted: 1,
      rejected: [],
    })
    expect((await run(rejected, '--kind', 'subscriptions', '--json')).json()).toMatchObject({ skipped: 1 })
  })
  test('columns called otherwise are mapped, and the mapping is kept', async () => {
    const { write, run, path } = desk()
    const file = write('odd.csv', 'コースの番号,メール,品,はじまり\n1,hanako@example.jp,化粧水,2026/6/1\n')
    const map = join(path, 'map.csv')
    const refused = await run(file, '--kind', 'subscriptions')
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('--map コースの番号=subscription_id,品=product,はじまり=started_at'),
    ])
    const maps = ['--map', 'コースの番号=subscription_id,品=product', '--map', 'はじまり=started_at']
    expect((await run(file, '--kind', 'subscriptions', ...maps, '--save-map', map)).code).toBe(0)
    expect((await run(file, '--kind', 'subscriptions', '--map', map, '--json')).json()).toMatchObject({ skipped: 1 })
  })
})

describe('shipments', () => {
  const CARRIER = `お客様管理番号,伝票番号,出荷日,配達完了日,お届け先名
ABCDEF0123456789,1111-2222,2026/04/02,2026/04/04,山田 花子
NOBODY,1111-3333,2026/04/02,,鈴木 一郎`

  test('fill in the days of known orders, whoever’s they are, and wipe nothing', async () => {
    const { write, run, rows } = desk()
    const orders = write('orders.csv', FILES.base)
    await run(orders, '--preset', 'base')
    const before = rows(
      'select name, email, phone, total_yen from customers join orders on orders.customer_id = customers.id',
    )
    const file = write('carrier.csv', cp932(CARRIER))
    const { code, out } = await run(file)
    expect(code).toBe(1)
    expect(out).toContain('見出しから、発送・お届けのファイルとして読みました')
    expect(out).toContain('  日付を書き入れた注文：1件\n')
    expect(out).toContain(
      '  3行目：注文番号「NOBODY」のご注文がまだありません。先に注文のファイルを取り込んでください。\n',
    )
    expect(
      rows('select name, email, phone, total_yen from customers join orders on orders.customer_id = customers.id'),
    ).toEqual(before)
    expect(rows('select status, delivered_at from orders')).toEqual([
      { status: 'delivered', delivered_at: Date.parse('2026-04-04T00:00:00+09:00') },
    ])
    expect((await run(file, '--json')).json()).toMatchObject({ inserted: 0, updated: 0, skipped: 1, rejected_count: 1 })
    expect((await run(orders, '--preset', 'base', '--json')).json()).toMatchObject({ updated: 0, skipped: 1 })
  })
  test('a number of two carts is asked for, and --source answers', async () => {
    const { write, run } = desk()
    const orders = write('orders.csv', '注文番号,会員ID,注文日\n501,77,2026/04/01\n')
    await run(orders, '--source', 'one')
    await run(orders, '--source', 'two')
    const file = write('carrier.csv', '注文番号,発送日\n501,2026/04/02\n')
    expect((await run(file)).out).toContain('--source で取込元をお選びください。')
    expect((await run(file, '--source', 'two', '--json')).json()).toMatchObject({ updated: 1, rejected: [] })
  })
  test('the rows of unknown orders are written out, to be brought again after the orders', async () => {
    const { write, run, path } = desk()
    const rejected = join(path, 'later.csv')
    await run(write('carrier.csv', '注文番号,発送日\nA1,2026/04/02\n'), '--rejected', rejected)
    await run(write('orders.csv', '注文番号,会員ID,注文日\nA1,77,2026/04/01\n'))
    expect((await run(rejected, '--json')).json()).toMatchObject({ kind: 'arrivals', updated: 1, rejected: [] })
  })
})

test('a kind that does not exist is misuse', async () => {
  const { write, run } = desk()
  const { code, err } = await run(write('a.csv', CONTRACTS), '--kind', 'customers')
  expect([code, err]).toEqual([2, expect.stringContaining('--kind')])
})
