import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LineMessage } from '../../bot/core/message.ts'
import { type Parcel, type Part, pack, type Refused, takeApart } from '../../bot/core/parcels.ts'

const text = (words: string): LineMessage => ({ type: 'text', text: words })
const AT = new Date('2026-06-01T10:00:00+09:00')
const part = (lineUserId: string, item: string, more: Partial<Part<string>> = {}): Part<string> => ({
  lineUserId,
  messages: [text(item)],
  service: false,
  dueAt: AT,
  item,
  ...more,
})
const read = ({ body }: { body: string }) => JSON.parse(body) as { to: string | string[]; messages: LineMessage[] }
const words = (parcel: Parcel<string>) =>
  read(parcel).messages.map((message) => (message.type === 'text' ? message.text : ''))

describe('one customer', () => {
  test('what is due together goes out in one push, in the order in which it was due', () => {
    const parcels = pack([part('U1', 'later', { dueAt: new Date(+AT + 1) }), part('U1', 'sooner')])
    expect(parcels.map(words)).toEqual([['sooner', 'later']])
    expect(parcels[0]).toMatchObject({ kind: 'push', recipients: 1 })
    expect(parcels[0]?.carries).toEqual([
      { item: 'sooner', lineUserId: 'U1', firstMessage: 0, messages: 1 },
      { item: 'later', lineUserId: 'U1', firstMessage: 1, messages: 1 },
    ])
  })

  test('a sixth message goes into a second push: a step is never torn apart', () => {
    const three = [text('1'), text('2'), text('3')]
    const parcels = pack([part('U1', 'a', { messages: three }), part('U1', 'b', { messages: three })])
    expect(parcels.map((parcel) => read(parcel).messages.length)).toEqual([3, 3])
  })

  test('one advertisement makes the whole request one', () => {
    const service = (item: string) => part('U1', item, { service: true })
    expect(pack([service('a'), service('b')])[0]?.service).toBe(true)
    expect(pack([service('a'), part('U1', 'b')])[0]?.service).toBe(false)
  })
})

describe('many customers', () => {
  test('the same words go to up to 500 people at once', () => {
    const everybody = Array.from({ length: 1001 }, (_, n) =>
      part(`U${n}`, `step of ${n}`, { messages: [text('same')] }),
    )
    const parcels = pack(everybody)
    expect(parcels.map(({ kind, recipients }) => [kind, recipients])).toEqual([
      ['multicast', 500],
      ['multicast', 500],
      ['push', 1],
    ])
    expect(read(parcels[2] as Parcel<string>).to).toBe('U1000')
  })

  test('other words, or a letter among notices, keep people apart', () => {
    const same = [text('same')]
    const parcels = pack([
      part('U1', 'a', { messages: same }),
      part('U2', 'b', { messages: [text('other')] }),
      part('U3', 'c', { messages: same, service: true }),
      part('U4', 'd', { messages: same }),
    ])
    expect(parcels.map((parcel) => read(parcel).to)).toEqual([['U1', 'U4'], 'U2', 'U3'])
  })

  test('nobody is named twice in one request, even with the same words twice', () => {
    const five = Array.from({ length: 5 }, () => text('same'))
    const parcels = pack([
      part('U1', 'a', { messages: five }),
      part('U1', 'b', { messages: five }),
      part('U2', 'c', { messages: five }),
    ])
    expect(
      parcels
        .map((parcel) => read(parcel).to)
        .map(String)
        .sort(),
    ).toEqual(['U1', 'U1,U2'])
  })
})

const somebody = fc.integer({ min: 1, max: 30 }).map((n) => `U${n}`)
const anyParts = fc
  .array(
    fc.record({
      lineUserId: somebody,
      messages: fc.array(fc.constantFrom('a', 'b').map(text), { minLength: 1, maxLength: 5 }),
      service: fc.boolean(),
      dueAt: fc.integer({ min: 0, max: 3 }).map((n) => new Date(n)),
    }),
    { maxLength: 60 },
  )
  .map((some) => some.map((one, n) => ({ ...one, item: String(n) })))

/** What each person reads of each step, whatever the requests look like. */
const readings = (parcels: { body: string; carries: readonly Refused<string>['carries'][number][] }[]) =>
  parcels
    .flatMap((parcel) =>
      parcel.carries.map(({ item, lineUserId, firstMessage, messages }) => {
        const { to, messages: all } = read(parcel)
        expect([to].flat()).toContain(lineUserId)
        return `${item} ${lineUserId} ${JSON.stringify(all.slice(firstMessage, firstMessage + messages))}`
      }),
    )
    .sort()

test('whatever is packed: every step once, to its own person, in its own words, within LINE’s limits', () => {
  fc.assert(
    fc.property(anyParts, (parts) => {
      const parcels = pack(parts)
      expect(readings(parcels)).toEqual(
        parts.map(({ item, lineUserId, messages }) => `${item} ${lineUserId} ${JSON.stringify(messages)}`).sort(),
      )
      for (const parcel of parcels) {
        const { to, messages } = read(parcel)
        const people = [to].flat()
        expect(messages.length).toBeLessThanOrEqual(5)
        expect(new Set(people).size).toBe(people.length)
        expect([parcel.recipients, parcel.kind]).toEqual([people.length, Array.isArray(to) ? 'multicast' : 'push'])
        // Nobody reads more than is theirs.
        for (const person of people) {
          const own = parcel.carries.filter(({ lineUserId }) => lineUserId === person)
          expect(own.reduce((sum, one) => sum + one.messages, 0)).toBe(messages.length)
        }
      }
    }),
  )
})

describe('a refused request', () => {
  const refused = (people: number, steps: number): Refused<string> =>
    pack(
      Array.from({ length: people }, (_, p) =>
        Array.from({ length: steps }, (_, s) =>
          part(`U${p}`, `${p}/${s}`, { messages: [text(`step ${s}`)], dueAt: new Date(s) }),
        ),
      ).flat(),
    )[0] as Parcel<string>

  test('is halved by its people while LINE does not say what is wrong', () => {
    expect(takeApart(refused(5, 2), false).map(({ kind, recipients }) => [kind, recipients])).toEqual([
      ['multicast', 3],
      ['multicast', 2],
    ])
  })

  test('is taken apart by its steps when LINE names a message, or when only one person is left', () => {
    expect(takeApart(refused(5, 3), true).map(words)).toEqual([['step 0'], ['step 1'], ['step 2']])
    expect(takeApart(refused(1, 2), false).map(words)).toEqual([['step 0'], ['step 1']])
  })

  test('with one step for one person, or one bad message for all, is what LINE says it is', () => {
    expect([takeApart(refused(1, 1), false), takeApart(refused(9, 1), true)]).toEqual([[], []])
  })

  test('loses nobody and doubles nothing, however far it is taken apart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (people, steps, bad) => {
          const whole = refused(people, steps)
          let left: Refused<string>[] = [whole]
          for (let round = 0; round < 12; round += 1)
            left = left.flatMap((one) => {
              const smaller = takeApart(one, bad)
              return smaller.length > 0 ? smaller : [one]
            })
          expect(readings(left.map((one) => ({ ...one, carries: one.carries })))).toEqual(readings([whole]))
          expect(left.every(({ carries }) => (bad ? true : carries.length === 1))).toBe(true)
        },
      ),
    )
  })
})
