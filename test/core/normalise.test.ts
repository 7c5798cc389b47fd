/** The same person, however the cart, Excel or a thumb wrote them (DOMAIN §2.3). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jstIso } from '../../bot/core/calendar.ts'
import { normaliseEmail, normaliseKey, normaliseName, normalisePhone, readMoment } from '../../bot/core/normalise.ts'

describe('a phone number is its digits with the leading 0', () => {
  test.each([
    ['090-1234-5678', '09012345678'],
    ['０９０－１２３４－５６７８', '09012345678'],
    ['+819012345678', '09012345678'],
    ['+81 (0)90 1234 5678', '09012345678'],
    ['0081-90-1234-5678', '09012345678'],
    ['819012345678', '09012345678'],
    ['9012345678', '09012345678'],
    ['312345678', '0312345678'],
    ['03-1234-5678', '0312345678'],
    ['+81312345678', '0312345678'],
    ['+1 415 555 0100', '+14155550100'],
    ['9.01E+09', undefined],
    ['なし', undefined],
    ['-', undefined],
    ['0000000000', undefined],
    ['12345', undefined],
    ['', undefined],
  ])('%s → %s', (typed, expected) => {
    expect(normalisePhone(typed)).toBe(expected)
  })
  test('an already normalised number stays as it is', () => {
    for (const phone of ['09012345678', '0312345678', '+14155550100']) expect(normalisePhone(phone)).toBe(phone)
  })
})

test.each([
  [' Hanako@Example.JP ', 'hanako@example.jp'],
  ['ｈａｎａｋｏ＠example.jp', 'hanako@example.jp'],
  ['なし', undefined],
  ['a@b', undefined],
  ['a b@example.jp', undefined],
])('an e-mail is lower-cased and trimmed, or nothing: %s → %s', (typed, expected) => {
  expect(normaliseEmail(typed)).toBe(expected)
})

test.each([
  ['髙﨑　真理', '高崎 真理'],
  ['ﾀｶｻｷ ﾏﾘ', 'たかさき まり'],
  ['𠮷田 文', '吉田文'],
  ['ＹＡＭＡＤＡ Hanako', 'yamada hanako'],
])('names are compared without width, spaces, old forms and kana kind: %s = %s', (one, other) => {
  expect(normaliseName(one)).toBe(normaliseName(other))
})

test('different names stay different', () => {
  expect(normaliseName('高橋 花子')).not.toBe(normaliseName('高橋 華子'))
})

test.each([
  ['＃１００１', '#1001'],
  ['AB－12', 'AB-12'],
  ['AB−12', 'AB-12'],
  ['ABー12', 'AB-12'],
  ['a〜b', 'a～b'],
  [' LF ', 'LF'],
])('keys are compared without width and kinds of dash: %s = %s', (one, other) => {
  expect(normaliseKey(one)).toBe(normaliseKey(other))
})

describe('a moment without an offset is Tokyo time', () => {
  test.each([
    ['2026-04-01', '2026-04-01T00:00:00+09:00'],
    ['2026/4/1 9:05', '2026-04-01T09:05:00+09:00'],
    ['2026-04-01 12:34:56', '2026-04-01T12:34:56+09:00'],
    ['2026-04-01 12:34:56 +0900', '2026-04-01T12:34:56+09:00'],
    ['2026-04-01T03:34:56Z', '2026-04-01T12:34:56+09:00'],
    ['2026-04-01T12:34:56.789+09:00', '2026-04-01T12:34:56+09:00'],
    ['２０２６/０４/０１', '2026-04-01T00:00:00+09:00'],
  ])('%s → %s', (typed, expected) => {
    const at = readMoment(typed)
    expect(at && jstIso(at)).toBe(expected)
  })
  test.each(['2026-02-30', '2026-13-01', '令和8年4月1日', '46113', '2026-04-01T25:00', '', '1899-12-30', '04/01/2026'])(
    '%s is no moment',
    (typed) => {
      expect(readMoment(typed)).toBeUndefined()
    },
  )
})

/** As somebody types it who forgot to switch: never read in the short way. */
const wide = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
const part = (most: number, digits = 2) =>
  fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(n % 7 === 0 ? 1 : digits, '0'))

test('what is read in the short way is read as in the long one (property)', () => {
  const day = fc.tuple(fc.constantFrom('1989', '1990', '2026', '2099', '2100', '2101'), part(14), part(33))
  const clock = fc.tuple(part(25), part(61), fc.option(part(61), { nil: undefined }))
  const moment = fc
    .tuple(day, fc.constantFrom('-', '/'), fc.option(clock, { nil: undefined }))
    .map(
      ([date, mark, time]) => date.join(mark) + (time ? ` ${time.filter((one) => one !== undefined).join(':')}` : ''),
    )
  const both = (kind: fc.Arbitrary<string>, read: (text: string) => unknown) =>
    fc.assert(
      fc.property(kind, (text) => {
        expect(read(text)).toEqual(read(wide(text)))
      }),
      { numRuns: 3000 },
    )
  both(moment, readMoment)
  both(fc.string({ unit: fc.constantFrom('0', '1', '8', '9', '0', '5'), minLength: 8, maxLength: 13 }), normalisePhone)
})
