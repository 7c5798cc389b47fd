/** What customers answered, and in which hypothesis they are: the same on better-sqlite3 and on D1. */

import { expect, test } from 'vitest'
import { answersTo, countAnswers, countInvitations, countNewestSignals } from '../../db/answers.ts'
import { type Db, insertAll } from '../../db/client.ts'
import { firstSignals } from '../../db/first-buyers.ts'
import { hypothesisStarts, invitationsOf, metScenario, opinionsOf } from '../../db/hypotheses.ts'
import { enrollments, responses, revisions, signals, surveys } from '../../db/schema.ts'
import { seeded } from '../support/seeded.ts'
import { emptied, plus } from './start.ts'

export function answersContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

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
