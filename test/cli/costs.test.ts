/** `fanbelt costs`: what is entered is kept, told, and what the report reckons with. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

const env = { SCENARIOS_DIR: SCENARIOS, USER: 'minami' }

function desk() {
  const path = folder()
  const db = join(path, 'shop.sqlite')
  return {
    db,
    run: (...args: string[]) => fanbelt(['costs', ...args, '--db', db], env),
    async file(text: string, ...args: string[]) {
      const csv = join(path, 'costs.csv')
      writeFileSync(csv, text)
      return fanbelt(['costs', '--csv', csv, '--db', db, ...args], env)
    },
  }
}
const entriesOf = async ({ run }: ReturnType<typeof desk>) =>
  ((await run('--json')).json().costs as Record<string, unknown>[]).map(({ month, side, campaign, yen }) => [
    ...[month, side, campaign, yen],
  ])

describe('one month', () => {
  test('both sides, a campaign of its own, and a correction', async () => {
    const shop = desk()
    const first = await shop.run('set', '2026-10', '--new', '60000', '--repeat', '6,000円')
    expect([first.code, first.out]).toEqual([
      0,
      '2026-10の新規の販促費を60,000円にしました。\n2026-10のリピートの販促費を6,000円にしました。\n',
    ])
    await shop.run('set', '2026/10', '--new', '30000', '--campaign', '秋の広告')
    await shop.run('set', '2026年10月', '--new', '50000')
    expect(await entriesOf(shop)).toEqual([
      ['2026-10', 'new', '', 50_000],
      ['2026-10', 'new', '秋の広告', 30_000],
      ['2026-10', 'repeat', '', 6000],
    ])
  })

  test('is listed in columns that stand straight', async () => {
    const shop = desk()
    await shop.run('set', '2026-10', '--new', '60000', '--campaign', '秋の広告')
    await shop.run('set', '2026-09', '--repeat', '0')
    expect((await shop.run()).out).toBe(
      '月       対象        販促費  キャンペーン  記入\n' +
        '2026-09  リピート       0円                minami 2026-06-15\n' +
        '2026-10  新規      60,000円  秋の広告      minami 2026-06-15\n',
    )
  })

  test('is taken away again', async () => {
    const shop = desk()
    await shop.run('set', '2026-10', '--new', '1', '--repeat', '2')
    expect((await shop.run('remove', '2026-10', '--new')).out).toBe('1件を消しました。\n')
    expect((await shop.run('remove', '2026-10', '--new', '--json')).json()).toEqual({ removed: 0 })
    expect(await entriesOf(shop)).toEqual([['2026-10', 'repeat', '', 2]])
  })

  test('an empty list says how to begin', async () => {
    expect((await desk().run()).out).toContain('npx fanbelt costs set 2026-10')
  })

  test.each([
    [['set', '2026-13', '--new', '1'], '月「2026-13」'],
    [['set', '2026-10'], '--new か --repeat'],
    [['set', '2026-10', '--new', '-5'], '販促費を読み取れません'],
    [['set', '2026-10', '--new', '1e5'], '販促費を読み取れません'],
    [['remove', '2026-10'], '--new か --repeat'],
    [['set'], '「month」を指定'],
  ])('%j is misuse, and said', async (args, sentence) => {
    const shop = desk()
    const { code, err } = await shop.run(...args)
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)])
    expect(await entriesOf(shop)).toEqual([])
  })

  test('who entered what instead of what is on record, once', async () => {
    const shop = desk()
    await shop.run('set', '2026-10', '--new', '1')
    await shop.run('set', '2026-10', '--new', '2', '--by', '店長')
    await shop.run('set', '2026-10', '--new', '2')
    await shop.run('remove', '2026-10', '--new')
    const db = openDatabase(shop.db)
    const rows = db.raw.prepare('select actor, action, details from audit_log order by rowid').all() as {
      actor: string
      action: string
      details: string
    }[]
    db.close()
    const entry = { month: '2026-10', side: 'new', campaign: '' }
    expect(rows.map(({ details, ...row }) => ({ ...row, details: JSON.parse(details) }))).toEqual([
      { actor: 'minami', action: 'promo_costs_entered', details: [{ ...entry, yen: 1, before: null }] },
      { actor: '店長', action: 'promo_costs_entered', details: [{ ...entry, yen: 2, before: 1 }] },
      { actor: 'minami', action: 'promo_costs_dropped', details: { ...entry, yen: 2 } },
    ])
  })
})

describe('a file', () => {
  test('comes in, row by row; what is wrong is told with its line, and the rest is in', async () => {
    const shop = desk()
    const { code, json } = await shop.file(
      '月,対象,キャンペーン,販促費\r\n2026-09,新規,,"60,000"\r\n2026-09,リピート,,６０００円\r\n2026-13,新規,,1\r\n' +
        '2026-10,両方,,1\r\n2026-10,新規,,多め\r\n2026-10,新規,,\r\n2026-09,new,,5\r\n2026-10,repeat,夏,-1\r\n',
      '--json',
    )
    expect(code).toBe(1)
    expect(json()).toMatchObject({ entered: 2, changed: 0, unchanged: 0 })
    expect(json().rejected.map(({ line, code }: { line: number; code: string }) => [line, code])).toEqual([
      [4, 'bad_month'],
      [5, 'bad_side'],
      [6, 'bad_yen'],
      [7, 'bad_yen'],
      [8, 'duplicate'],
      [9, 'bad_yen'],
    ])
    expect(await entriesOf(shop)).toEqual([
      ['2026-09', 'new', '', 60_000],
      ['2026-09', 'repeat', '', 6000],
    ])
  })

  test('twice changes nothing, and says so', async () => {
    const shop = desk()
    const text = 'month,side,campaign,yen\n2026-09,new,,1\n2026-09,new,夏,2\n'
    await shop.file(text)
    expect((await shop.file(text)).out).toContain('記入しました：0件（書きかえ 0件、前と同じ 2件、できなかった行 0件）')
  })

  test('without the columns it needs is refused', async () => {
    const { code, err } = await desk().file('日付,金額\n2026-09,1\n')
    expect([code, err]).toEqual([2, expect.stringContaining('「対象」（side）')])
  })
})
