/** Conditions: the grammar of DOMAIN §6.5. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, namesIn, parseWhen, type When, whenInJapanese } from '../../bot/core/when.ts'

const parse = (text: string): When => {
  const { ok, error } = parseWhen(text)
  if (!ok) throw new Error(`${text}: ${error?.message}`)
  return ok
}
const holds = (text: string, ...names: string[]) => evaluate(parse(text), new Set(names))

describe('precedence', () => {
  test('and binds before or', () => {
    expect(holds('a or b and c', 'a')).toBe(true)
    expect(holds('a and b or c', 'c')).toBe(true)
    expect(holds('(a or b) and c', 'a')).toBe(false)
  })
  test('not binds before and', () => {
    expect(holds('not a and b', 'b')).toBe(true)
    expect(holds('not a and b')).toBe(false)
    expect(holds('not (a and b)')).toBe(true)
    expect(holds('not not a', 'a')).toBe(true)
  })
  test('the two branches of the default scenario never both hold', () => {
    for (const names of [[], ['used'], ['success_felt'], ['used', 'success_felt']])
      expect(holds('used or success_felt', ...names)).not.toBe(holds('not (used or success_felt)', ...names))
  })
})

test('every name is listed once, in order of appearance', () => {
  expect(namesIn(parse('b and (a or not b) and c'))).toEqual(['b', 'a', 'c'])
})

test('the words and, or, not inside a name do not split it', () => {
  expect(namesIn(parse('android or not_now and order'))).toEqual(['android', 'not_now', 'order'])
})

/** As a merchant would write it. */
function print(when: When): string {
  if (when.kind === 'name') return when.name
  const part = (inner: When) => (inner.kind === 'and' || inner.kind === 'or' ? `(${print(inner)})` : print(inner))
  return when.kind === 'not' ? `not ${part(when.of)}` : when.of.map(part).join(` ${when.kind} `)
}

test.each([
  ['used or success_felt', '使いはじめた または しっとりした'],
  ['not (used or success_felt)', '（使いはじめた または しっとりした） ではない'],
  ['used and not constructor', '使いはじめた かつ constructor ではない'],
])('%s is said in Japanese', (text, said) => {
  expect(whenInJapanese(parse(text), { used: '使いはじめた', success_felt: 'しっとりした' })).toBe(said)
})

describe('a wrong condition is answered in Japanese, at its place', () => {
  test.each([
    ['', 0, '空'],
    ['used or', 7, '途中'],
    ['used success_felt', 5, 'and か or'],
    ['(used or success_felt', 0, '閉じられていません'],
    ['used)', 4, '対になる'],
    ['and used', 0, '前に反応の名前'],
    ['used （or a）', 5, '全角'],
    ['used\u3000or a', 4, '全角'],
    ['Used', 0, '半角の英小文字'],
    ['a == b', 2, '使えません'],
    ['not', 3, '途中'],
    ['()', 1, '前に反応の名前'],
    [`a${' or a'.repeat(200)}`, 500, '500文字'],
  ])('%j at %i', (text, offset, words) => {
    const { error } = parseWhen(text)
    expect(error?.offset).toBe(offset)
    expect(error?.message).toContain(words)
  })
})

test('printing and parsing agree', () => {
  const { when } = fc.letrec<{ when: When }>((tie) => ({
    when: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.stringMatching(/^[a-z][a-z0-9_]{0,4}$/).map((name): When => ({ kind: 'name', name })),
      tie('when').map((of): When => ({ kind: 'not', of })),
      fc
        .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('when'), { minLength: 2, maxLength: 3 }))
        .map(([kind, of]): When => ({ kind, of })),
    ),
  }))
  const words = new Set(['and', 'or', 'not'])
  fc.assert(
    fc.property(when, (made) => {
      const text = print(made)
      fc.pre(text.length <= 500 && namesIn(made).every((name) => !words.has(name)))
      expect(parse(text)).toEqual(made)
    }),
  )
})

test('any text is read or refused, never thrown on', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[ab()notr ]{0,40}$/)), (text) => {
      const { error } = parseWhen(text)
      if (error) expect(error.offset).toBeLessThanOrEqual(text.length)
    }),
  )
})
