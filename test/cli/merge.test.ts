import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDesk } from './desk.ts'

const CSV = `注文番号,注文日時,会員番号,商品コード,商品名,数量,金額
1,2026-04-01 10:00,77,LT,お試し,1,980
2,2026-04-20 10:00,88,LF,本品,1,3300
`

async function deskWithTwo() {
  const desk = openDesk()
  const file = join(desk.home, 'orders.csv')
  writeFileSync(file, CSV)
  const { code, out, err } = await desk.run('import', file)
  if (code !== 0) throw new Error(out + err)
  const purchases = async (id: string) => (await desk.run('customer', id, '--json')).json().facts.purchases
  return { ...desk, purchases }
}

test('two customers become one, are listed, and become two again', async () => {
  const desk = await deskWithTwo()
  const trial = (await desk.run('merge', '77', '88', '--dry-run', '--json')).json()
  expect(trial).toMatchObject({ dry_run: true, moved: { orders: 1, external_ids: 1 } })
  expect([trial.id, await desk.purchases('77')]).toEqual([undefined, 1])

  const merged = (await desk.run('merge', '77', '88', '--reason', 'お電話で確認', '--json')).json()
  expect(merged).toMatchObject({ kept: trial.kept, merged: trial.merged, moved: trial.moved })
  expect([await desk.purchases('77'), await desk.purchases('88')]).toEqual([2, 2])

  const { merges } = (await desk.run('merges', '--json')).json()
  expect(merges).toMatchObject([
    { id: merged.id, kept: merged.kept, reason: 'お電話で確認', by: 'minami', undone_at: null },
  ])
  expect((await desk.run('merges')).out).toContain('お電話で確認（minamiさん）')

  expect((await desk.run('unmerge', merged.id)).code).toBe(0)
  expect([await desk.purchases('77'), await desk.purchases('88')]).toEqual([1, 1])
  expect((await desk.run('merges')).out).toContain('元に戻しました')
})

test('who was joined by itself is told from who was joined by somebody without a name', async () => {
  const desk = await deskWithTwo()
  await desk.run('merge', '77', '88', '--by', 'fanbelt')
  expect((await desk.run('merges')).out).toMatch(/お店の方の確認\n/)
  const file = join(desk.home, 'more.csv')
  writeFileSync(
    file,
    '注文番号,注文日時,会員番号,メールアドレス\n3,2026-05-01,90,a@example.jp\n4,2026-05-02,91,b@example.jp\n',
  )
  await desk.run('import', file)
  writeFileSync(file, '注文番号,注文日時,会員番号,メールアドレス\n5,2026-05-03,91,a@example.jp\n')
  const joined = 'おひとりにまとめたお客さま：1人'
  expect((await desk.run('import', file, '--dry-run')).out).toContain(joined)
  expect((await desk.run('merges')).out).not.toContain('自動')
  expect((await desk.run('import', file)).out).toContain(joined)
  expect((await desk.run('merges')).out).toContain('メールアドレスが同じ（自動）')
  expect((await desk.run('import', file)).out).not.toContain('おひとりにまとめた')
})

test('in words: who stays, what moves, how to take it back', async () => {
  const desk = await deskWithTwo()
  const trial = await desk.run('merge', '77', '88', '--dry-run')
  expect(trial.out).toMatch(
    /残るお客さま：.+\nまとめられるお客さま：.+\n移るもの\n(?:.+\n)* *ご注文：1件\n(?:.+\n)*まだ何も変えていません。/,
  )
  const { out } = await desk.run('merge', '77', '88')
  const id = /npx fanbelt unmerge (\S+)/.exec(out)?.[1] ?? ''
  expect((await desk.run('unmerge', id)).out).toContain('まとめる前に戻しました')
})

test.each([
  [['merge', '77', '99'], '「99」というお客さまは見つかりません。'],
  [['merge', '77', '77'], 'すでに同じお客さまです'],
  [['merge', '77'], '「other」を指定してください：もうおひとりの番号。'],
  [['unmerge', '77'], '「77」というまとめの記録は見つかりません。'],
  [['merges', '--limit', '0'], '値を読み取れません'],
])('%j is misuse, in one Japanese sentence', async (argv, sentence) => {
  const desk = await deskWithTwo()
  const { code, err } = await desk.run(...argv)
  expect([code, err]).toEqual([2, expect.stringContaining(sentence)])
})

test('nothing merged yet', async () => {
  const { code, out } = await openDesk().run('merges')
  expect([code, out]).toEqual([0, 'まとめたお客さまは、まだいらっしゃいません。\n'])
})
