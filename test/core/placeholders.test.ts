/** Placeholders: values are data, never template. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { graphemeLength } from '../../bot/core/limits.ts'
import { fill, PLACEHOLDERS, placeholdersIn, shopValues } from '../../bot/core/placeholders.ts'

describe('fallbacks (DOMAIN §6.2)', () => {
  test.each([
    ['{{お名前}}さま、', {}, 'お客さま、'],
    ['{{お名前}}さま、', { お名前: '佐藤 あかね' }, '佐藤 あかねさま、'],
    ['{{お名前}}様', { お名前: '  ' }, 'お客さま'],
    ['{{お名前}}さま', { お名前: '\u3164\u200b' }, 'お客さま'],
    ['{{ お名前 }}へ', {}, 'お客さまへ'],
    ['「{{商品名}}」を', {}, '「ご注文の商品」を'],
    ['{{返品のご案内}}', {}, 'お試しサイズの返品は、お届けから14日以内にご連絡ください。'],
    ['{{お約束}}です', { お約束: '30日' }, '30日です'],
  ])('%s with %j', (template, values, said) => {
    expect(fill(template, values as Record<string, string>)).toBe(said)
  })

  test('each placeholder says something when nothing is known', () => {
    for (const [name, { fallback, meaning }] of Object.entries(PLACEHOLDERS)) {
      expect(fallback && meaning, name).toBeTruthy()
      expect(fill(`{{${name}}}`, {})).toBe(fallback)
    }
  })
})

test('an unknown placeholder never reaches a customer', () => {
  expect(() => fill('{{だれか}}さま', {})).toThrow('だれか')
  expect(() => fill('{{toString}}', {})).toThrow('toString')
  expect(placeholdersIn('ああ{{だれか}}と{{ 店名 }}')).toEqual([
    { name: 'だれか', written: '{{だれか}}', offset: 2 },
    { name: '店名', written: '{{ 店名 }}', offset: 10 },
  ])
})

test('a value is not read as a template, nor as a replacement pattern', () => {
  expect(fill('{{お名前}}さま', { お名前: '{{店名}}$&$1' })).toBe('{{店名}}$&$1さま')
})

test('a name is one line, has no control characters and at most 40 characters', () => {
  expect(fill('{{お名前}}', { お名前: 'a\u202Eb\r\nc\u0000' })).toBe('abc')
  expect(fill('{{お名前}}', { お名前: 'あ'.repeat(60) })).toBe(`${'あ'.repeat(39)}…`)
  expect(fill('{{お名前}}', { お名前: 'a\ud800b' }).isWellFormed()).toBe(true)
  expect(graphemeLength(fill('{{お名前}}', { お名前: '👨‍👩‍👧‍👦'.repeat(60) }))).toBeLessThanOrEqual(40)
  expect(fill('{{お名前}}', { お名前: `e${'\u0301'.repeat(9000)}` }).length).toBeLessThanOrEqual(200)
})

test('whatever a customer is called, the sentence around the name stays', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const said = fill('こんにちは、{{お名前}}さま。{{店名}}です。', { お名前: name, 店名: 'つきあかり' })
      expect(said.startsWith('こんにちは、')).toBe(true)
      expect(said.endsWith('さま。つきあかりです。')).toBe(true)
      expect(said).not.toMatch(/[\p{Cc}\p{Cs}]/u)
    }),
  )
})

test("the shop's own texts become placeholders", () => {
  const values = shopValues({ name: 'つきあかり', concierge: 'みなみ', texts: { 返品のご案内: '8日以内に。' } })
  expect(fill('{{店名}}の{{担当者名}}。{{返品のご案内}}', values)).toBe('つきあかりのみなみ。8日以内に。')
})
