import { afterEach, expect, test } from 'vitest'
import { coalesce } from '../../bot/coalesce.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { travelTo } from '../../bot/flows/travel.ts'
import { openNodeWorld } from '../support/node-world.ts'
import { personId } from '../support/stand-in.ts'

let world: Awaited<ReturnType<typeof openNodeWorld>> | undefined
afterEach(() => world?.close())

test('a tick that another one woke never finds itself on a later day: everything arrives at its own moment', async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00')
  const { deps, standIn } = world
  for (const n of [1, 2, 3]) {
    await world.newFriend(personId(n), `お客さま${n}`)
    await world.api('/orders', {
      source: 'shop',
      external_id: `o${n}`,
      customer: { external_id: `c${n}` },
      ordered_at: `2026-06-01T09:5${n}:00+09:00`,
      total_yen: 980,
      lines: [{ sku: 'LT', name: 'お試し', qty: 1 }],
    })
    await world.api('/customers/link', [{ external_id: `c${n}`, source: 'shop', line_user_id: personId(n) }])
  }
  const ticker = coalesce(
    'tick',
    () => deliverDue(deps),
    () => {},
  )
  const desk = { clock: standIn.clock, settle: ticker.idle }
  for (const day of ['02', '04', '06', '12']) {
    // What an order or a tap does: it asks for a tick and does not wait for it.
    ticker.ask()
    await travelTo(deps, desk, new Date(`2026-06-${day}T20:30:00+09:00`))
  }
  await ticker.idle()
  for (const n of [1, 2, 3]) {
    const times = (await world.outbox(personId(n))).map(({ at }) => at)
    expect(times.slice(1).map((at) => new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(5, 16))).toEqual([
      `06-01T10:0${n}`,
      '06-04T18:30',
      '06-06T20:00',
      '06-09T19:30',
      '06-11T09:30',
    ])
  }
})
