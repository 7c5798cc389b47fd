/** What the report about fans counts: the same on better-sqlite3 and on D1. */

import { describe, expect, test } from 'vitest'
import { answersTo, countAnswers, countInvitations, countNewestSignals } from '../../db/answers.ts'
import { type Db, insertAll } from '../../db/client.ts'
import {
  bucketRanges,
  buyersSince,
  daysWithoutLedger,
  firstArrivals,
  firstBuyers,
  firstSignals,
  openingsApart,
  openingsIn,
} from '../../db/first-buyers.ts'
import { hypothesisStarts, invitationsOf, metScenario, opinionsOf } from '../../db/hypotheses.ts'
import { claimDays, keepDays, keptDays } from '../../db/rule132-days.ts'
import {
  customerMerges,
  customers,
  deliveries,
  enrollments,
  facts,
  friends,
  labelHistory,
  ledgers,
  responses,
  revisions,
  signals,
  staleFacts,
  surveys,
} from '../../db/schema.ts'
import { beginningsOf, changesByDay, countBegun, holdersAt, labelChanges } from '../../db/transitions.ts'
import { seeded } from '../support/seeded.ts'
import { AT, emptied, plus } from './contract.ts'

export function fansContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

  const fact = (customerId: string, label: string, more: Partial<typeof facts.$inferInsert> = {}) => ({
    ...{ customerId, label, stage: 1, maxStage: 1, registered: true, purchases: 1, positives: 0, subscription: false },
    ...{ body: {}, knownUntil: AT, updatedAt: AT, ...more },
  })
  let lines = 0
  const line = (customerId: string, from: string | null, to: string, at: Date, factsAfter: object = {}) => {
    lines += 1
    return {
      ...{ id: `h${lines}`, customerId, fromLabel: from, toLabel: to, toStage: 1, cause: 'purchase', factsAfter, at },
    }
  }

  describe('who held which label', () => {
    test('at an instant: what is held now, less what has changed since; the instant itself is the period’s', async () => {
      await db().run(insertAll(facts, [fact('a', 'follower'), fact('b', 'visitor'), fact('c', 'lapsed')]))
      await db().run(
        insertAll(labelHistory, [
          ...[
            line('a', null, 'visitor', plus(1)),
            line('b', null, 'prospect', plus(2)),
            line('c', null, 'lapsed', plus(0)),
          ],
          ...[line('a', 'visitor', 'follower', plus(10)), line('b', 'prospect', 'visitor', plus(5))],
          // Only the stage changed; and a customer who turned out to be another has no facts.
          ...[line('c', 'lapsed', 'lapsed', plus(6)), line('gone', 'visitor', 'follower', plus(10))],
        ]),
      )
      const at = async (minutes: number) =>
        Object.fromEntries((await holdersAt(db(), plus(minutes))).map(({ label, count }) => [label, count]))
      expect(await at(11)).toEqual({ follower: 1, visitor: 1, lapsed: 1 })
      expect(await at(10)).toEqual({ visitor: 2, lapsed: 1 })
      expect(await at(5)).toEqual({ prospect: 1, visitor: 1, lapsed: 1 })
      expect(await at(1)).toEqual({ lapsed: 1 })
      expect(await at(0)).toEqual({})
    })

    test('day by day: by how many there were more before; nobody is counted who is nobody', async () => {
      const [midnight, hour] = [Date.parse('2026-05-02T00:00:00+09:00'), 3_600_000]
      const at = (hours: number) => new Date(midnight + hours * hour)
      await db().run(insertAll(facts, [fact('a', 'follower'), fact('b', 'lapsed')]))
      await db().run(
        insertAll(labelHistory, [
          ...[
            line('a', null, 'visitor', at(-1)),
            line('b', null, 'visitor', at(0)),
            line('gone', null, 'visitor', at(0)),
          ],
          ...[line('a', 'visitor', 'follower', at(23)), line('b', 'visitor', 'lapsed', at(24))],
          ...[line('b', 'lapsed', 'lapsed', at(25)), line('gone', 'visitor', 'follower', at(25))],
        ]),
      )
      const more = async (from: number, end: number) =>
        (await changesByDay(db(), at(from), at(end), 9 * hour)).map(({ day, label, count }) => [
          day - 20_575,
          label,
          count,
        ])
      const second = ['follower', -1]
      expect(await more(-24, 48)).toEqual([
        [-1, 'visitor', -1],
        [0, ...second],
        [1, 'lapsed', -1],
        [1, 'visitor', 1],
      ])
      expect(await more(0, 24)).toEqual([[0, ...second]])
      expect(await more(48, 72)).toEqual([])
    })

    test('who was joined with another is one person, whatever two records told of them', async () => {
      await db().run(insertAll(facts, [fact('a', 'visitor'), fact('b', 'prospect'), fact('c', 'lapsed')]))
      const merge = (id: string, intoId: string, at: Date) => ({
        ...{ id, fromId: `${id}-gone`, intoId, reason: 'email', mergedBy: 'fanbelt', moved: {}, at },
      })
      await db().run(insertAll(customerMerges, [merge('m1', 'a', plus(20)), merge('m2', 'b', plus(20))]))
      await db().run(
        insertAll(labelHistory, [
          // Two began; what was looked at after they were joined is written from the kept one's label.
          ...[line('a', null, 'prospect', plus(1)), line('a', null, 'unregistered', plus(5))],
          line('a', 'prospect', 'visitor', plus(21)),
          // Joining changed nothing of the kept one's label, though the other's had come later.
          ...[line('b', null, 'prospect', plus(1)), line('b', null, 'visitor', plus(2))],
          line('b', 'visitor', 'follower', plus(9)),
          line('c', null, 'lapsed', plus(3)),
        ]),
      )
      const at = async (minutes: number) =>
        Object.fromEntries((await holdersAt(db(), plus(minutes))).map(({ label, count }) => [label, count]))
      expect(await at(0)).toEqual({})
      expect(await at(2)).toEqual({ prospect: 2 })
      expect(await at(4)).toEqual({ prospect: 1, visitor: 1, lapsed: 1 })
      expect(await at(10)).toEqual({ unregistered: 1, follower: 1, lapsed: 1 })
      expect(await at(20)).toEqual({ unregistered: 1, follower: 1, lapsed: 1 })
      expect(await at(22)).toEqual({ visitor: 1, prospect: 1, lapsed: 1 })
      const back = await changesByDay(db(), plus(0), plus(22), 9 * 3_600_000)
      expect(Object.fromEntries(back.map(({ label, count }) => [label, count]))).toEqual({
        ...{ visitor: -1, prospect: -1, lapsed: -1 },
      })
    })

    test('moves come page by page, once each, oldest first, of one instant in the order of writing', async () => {
      await db().run(insertAll(facts, [fact('a', 'partner'), fact('b', 'visitor')]))
      const at = plus(3)
      await db().run(
        insertAll(labelHistory, [
          ...[line('b', 'follower', 'visitor', at), line('gone', 'follower', 'visitor', at)],
          ...[line('a', null, 'visitor', at), line('a', 'visitor', 'subscriber_new', at)],
          ...[
            line('a', 'subscriber_new', 'supporter', at, { subscribedOn: '2026-05-01' }),
            line('a', 'supporter', 'supporter', at),
            line('a', 'supporter', 'partner', plus(4)),
          ],
          line('a', 'partner', 'supporter', plus(9)),
        ]),
      )
      const first = await labelChanges(db(), plus(3), plus(9), 2)
      const second = await labelChanges(db(), plus(3), plus(9), 2, first.at(-1))
      const third = await labelChanges(db(), plus(3), plus(9), 2, second.at(-1))
      expect([...first, ...second].map(({ from, to }) => `${from} ${to}`)).toEqual([
        ...['visitor subscriber_new', 'subscriber_new supporter', 'follower visitor', 'supporter partner'],
      ])
      expect(third).toEqual([])
      expect(first[1]).toMatchObject({ subscribedOn: '2026-05-01', at })
      expect((await beginningsOf(db(), ['a', 'gone'], plus(3), plus(9))).map(({ to, at }) => [to, at])).toEqual([
        ['visitor', at],
      ])
      expect(await beginningsOf(db(), ['a'], plus(4), plus(9))).toEqual([])
    })

    test('who began and has not moved: each once, not who is nobody or was only corrected', async () => {
      await db().run(
        insertAll(
          facts,
          [...'abcde'].map((id) => fact(id, 'visitor')),
        ),
      )
      const corrected = { ...line('c', null, 'visitor', plus(1)), cause: 'data_fix' }
      await db().run(
        insertAll(labelHistory, [
          ...[line('a', null, 'visitor', plus(1)), line('a', null, 'visitor', plus(2)), corrected],
          ...[line('b', null, 'visitor', plus(1)), line('b', 'visitor', 'follower', plus(2))],
          ...[
            line('c', null, 'visitor', plus(3)),
            line('d', null, 'prospect', plus(1)),
            line('e', null, 'visitor', plus(9)),
          ],
          line('gone', null, 'visitor', plus(1)),
        ]),
      )
      const begun = (from: number, end: number, ...labels: string[]) =>
        countBegun(db(), plus(from), plus(end), labels, 'data_fix')
      expect(await begun(0, 9, 'visitor')).toBe(2)
      expect(await begun(0, 2, 'visitor')).toBe(2)
      expect(await begun(0, 10, 'visitor', 'prospect')).toBe(4)
      expect(await begun(3, 4, 'visitor')).toBe(1)
    })
  })

  describe('what was answered', () => {
    const invited = (id: string, customerId: string, minutes: number, answered?: number) => ({
      ...{ id, customerId, surveyId: 'monthly', revisionId: 'r', cause: id, invitedAt: plus(minutes) },
      answeredAt: answered === undefined ? undefined : plus(answered),
    })
    const answered = (id: string, customerId: string, minutes: number, more: object = {}) => ({
      ...{ id, surveyId: id, customerId, answers: {}, at: plus(minutes), npsScale: '1-10', ...more },
    })
    const spans = [
      { name: 'one', from: plus(0), end: plus(10) },
      { name: 'two', from: plus(10), end: plus(20) },
    ]

    test('by span, pair and scale; invitations with how many were answered by then', async () => {
      await db().run(
        insertAll(responses, [
          ...[answered('1', 'a', 0, { nps: 9, satisfaction: 5 }), answered('2', 'b', 9, { nps: 9, satisfaction: 5 })],
          ...[answered('3', 'a', 10, { nps: 9, npsScale: '0-10' }), answered('4', 'a', 20, { nps: 1 })],
        ]),
      )
      expect(await countAnswers(db(), spans)).toEqual([
        { span: 'one', satisfaction: 5, nps: 9, scale: '1-10', count: 2 },
        { span: 'two', satisfaction: null, nps: 9, scale: '0-10', count: 1 },
      ])
      await db().run(insertAll(surveys, [invited('1', 'a', 0, 5), invited('2', 'b', 9, 30), invited('3', 'c', 19)]))
      expect(await countInvitations(db(), spans, plus(20))).toEqual([
        { span: 'one', invited: 2, answered: 1 },
        { span: 'two', invited: 1, answered: 0 },
      ])
      expect(await opinionsOf(db(), ['a'], plus(0), plus(20))).toMatchObject([
        { nps: 9, scale: '1-10' },
        { nps: 9, scale: '0-10' },
      ])
      expect(await invitationsOf(db(), ['a', 'c'], plus(0), plus(20))).toEqual({ invited: 2, answered: 1 })
    })

    test('random answers: every span holds what counting them one by one gives', async () => {
      const chance = seeded(20_261_122)
      const maybe = <T>(value: T): T | null => (chance.next() < 0.2 ? null : value)
      const rows = Array.from({ length: 400 }, (_, n) => ({
        ...answered(`${n}`, `c${n % 9}`, chance.between(0, 60)),
        ...{ satisfaction: maybe(chance.between(0, 5)), nps: maybe(chance.between(0, 10)) },
        npsScale: maybe(chance.pick(['0-10', '1-10', ''])),
      }))
      await db().run(insertAll(responses, rows))
      const spans = Array.from({ length: 6 }, (_, n) => {
        const from = chance.between(-5, 55)
        return { name: `${n}`, from: plus(from), end: plus(from + chance.between(0, 40)) }
      })
      const text = (list: { span: string; count: number }[]) => list.map((row) => JSON.stringify(row)).sort()
      const expected = spans.flatMap(({ name, from, end }) => {
        const inside = rows.filter(({ at }) => at >= from && at < end)
        const kinds = Map.groupBy(inside, ({ satisfaction, nps, npsScale }) =>
          JSON.stringify({ satisfaction, nps, scale: npsScale }),
        )
        return [...kinds].map(([kind, list]) => ({ span: name, ...JSON.parse(kind), count: list.length }))
      })
      expect(text(await countAnswers(db(), spans))).toEqual(text(expected))
      expect(await countAnswers(db(), [])).toEqual([])
    })

    test('to questions of one survey only, words as a list, damage left out', async () => {
      const said = { brand: ['つきあかり', 'A "B"'], fit: 4 }
      await db().run(insertAll(surveys, [invited('1', 'a', 0), { ...invited('2', 'b', 0), surveyId: 'other' }]))
      await db().run(
        insertAll(responses, [answered('1', 'a', 1, { answers: said }), answered('2', 'b', 1, { answers: said })]),
      )
      const asked = ['brand', 'fit', 'none'].map((questionId) => ({ surveyId: 'monthly', questionId, as: questionId }))
      const found = await answersTo(db(), asked, plus(0), plus(2))
      expect(found.sort((one, other) => one.as.localeCompare(other.as))).toEqual([
        { customerId: 'a', as: 'brand', value: ['つきあかり', 'A "B"'] },
        { customerId: 'a', as: 'fit', value: 4 },
      ])
      expect(await answersTo(db(), [], plus(0), plus(2))).toEqual([])
    })

    test('signals: each customer by the newest of them', async () => {
      const signal = (id: string, customerId: string, name: string, minutes: number) => ({
        ...{ id, customerId, name, at: plus(minutes) },
      })
      await db().run(
        insertAll(signals, [
          ...[signal('1', 'a', 'wall_price', 1), signal('2', 'a', 'wall_trust', 2), signal('3', 'b', 'wall_price', 3)],
          ...[signal('4', 'b', 'used', 4), signal('5', 'c', 'wall_trust', 9), signal('6', 'a', 'wall_price', 10)],
        ]),
      )
      expect(await countNewestSignals(db(), ['wall_price', 'wall_trust'], plus(0), plus(9))).toEqual([
        { name: 'wall_price', customers: 1 },
        { name: 'wall_trust', customers: 1 },
      ])
      expect(await firstSignals(db(), ['a', 'b'], ['wall_price', 'used'], plus(10))).toEqual(
        expect.arrayContaining([
          { customerId: 'a', name: 'wall_price', at: plus(1) },
          { customerId: 'b', name: 'used', at: plus(4) },
          { customerId: 'b', name: 'wall_price', at: plus(3) },
        ]),
      )
    })
  })

  describe('first buyers', () => {
    const bought = (id: string, firstPurchaseOn: string, body: object = {}) =>
      fact(id, 'visitor', { firstPurchaseOn, lastPurchaseOn: firstPurchaseOn, body })
    const ledger = (customerId: string, purchases: string, firstProduct = '') => ({
      ...{ bucket: customerId.slice(-2), customerId, purchases, contracts: '', firstProduct },
    })
    const all = { first: '', last: 'zz' }
    const TOKYO = 9 * 3_600_000
    const A_DAY = 24 * 60
    const openings = (days: number[]) => openingsIn(db(), all, { days, soon: 30, ahead: TOKYO })
    const first = { firstDay: 20_575, secondDay: undefined, lostDay: undefined, customerId: undefined }
    const dayAt = (minutes: number) => Math.floor((plus(minutes).getTime() + TOKYO) / 86_400_000)
    const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort()

    test('of some days, with what their ledger says; who was forgotten is nobody', async () => {
      const long = '20575 123456789 7 20590 123456789 7 20600 123456789 7 20610 123456789 7 20620 3 1'
      await db().run(
        insertAll(facts, [
          ...[bought('b1', '2026-05-02', { firstDeliveredOn: '2026-05-05' }), bought('a1', '2026-05-02')],
          ...[bought('c2', '2026-05-01'), bought('d2', '2026-05-03'), fact('e2', 'prospect')],
        ]),
      )
      await db().run(
        insertAll(ledgers, [
          ...[ledger('b1', '20575 980 1 20580 980 2', 'LT'), ledger('a1', long), ledger('c2', '20574 980 1')],
          ...[ledger('d2', '20576 980 1'), ledger('gone', '20575 980 1')],
        ]),
      )
      const found = await firstBuyers(db(), all, 20_574, 20_575)
      expect(found.map(({ customerId }) => customerId)).toEqual(['a1', 'b1', 'c2'])
      expect(found[0]?.purchases.startsWith('20575 123456789 7 20590 ')).toBe(true)
      expect(found[1]).toEqual({ customerId: 'b1', purchases: '20575 980 1 20580 980 2', firstProduct: 'LT' })
      expect(await firstArrivals(db(), ['a1', 'b1'])).toEqual(new Map([['b1', '2026-05-05']]))
      expect(await bucketRanges(db())).toEqual([{ first: 'a1', last: 'ne' }])
      expect((await firstBuyers(db(), { first: 'a1', last: 'b1' }, 0, 99_999)).length).toBe(2)
      expect(await buyersSince(db(), '2026-05-02', 2, 'a1')).toEqual(['b1', 'd2'])
    })

    test('whom nothing reaches, and who was sent something: by the newest account', async () => {
      await db().run(
        insertAll(
          facts,
          [...'abcdef'].map((id) => bought(`${id}1`, '2026-05-02')),
        ),
      )
      await db().run(
        insertAll(
          ledgers,
          [...'abcdef'].map((id) => ledger(`${id}1`, '20575 980 1')),
        ),
      )
      await db().run(
        insertAll(
          customers,
          [...'abcdef'].map((id) => ({ id: `${id}1`, emailConsent: id === 'b', createdAt: AT })),
        ),
      )
      const account = (id: string, minutes: number, more: object = {}) => ({
        ...{
          lineUserId: `U${id}${minutes}`,
          customerId: `${id}1`,
          changedAt: plus(minutes),
          createdAt: plus(minutes),
          ...more,
        },
      })
      await db().run(
        insertAll(friends, [
          ...[
            account('c', -2 * A_DAY, { following: false }),
            account('c', 2),
            account('d', 2, { following: false }),
            account('d', 1),
          ],
          ...[account('e', 3, { optedOutAt: plus(2 * A_DAY) }), account('f', 5)],
        ]),
      )
      const sent = { enrollmentId: 'n', stepId: 's', scenarioId: 's', revisionId: 'r', status: 'sent' }
      await db().run(insertAll(deliveries, [{ ...sent, customerId: 'f1', dueAt: AT, decidedAt: AT }]))
      expect(sorted(await openings([20_570, 20_575]))).toEqual(
        sorted([
          // a never had an account, b has none but reads e-mail, and c came back with another one.
          { ...first, lostDay: 20_575, count: 1 },
          { ...first, count: 2 },
          { ...first, lostDay: dayAt(2), count: 1 },
          { ...first, lostDay: dayAt(2 * A_DAY), count: 1 },
          { ...first, customerId: 'f1', count: 1 },
        ]),
      )
      expect(await openings([20_574, 20_576])).toEqual([])
    })

    test('who stands alike is one row: by first day, by second day where it came soon, by the day they were lost', async () => {
      const ids = ['a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1']
      await db().run(
        insertAll(
          facts,
          ids.map((id) => bought(id, '2026-05-02')),
        ),
      )
      const lines = {
        ...{ a1: '20575 980 1', b1: '20575 0 1 20576 5 2 20577 1 2', c1: '20575 123456789 7 20576 3300 2' },
        ...{ d1: '20575 980 1 20605 980 2', e1: '20575 980 1 20606 980 2', f1: '20574 980 1', g1: '20575 1 1' },
      }
      await db().run(
        insertAll(
          ledgers,
          Object.entries(lines).map(([id, purchases]) => ledger(id, purchases)),
        ),
      )
      // Before they bought they could not be lost; a blocked account that had said stop was lost by whichever came first.
      const account = (id: string, more: object) => ({
        ...{ lineUserId: `U${id}`, customerId: id, changedAt: new Date(0), createdAt: AT, following: false, ...more },
      })
      const midnight = Date.parse('2026-05-10T00:00:00+09:00')
      await db().run(
        insertAll(friends, [
          ...['a1', 'f1'].map((id) => account(id, {})),
          ...['b1', 'c1', 'd1', 'e1'].map((id) => account(id, { following: true })),
          account('g1', { changedAt: new Date(midnight), optedOutAt: new Date(midnight + TOKYO * 3) }),
        ]),
      )
      expect(sorted(await openings([20_574, 20_575]))).toEqual(
        sorted([
          ...[
            { ...first, lostDay: 20_575, count: 1 },
            { ...first, firstDay: 20_574, lostDay: 20_574, count: 1 },
          ],
          ...[
            { ...first, secondDay: 20_576, count: 2 },
            { ...first, secondDay: 20_605, count: 1 },
          ],
          ...[
            { ...first, count: 1 },
            { ...first, lostDay: 20_583, count: 1 },
          ],
        ]),
      )
    })

    test('piece by piece, asked of others, it is what it is when asked here', async () => {
      const ids = ['a1', 'b2', 'c3', 'd3']
      await db().run(
        insertAll(
          facts,
          ids.map((id) => bought(id, '2026-05-02')),
        ),
      )
      await db().run(
        insertAll(
          ledgers,
          ids.map((id, n) => ledger(id, `${20_574 + n} 980 1`)),
        ),
      )
      const openers = { days: [20_574, 20_575, 20_576], soon: 30, ahead: TOKYO }
      const buckets = ids.map((id) => id.slice(-2)).map((bucket) => ({ first: bucket, last: bucket }))
      const here = []
      for (const one of buckets) here.push(await openingsIn(db(), one, openers))
      expect(here.map((openings) => openings.length)).toEqual([1, 1, 1, 0])
      expect(await openingsApart(db(), buckets, openers)).toEqual(here)
      expect(await openingsApart(db(), [], openers)).toEqual([])
    })

    test('a day is not sure while somebody who began on it has no ledger', async () => {
      await db().run(
        insertAll(facts, [bought('a1', '2026-05-01'), bought('b1', '2026-05-02'), bought('c1', '2026-05-03')]),
      )
      await db().run(insertAll(ledgers, [ledger('a1', '20574 980 1')]))
      const days = () => daysWithoutLedger(db(), '2026-05-01', '2026-05-02')
      expect(await days()).toEqual([])
      await db().run(
        insertAll(
          staleFacts,
          ['a1', 'b1', 'c1'].map((customerId) => ({ customerId, cause: 'data_fix', at: AT })),
        ),
      )
      expect(await days()).toEqual(['2026-05-02'])
    })

    test('a day that was counted is kept only where the claim still stands', async () => {
      await claimDays(db(), 'rule', ['2026-05-01', '2026-05-02'], 'mine')
      await claimDays(db(), 'rule', ['2026-05-02'], 'theirs')
      const rows = ['2026-05-01', '2026-05-02'].map((anchorOn) => ({ anchorOn, body: { met: 1 } }))
      await keepDays(db(), 'rule', rows, 'mine')
      expect(await keptDays(db(), 'rule', '2026-05-01', '2026-05-09')).toEqual(
        new Map<string, unknown>([
          ['2026-05-01', { met: 1 }],
          ['2026-05-02', 'theirs'],
        ]),
      )
      await claimDays(db(), 'other', [], 'mine')
      expect((await keptDays(db(), 'rule', '2026-05-01', '2026-05-09')).size).toBe(0)
    })
  })

  test('a hypothesis begins with its first publish, and its customers with the scenario', async () => {
    const revision = (number: number, minutes: number, hypotheses?: { id: string }[]) => ({
      ...{ id: `r${number}`, kind: 'scenario', name: 's', number, text: '', body: { hypotheses } },
      ...{ publishedBy: 'x', publishedAt: plus(minutes) },
    })
    await db().run(
      insertAll(revisions, [
        ...[revision(1, 1), revision(2, 2, [{ id: 'h' }]), revision(3, 3, [{ id: 'h' }, { id: 'i' }])],
      ]),
    )
    expect(await hypothesisStarts(db())).toEqual(
      new Map([
        ['s/h', plus(2)],
        ['s/i', plus(3)],
      ]),
    )
    const met = (id: string, customerId: string, minutes: number, scenarioId = 's') => ({
      ...{ id, customerId, scenarioId, revisionId: 'r', anchor: id, anchorAt: plus(minutes), startedAt: plus(minutes) },
    })
    await db().run(
      insertAll(enrollments, [
        met('1', 'a', 1),
        met('2', 'a', 2),
        met('3', 'b', 9),
        met('4', 'c', 1, 'other'),
        met('5', 'd', 1),
      ]),
    )
    expect(await metScenario(db(), 's', plus(0), plus(9), 1, '')).toEqual(['a'])
    expect(await metScenario(db(), 's', plus(0), plus(9), 5, 'a')).toEqual(['d'])
  })
}
