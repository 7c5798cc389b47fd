/** What goes out of the books with a letter that did not leave, and what stays: on both databases. */

import { describe, expect, test } from 'vitest'
import type { Db } from '../../db/client.ts'
import {
  couponsOfCustomer,
  issueCoupons,
  type NewCoupon,
  prolongCoupons,
  untriggeredCoupons,
} from '../../db/coupons.ts'
import { insertDeliveries } from '../../db/deliveries.ts'
import { insertEnrollments, type NewEnrollment, nextDueAt } from '../../db/enrollments.ts'
import { forget } from '../../db/leave.ts'
import { insertRequests, type NewRequest, saveAttempts } from '../../db/requests.ts'
import { deliveries, requests, surveys } from '../../db/schema.ts'
import { insertInvitations } from '../../db/surveys.ts'
import { withdrawRequests } from '../../db/withdraw.ts'
import { AT, emptied, plus } from './start.ts'

const request = (id: string, more: Partial<NewRequest> = {}): NewRequest => ({
  ...{ id, kind: 'push', body: `{"to":"U-${id}","messages":[]}`, recipients: 1, status: 'sending' },
  ...{ createdAt: AT, nextTryAt: plus(5) },
  ...more,
})
const delivery = (requestId: string, customerId: string) => ({
  ...{ enrollmentId: `e-${customerId}`, stepId: 'ask', customerId, scenarioId: 's', revisionId: 'r', requestId },
  ...{ status: 'sending', lineUserId: `U-${requestId}`, dueAt: AT, decidedAt: AT },
})
const invitation = (customerId: string, more = {}) => ({
  ...{ id: `i-${customerId}`, customerId, surveyId: 'feelings', revisionId: 'r', invitedAt: AT },
  ...{ cause: `e-${customerId}:ask`, ...more },
})
const coupon = (more: Partial<NewCoupon> = {}): NewCoupon => ({
  ...{ id: 'new', customerId: 'hana', couponId: 'OFF', cause: 'once', code: 'OFF', issuedAt: AT, expiresAt: plus(60) },
  ...more,
})

export function takenBackContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)
  const letters = async () =>
    (await db().select().from(deliveries).orderBy(deliveries.customerId)).map((row) => row.status)
  const invited = async () => (await db().select().from(surveys).orderBy(surveys.id)).map((row) => row.customerId)

  describe('an invitation to a survey', () => {
    test.each([
      [
        'taken back',
        () => db().atomically(withdrawRequests(['q', 'z'], { code: 'R', reason: '', until: plus(9) }, AT)),
      ],
      [
        'refused',
        () =>
          saveAttempts(
            db(),
            ['q', 'z'].map((requestId) => ({ requestId, status: 'failed', nextTryAt: AT, tried: true })),
            AT,
          ),
      ],
    ])('goes with the letter that was %s, unless somebody has looked at it', async (_how, happens) => {
      await db().atomically([
        ...insertRequests([request('q'), request('z'), request('other')]),
        insertDeliveries([delivery('q', 'hana'), delivery('z', 'mei'), delivery('other', 'rin')]),
        insertInvitations([
          invitation('hana'),
          invitation('mei', { questions: ['satisfaction'] }),
          invitation('rin'),
          invitation('hana', { id: 'i-another', cause: 'e-hana:another' }),
        ]),
      ])
      await happens()
      expect(await invited()).toEqual(['hana', 'mei', 'rin'])
    })
  })

  test('a letter of a run that gave way to another one: that one is to send it now', async () => {
    const run = (id: string, more: Partial<NewEnrollment>): NewEnrollment => ({
      ...{ id, customerId: 'hana', scenarioId: 's', revisionId: 'r', anchor: id, anchorAt: AT, startedAt: AT },
      ...more,
    })
    const told = { status: 'skipped', code: 'S_MERGED', requestId: undefined, lineUserId: undefined }
    await db().atomically([
      ...insertRequests([request('q')]),
      insertEnrollments([
        run('e-hana', { status: 'ended', endedReason: 'merged' }),
        run('kept', { nextDueAt: plus(99) }),
        run('another', { scenarioId: 'other', nextDueAt: plus(99) }),
      ]),
      insertDeliveries([
        delivery('q', 'hana'),
        { ...delivery('q', 'hana'), ...told, enrollmentId: 'kept' },
        { ...delivery('q', 'hana'), ...told, enrollmentId: 'kept', stepId: 'before' },
        { ...delivery('q', 'hana'), ...told, enrollmentId: 'another', scenarioId: 'other' },
      ]),
    ])
    await db().atomically(withdrawRequests(['q'], { code: 'R_QUOTA', reason: '', until: plus(9) }, AT))
    const steps = await db().select().from(deliveries).orderBy(deliveries.enrollmentId, deliveries.stepId)
    expect(steps.map(({ enrollmentId, stepId, code }) => [enrollmentId, stepId, code])).toEqual([
      ['another', 'ask', 'S_MERGED'],
      ['e-hana', 'ask', 'S_ENDED'],
      ['kept', 'ask', 'R_QUOTA'],
      ['kept', 'before', 'S_MERGED'],
    ])
    expect(await nextDueAt(db(), AT, plus(98))).toEqual(plus(9))
  })

  describe('a coupon that is promised again', () => {
    const until = async () => (await couponsOfCustomer(db(), 'hana')).map(({ expiresAt }) => expiresAt)

    test('is good until the later day, and may be mentioned before that day', async () => {
      await db().atomically(issueCoupons([{ ...coupon(), triggeredAt: AT }]))
      await db().atomically([prolongCoupons([coupon({ expiresAt: plus(30) })])])
      expect(await until()).toEqual([plus(60)])
      await db().atomically([prolongCoupons([coupon({ expiresAt: plus(90) })])])
      expect(await until()).toEqual([plus(90)])
      expect(await untriggeredCoupons(db(), AT, plus(99), 9)).toHaveLength(1)
    })
    test.each([
      ['used', { usedAt: AT }, {}],
      ['given for something else', { cause: 'e:gift' }, {}],
      ['somebody else’s', {}, { customerId: 'mei' }],
    ])('but not one that is %s', async (_why, kept, promised) => {
      await db().atomically(issueCoupons([coupon(kept)]))
      await db().atomically([prolongCoupons([coupon({ expiresAt: plus(90), ...promised })])])
      expect(await until()).toEqual([plus(60)])
    })
  })

  describe('who is forgotten', () => {
    test('gets no letter of their own any more, and nobody reads it; a multicast stays as it is', async () => {
      await db().atomically([
        ...insertRequests([
          request('doubt'),
          request('refused', { refused: true }),
          request('many', { kind: 'multicast', body: '{"to":["U-many","V"],"messages":[]}', recipients: 2 }),
          // An answer to what they wrote: no step of any scenario.
          request('reply', { body: '{"to":"U-hana","messages":[{"text":"花さま"}]}' }),
          request('mei', { body: '{"to":"U-mei","messages":[]}' }),
        ]),
        insertDeliveries([
          { ...delivery('doubt', 'hana'), stepId: '1' },
          { ...delivery('refused', 'hana'), stepId: '2' },
          { ...delivery('many', 'hana'), stepId: '3' },
          delivery('mei', 'mei'),
        ]),
      ])
      await forget(db(), { customerId: 'hana', lineUserIds: ['U-hana'], actor: 'customer', id: 'f', at: plus(1) })
      expect(await letters()).toEqual(['unknown', 'skipped', 'sending', 'sending'])
      const left = await db().select().from(requests).orderBy(requests.id)
      expect(left.map(({ id, status, body }) => [id, status, body === '{}'])).toEqual([
        ['doubt', 'unknown', true],
        ['many', 'sending', false],
        ['mei', 'sending', false],
        ['refused', 'withdrawn', true],
        ['reply', 'unknown', true],
      ])
    })
  })
}
