import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { serveTestStandIn } from '../support/stand-in.ts'
import { openDesk } from './desk.ts'
import { fanbelt } from './run.ts'

/** A shop in the middle of June with this many on the first day of the shipped scenario, and LINE beside it. */
async function shop({ people = 0, quota, plan = '' }: { people?: number; quota?: number; plan?: string }) {
  const standIn = await serveTestStandIn({ quota })
  onTestFinished(() => standIn.close())
  const desk = openDesk()
  desk.edit('shop.yaml', (text) => text.replace(/^line_plan:.*$/m, plan && `line_plan: ${plan}`))
  await desk.run('publish')
  const db = openDatabase(desk.db[1] ?? '')
  const insert = db.raw.prepare(`
    insert into enrollments (id, customer_id, scenario_id, revision_id, anchor, anchor_at, started_at, delivered_on)
    select ?, ?, name, id, 'order:1', ?, ?, '2026-06-18' from revisions where name = 'first_60days'`)
  const noon = Date.parse('2026-06-15T12:00:00+09:00')
  for (let n = 0; n < people; n += 1) insert.run(`e${n}`, `c${n}`, noon, noon)
  db.close()
  const line = { LINE_API_BASE_URL: standIn.url, LINE_CHANNEL_ACCESS_TOKEN: standIn.channel.accessToken }
  return {
    desk,
    standIn,
    quota: (...more: string[]) => fanbelt(['quota', ...desk.db, ...more], { SCENARIOS_DIR: desk.path, ...line }),
  }
}

test('what was used, what the plan has, and that it will do', async () => {
  const { quota } = await shop({ quota: 5000 })
  expect(await quota()).toMatchObject({
    code: 0,
    err: '',
    out: `2026年6月のLINEの送信数（2026-06-15 12:00にLINEから）
  送った数：0通
  LINEの料金プランの上限：5,000通
  残り：5,000通（うち200通は、ご注文やお届けのご連絡のための残し）

今月はあと0通が必要になる見込みで、プランの残りは5,000通です。足りる見込みです。
`,
  })
})

test('a schedule that does not fit is a finding: code 1, by how much, and what to do', async () => {
  const { quota, desk } = await shop({ people: 1000, plan: '{monthly_messages: 1500}' })
  const { code, out } = await quota()
  expect(code).toBe(1)
  expect(out).toMatch(/お店で決めた上限：1,500通/)
  expect(out).toMatch(/^今月はあと([\d,]+)通が必要になる見込みですが、プランの残りは1,500通です.*通足りません。$/m)
  expect(out).toMatch(/^ {2}はじめての60日：[\d,]+通（途中の方に[\d,]+通、これからの方に[\d,]+通）$/m)
  expect(out).toContain('  ・LINE公式アカウントの料金プラン')
  await desk.run('pause', '--reason', 'お休み')
  expect((await quota()).out).toContain('ご案内の配信をすべて止めています（2026-06-15 12:00から、minamiさん：お休み）')
})

test('--json', async () => {
  const { quota } = await shop({ people: 10, quota: 100 })
  const { code, json } = await quota('--json')
  const found = json()
  expect(found).toEqual({
    month: '2026-06',
    used: 0,
    limit: 100,
    reserve: 10,
    scheduled: expect.any(Number),
    newcomers: expect.any(Number),
    needed: found.scheduled + found.newcomers,
    short: found.needed - 90,
    days_left: 16,
    per_scenario: [
      { scenario: 'first_60days', name: 'はじめての60日', scheduled: found.scheduled, newcomers: found.newcomers },
    ],
    read_at: '2026-06-15T12:00:00+09:00',
    paused: false,
  })
  expect([code, found.scheduled > 20]).toEqual([1, true])
})

test('without LINE’s settings it says that LINE was not asked', async () => {
  const { desk } = await shop({})
  const { code, out } = await desk.run('quota')
  expect([code, out]).toEqual([0, expect.stringContaining('LINEからはまだ数字をいただいていません')])
  expect(out).toContain('送れる数に上限はありません。')
})

test('on a new database says so', async () => {
  const desk = openDesk()
  const { code, err } = await desk.run('quota', '--db', join(desk.home, 'new.sqlite'))
  expect([code, err]).toEqual([0, expect.stringContaining('まだ何も公開されていないため')])
})
