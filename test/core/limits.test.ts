/** LINE's limits and its two ways of counting (LINE §5). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkLimits, cut, graphemeLength, type Limit, type LimitExceeded, utf16Length } from '../../bot/core/limits.ts'

test('LINE counts units in texts and characters in labels', () => {
  expect(utf16Length('🍎')).toBe(2)
  expect(utf16Length('👨‍👩‍👧‍👦')).toBe(11)
  expect(graphemeLength('👨‍👩‍👧‍👦が')).toBe(2)
})

test('a cut stays within the limit and never splits a character', () => {
  expect(cut('あいうえお', { graphemes: 3 })).toBe('あい…')
  expect(cut('あいう', { graphemes: 3 })).toBe('あいう')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, utf16) => {
      const kept = cut(text, { utf16 })
      expect(kept.length).toBeLessThanOrEqual(utf16)
      expect(kept).toBe(text.length <= utf16 ? text : kept)
      if (kept !== text) expect(kept.endsWith('…') && text.startsWith(kept.slice(0, -1))).toBe(true)
      expect(kept.isWellFormed()).toBe(true)
    }),
  )
})

const button = (action: object) => ({
  type: 'flex',
  altText: 'a',
  contents: { type: 'bubble', footer: { type: 'box', layout: 'vertical', contents: [{ type: 'button', action }] } },
})
const bubbles = (count: number, size: number) => ({
  type: 'flex',
  altText: 'a',
  contents: {
    type: 'carousel',
    contents: Array.from({ length: count }, () => ({ type: 'bubble', body: { type: 'text', text: 'x'.repeat(size) } })),
  },
})
const cases: [Limit, object[], object[]][] = [
  ['messages', Array(6).fill({ type: 'text', text: 'a' }), Array(5).fill({ type: 'text', text: 'a' })],
  ['messages', [], [{ type: 'text', text: 'a' }]],
  ['text', [{ type: 'text', text: 'あ'.repeat(5001) }], [{ type: 'text', text: 'あ'.repeat(5000) }]],
  ['text', [{ type: 'text', text: '' }], [{ type: 'text', text: 'a' }]],
  ['altText', [{ ...button({}), altText: 'a'.repeat(401) }], [button({})]],
  ['flexLabel', [button({ label: 'あ'.repeat(41) })], [button({ label: '👨‍👩‍👧‍👦'.repeat(40) })]],
  ['postbackData', [button({ type: 'postback', data: 'a'.repeat(301) })], [button({ type: 'postback', data: 'a' })]],
  ['actionText', [button({ displayText: 'あ'.repeat(301) })], [button({ displayText: 'あ'.repeat(300) })]],
  ['uri', [button({ type: 'uri', uri: 'a'.repeat(1001) })], [button({ type: 'uri', uri: 'a'.repeat(1000) })]],
  ['mediaUrl', [{ type: 'image', originalContentUrl: 'a'.repeat(2001) }], [{ type: 'image', originalContentUrl: 'a' }]],
  ['bubbleBytes', [bubbles(1, 30_000)], [bubbles(1, 29_000)]],
  ['carouselBytes', [bubbles(3, 20_000)], [bubbles(2, 20_000)]],
  ['carouselBubbles', [bubbles(13, 1)], [bubbles(12, 1)]],
]
test.each(cases)('%s', (limit, over, within) => {
  expect(() => checkLimits(within)).not.toThrow()
  expect(() => checkLimits(over)).toThrow(expect.objectContaining({ limit }) as LimitExceeded)
})
