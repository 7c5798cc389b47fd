/** What a link carries. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { isExpired, readTap, type Tap, writeTap } from '../../bot/core/tracked-link.ts'

const tap: Tap = {
  revisionId: '0199b1a2-0000-7000-8000-0123456789ab',
  stepId: 'm06_next_bottle',
  index: 11,
  customerId: '0199b1a2-ffff-7000-8000-ba9876543210',
  sentOn: '2026-06-01' as JstDate,
}

test('is short, and fits an address as it is', () => {
  expect(writeTap(tap)).toMatch(/^[\w.~-]+$/)
  expect(writeTap(tap).length).toBeLessThan(80)
})

test('whatever the ids are, they come back', () => {
  const id = fc.oneof(
    fc.uuid(),
    fc.string({ minLength: 1 }).filter((text) => text.isWellFormed()),
    fc.constantFrom('a~b', '.x', '%7E', '.AAAAAAAAAAAAAAAAAAAAA'),
  )
  fc.assert(
    fc.property(id, id, fc.integer({ min: 0, max: 99 }), (revisionId, customerId, index) => {
      expect(readTap(writeTap({ ...tap, revisionId, customerId, index }))).toEqual({
        ...tap,
        revisionId,
        customerId,
        index,
      })
    }),
  )
})

test('any other text is nothing, and never an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = readTap(text)
      expect(read === undefined || typeof read.index === 'number').toBe(true)
    }),
  )
  for (const text of ['', '~~~~', 'a~b~1~c~2026', 'a~B~1~c~20260601', 'a~b~1~c~20260601~d', '%~b~1~c~20260601'])
    expect([text, readTap(text)]).toEqual([text, undefined])
})

test.each([
  ['2027-07-06', false],
  ['2027-07-07', true],
])('on %s a link of 2026-06-01 has ended: %s', (today, ended) => {
  expect(isExpired(tap, today as JstDate)).toBe(ended)
  expect(isExpired({ sentOn: '2026-99-99' as JstDate }, today as JstDate)).toBe(true)
})
