import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { cp932 } from '../imports/texts.ts'
import { serveTestStandIn } from '../support/stand-in.ts'
import { publishedDesk } from './desk.ts'
import { fanbelt } from './run.ts'

const reword = (text: string) =>
  text.replace(/text: \|\n( +)\S/, (found, indent) => `text: |\n${indent}★${found.at(-1)}`)
const history = async (run: (...args: string[]) => ReturnType<typeof fanbelt>) =>
  (await run('history', '--json')).json().revisions

describe('publish', () => {
  test('--dry-run says which steps change, and changes nothing', async () => {
    const { run, edit } = await publishedDesk()
    edit('first_60days.yaml', reword)
    const before = await history(run)
    const { code, out } = await run('publish', '--dry-run')
    expect(code).toBe(0)
    expect(out).toContain('公開されます：scenario/first_60days 第2版\n  ステップ：変わる m01')
    expect(out).toMatch(/1ファイルを公開します。\d+ファイルは前の版と同じです。\n/)
    expect(out).toMatch(/試し（--dry-run）のため、まだ何も変えていません。\n$/)
    expect(await history(run)).toEqual(before)
    expect((await run('publish', '--dry-run', '--json')).json()).toMatchObject({
      dry_run: true,
      published: [{ name: 'first_60days', number: 2 }],
      changes: [{ change: 'changed', steps: { added: [], removed: [] } }],
      migrated: [],
      running: [],
    })
  })
  test('--sql carries every revision to another database, and twice changes nothing', async () => {
    const { run, edit, home } = await publishedDesk()
    edit('first_60days.yaml', (text) => `${text}# it's '';--\n`)
    const sql = join(home, 'content.sql')
    expect((await run('publish', '--sql', sql)).out).toContain(`${sql} に書き出しました。`)
    const other = openDatabase(join(home, 'other.sqlite'))
    other.raw.exec(readFileSync(sql, 'utf8'))
    other.raw.exec(readFileSync(sql, 'utf8'))
    const all = (db: typeof other) => db.raw.prepare('select * from revisions order by id').all()
    const desk = openDatabase(join(home, 'shop.sqlite'))
    expect(all(other)).toEqual(all(desk))
    expect(all(other).length).toBeGreaterThan(16)
    other.close()
    desk.close()
  })
  test('is written down with who did it: --by, else the user of this computer', async () => {
    const { run, edit } = await publishedDesk()
    edit('first_60days.yaml', reword)
    await run('publish', '--by', 'みなみ')
    const [newest, ...older] = await history(run)
    expect([newest.published_by, older[0].published_by]).toEqual(['みなみ', 'minami'])
  })
  test('a file that is gone is left published, and that is said', async () => {
    const { run, file } = await publishedDesk()
    rmSync(file('win_back.yaml'))
    const { code, out } = await run('publish')
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(
        'scenario/win_back はフォルダーにありませんが、公開されたままです。やめるには：npx fanbelt publish --retire scenario/win_back\n',
      ),
    ])
    // Naming one file says nothing about the others.
    expect((await run('publish', file('shop.yaml'))).out).not.toContain('公開されたままです')
  })
  test('--retire alone publishes nothing else, and reminds of the file', async () => {
    const { run, edit, file } = await publishedDesk()
    edit('first_60days.yaml', reword)
    const { code, out } = await run('publish', '--retire', 'win_back')
    expect([code, out]).toEqual([
      0,
      `取り下げました：scenario/win_back 第2版\n${file('win_back.yaml')} が残っています。次に公開するとまたはじまるので、消すか、ほかの場所へ移してください。\n`,
    ])
    expect((await history(run))[0]).toMatchObject({ name: 'win_back', change: 'retired', in_force: false })
  })
  test('--retire of what is not there is misuse, of what is needed too', async () => {
    const { run } = await publishedDesk()
    const wrong = await run('publish', '--retire', 'winback')
    expect([wrong.code, wrong.err]).toEqual([2, '「winback」は公開されていません。→ 「win_back」のことですか？\n'])
    expect((await run('publish', '--retire', 'shop')).code).toBe(2)
  })
  test('what others would lose is told where it would be missed', async () => {
    const { run, edit, file } = await publishedDesk()
    edit('coupons.yaml', () => 'coupons: []\n')
    const { code, out } = await run('publish', file('coupons.yaml'))
    expect([code, out]).toEqual([1, expect.stringMatching(/^公開中\/first_60days\.yaml:\d+:\d+ E115 /m)])
  })
  test('a file in Shift_JIS is named as such, by check too; nothing is published', async () => {
    const { db, file } = await publishedDesk()
    writeFileSync(
      file('replies.yaml'),
      cp932(readFileSync(file('replies.yaml'), 'utf8').replaceAll(/[^\p{ASCII}ぁ-ん]/gu, 'あ')),
    )
    for (const command of ['publish', 'check']) {
      const { code, out } = await fanbelt([command, file('replies.yaml'), ...db])
      expect([code, out]).toEqual([1, expect.stringMatching(/replies\.yaml:1:1 E013 Shift_JISで保存されています。/)])
    }
  })
  test('a file of gigabytes is refused within a second', async () => {
    const { run, file } = await publishedDesk()
    writeFileSync(file('replies.yaml'), 'あ\n'.repeat(500_000))
    truncateSync(file('replies.yaml'), 3_000_000_000)
    const begun = performance.now()
    const { code, out } = await run('publish', file('replies.yaml'))
    expect([code, out]).toEqual([1, expect.stringContaining('E011')])
    expect(performance.now() - begun).toBeLessThan(2000)
  })
  test('two folders with one name are refused', async () => {
    const { run, path, home } = await publishedDesk()
    mkdirSync(join(home, 'old'))
    writeFileSync(
      join(home, 'old', 'win_back.yaml'),
      readFileSync(join(path, 'win_back.yaml'), 'utf8').concat('# 前の\n'),
    )
    const { code, err } = await run('publish', path, join(home, 'old'))
    expect([code, err]).toEqual([2, expect.stringContaining('は同じ名前です。')])
  })
})

describe('publish --migrate', () => {
  /** One customer on the way. */
  async function onTheWay() {
    const here = await publishedDesk()
    const { home, db, run } = here
    const standIn = await serveTestStandIn()
    const { userId } = standIn.platform.addUser()
    const env = { LINE_API_BASE_URL: standIn.url, LINE_CHANNEL_ACCESS_TOKEN: standIn.channel.accessToken }
    const csv = (name: string, ...lines: string[]) => {
      writeFileSync(join(home, name), lines.join('\n'))
      return join(home, name)
    }
    await run('import', csv('o.csv', 'order_id,customer_id,ordered_at', '1,77,2026-06-14 10:00'))
    await run('link', csv('l.csv', 'external_id,line_user_id', `77,${userId}`))
    await fanbelt(['tick', '--now', '2026-06-14T12:00:00+09:00', ...db], env)
    await standIn.close()
    return here
  }
  test('without it the customer stays, and that is said; with it it is said what changes', async () => {
    const { run, edit } = await onTheWay()
    edit('first_60days.yaml', (text) =>
      text.replace(/text: \|\n( +)\S/g, (found, indent) => `text: |\n${indent}★${found.at(-1)}`),
    )
    const stays = await run('publish')
    expect(stays.out).toContain(
      'first_60days：途中の1人は、はじめた時の版のまま進みます。移すには --migrate をお付けください。\n',
    )
    const told = await run('publish', '--migrate', '--dry-run')
    expect(told.out).toContain('first_60days：途中の1人は、第2版に移ります。\n')
    const { out, code } = await run('publish', '--migrate')
    expect(code).toBe(0)
    expect(out).toMatch(
      /first_60days：途中の1人は、第2版に移りました。\n {2}1人のうち、1人に届くものが変わります（文面が変わる \d+通）。\n {4}m\d+\S*：1人は文面が変わります。\n/,
    )
    expect(
      (await run('history', 'first_60days', '--json')).json().revisions.map((one: { running: number }) => one.running),
    ).toEqual([1, 0])
    expect((await run('publish', '--migrate', '--json')).json()).toMatchObject({ migrated: [], running: [] })
  })
  test('of what is taken out of use ends it', async () => {
    const { run } = await onTheWay()
    const { out } = await run('publish', '--retire', 'first_60days', '--migrate')
    expect(out).toContain('first_60days：途中の1人は、ここで終わりました。\n')
  })
  test('draws a bar on a terminal only', async () => {
    const { edit, db, path } = await onTheWay()
    edit('first_60days.yaml', reword)
    const seen = await fanbelt(['publish', path, '--migrate', ...db], {}, true)
    expect(seen.err).toContain('\r')
    edit('first_60days.yaml', reword)
    expect((await fanbelt(['publish', path, '--migrate', ...db])).err).toBe('')
  })
})
