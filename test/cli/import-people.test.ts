/** Who is whose customer after files of several systems, and what a poorer file leaves alone. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { FILES } from '../imports/files.ts'
import { fanbelt, folder } from './run.ts'

function desk() {
  const path = folder()
  const db = join(path, 'shop.sqlite')
  return {
    async bring(text: string, ...more: string[]) {
      writeFileSync(join(path, 'file.csv'), text)
      return (await fanbelt(['import', join(path, 'file.csv'), '--db', db, '--json', ...more])).json()
    },
    rows(sql: string) {
      const { raw } = openDatabase(db)
      const rows = raw.prepare(sql).all()
      raw.close()
      return rows
    },
  }
}

test('two buyers of 楽天 under one alias are nobody’s customer, and not each other', async () => {
  const { bring, rows } = desk()
  await bring('注文番号,メールアドレス,電話番号,氏名,注文日\nA1,hanako@example.jp,090-1234-5678,山田 花子,2026-04-01')
  expect(await bring(FILES.rakuten)).toMatchObject({ inserted: 2, rejected: [] })
  expect(rows('select count(*) as n from customers where anonymous = 0')).toEqual([{ n: 1 }])
  expect(rows("select count(*) as n from customers where email like '%rakuten%' or phone = '08011112222'")).toEqual([
    { n: 0 },
  ])
  expect(rows("select count(distinct customer_id) as n from orders where source = 'rakuten'")).toEqual([{ n: 2 }])
  expect(rows("select distinct marketing_allowed from orders where source = 'rakuten'")).toEqual([
    { marketing_allowed: 0 },
  ])
})

test('a file with fewer columns wipes no name, telephone or e-mail of the customer', async () => {
  const { bring, rows } = desk()
  await bring(FILES['ec-cube4'], '--preset', 'ec-cube4')
  const people = () => rows('select name, email, phone from customers')
  const before = people()
  expect(before).toEqual([{ name: '髙橋 花子', email: 'hanako@example.jp', phone: '09012345678' }])
  await bring('注文番号,会員ID,注文日\n502,77,2026-05-01', '--source', 'ec-cube4')
  expect(people()).toEqual(before)
  await bring('注文番号,会員ID,メールアドレス,電話番号,氏名,注文日\n503,77,,,,2026-05-02', '--source', 'ec-cube4')
  expect(people()).toEqual(before)
})

test('EC-CUBE’s guest and the same person as a member are one by e-mail', async () => {
  const { bring, rows } = desk()
  await bring(FILES['ec-cube4'].replaceAll(',77,', ',,'), '--preset', 'ec-cube4')
  await bring(FILES['ec-cube4'].replaceAll('501', '502'), '--preset', 'ec-cube4')
  expect(rows('select count(distinct customer_id) as n, count(*) as orders from orders')).toEqual([{ n: 1, orders: 2 }])
})
