/** What an import would set going is told before it is done (DOMAIN §2.3.7). */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { personId } from '../support/stand-in.ts'
import { scenarioText, shopFiles } from '../support/story.ts'
import { fanbelt, folder } from './run.ts'

const HEADER = '注文番号,会員ID,注文日時,合計金額,商品名,ステータス'
const OLD = ['A1,77,2026-03-01,3300,化粧水,', 'A2,78,2026-03-02,2200,洗顔,', 'A3,77,2026-04-01,3300,化粧水,']
const WELCOME = scenarioText('welcome', [
  { id: 'thanks', at: '{from: order, day: 0, delay_minutes: 30}' },
  { id: 'use', at: '{from: order, day: 5, time: "12:00"}' },
  { id: 'later', at: '{from: order, day: 20, time: "12:00"}' },
])

/** Noon of the story is 15 June 2026 (`NOON`); customer 77 is linked and follows. */
function desk() {
  const path = folder()
  const scenarios = join(path, 'scenarios')
  const db = join(path, 'shop.sqlite')
  const file = join(path, 'orders.csv')
  const env = { SCENARIOS_DIR: scenarios }
  mkdirSync(scenarios)
  for (const [name, text] of Object.entries(shopFiles(WELCOME))) writeFileSync(join(scenarios, name), text)
  const orders = (...lines: string[]) => writeFileSync(file, [HEADER, ...lines].join('\n'))
  const run = (...more: string[]) => fanbelt(['import', file, '--db', db, ...more], env)
  const link = async () => {
    const links = join(path, 'links.csv')
    writeFileSync(links, `external_id,line_user_id,source\n77,${personId(1)},generic\n`)
    expect((await fanbelt(['link', links, '--db', db], env)).code).toBe(0)
  }
  return { db, orders, run, link }
}

test('old orders: whose label changes, and that no scenario begins', async () => {
  const { orders, run, db, link } = desk()
  orders(...OLD)
  const { effects, ...about } = (await run('--dry-run', '--json')).json()
  expect(about).toMatchObject({
    system: 'どのカートでも',
    rows: 3,
    encoding: 'utf-8',
    from: '2026-03-01',
    to: '2026-04-01',
  })
  expect(effects).toEqual({
    all_past: true,
    label_changes: [{ to: 'unregistered', customers: 2 }],
    scenarios: [],
  })
  const { out } = await run('--dry-run')
  expect(out).toContain('  ファイルの種類：どのカートでも、3行\n')
  expect(out).toContain('  ファン区分は、次のように変わります。\n    （はじめての方） → 未登録：2人\n')
  expect(out).toContain('  過去のご注文なので、シナリオははじまりません。\n')
  await run()
  await link()
  const before = readFileSync(db)
  expect((await run('--dry-run', '--json')).json().effects).toMatchObject({ label_changes: [], scenarios: [] })
  expect((await run('--dry-run')).out).toContain('  ファン区分の変わる方はいません。\n')
  expect(readFileSync(db).equals(before)).toBe(true)
})

const NEW = ['B1,77,2026-06-15 09:00,3300,化粧水,', 'B2,79,2026-06-14 09:00,3300,化粧水,']

test('new orders: who begins which scenario, who of them can be reached, and what comes within a week', async () => {
  const { orders, run, link } = desk()
  orders(...NEW)
  await link()
  const { effects } = (await run('--dry-run', '--json')).json()
  expect(effects).toEqual({
    all_past: false,
    label_changes: [
      { to: 'unregistered', customers: 1 },
      { from: 'prospect', to: 'visitor', customers: 1 },
    ],
    scenarios: [
      {
        ...{ scenario: 'welcome', name: expect.any(String), customers: 2, reachable: 1 },
        messages: [
          { step: 'thanks', on: '2026-06-15', customers: 1 },
          { step: 'use', on: '2026-06-20', customers: 1 },
        ],
      },
    ],
  })
  const { out } = await run('--dry-run')
  expect(out).toContain('    見込み → ビジター：1人\n')
  expect(out).toMatch(/「.+」がはじまる方：2人（うちLINEでお送りできる方：1人）\n/)
  expect(out).toContain('    6月20日（土） use：1人\n')
  expect((await run('--json')).json()).toMatchObject({ inserted: 2 })
  expect((await run('--dry-run', '--json')).json().effects).toMatchObject({ scenarios: [], label_changes: [] })
})

test('a file from the newest order to the oldest greets nobody as a newcomer who is none', async () => {
  const { orders, run } = desk()
  orders(...[...OLD, ...NEW].reverse())
  const { effects } = (await run('--dry-run', '--json')).json()
  // Customer 77 bought in March; only 79 bought for the first time.
  expect(effects.scenarios).toMatchObject([{ scenario: 'welcome', customers: 1 }])
})
