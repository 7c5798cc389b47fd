/** Who held which label, who moved and who began: the same on better-sqlite3 and on D1. */

import { expect, test } from 'vitest'
import { type Db, insertAll } from '../../db/client.ts'
import { customerMerges, facts, labelHistory } from '../../db/schema.ts'
import { beginningsOf, changesByDay, countBegun, holdersAt, labelChanges } from '../../db/transitions.ts'
import { emptied, fact, plus } from './start.ts'

export function labelsContract(open: () => Promise<Db>): void {
  const { db } = emptied(open)

  let lines = 0
  const line = (customerId: string, from: string | null, to: string, at: Date, factsAfter: object = {}) => {
    lines += 1
    return {
      ...{ id: `h${lines}`, customerId, fromLabel: from, toLabel: to, toStage: 1, cause: 'purchase', factsAfter, at },
    }
  }
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
}
