import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FILES } from '../imports/files.ts'
import { cp932 } from '../imports/texts.ts'
import { personId } from '../support/stand-in.ts'
import { fanbelt, folder } from './run.ts'

const HEADER = '注文番号,会員ID,注文日時,合計金額,商品名,ステータス'
const GOOD = ['A1,77,2026-06-14 10:00,3300,化粧水①,発送済み', 'A2,78,2026-06-14,2200,髙﨑洗顔,']

function desk(lines: string[], encode: (text: string) => Uint8Array | string = (text) => text) {
  const path = folder()
  const file = join(path, 'orders.csv')
  const write = (more: string[]) => writeFileSync(file, encode(`${[HEADER, ...more].join('\r\n')}\r\n`))
  write(lines)
  const db = join(path, 'shop.sqlite')
  return { path, db, file, write, run: (...more: string[]) => fanbelt(['import', file, '--db', db, '--json', ...more]) }
}

describe('import', () => {
  test('counts what is new, changed and the same, and creates the database', async () => {
    const { run, write } = desk(GOOD)
    const first = await run()
    expect(first.code).toBe(0)
    expect(first.err).toMatch(/まだ何も公開されていないため、.*を公開しました。\n$/)
    expect(first.json()).toMatchObject({ inserted: 2, updated: 0, skipped: 0, customers: 2, rejected: [] })
    expect((await run()).json()).toMatchObject({ inserted: 0, updated: 0, skipped: 2, customers: 2, rejected: [] })
    write([GOOD[0]?.replace('発送済み', 'キャンセル') ?? '', GOOD[1] ?? '', 'A3,78,2026-06-15,1100,洗顔,'])
    const third = await run()
    expect([third.json(), third.err]).toMatchObject([{ inserted: 1, updated: 1, skipped: 1, customers: 2 }, ''])
  })
  test('what is known since the file was saved stays: a file without moments of its own is as old as that', async () => {
    const { file, db, run, write } = desk([])
    writeFileSync(file, `${HEADER},更新日時\r\nA1,77,2026-06-14 10:00,3300,化粧水①,キャンセル,2026-06-15 12:00\r\n`)
    await run()
    write(GOOD)
    utimesSync(file, 0, new Date('2026-06-15T11:59:00+09:00'))
    const { out } = await fanbelt(['import', file, '--db', db, '--dry-run'])
    expect(out).toContain('ほかに1件は、このファイルより新しい知らせがすでに届いているため、そのままにします。')
    expect((await run()).json()).toMatchObject({ inserted: 1, updated: 0, skipped: 0, older: 1 })
    utimesSync(file, 0, new Date('2026-06-15T12:01:00+09:00'))
    expect((await run()).json()).toMatchObject({ inserted: 0, updated: 1, skipped: 1, older: 0 })
  })
  test.each(Object.keys(FILES) as (keyof typeof FILES)[])(
    '--preset %s: the same file again changes nothing',
    async (preset) => {
      const { file, run } = desk([])
      writeFileSync(file, FILES[preset])
      const { inserted, rejected } = (await run('--preset', preset)).json()
      expect([inserted > 0, rejected]).toEqual([true, []])
      expect((await run('--preset', preset)).json()).toMatchObject({
        inserted: 0,
        updated: 0,
        skipped: inserted,
        rejected: [],
      })
    },
  )
  test('a mall’s file is known by its headers; it is said why nobody of it gets a message', async () => {
    const { file, db, run } = desk([])
    writeFileSync(file, cp932(FILES.rakuten))
    const { code, out } = await fanbelt(['import', file, '--db', db])
    expect([code, out]).toEqual([0, expect.stringContaining('楽天市場（RMS）のご注文です。モールの規約で')])
    expect((await run()).json()).toMatchObject({ inserted: 0, skipped: 2, mall: '楽天市場（RMS）' })
  })
  test('a file of Windows-31J is read as such', async () => {
    const { run } = desk(GOOD, cp932)
    expect((await run()).json()).toMatchObject({ inserted: 2, encoding: 'shift_jis', from: '2026-06-14' })
  })
  test('bad rows are told with their line and code 1, the good ones are in', async () => {
    const { file, db, run } = desk([...GOOD, '5.12E+12,79,2026-06-14,1,x,', 'A4,79,いつか,1,x,'])
    const { code, json } = await run()
    expect(code).toBe(1)
    expect(json()).toMatchObject({ inserted: 2, rejected: [{ line: 4, code: 'excel_damage' }, { line: 5 }] })
    const { out } = await fanbelt(['import', file, '--db', db])
    expect(out).toContain('  4行目：注文番号が「5.12E+12」になっています。')
    expect(out).toContain('前と同じ注文：2件')
  })
  test('a day that has not come is told; today is none', async () => {
    const { file, db, write } = desk(GOOD.map((row) => row.replace('2026-06-14', '2026-06-15')))
    const told = async () => (await fanbelt(['import', file, '--db', db])).out
    expect(await told()).not.toContain('今日より先')
    write(['A9,77,2099-01-01 10:00,3300,化粧水,'])
    expect(await told()).toContain('日付が今日より先のご注文があります（最後は 2099-01-01）。')
  })
  test('only the first twenty bad rows are printed', async () => {
    const { file, db } = desk(Array.from({ length: 25 }, (_, n) => `A${n},77,いつか,1,x,`))
    const { out } = await fanbelt(['import', file, '--db', db])
    expect(out.match(/行目：/g)).toHaveLength(20)
    expect(out).toContain('ほか5件')
  })
  test('ten thousand bad rows are listed, all are counted', async () => {
    const { run, file, db } = desk(Array.from({ length: 10_010 }, () => ',77,2026-06-14,1,x,'))
    const { rejected, rejected_count } = (await run()).json()
    expect([rejected.length, rejected_count]).toEqual([10_000, 10_010])
    const { out } = await fanbelt(['import', file, '--db', db])
    expect(out).toContain('取り込めなかった行：10,010件')
    expect(out).toContain('ほか9,990件。すべてを見るには --rejected でファイルに書き出してください。')
  })
  test('--dry-run tells the same numbers and changes nothing', async () => {
    const { run, db, file, write } = desk(GOOD)
    const trial = await run('--dry-run')
    expect([trial.json(), trial.err]).toMatchObject([{ inserted: 2, dry_run: true }, ''])
    expect(existsSync(db)).toBe(false)
    await run()
    write([...GOOD, 'A3,79,2026-06-15,1100,洗顔,'])
    const before = readFileSync(db)
    expect((await run('--dry-run')).json()).toMatchObject({ inserted: 1, skipped: 2 })
    expect(readFileSync(db).equals(before)).toBe(true)
    const { out } = await fanbelt(['import', file, '--db', db, '--dry-run'])
    expect(out).toContain('    2行目 A1 2026-06-14 3,300円 発送済み 化粧水①×1（前と同じ）\n')
    expect(out).toContain('    4行目 A3 2026-06-15 1,100円 受付済み 洗顔×1（新しい）\n')
    expect(out).toMatch(/試しに読んだだけで、何も変えていません。\n$/)
    expect((await run()).json()).toMatchObject({ inserted: 1, skipped: 2 })
  })
  test('an unreadable file changes nothing, not even the disk', async () => {
    const { run, db, file } = desk([])
    writeFileSync(file, Uint8Array.of(0x41, 0x0a, 0xff, 0xfe, 0x0a))
    const { code, err } = await run()
    expect([code, err]).toEqual([2, expect.stringContaining('2行目に、UTF-8でもShift_JISでも')])
    expect(existsSync(db)).toBe(false)
  })
  test('columns that are not known are asked for, and --map answers', async () => {
    const { file, db, run } = desk([])
    writeFileSync(file, '伝票,メールアドレス,注文日\n1,hanako@example.jp,2026-06-14\n')
    const refused = await run()
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('「注文番号」の列が見つかりません。')])
    const { json } = await fanbelt(['import', file, '--db', db, '--map', '伝票=order_id', '--json'])
    expect(json()).toMatchObject({ inserted: 1, columns: { order_id: '伝票', email: 'メールアドレス' } })
  })
  test('a file of another shop system is not taken under a wrong name; who insists may', async () => {
    const { file, db, run } = desk([])
    writeFileSync(file, '受注番号,メールアドレス,受注日,購入商品（商品コード）\n1,hanako@example.jp,2026/06/14,LS\n')
    const { code, err } = await run()
    expect([code, err]).toEqual([2, expect.stringContaining('--preset ecforce を付けて')])
    expect(existsSync(db)).toBe(false)
    expect((await run('--preset', 'generic', '--dry-run')).json()).toMatchObject({ inserted: 1, fits: 'ecforce' })
    expect((await fanbelt(['import', file, '--db', db, '--preset', 'generic'])).out).toContain(
      '--preset ecforce のほうが',
    )
    expect((await run('--preset', 'ecforce')).json()).toMatchObject({ inserted: 1, updated: 0 })
    expect((await run('--preset', 'ecforce')).json()).toMatchObject({ inserted: 0, skipped: 1 })
  })
  test('the same numbers under another source are other orders and other people', async () => {
    const { run } = desk(GOOD)
    await run()
    expect((await run('--source', 'other')).json()).toMatchObject({ inserted: 2 })
  })
  test('a bar is drawn on a terminal only', async () => {
    const { file, db, run } = desk(GOOD)
    const { err } = await fanbelt(['import', file, '--db', db], {}, true)
    expect(err).toContain('\r\u001b[K')
    expect(err).toContain('お客さまの区分を計算しています\n')
    expect((await run()).err).toBe('')
  })
})

describe('a mapping that is kept', () => {
  const ODD = '伝票,メールアドレス,いつ,伝票\n1,hanako@example.jp,2026-06-14,x\n'

  test('what one import was told, the next one reads from the file', async () => {
    const { file, db, path } = desk([])
    const map = join(path, 'map.csv')
    writeFileSync(file, ODD)
    const first = await fanbelt([
      'import',
      file,
      '--db',
      db,
      '--map',
      '伝票=order_id',
      '--map',
      'いつ=ordered_at,4=coupon',
      '--save-map',
      map,
    ])
    expect([first.code, first.out]).toEqual([0, expect.stringContaining(`次からは --map ${map}`)])
    expect(readFileSync(map, 'utf8').split('\r\n')).toEqual([
      '\uFEFF列の見出し,項目',
      '伝票,order_id',
      'いつ,ordered_at',
      '4,coupon',
      'メールアドレス,email',
      '',
    ])
    const second = await fanbelt(['import', file, '--db', db, '--map', map, '--json'])
    expect(second.json()).toMatchObject({ inserted: 0, skipped: 1, rejected: [] })
  })
  test('a word of the command line goes before the file', async () => {
    const { file, db, path } = desk([])
    const map = join(path, 'map.csv')
    writeFileSync(file, ODD)
    writeFileSync(map, cp932('列の見出し,項目\n伝票,注文番号\nメールアドレス,お名前\nいつ,注文日\n'))
    const { json } = await fanbelt([
      'import',
      file,
      '--db',
      db,
      '--map',
      map,
      '--map',
      'メールアドレス=email',
      '--json',
    ])
    expect(json().columns).toMatchObject({ order_id: '伝票', email: 'メールアドレス', ordered_at: 'いつ' })
    expect(json().columns).not.toHaveProperty('name')
  })
  test.each([
    ['伝票,oder_id\n', '1行目の「伝票,oder_id」がわかりません。「order_id」のことですか？'],
    ['列の見出し,項目\nいつ,\n', '2行目の「いつ,」がわかりません。項目は次から選んでください'],
  ])('%j is answered with the line', async (text, sentence) => {
    const { file, db, path } = desk(GOOD)
    writeFileSync(join(path, 'map.csv'), text)
    const { code, err } = await fanbelt(['import', file, '--db', db, '--map', join(path, 'map.csv')])
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)])
    expect(existsSync(db)).toBe(false)
  })
  test('neither a mapping nor a file', async () => {
    const { run } = desk(GOOD)
    const { code, err } = await run('--map', '受注No')
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/「列の見出し=項目」か、対応表のファイルです。受注No が見つかりません/),
    ])
  })
})

describe('import --rejected', () => {
  const HEAD = '注文番号,会員ID,電話番号,注文日時,合計金額,商品名,個数'
  const BAD = ['A4,79,+819012345678,2026-06-14,2200,"=cmd|\' /C calc\'!A0",1', 'A4,79,,,,"洗顔,大",ふたつ']

  test('has every row of a rejected order with its reason, safe to open, and can be mended and imported', async () => {
    const { file, db, run, path } = desk([])
    const rejected = join(path, 'out/rejected.csv')
    writeFileSync(file, [HEAD, 'A1,77,,2026-06-14,1100,x,1', ...BAD].join('\n'))
    expect((await run('--rejected', rejected)).json()).toMatchObject({ inserted: 1, rejected: [{ line: 4 }] })
    const text = readFileSync(rejected, 'utf8')
    expect(text.split('\r\n')).toEqual([
      `\uFEFF${HEAD},元の行,取り込めなかった理由`,
      `A4,79,'+819012345678,2026-06-14,2200,'=cmd|' /C calc'!A0,1,3,同じ注文の4行目が取り込めないため、いっしょに書き出しました。`,
      expect.stringMatching(/^A4,79,,,,"洗顔,大",ふたつ,4,数量「ふたつ」を読み取れません。/),
      '',
    ])
    const again = join(path, 'again.csv')
    const mend = ['import', rejected, '--db', db, '--json', '--rejected', again]
    expect((await fanbelt(mend)).json()).toMatchObject({ inserted: 0, rejected: [{ line: 3 }] })
    expect(readFileSync(again, 'utf8').split('\r\n')[0]).toBe(`\uFEFF${HEAD},元の行,取り込めなかった理由`)
    writeFileSync(rejected, text.replace('ふたつ', '2'))
    expect((await fanbelt(mend)).json()).toMatchObject({ inserted: 1, rejected: [] })
    expect((await run()).json()).toMatchObject({ inserted: 0, updated: 0, skipped: 1 })
  })
  test('without a header line it has none either', async () => {
    const { file, run, path } = desk([])
    const rejected = join(path, 'rejected.csv')
    writeFileSync(file, 'A1,77,いつか\nA2,77,2026-06-14\n')
    await run('--map', '1=order_id,2=customer_id,3=ordered_at', '--rejected', rejected)
    expect(readFileSync(rejected, 'utf8')).toMatch(/^\uFEFFA1,77,いつか,1,注文日「いつか」/)
  })
  test('never takes the place of the file that is read; a file that cannot be read leaves none', async () => {
    const { file, run, path, db } = desk(GOOD)
    const refused = await run('--rejected', file)
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('別の名前')])
    writeFileSync(file, 'a,b\n1,2\n')
    expect((await run('--rejected', join(path, 'r.csv'))).code).toBe(2)
    expect([existsSync(db), readdirSync(path)]).toEqual([false, ['orders.csv']])
  })
})

describe('link', () => {
  const links = (path: string, ...lines: string[]) => {
    const file = join(path, 'links.csv')
    writeFileSync(file, ['external_id,line_user_id', ...lines].join('\n'))
    return file
  }
  test('binds the customers of an import, once', async () => {
    const { path, db, run } = desk(GOOD)
    await run()
    const file = links(path, `77,${personId(1)}`, `78,${personId(2)}`)
    const first = await fanbelt(['link', file, '--db', db, '--json'])
    expect([first.code, first.json()]).toEqual([0, { linked: 2, unchanged: 0, rejected: [] }])
    expect((await fanbelt(['link', file, '--db', db, '--json'])).json()).toMatchObject({ linked: 0, unchanged: 2 })
  })
  test('bad rows end with 1 and are named, the others are bound; the database may be new', async () => {
    const path = folder()
    const db = join(path, 'shop.sqlite')
    const file = links(path, `77,${personId(1)}`, '78,taro')
    const { code, out } = await fanbelt(['link', file, '--db', db])
    expect([code, out]).toEqual([1, expect.stringContaining('3行目：LINEユーザーID')])
    expect(out).toContain('連携しました：1件')
  })
})
