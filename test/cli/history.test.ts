import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { publishedDesk } from './desk.ts'
import { fanbelt, folder } from './run.ts'

describe('history', () => {
  test('newest first, a line each', async () => {
    const { run, publishAgain } = await publishedDesk()
    await publishAgain('win_back.yaml', 'ゆい')
    await run('undo', '--by', 'みなみ')
    await run('publish', '--retire', 'win_back', '--by', 'ゆい')
    await run('undo', '--by', 'みなみ')
    const { code, out } = await run('history', 'win_back')
    expect([code, out.trimEnd().split('\n')]).toEqual([
      0,
      [
        '2026-06-15 12:00  scenario/win_back 第5版  元に戻した（みなみ）  公開中',
        '2026-06-15 12:00  scenario/win_back 第4版  取り下げ（ゆい）',
        '2026-06-15 12:00  scenario/win_back 第3版  元に戻した（みなみ）',
        '2026-06-15 12:00  scenario/win_back 第2版  変更（ゆい）',
        '2026-06-15 12:00  scenario/win_back 第1版  新しく公開（minami）',
      ],
    ])
  })
  test('--json has the moment with its offset', async () => {
    const { run } = await publishedDesk()
    const { json } = await run('history', 'win_back.yaml', '--json')
    expect(json()).toEqual({
      revisions: [
        {
          kind: 'scenario',
          name: 'win_back',
          number: 1,
          change: 'new',
          retired: false,
          in_force: true,
          running: 0,
          published_at: '2026-06-15T12:00:00+09:00',
          published_by: 'minami',
        },
      ],
    })
  })
  test('only the newest are printed', async () => {
    const { run, edit, files } = await publishedDesk()
    for (const note of ['二', '三']) {
      for (const name of files()) edit(name, (text) => `${text}# ${note}\n`)
      await run('publish')
    }
    const { out } = await run('history')
    expect(out.trimEnd().split('\n')).toHaveLength(41)
    expect(out).toMatch(/ほか\d+件。すべてを見るには --json をお付けください。\n$/)
  })
  test('of a new database is empty', async () => {
    const { code, out } = await fanbelt(['history', '--db', join(folder(), 'shop.sqlite')])
    expect([code, out]).toEqual([0, 'まだ何も公開されていません。\n'])
  })
})
