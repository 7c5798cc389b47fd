/** Codes in, uses in: the two files a shop brings about its coupons. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { cp932 } from '../imports/texts.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

const COUPONS = `coupons:
  - {id: POOL, codes: pool, name: 500円引き, benefit: amount_off, value: 500, valid_days: 21}
  - {id: OTHER, codes: pool, name: 300円引き, benefit: amount_off, value: 300, valid_days: 21}
  - {id: FIXED, name: 100円引き, benefit: amount_off, value: 100, valid_days: 21}
`

/** A shop with these coupons, and a file to bring. */
function desk() {
  const path = folder()
  const file = join(path, 'file.csv')
  const db = join(path, 'shop.sqlite')
  const scenarios = join(path, 'scenarios')
  const shop = readFileSync(join(SCENARIOS, 'shop.yaml'), 'utf8').replace(/\nreferral:[\s\S]*/, '\n')
  const files = {
    'coupons.yaml': COUPONS,
    'shop.yaml': shop,
    'replies.yaml': readFileSync(join(SCENARIOS, 'replies.yaml')),
  }
  return {
    db,
    async run(command: string, text: string | Uint8Array, ...more: string[]) {
      mkdirSync(scenarios, { recursive: true })
      for (const [name, content] of Object.entries(files)) writeFileSync(join(scenarios, name), content)
      writeFileSync(file, text)
      return fanbelt([command, file, '--db', db, ...more], { SCENARIOS_DIR: scenarios })
    },
  }
}

describe('coupon-codes', () => {
  test('counts what is new and what is known, and says how many there are to give', async () => {
    const { run } = desk()
    const first = await run('coupon-codes', 'AAA1\r\nBBB2\r\nAAA1\r\n', '--coupon', 'POOL')
    expect([first.code, first.out]).toEqual([
      0,
      '新しいコード：2件（前と同じ 1件、使えない行 0件）。お渡しできるコードは、いま2件です。\n',
    ])
    const again = await run('coupon-codes', 'コード,メモ\r\nBBB2,x\r\nＣＣＣ3,髙\r\n', '--coupon', 'POOL', '--json')
    expect(again.json()).toEqual({ coupon: 'POOL', added: 1, known: 1, left: 3, rejected: [] })
  })

  test('a file of Windows-31J is read as such', async () => {
    const { code, json } = await desk().run(
      'coupon-codes',
      cp932('備考,クーポンコード\r\n一枚目,A-1\r\n'),
      '--coupon',
      'POOL',
      '--json',
    )
    expect([code, json()]).toMatchObject([0, { added: 1 }])
  })

  test('damaged, odd and foreign codes are told with their line; the others are in', async () => {
    const { run } = desk()
    await run('coupon-codes', 'MINE\n', '--coupon', 'OTHER')
    const { code, json } = await run(
      'coupon-codes',
      'code\nOK1\n1.2E+11\nあ\nMINE\nfixed\nOK2\n',
      '--coupon',
      'POOL',
      '--json',
    )
    expect([code, json()]).toMatchObject([
      1,
      {
        added: 2,
        left: 2,
        rejected: [
          { line: 3, code: 'excel_damage' },
          { line: 4, code: 'bad_value' },
          { line: 5, code: 'duplicate' },
          { line: 6, code: 'duplicate' },
        ],
      },
    ])
  })

  test.each([
    ['a coupon that is not there', 'A\n', ['--coupon', 'NONE'], /NONE」は、公開中の.*POOL・OTHER/],
    ['a coupon with one code for all', 'A\n', ['--coupon', 'FIXED'], /codes: pool/],
    ['no coupon named', 'A\n', [], /--coupon/],
    ['columns nobody can tell apart', 'a,b\n1,2\n', ['--coupon', 'POOL'], /「コード」/],
    ['an empty file', '', ['--coupon', 'POOL'], /行がありません/],
  ])('%s is misuse', async (_what, text, more, sentence) => {
    const { code, err } = await desk().run('coupon-codes', text, ...more)
    expect([code, err]).toEqual([2, expect.stringMatching(sentence)])
  })
})

describe('redeem', () => {
  /** Hana has a code of her own and one that all have. */
  async function withHana() {
    const one = desk()
    await one.run('coupon-codes', 'AAA1\n', '--coupon', 'POOL')
    const open = openDatabase(one.db)
    open.raw.exec(`
      insert into customers (id, created_at) values ('hana', 0);
      insert into external_ids (source, external_id, customer_id) values ('generic', '77', 'hana');
      update coupon_codes set taken_by = 'c1';
      insert into coupons (id, customer_id, coupon_id, cause, code, issued_at) values
        ('c1', 'hana', 'POOL', 'x', 'AAA1', 0), ('c2', 'hana', 'FIXED', 'x', 'FIXED', 0);`)
    const used = () =>
      open.raw.prepare('select code, used_at from coupons where used_at is not null order by code').all()
    return { ...one, open, used }
  }

  test('writes down what was used, once; what could not be is told with its line and its reason', async () => {
    const { run, open, used } = await withHana()
    const text =
      'code,order,customer,date\nAAA1,,,2026/6/1\nFIXED,,77,2026年6月2日\nFIXED,,,\nFIXED,,88,\nNOPE,,77,\n,,77,\nAAA1,,,いつか\n'
    const { code, json } = await run('redeem', text, '--json')
    expect([code, json()]).toMatchObject([
      1,
      {
        redeemed: 2,
        already: 0,
        rejected: [
          { line: 4, code: 'ambiguous' },
          { line: 5, code: 'unknown' },
          { line: 6, code: 'unknown' },
          { line: 7, code: 'missing_id' },
          { line: 8, code: 'bad_value' },
        ],
      },
    ])
    expect(used()).toEqual([
      { code: 'AAA1', used_at: Date.parse('2026-06-01T00:00:00+09:00') },
      { code: 'FIXED', used_at: Date.parse('2026-06-02T00:00:00+09:00') },
    ])
    const again = await run('redeem', 'クーポンコード,お客様番号,利用日\nAAA1,77,2026-06-05\nFIXED,77,2026-06-02\n')
    expect([again.code, again.out]).toEqual([0, '使用済みにしました：0件（前と同じ 2件、できなかった行 0件）\n'])
    open.close()
  })

  test('a file without codes is misuse', async () => {
    const { code, err } = await desk().run('redeem', 'order,customer\n1,2\n')
    expect([code, err]).toEqual([2, expect.stringContaining('「コード」（code）の列が要ります')])
  })
})
