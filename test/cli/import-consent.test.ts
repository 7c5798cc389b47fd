/** A file's column about the shop's e-mail: who wants it is registered, who does not is not, and odd words spoil nothing (DOMAIN §1.1, §2.4). */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConsent } from '../../bot/imports/cells.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

const env = { SCENARIOS_DIR: SCENARIOS }

async function registered(head: string, rows: string[], ...args: string[]) {
  const home = folder()
  const [db, file] = [join(home, 'shop.sqlite'), join(home, 'orders.csv')]
  writeFileSync(file, [head, ...rows].join('\n'))
  const imported = (await fanbelt(['import', file, '--db', db, '--json', ...args], env)).json()
  expect([imported.inserted, imported.rejected]).toEqual([rows.length, []])
  const found: Record<string, boolean> = {}
  for (const customer of ['a', 'b', 'c', 'd']) {
    const { code, json } = await fanbelt(['customer', customer, '--db', db, '--json'], env)
    if (code === 0) found[customer] = json().facts.registered
  }
  return found
}

test('any cart: メルマガ', async () => {
  const row = (customer: string, day: string, word: string) =>
    `${customer}${day},${customer},2026-10-${day},980,${word}`
  const rows = [row('a', '01', '希望する'), row('b', '01', '希望しない'), row('c', '01', ''), row('d', '01', 'HTML')]
  const later = [row('a', '02', ''), row('b', '02', 'はい')]
  const found = await registered('注文番号,会員ID,注文日,合計,メルマガ', [...rows, ...later])
  expect(found).toEqual({ a: true, b: true, c: false, d: false })
})

test('Shopify: Accepts Marketing', async () => {
  const head =
    'Name,Email,Financial Status,Accepts Marketing,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Id'
  const file = [
    '#1,a@example.jp,paid,yes,980,2026-10-01 10:00:00 +0900,1,x,980,1',
    '#2,b@example.jp,paid,no,980,2026-10-01 10:00:00 +0900,1,x,980,2',
  ]
  const home = folder()
  const [db, path] = [join(home, 'shop.sqlite'), join(home, 'orders.csv')]
  writeFileSync(path, [head, ...file].join('\n'))
  expect((await fanbelt(['import', path, '--preset', 'shopify', '--db', db, '--json'], env)).json()).toMatchObject({
    inserted: 2,
  })
  const { labels } = (await fanbelt(['classify', '--db', db, '--as-of', '2026-10-05', '--json'], env)).json()
  expect(labels).toMatchObject({ visitor: 1, unregistered: 1 })
})

test.each([
  ['希望する', true],
  ['希望します', true],
  ['配信中', true],
  ['受け取る', true],
  ['○', true],
  ['1', true],
  ['希望しない', false],
  ['配信停止', false],
  ['受け取らない', false],
  ['未登録', false],
  ['不要', false],
  ['0', false],
  ['なし', false],
  ['HTML', undefined],
  ['', undefined],
])('「%s」 is %s', (word, agreed) => expect(readConsent(word)).toBe(agreed))
