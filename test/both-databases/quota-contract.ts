/** The kill switch, the month's numbers and what the forecast counts, on both databases. */

import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { insertAudit, insertAuditOnce, isAudited } from '../../db/audit.ts'
import { type Db, insertAll } from '../../db/client.ts'
import { beginnings, heldGroups, runningGroups, stepExperience } from '../../db/forecast.ts'
import { countBlocks, insertPause, resume } from '../../db/pause.ts'
import { addToUsed, noteQuota, readQuota } from '../../db/quota.ts'
import { auditLog, deliveries, enrollments, friends, state, subscriptions } from '../../db/schema.ts'
import { AT, emptied, plus } from './start.ts'

const DAY = 24 * 60
const entry = (id: string) => ({ id, actor: 'minami', action: 'pause', subject: 'marketing', at: AT })
const resumption = (id: string, at = AT) => resume({ id, actor: 'minami', at })

export function quotaContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)
  const blocked = (number: number, at: Date, following = false) =>
    db().run(
      insertAll(
        friends,
        Array.from({ length: number }, (_, n) => `${+at}-${n}-${following}`).map((id) => ({
          lineUserId: id,
          customerId: id,
          following,
          changedAt: at,
          createdAt: AT,
        })),
      ),
    )

  describe('the switch', () => {
    test('is pressed once, with everything that goes with it or not at all', async () => {
      await db().atomically([insertPause('{"by":"a"}'), insertAudit(entry('first'))])
      await expect(db().atomically([insertAudit(entry('second')), insertPause('{"by":"b"}')])).rejects.toThrow()
      expect(await isAudited(db(), 'second')).toBe(false)
      expect(await db().select().from(state)).toEqual([{ key: 'marketing_pause', value: '{"by":"a"}' }])
    })
    test('is let go once', async () => {
      await db().atomically(resumption('before'))
      expect(await isAudited(db(), 'before')).toBe(false)
      await db().run(insertPause('{}'))
      await db().atomically(resumption('once'))
      await db().atomically(resumption('twice'))
      expect([await isAudited(db(), 'once'), await isAudited(db(), 'twice')]).toEqual([true, false])
      await db().run(insertPause('{}'))
    })
    test('blocks are counted from a moment and from the last resumption, up to now', async () => {
      await blocked(2, AT)
      await blocked(3, plus(1))
      await blocked(4, plus(2))
      await blocked(5, plus(1), true)
      expect(await countBlocks(db(), plus(-1), plus(1))).toBe(5)
      expect(await countBlocks(db(), AT, plus(9))).toBe(7)
      await db().run(insertPause('{}'))
      await db().atomically(resumption('r', plus(1)))
      expect(await countBlocks(db(), plus(-1), plus(9))).toBe(4)
    })
  })

  describe('the month’s numbers', () => {
    test('are noted one by one; what is not named stays, null is forgotten', async () => {
      expect(await readQuota(db())).toBeUndefined()
      await db().run(noteQuota('2026-06', { limit: 100, used: 3, readAt: 1 }))
      await db().run(noteQuota('2026-06', { fullUntil: 9 }))
      expect(await readQuota(db())).toEqual({ month: '2026-06', limit: 100, used: 3, readAt: 1, fullUntil: 9 })
      await db().run(noteQuota('2026-06', { limit: null }))
      expect((await readQuota(db()))?.limit).toBeUndefined()
    })
    test('a new month begins at nothing, with the limit of before', async () => {
      await db().run(noteQuota('2026-06', { limit: 100, used: 3, fullUntil: 9 }))
      await addToUsed(db(), '2026-07', 4)
      expect(await readQuota(db())).toEqual({ month: '2026-07', limit: 100, used: 4 })
      await addToUsed(db(), '2026-07', 1)
      await db().run(noteQuota('2026-08', { askedAt: 5 }))
      expect(await readQuota(db())).toEqual({ month: '2026-08', limit: 100, used: 0, askedAt: 5 })
    })
    test('a note that cannot be read is as good as none', async () => {
      for (const value of ['', '{"month":', '[1]', '"x"']) {
        await db().run(sql`insert or replace into state (key, value) values ('line_quota', ${value})`)
        expect(await readQuota(db())).toBeUndefined()
        await addToUsed(db(), '2026-06', 4)
        expect(await readQuota(db())).toEqual({ month: '2026-06', used: 4 })
        await db().run(sql`insert or replace into state (key, value) values ('line_quota', ${value})`)
        await db().run(noteQuota('2026-06', { limit: 5 }))
        expect(await readQuota(db())).toEqual({ month: '2026-06', used: 0, limit: 5 })
      }
    })
    test('the first to count begins', async () => {
      await addToUsed(db(), '2026-06', 4)
      await addToUsed(db(), '2026-06', 2)
      expect(await readQuota(db())).toEqual({ month: '2026-06', used: 6 })
    })
  })

  test('what may happen once is written down once', async () => {
    await db().atomically([insertAuditOnce(entry('e'))])
    await db().atomically([insertAuditOnce({ ...entry('e'), actor: 'ken' })])
    expect(await db().select({ actor: auditLog.actor }).from(auditLog)).toEqual([{ actor: 'minami' }])
  })

  describe('the forecast counts', () => {
    const about = { scenarioId: 's', revisionId: 'r', anchorAt: AT, startedAt: AT }
    const on = (id: string, more: object = {}) => ({ id, customerId: id, anchor: `order:${id}`, ...about, ...more })
    const said = (enrollmentId: string, stepId: string, status: string, more: object = {}) => {
      const ids = { enrollmentId, stepId, customerId: enrollmentId, scenarioId: 's', revisionId: 'r' }
      return { ...ids, status, dueAt: AT, decidedAt: AT, ...more }
    }
    /** The end of the day of AT in Tokyo. */
    const MIDNIGHT = new Date('2026-06-02T00:00:00+09:00')
    const none = { deliveredOn: null, nextDeliveryOn: null, parcels: null, cycleDays: null }

    test('who is on their way, by the days they hang on', async () => {
      const contract = { source: 'shop', customerId: 'c', product: 'p', startedAt: AT, fingerprint: '' }
      await db().run(
        insertAll(subscriptions, [
          {
            ...contract,
            id: 'x',
            externalId: 'x',
            status: 'active',
            nextDeliveryOn: '2026-06-20',
            count: 2,
            cycleDays: 30,
          },
          { ...contract, id: 'y', externalId: 'y', status: 'paused', nextDeliveryOn: '2026-06-20', count: 2 },
        ]),
      )
      await db().run(
        insertAll(enrollments, [
          on('a'),
          on('b', { anchorAt: new Date(+MIDNIGHT - 1) }),
          on('c', { anchorAt: new Date(+MIDNIGHT - DAY * 60_000 - 1) }),
          on('d', { deliveredOn: '2026-06-04' }),
          on('e', { anchor: 'subscription:x' }),
          on('f', { anchor: 'subscription:y' }),
          on('g', { status: 'ended' }),
        ]),
      )
      const found = await runningGroups(db(), MIDNIGHT)
      const byCount = found.sort((x, y) => y.count - x.count || y.daysAgo - x.daysAgo)
      expect(byCount).toHaveLength(4)
      expect(byCount.slice(0, 2)).toEqual([
        { revisionId: 'r', daysAgo: 0, ...none, count: 3 },
        { revisionId: 'r', daysAgo: 1, ...none, count: 1 },
      ])
      expect(byCount.slice(2)).toEqual(
        expect.arrayContaining([
          { revisionId: 'r', daysAgo: 0, ...none, deliveredOn: '2026-06-04', count: 1 },
          { revisionId: 'r', daysAgo: 0, ...none, nextDeliveryOn: '2026-06-20', parcels: 2, cycleDays: 30, count: 1 },
        ]),
      )
    })
    test('what was decided, what waits, who began', async () => {
      await db().run(
        insertAll(enrollments, [
          on('a'),
          on('b', { startedAt: plus(-1) }),
          on('c', { status: 'ended', scenarioId: 't', startedAt: plus(1) }),
        ]),
      )
      await db().run(
        insertAll(deliveries, [
          said('a', 'm@2026-06-01', 'sent'),
          said('a', 'm@2026-06-11', 'skipped'),
          said('b', 'm', 'unknown'),
          said('b', 'n', 'held', { heldUntil: plus(9) }),
          said('a', 'n', 'held', { heldUntil: plus(10) }),
          said('c', 'n', 'held', { heldUntil: plus(9) }),
          said('a', 'o', 'sent', { decidedAt: plus(-1) }),
        ]),
      )
      expect(await stepExperience(db(), AT)).toEqual([{ revisionId: 'r', stepId: 'm', decided: 3, sent: 2 }])
      expect(await heldGroups(db(), plus(10))).toEqual([{ revisionId: 'r', stepId: 'n', count: 1 }])
      const began = await beginnings(db(), AT)
      expect(began.sort((x, y) => x.scenarioId.localeCompare(y.scenarioId))).toEqual([
        { scenarioId: 's', lately: 1, firstAt: plus(-1) },
        { scenarioId: 't', lately: 1, firstAt: plus(1) },
      ])
    })
  })
}
