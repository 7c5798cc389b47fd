/** `fanbelt customer ID` (SPEC §4.3). */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

const env = { SCENARIOS_DIR: SCENARIOS }

const CSV = `order_id,customer_id,name,ordered_at,status,total,sku,product,quantity
1,77,山田 花子,2026-03-01T10:00:00+09:00,confirmed,980,LT,お試し,1
2,77,山田 花子,2026-03-20T10:00:00+09:00,cancelled,3300,LF,本品,1
3,77,山田 花子,2026-04-05T10:00:00+09:00,confirmed,3300,LF,本品,1
`

/** A shop with one customer who can be reached by e-mail. */
async function shop(): Promise<{ db: string; run: (...args: string[]) => ReturnType<typeof fanbelt> }> {
  const home = folder()
  const db = join(home, 'shop.sqlite')
  const file = join(home, 'orders.csv')
  writeFileSync(file, CSV)
  const run = (...args: string[]) => fanbelt([...args, '--db', db], env)
  const imported = await run('import', file, '--source', 'cart')
  if (imported.code !== 0) throw new Error(imported.out + imported.err)
  const open = openDatabase(db)
  open.raw.exec('update customers set email_consent = 1')
  open.close()
  return { db, run }
}

test('has the shape that is promised, and says what is missing', async () => {
  const { run } = await shop()
  const { code, json } = await run('customer', '77', '--as-of', '2026-04-30', '--json')
  expect(code).toBe(0)
  expect(json()).toMatchObject({
    id: expect.any(String),
    external_ids: [{ source: 'cart', external_id: '77' }],
    facts: { registered: true, purchases: 2, days: 25, subscription: false, positives: 0 },
    label: 'follower',
    stage: 3,
    next: {
      label: 'supporter',
      missing: ['定期便のご利用', 'ポジティブ反応があと2回'],
      stage: 4,
      stage_missing: ['定期便のご利用'],
    },
  })
})

test('the timeline numbers the purchases that count, in order', async () => {
  const { run } = await shop()
  const { timeline } = (await run('customer', '77', '--as-of', '2026-04-30', '--json')).json()
  expect(timeline.map(({ at, kind, text }: Record<string, string>) => [at?.slice(0, 10), kind, text])).toEqual([
    ['2026-03-01', 'order', '1回目のお買い物：うるおい化粧水 お試し10日分（980円）'],
    ['2026-03-20', 'order', '数えないご注文（キャンセル）：うるおい化粧水 本品150mL（3,300円）'],
    ['2026-04-05', 'order', '2回目のお買い物：うるおい化粧水 本品150mL（3,300円）'],
  ])
})

test('from an earlier day, what came later has not happened', async () => {
  const { run } = await shop()
  const earlier = (await run('customer', '77', '--as-of', '2026-04-04', '--json')).json()
  expect([earlier.label, earlier.stage, earlier.facts.purchases, earlier.timeline.length]).toEqual(['visitor', 2, 1, 2])
  const sameDay = (await run('customer', '77', '--as-of', '2026-04-05', '--json')).json()
  expect([sameDay.facts.purchases, sameDay.facts.days]).toEqual([2, 0])
  const late = (await run('customer', '77', '--as-of', '2026-07-04', '--json')).json()
  expect([late.label, late.facts.days]).toEqual(['dormant', 90])
})

test('in words', async () => {
  const { run } = await shop()
  const { code, out } = await run('customer', '77', '--as-of', '2026-04-30')
  expect(code).toBe(0)
  expect(out).toContain('山田 花子（cart 77）　2026-04-30 現在')
  expect(out).toContain('次はサポーター。足りないもの：定期便のご利用、ポジティブ反応があと2回')
})

test('our own id finds the same customer; two shops’ equal numbers are asked back; nobody is named', async () => {
  const { run, db } = await shop()
  const { id } = (await run('customer', '77', '--json')).json()
  expect((await run('customer', id, '--json')).json().id).toBe(id)
  const open = openDatabase(db)
  open.raw.exec(`insert into customers (id, created_at) values ('other', 0);
    insert into external_ids (source, external_id, customer_id) values ('mall', '77', 'other')`)
  open.close()
  const several = await run('customer', '77')
  expect([several.code, several.err]).toEqual([2, expect.stringContaining('2人いらっしゃいます')])
  const nobody = await run('customer', '78')
  expect([nobody.code, nobody.err]).toEqual([2, '「78」というお客さまは見つかりません。\n'])
  const odd = await run('customer', '77', '--as-of', '4/5')
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('--as-of の「4/5」')])
})

test('who came back from 一時離脱 is called 復帰フォロワー for 90 days; what moved them stands beside each move', async () => {
  const { run, db } = await shop()
  const { id } = (await run('customer', '77', '--json')).json()
  const open = openDatabase(db)
  const at = (day: string) => Date.parse(`${day}T10:00:00+09:00`)
  const change = open.raw.prepare(`insert into label_history
    (id, customer_id, from_label, to_label, from_stage, to_stage, cause, facts_after, at) values (?, ?, ?, ?, ?, ?, ?, '{}', ?)`)
  open.raw.exec('delete from label_history')
  change.run('1', id, null, 'follower', null, 4, 'data_fix', at('2025-10-01'))
  change.run('2', id, 'follower', 'lapsed', 4, 3, 'aging', at('2026-01-05'))
  change.run('3', id, 'lapsed', 'follower', 3, 3, 'purchase', at('2026-04-05'))
  open.close()
  const back = (await run('customer', '77', '--as-of', '2026-04-06', '--json')).json()
  expect([back.label, back.returned_at, back.stage, back.max_stage]).toEqual([
    'follower',
    '2026-04-05T10:00:00+09:00',
    3,
    4,
  ])
  const { out } = await run('customer', '77', '--as-of', '2026-04-06')
  expect(out).toContain('ファン区分：復帰フォロワー（このままなら 2026-07-04 に休眠になります）')
  expect(out).toContain('一時離脱から、2026-04-05 に戻られました')
  expect(out).toContain('関係の段階：3 数回のデート（これまでの最高は 4 お付き合い）')
  expect(out).toContain('ファン区分がフォロワーから一時離脱になりました（日がたった）')
  expect(out).toContain('関係の段階が4 お付き合いから3 数回のデートになりました（日がたった）')
  expect(out).toContain('ファン区分が一時離脱から復帰フォロワーになりました（お買い物）')
  const before = (await run('customer', '77', '--as-of', '2026-04-04', '--json')).json()
  const later = (await run('customer', '77', '--as-of', '2026-07-04', '--json')).json()
  expect([before.returned_at, later.returned_at]).toEqual([undefined, undefined])
})

test('what cannot quite be right is said in words', async () => {
  const { run } = await shop()
  const file = join(folder(), 'ahead.csv')
  const nextWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
  writeFileSync(file, CSV.replace('3,77,山田 花子,2026-04-05', `4,77,山田 花子,${nextWeek}`))
  await run('import', file, '--source', 'cart')
  expect((await run('customer', '77', '--json')).json()).toMatchObject({ doubts: ['DQ_FUTURE_ORDER'] })
  expect((await run('customer', '77')).out).toContain('確かめたいこと：日付が先のご注文があります')
})

test('from an earlier day, who blocked us, stopped e-mail or brought a friend since had not yet', async () => {
  const { run, db } = await shop()
  const { id } = (await run('customer', '77', '--json')).json()
  const open = openDatabase(db)
  const at = (day: string) => Date.parse(`${day}T10:00:00+09:00`)
  open.raw.exec(`update customers set email_consent = 0;
    insert into friends (line_user_id, customer_id, following, changed_at, opted_out_at, created_at)
      values ('U1', '${id}', 0, ${at('2026-04-20')}, ${at('2026-04-10')}, ${at('2026-03-01')});
    insert into consent_log (id, customer_id, channel, purpose, granted, source, at)
      values ('1', '${id}', 'email', 'marketing', 1, 'shop', ${at('2026-03-05')}), ('2', '${id}', 'email', 'marketing', 0, 'shop', ${at('2026-03-25')});
    insert into referrals values ('c', '${id}', ${at('2026-03-01')});
    insert into referral_uses (customer_id, code, accepted_at, counted_at) values ('friend', 'c', ${at('2026-03-02')}, ${at('2026-04-01')})`)
  open.close()
  const stood = async (day: string) => {
    const { facts, label, advocate } = (await run('customer', '77', '--as-of', day, '--json')).json()
    return [facts.reachable, facts.opted_out, facts.email_consent, facts.registered, label, advocate]
  }
  expect(await stood('2026-03-20')).toEqual([true, false, true, true, 'visitor', false])
  expect(await stood('2026-04-09')).toEqual([true, false, false, true, 'follower', true])
  expect(await stood('2026-04-11')).toEqual([true, true, false, false, 'unregistered', true])
  expect(await stood('2026-04-21')).toEqual([false, true, false, false, 'unregistered', true])
  const classified = (await run('classify', '--as-of', '2026-04-09', '--json')).json()
  expect(classified.labels).toMatchObject({ follower: 1, unregistered: 0 })
})
