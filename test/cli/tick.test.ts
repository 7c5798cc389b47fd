import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { personId, serveTestStandIn } from '../support/stand-in.ts'
import { fanbelt, folder } from './run.ts'

const SAMPLE = join(import.meta.dirname, '../../../shared/data/cdnow-sample.csv')

async function desk() {
  const standIn = await serveTestStandIn()
  onTestFinished(() => standIn.close())
  const path = folder()
  const db = ['--db', join(path, 'shop.sqlite')]
  const env = { LINE_API_BASE_URL: standIn.url, LINE_CHANNEL_ACCESS_TOKEN: standIn.channel.accessToken }
  const file = (name: string, ...lines: string[]) => {
    writeFileSync(join(path, name), lines.join('\n'))
    return join(path, name)
  }
  return { standIn, db, env, file, tick: (...more: string[]) => fanbelt(['tick', ...db, ...more], env) }
}

describe('tick', () => {
  test('sends what is due at --now, once', async () => {
    const { standIn, db, file, tick } = await desk()
    const { userId } = standIn.platform.addUser()
    await fanbelt(['import', file('o.csv', 'order_id,customer_id,ordered_at', '1,77,2026-06-14 10:00'), ...db])
    await fanbelt(['link', file('l.csv', 'external_id,line_user_id', `77,${userId}`), ...db])
    const first = await tick('--now', '2026-06-14T12:00:00+09:00', '--json')
    expect([first.code, first.err]).toEqual([0, ''])
    expect(first.json()).toEqual({
      now: '2026-06-14T12:00:00+09:00',
      due: 1,
      sent: 1,
      held: 0,
      denied: 0,
      skipped: 0,
      failed: 0,
      listed: 0,
      unknown: 0,
      api_calls: 1,
    })
    expect(standIn.platform.outbox(userId)).toHaveLength(1)
    const again = await tick('--now', '2026-06-14T12:01:00+09:00')
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('定期実行：0件を送りました。')])
  })
  test('on a new database says so and finds nothing', async () => {
    const { tick } = await desk()
    const { code, err, json } = await tick('--json')
    expect([code, json().due]).toEqual([0, 0])
    expect(err).toContain('まだ何も公開されていないため')
  })
  test('a message that LINE refuses is a finding: code 1, and the log has a line', async () => {
    const { db, file, tick } = await desk()
    await fanbelt(['import', file('o.csv', 'order_id,customer_id,ordered_at', '1,77,2026-06-14 10:00'), ...db])
    await fanbelt(['link', file('l.csv', 'external_id,line_user_id', `77,${personId(1)}`), ...db])
    // Nobody of this id is known to LINE.
    const { code, json, err } = await tick('--now', '2026-06-14T12:00:00+09:00', '--json')
    expect([code, json()]).toMatchObject([1, { sent: 0, failed: 1 }])
    expect(JSON.parse(err.split('\n')[0] ?? '')).toMatchObject({ event: expect.any(String) })
  })
})

test.skipIf(!existsSync(SAMPLE))(
  'real orders: five hundred customers linked, the day after',
  { timeout: 60_000 },
  async () => {
    const { standIn, db, file, tick } = await desk()
    const imported = await fanbelt(['import', SAMPLE, '--preset', 'generic', ...db, '--json'])
    expect(imported.json()).toMatchObject({ inserted: 6919, customers: 2357, rejected: [] })
    const ids = Array.from({ length: 500 }, (_, index) => String(index + 1).padStart(4, '0'))
    for (let n = 1; n <= 500; n += 1) standIn.platform.addUser({ userId: personId(n) })
    const rows = ids.map((id, index) => `${id},${personId(index + 1)}`)
    const links = file('links.csv', 'external_id,line_user_id', ...rows)
    expect((await fanbelt(['link', links, ...db, '--json'])).json()).toEqual({
      linked: 500,
      unchanged: 0,
      rejected: [],
    })
    const { code, json } = await tick('--now', '1997-01-13T10:00:00+09:00', '--json')
    expect([code, json().sent]).toEqual([0, standIn.platform.outbox().length])
    expect(json().sent).toBeGreaterThan(20)
  },
)

if (!existsSync(SAMPLE)) console.log('cli/tick: ../shared/data/cdnow-sample.csv is not here; real orders are not tried')
