import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../db/node.ts'
import { openDesk } from './desk.ts'

const CLOSED = `再開するには：npx fanbelt resume
止めているあいだに予定の日が来たご案内は、再開するとお送りします。日がたちすぎたものは取りやめます。
`

describe('pause and resume', () => {
  test('say what rests, what goes on, and how to go back', async () => {
    const desk = openDesk()
    expect(await desk.run('pause', '--reason', '文面の間違い')).toMatchObject({
      code: 0,
      err: '',
      out: `ご案内の配信をすべて止めました。ご注文やお届けのご連絡は、これまでどおり届きます。\n${CLOSED}`,
    })
    expect(await desk.run('resume')).toMatchObject({
      code: 0,
      err: '',
      out: 'ご案内の配信を再開しました。待っていたご案内は、それぞれの決まった時刻に、順に届きます。\n',
    })
  })
  test('twice changes nothing and says who was first, since when and why', async () => {
    const desk = openDesk()
    await desk.run('pause', '--reason', '文面の間違い')
    expect(await desk.run('pause', '--by', 'ken', '--reason', 'ほか')).toMatchObject({
      code: 0,
      out: `ご案内の配信は、すでに止まっています（2026-06-15 12:00から、minamiさん：文面の間違い）。\n${CLOSED}`,
    })
    await desk.run('resume')
    expect(await desk.run('resume')).toMatchObject({ code: 0, out: 'ご案内の配信は止まっていません。\n' })
  })
  test('what tripped by itself is said so', async () => {
    const desk = openDesk()
    await desk.run('pause', '--by', 'blocks', '--reason', '1時間に21件のブロックがありました。')
    expect((await desk.run('pause')).out).toContain('から、自動：1時間に21件のブロックがありました。）')
    await desk.run('resume')
    await desk.run('pause', '--by', 'merchant')
    expect((await desk.run('pause')).out).toContain('から、お店）')
  })
  test('--json', async () => {
    const desk = openDesk()
    const paused = { paused: true, since: '2026-06-15T12:00:00+09:00', by: 'minami', reason: '' }
    expect((await desk.run('pause', '--json')).json()).toEqual({ ...paused, changed: true })
    expect((await desk.run('pause', '--json')).json()).toEqual({ ...paused, changed: false })
    expect((await desk.run('resume', '--json')).json()).toEqual({ paused: false, changed: true })
    expect((await desk.run('resume', '--json')).json()).toEqual({ paused: false, changed: false })
  })
  test('leave their lines in the audit log', async () => {
    const desk = openDesk()
    await desk.run('pause', '--reason', '文面の間違い')
    await desk.run('resume', '--by', 'ken')
    const db = openDatabase(desk.db[1] ?? '')
    const lines = db.raw.prepare('select actor, action, details from audit_log order by rowid').all()
    db.close()
    expect(lines).toEqual([
      { actor: 'minami', action: 'pause', details: '{"reason":"文面の間違い"}' },
      { actor: 'ken', action: 'resume', details: null },
    ])
  })
})

test.each(['pause', 'resume', 'quota'])('%s explains itself in Japanese', async (name) => {
  const { code, out } = await openDesk().run(name, '--help')
  expect([code, out]).toEqual([0, expect.stringContaining(`例:\n  npx fanbelt ${name}`)])
  expect(out).not.toMatch(/Usage|Options:|display help|default:/)
})
