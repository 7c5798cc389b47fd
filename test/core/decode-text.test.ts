/** Bytes that are no UTF-8 text: what they are, and what to do. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeScenario } from '../../bot/core/decode-text.ts'

const TEXT = readFileSync(join(import.meta.dirname, '../../scenarios/win_back.yaml'), 'utf8')
const bytes = (text: string) => new TextEncoder().encode(text)
const refused = (data: Uint8Array) => {
  const { problem, text } = decodeScenario(data, 's.yaml')
  expect(text).toBe(undefined)
  return `${problem?.code} ${problem?.message}`
}
/** The platform only reads these encodings, so each pair of bytes is asked what it means. */
function encoded(text: string, encoding: 'shift_jis' | 'euc-jp'): Uint8Array {
  const decoder = new TextDecoder(encoding)
  const bytesOf = new Map<string, number[]>()
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(new Uint8Array([lead, trail]))
      if (character.length === 1) bytesOf.set(character, [lead, trail])
    }
  return new Uint8Array([...text].flatMap((one) => (one < '\x80' ? one.charCodeAt(0) : (bytesOf.get(one) ?? [0x3f]))))
}
const utf16 = (text: string) =>
  new Uint8Array([...text].flatMap((one) => [one.charCodeAt(0) & 255, one.charCodeAt(0) >> 8]))

test('UTF-8 is read as it stands, with or without a byte order mark', () => {
  expect(decodeScenario(bytes(TEXT), 's.yaml')).toEqual({ text: TEXT })
  expect(decodeScenario(bytes(`\uFEFF${TEXT}`), 's.yaml')).toEqual({ text: TEXT })
  expect(decodeScenario(bytes(''), 's.yaml')).toEqual({ text: '' })
})

test.each([
  ['Shift_JIS', encoded(TEXT, 'shift_jis'), /^E013 Shift_JISで保存されています。UTF-8で/],
  ['EUC-JP', encoded(TEXT, 'euc-jp'), /^E013 EUC-JPで/],
  ['UTF-16 with its mark', utf16(`\uFEFF${TEXT}`), /^E013 UTF-16/],
  ['UTF-16 without', utf16(TEXT), /^E016 /],
])('%s is named', (_name, data, expected) => {
  expect(refused(data)).toMatch(expected)
})

test('a short name in Shift_JIS is enough', () => {
  expect(refused(new Uint8Array([...bytes('name: '), 0x82, 0xb1, 0x82, 0xf1]))).toMatch('Shift_JIS')
})

test('what is no text at all is not called Shift_JIS', () => {
  expect(refused(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]))).toMatch('E016')
  expect(refused(Uint8Array.from({ length: 5000 }, (_, index) => 1 + ((index * 7919) % 255)))).toMatch(/E013 文字化け/)
  // Three half-width kana: Shift_JIS by chance.
  expect(refused(new Uint8Array([0xb1, 0xb2, 0xb3]))).toMatch(/E013 文字化け/)
})

test('ten megabytes are refused unread', () => {
  const start = performance.now()
  expect(refused(bytes('あ'.repeat(3_500_000)))).toMatch(/^E011 .*30万文字まで/)
  expect(performance.now() - start).toBeLessThan(1000)
})
