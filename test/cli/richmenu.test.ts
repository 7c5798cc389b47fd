import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { readMenuState } from '../../db/menus.ts'
import { openDatabase } from '../../db/node.ts'
import { serveTestStandIn, type TestStandIn } from '../support/stand-in.ts'
import { openDesk } from './desk.ts'
import { fanbelt, folder } from './run.ts'

/** The shipped menus, published, and a LINE beside them. */
async function shop() {
  const standIn = await serveTestStandIn()
  onTestFinished(() => standIn.close())
  const desk = openDesk()
  await desk.run('publish')
  const line = {
    LINE_API_BASE_URL: standIn.url,
    LINE_DATA_API_BASE_URL: standIn.url,
    LINE_CHANNEL_ACCESS_TOKEN: standIn.channel.accessToken,
  }
  const env = { SCENARIOS_DIR: desk.path, USER: 'minami', ...line }
  return { desk, standIn, richmenu: (...args: string[]) => fanbelt(['richmenu', ...args, ...desk.db], env) }
}

const callsOf = async ({ desk }: TestStandIn): Promise<{ method: string; path: string }[]> =>
  (await desk('GET', '/control/requests')).body

test('tries, makes, and then has nothing to do', async () => {
  const { richmenu, standIn } = await shop()
  const tried = await richmenu('sync', '--dry-run')
  expect(tried).toMatchObject({ code: 0, err: '' })
  expect(tried.out).toBe(`作ります：lapsed「お久しぶりの方のメニュー」（一時離脱・休眠。画像はボタンの名前から作ります）
作ります：partner「パートナーのメニュー」（パートナー。画像はボタンの名前から作ります）
作ります：subscriber「定期便の方のメニュー」（定期スタート・定期の足踏み・サポーター。画像はボタンの名前から作ります）
作ります：visitor「はじめての方のメニュー」（未登録・見込み・ビジター・フォロワー。画像はボタンの名前から作ります）
どのメニューにもあてはまらない方には visitor が出ます。
何も変えていません。
`)
  expect(await callsOf(standIn)).toEqual([])
  const made = await richmenu('sync')
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(made.out).toContain('作りました：visitor「はじめての方のメニュー」')
  await standIn.desk('DELETE', '/control/requests')
  expect((await richmenu('sync')).out).toContain('そのままです：visitor')
  expect(await callsOf(standIn)).toEqual([])
  expect((await richmenu('list')).out).toBe(`lapsed（一時離脱・休眠、0人）
partner（パートナー、0人）
subscriber（定期スタート・定期の足踏み・サポーター、0人）
visitor（未登録・見込み・ビジター・フォロワー、あてはまらない方にも、0人）
`)
})

test('--json', async () => {
  const { richmenu } = await shop()
  const done = (await richmenu('sync', '--json')).json()
  expect(done).toMatchObject({
    usual: 'visitor',
    retired: [],
    linked: 0,
    waiting: 0,
    deleted: 0,
    moving: false,
    dry_run: false,
  })
  expect(done.menus[3]).toEqual({
    id: 'visitor',
    name: 'はじめての方のメニュー',
    labels: ['unregistered', 'prospect', 'visitor', 'follower'],
    change: 'new',
    drawn: true,
  })
  const { menus, others } = (await richmenu('list', '--json')).json()
  expect(others).toBe(0)
  expect(menus[3]).toMatchObject({ id: 'visitor', usual: true, people: 0, missing: false, old: false })
})

test('friends are linked, and told in people', async () => {
  const { richmenu, desk, standIn } = await shop()
  const { userId } = standIn.platform.addUser()
  const links = `${folder()}/links.csv`
  writeFileSync(links, `external_id,line_user_id\n77,${userId}\n`)
  await desk.run('link', links)
  expect((await richmenu('sync')).out).toContain('1人のお客さまに、区分に合うメニューをつけました。')
  expect((await richmenu('list')).out).toContain('あてはまらない方にも、1人')
})

test('a picture of the shop’s own goes up as it is; without its file, or in another size, nothing is made', async () => {
  const { richmenu, desk, standIn } = await shop()
  desk.edit('richmenus/visitor.yaml', (text) => `${text}image: visitor.png\n`)
  await desk.run('publish')
  const missing = await richmenu('sync')
  expect([missing.code, missing.err]).toEqual([
    2,
    'richmenus/visitor.yaml の画像 richmenus/visitor.png が見つかりません。\n',
  ])
  const png = (width: number, height: number) => {
    const bytes = Buffer.alloc(33)
    bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    bytes.writeUInt32BE(width, 16)
    bytes.writeUInt32BE(height, 20)
    return bytes
  }
  writeFileSync(desk.file('richmenus/visitor.png'), png(2500, 843))
  expect((await richmenu('sync')).err).toBe(
    'richmenus/visitor.png：大きさを 2500×1686 にしてください（いま 2500×843）。\n',
  )
  expect(await callsOf(standIn)).toEqual([])
  writeFileSync(desk.file('richmenus/visitor.png'), png(2500, 1686))
  expect((await richmenu('sync')).code).toBe(0)
  const { richmenus } = (await standIn.api('GET', '/v2/bot/richmenu/list')).body
  const visitor = richmenus.find(({ name }: { name: string }) => name.startsWith('はじめて'))
  const uploaded = await fetch(`${standIn.url}/phone/rich-menus/${visitor.richMenuId}/image`)
  expect(Buffer.from(await uploaded.arrayBuffer())).toEqual(png(2500, 1686))
})

test('LINE’s limits are told in words, and the next time goes on', async () => {
  const { richmenu, standIn } = await shop()
  await standIn.desk('POST', '/control/faults', { fault: 'rate_limit', match: { path: '/v2/bot/richmenu', count: 5 } })
  const stopped = await richmenu('sync')
  expect([stopped.code, stopped.out]).toEqual([2, ''])
  expect(stopped.err).toContain('LINEの回数の上限に達しました')
  expect((await richmenu('sync')).code).toBe(0)
  expect((await standIn.api('GET', '/v2/bot/richmenu/list')).body.richmenus).toHaveLength(4)
})

test('a menu that is gone at LINE is a finding, and made again', async () => {
  const { richmenu, standIn } = await shop()
  await richmenu('sync')
  const [{ richMenuId }] = (await standIn.api('GET', '/v2/bot/richmenu/list')).body.richmenus
  await standIn.api('DELETE', `/v2/bot/richmenu/${richMenuId}`)
  const listed = await richmenu('list')
  expect([listed.code, listed.out]).toEqual([1, expect.stringContaining('LINEにありません。')])
  await richmenu('sync', '--again')
  expect((await richmenu('list')).code).toBe(0)
})

test('without LINE’s settings only trying works', async () => {
  const desk = openDesk()
  expect((await desk.run('richmenu', 'sync', '--dry-run')).code).toBe(0)
  const { code, err } = await desk.run('richmenu', 'sync')
  expect([code, err]).toEqual([2, expect.stringContaining('LINEにつなぐ設定がありません。')])
})

test('the SQL for a Worker says which menus there are, whom they are for, and what replaced what', async () => {
  const { richmenu, desk } = await shop()
  const sql = `${folder()}/menus.sql`
  await richmenu('sync')
  desk.edit('richmenus/visitor.yaml', (text) =>
    text.replace('よくある質問, text: よくある質問', 'ご質問, text: よくある質問'),
  )
  await desk.run('publish')
  const { out } = await richmenu('sync', '--sql', sql)
  expect(out).toContain('流したあと、もう一度実行すると、古いメニューが消えます。')
  const text = readFileSync(sql, 'utf8')
  const path = `${folder()}/worker.sqlite`
  const worker = openDatabase(path)
  onTestFinished(() => {
    worker.close()
    rmSync(path)
  })
  for (const _ of ['once', 'again']) worker.raw.exec(text)
  const { live, compared } = await readMenuState(worker)
  expect(live?.map(({ id }) => id)).toEqual(['lapsed', 'partner', 'subscriber', 'visitor'])
  expect(compared).toBe('')
  expect(text).toMatch(/^update friend_menus set linked = 'richmenu-[0-9a-f]+' where linked = 'richmenu-[0-9a-f]+';$/m)
})
