/** What whoever runs Fanbelt can see of it: a tick's note, /readyz and /metrics, the same on both runtimes. */

import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../bot/app.ts'
import { jsonLog } from '../../bot/log.ts'
import { signatureOf } from '../../bot/simulator/signature.ts'
import { tick } from '../../bot/tick.ts'
import { isAnyOf } from '../../db/client.ts'
import { addCounts } from '../../db/counters.ts'
import type { NewEnrollment } from '../../db/enrollments.ts'
import { insertEnrollments } from '../../db/enrollments.ts'
import { storeEvents } from '../../db/inbox.ts'
import { insertPause } from '../../db/pause.ts'
import { noteQuota } from '../../db/quota.ts'
import { customers, inbox, revisions, state } from '../../db/schema.ts'
import { readState, writeState } from '../../db/state.ts'
import { readExposition } from '../support/exposition.ts'
import type { World } from '../support/world.ts'
import { AT, emptied, plus } from './start.ts'

export const START = AT.toISOString()

export function operationsContract(open: () => Promise<World>): void {
  let world: World
  emptied(async () => (await open()).stage.deps.db)
  beforeEach(async () => {
    world = await open()
  })
  const deps = () => world.stage.deps
  const later = (minutes: number) => world.stage.setClock(plus(minutes))
  const ready = async () => {
    const answer = await world.stage.bot('/readyz', {})
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const metrics = async () => {
    const answer = await world.stage.bot('/metrics', {})
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ])
    return readExposition(await answer.text())
  }
  /** `outcome=done` → 3, for one family. */
  const numbers = async (name: string) =>
    Object.fromEntries(
      ((await metrics()).get(name)?.samples ?? []).map((sample) => [
        [sample.name === name ? [] : sample.name, ...Object.entries(sample.labels).map((pair) => pair.join('='))]
          .flat()
          .join(' '),
        sample.value,
      ]),
    )
  const event = (id: string) => ({ eventId: id, timestamp: 0, body: '{}', receivedAt: AT, nextTryAt: AT })
  const settle = (...ids: string[]) =>
    deps().db.update(inbox).set({ status: 'done' }).where(isAnyOf(inbox.eventId, ids))
  const enrollment = (id: string, more: Partial<NewEnrollment>): NewEnrollment => ({
    id,
    customerId: id,
    scenarioId: 's',
    revisionId: 'r',
    anchor: id,
    anchorAt: AT,
    startedAt: AT,
    ...more,
  })

  describe('a tick', () => {
    test('is noted with when, how long and what it did', async () => {
      await later(1)
      await tick(deps())
      expect(JSON.parse((await readState(deps().db, 'last_tick')) ?? '')).toMatchObject({
        at: plus(1).toISOString(),
        seconds: expect.any(Number),
        result: 'ok',
        due: 0,
        sent: 0,
      })
      await tick(deps())
      expect(await numbers('fanbelt_ticks_total')).toEqual({ 'result=ok': 2, 'result=failed': 0 })
      const took = await numbers('fanbelt_tick_duration_seconds')
      expect([took.fanbelt_tick_duration_seconds_count, took['fanbelt_tick_duration_seconds_bucket le=+Inf']]).toEqual([
        2, 2,
      ])
      await later(3)
      expect(await numbers('fanbelt_last_tick_age_seconds')).toEqual({ '': 120 })
    })

    test('that fails is noted as failed, and its own error goes on to whoever asked for it', async () => {
      await deps().db.delete(revisions)
      await expect(tick(deps())).rejects.toThrow('Nothing is published yet')
      expect(JSON.parse((await readState(deps().db, 'last_tick')) ?? '')).toMatchObject({ result: 'failed' })
      expect(await numbers('fanbelt_ticks_total')).toEqual({ 'result=ok': 0, 'result=failed': 1 })
    })
  })

  describe('/readyz', () => {
    const told = async () => {
      const { status, body } = await ready()
      expect(body.ready).toBe(status === 200)
      return status
    }

    test('tells how things stand', async () => {
      await tick(deps())
      await deps().db.atomically([
        insertPause(JSON.stringify({ since: AT, by: 'merchant', reason: '見直し' })),
        noteQuota('2026-06', { limit: 5000, used: 1234, readAt: AT.getTime(), askedAt: AT.getTime() }),
        insertEnrollments([enrollment('late', { nextDueAt: plus(-2) }), enrollment('soon', { nextDueAt: plus(9) })]),
      ])
      await storeEvents(deps().db, [event('1'), event('2')])
      await settle('1')
      await later(2)
      expect(await ready()).toEqual({
        status: 200,
        body: {
          ready: true,
          database: 'ok',
          published: true,
          last_tick: { at: '2026-06-01T10:00:00+09:00', age_seconds: 120, seconds: expect.any(Number), result: 'ok' },
          inbox: { waiting: 1, oldest_seconds: 120 },
          due: { late_seconds: 240 },
          line: 'ok',
          marketing: 'paused',
          quota: { limit: 5000, used: 1234, read_at: '2026-06-01T10:00:00+09:00', full_until: null },
        },
      })
    })

    test('is 503 while an event has waited longer than five minutes', async () => {
      await storeEvents(deps().db, [event('1')])
      await later(5)
      await tick(deps())
      expect(await told()).toBe(200)
      await world.stage.setClock(new Date(plus(5).getTime() + 1000))
      expect(await told()).toBe(503)
      await settle('1')
      expect(await told()).toBe(200)
    })

    test('is 503 when the clock has not ticked for five minutes, or never did', async () => {
      expect(await told()).toBe(200)
      await later(5.1)
      expect(await told()).toBe(503)
      await tick(deps())
      expect(await told()).toBe(200)
      await later(10)
      expect(await told()).toBe(200)
      await later(10.2)
      expect(await told()).toBe(503)
    })

    test('is 503 while nothing is published', async () => {
      await tick(deps())
      await deps().db.delete(revisions)
      expect((await ready()).body).toMatchObject({ ready: false, published: false, database: 'ok' })
    })

    test('stays 200 while LINE is unreachable: we still hear and keep', async () => {
      const line = async () => {
        expect(await told()).toBe(200)
        return (await ready()).body.line
      }
      expect(await line()).toBe('unknown')
      await deps().db.atomically([addCounts([{ name: 'line_calls', label: 'push 500', value: 3 }])])
      expect(await line()).toBe('unknown')
      await deps().db.atomically([addCounts([{ name: 'line_calls', label: 'multicast 409', value: 1 }])])
      expect(await line()).toBe('ok')
      await writeState(deps().db, 'line_circuit', JSON.stringify({ failures: 2, openUntil: plus(1) }))
      expect([await line(), await numbers('fanbelt_line_circuit_open')]).toEqual(['unreachable', { '': 1 }])
      await later(2)
      expect([await line(), await numbers('fanbelt_line_circuit_open')]).toEqual(['unreachable', { '': 0 }])
      await deps().db.delete(state)
      expect(await line()).toBe('ok')
    })

    test('last month’s use says nothing about this month', async () => {
      await deps().db.atomically([noteQuota('2026-05', { limit: 200, used: 200, fullUntil: AT.getTime() })])
      expect((await ready()).body.quota).toEqual({ limit: 200, used: 0, read_at: null, full_until: null })
      expect([await numbers('fanbelt_quota_used'), await numbers('fanbelt_quota_limit')]).toEqual([
        { '': 0 },
        { '': 200 },
      ])
    })

    test('a damaged note is no note, and keeps nothing else from being told', async () => {
      for (const key of ['last_tick', 'line_quota', 'line_circuit']) await writeState(deps().db, key, '{"at":')
      expect((await ready()).body).toMatchObject({ ready: true, last_tick: null, quota: null, line: 'unknown' })
      for (const key of ['last_tick', 'line_quota', 'line_circuit']) await writeState(deps().db, key, '{"at":null}')
      expect((await ready()).body).toMatchObject({ ready: true, last_tick: null, quota: null, line: 'unknown' })
      expect(await numbers('fanbelt_quota_used')).toEqual({})
    })
  })

  describe('/metrics', () => {
    test('follows the format to the letter on the first day, with every outcome at 0', async () => {
      const families = await metrics()
      const zero = families.get('fanbelt_deliveries_total')?.samples.map(({ labels, value }) => [labels.outcome, value])
      expect(zero).toEqual(
        ['sent', 'failed', 'unknown', 'held', 'denied', 'skipped', 'listed', 'withdrawn'].map((one) => [one, 0]),
      )
      // What is not known is not said; nobody was held and nobody called yet.
      for (const name of ['quota_used', 'quota_limit', 'last_tick_age_seconds', 'holds_total', 'line_calls_total'])
        expect(families.has(`fanbelt_${name}`)).toBe(false)
      expect(await numbers('fanbelt_marketing_paused')).toEqual({ '': 0 })
    })

    test('tells what the flows have counted, and a call to LINE by its status', async () => {
      const count = (name: string, label: string, value: number) => ({ name, label, value })
      await deps().db.atomically([
        addCounts([
          count('events', 'done', 3),
          count('deliveries', 'sent', 7),
          count('deliveries', 'odd "\\\n', 1),
          count('holds', 'R_QUIET_HOURS', 2),
          count('line_calls', 'push 200', 5),
          count('line_calls', 'multicast 429', 1),
          count('line_calls', 'push none', 1),
          count('people_reached', '', 400),
          count('replies', 'late', 1),
        ]),
        addCounts([count('deliveries', 'sent', 1)]),
      ])
      expect(await numbers('fanbelt_deliveries_total')).toMatchObject({
        'outcome=sent': 8,
        'outcome=held': 0,
        'outcome=odd "\\\n': 1,
      })
      expect(await numbers('fanbelt_holds_total')).toEqual({ 'reason=R_QUIET_HOURS': 2 })
      expect(await numbers('fanbelt_line_calls_total')).toEqual({
        'call=multicast status=429': 1,
        'call=push status=200': 5,
        'call=push status=none': 1,
      })
      expect(await numbers('fanbelt_people_reached_total')).toEqual({ '': 400 })
      expect(await numbers('fanbelt_events_total')).toMatchObject({ 'outcome=done': 3, 'outcome=retried': 0 })
      expect(await numbers('fanbelt_replies_total')).toMatchObject({ 'outcome=late': 1, 'outcome=said': 0 })
    })

    test('events in are all that were ever stored, though old ones are forgotten', async () => {
      await storeEvents(deps().db, ['1', '2', '3'].map(event))
      await storeEvents(deps().db, ['3', '4'].map(event))
      await settle('1', '2')
      await later(1.5)
      expect(await numbers('fanbelt_events_received_total')).toEqual({ '': 4 })
      expect([await numbers('fanbelt_events_waiting'), await numbers('fanbelt_events_oldest_seconds')]).toEqual([
        { '': 2 },
        { '': 90 },
      ])
      await deps().db.run(sql`delete from inbox where event_id in ('1', '2')`)
      expect(await numbers('fanbelt_events_received_total')).toEqual({ '': 4 })
    })

    test('only what runs and has come due is late', async () => {
      await deps().db.atomically([
        insertEnrollments([
          enrollment('ended', { nextDueAt: plus(-900), status: 'ended' }),
          enrollment('late', { nextDueAt: plus(-3) }),
          enrollment('later', { nextDueAt: plus(60) }),
          enrollment('waiting', {}),
        ]),
      ])
      expect(await numbers('fanbelt_due_lag_seconds')).toEqual({ '': 180 })
      await deps().db.run(sql`delete from enrollments where id = 'late'`)
      expect(await numbers('fanbelt_due_lag_seconds')).toEqual({ '': 0 })
    })
  })

  test('what the database refuses is logged with the statement and without its values', async () => {
    const lines: string[] = []
    const log = jsonLog((line) => lines.push(line), deps().now)
    const app = createApp({ ...deps(), log })
    const body = JSON.stringify({ destination: 'U0', events: [words(`U${'a'.repeat(32)}`, 'ないしょの相談')] })
    const [secret = ''] = deps().config.line.secrets
    const headers = { 'x-line-signature': await signatureOf(secret, body) }
    await deps().db.run(sql`create trigger refusing before insert on inbox begin select raise(abort, 'refused'); end`)
    expect((await app.request('/webhook', { method: 'POST', body, headers })).status).toBe(500)
    await deps().db.run(sql`drop trigger refusing`)
    await deps()
      .db.insert(customers)
      .values([1, 2].map(() => ({ id: 'c', name: 'ないしょの名前', createdAt: AT })))
      .catch((error) => log('failed', { error, message: error.message }))
    expect(lines.join('\n')).not.toContain('ないしょ')
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['request_failed', 'request', 'failed'])
    expect(lines[0]).toMatch(/refused.*\.ts:|\.ts:.*refused/)
    expect(lines[2]).toMatch(/UNIQUE constraint failed: customers\.id/)
  })
}

const words = (userId: string, text: string) => ({
  type: 'message',
  webhookEventId: '01',
  timestamp: AT.getTime(),
  source: { type: 'user', userId },
  message: { id: '1', type: 'text', text },
})
