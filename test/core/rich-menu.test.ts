/** The language of rich menus, and what LINE receives. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RichMenu, renderRichMenu } from '../../bot/core/rich-menu.ts'
import { lineContract } from '../support/line-openapi.ts'

const area = (label: string, more: object = { text: label }) => ({ label, ...more })
const menu = (fields: object = {}) => ({
  id: 'm',
  name: 'M',
  chat_bar: 'メニュー',
  columns: 2,
  rows: 1,
  areas: [area('左'), area('右')],
  ...fields,
})
const render = (fields: object, context = {}) => renderRichMenu(RichMenu.parse(menu(fields)), context)

test('equal cells, in reading order, without a gap', () => {
  const bounds = render({
    columns: 3,
    rows: 2,
    areas: ['a', 'b', 'c', 'd', 'e', 'f'].map((label) => area(label)),
  }).areas?.map((a) => a.bounds)
  expect(bounds).toEqual([
    { x: 0, y: 0, width: 833, height: 843 },
    { x: 833, y: 0, width: 834, height: 843 },
    { x: 1667, y: 0, width: 833, height: 843 },
    { x: 0, y: 843, width: 833, height: 843 },
    { x: 833, y: 843, width: 834, height: 843 },
    { x: 1667, y: 843, width: 833, height: 843 },
  ])
})

test('a wide or tall button takes its cells, and the next one finds the first free place', () => {
  const areas = [area('高い', { text: 'a', height: 2 }), area('広い', { text: 'b', width: 2 }), area('c'), area('d')]
  const bounds = render({ columns: 3, rows: 2, size: { width: 900, height: 600 }, areas }).areas?.map(
    ({ bounds: b }) => [b?.x, b?.y, b?.width, b?.height],
  )
  expect(bounds).toEqual([
    [0, 0, 300, 600],
    [300, 0, 600, 300],
    [300, 300, 300, 300],
    [600, 300, 300, 300],
  ])
})

test('each kind of button', () => {
  const areas = [
    area('言葉'),
    area('ページ', { url: 'https://shop.example.jp/' }),
    area('クーポン', { liff: 'wallet' }),
    area('合図', { postback: 'menu:1' }),
    area('次へ', { switch_to: 'other' }),
  ]
  const actions = (context: object) =>
    render({ columns: 5, areas, size: 'compact' }, context).areas?.map((one) => one.action)
  expect(actions({ liffUrl: (page: string) => `https://liff.line.me/1-x/${page}` })).toEqual([
    { type: 'message', label: '言葉', text: '言葉' },
    { type: 'uri', label: 'ページ', uri: 'https://shop.example.jp/' },
    { type: 'uri', label: 'クーポン', uri: 'https://liff.line.me/1-x/wallet' },
    { type: 'postback', label: '合図', data: 'menu:1', displayText: '合図' },
    { type: 'richmenuswitch', label: '次へ', richMenuAliasId: 'other', data: 'menu:other' },
  ])
  expect(actions({})?.[2]).toEqual({ type: 'message', label: 'クーポン', text: 'クーポン' })
})

describe('is refused', () => {
  test.each([
    ['a bar of 15 characters', { chat_bar: 'あ'.repeat(15) }],
    ['a long id', { id: 'a'.repeat(33) }],
    ['no button', { areas: [] }],
    ['a button too many', { areas: [area('a'), area('b'), area('c')] }],
    ['a cell nobody fills', { areas: [area('a')] }],
    ['a button wider than the menu', { areas: [area('a', { text: 'a', width: 3 })] }],
    ['a button that does nothing', { areas: [area('a', {}), area('b')] }],
    ['a button that does two things', { areas: [area('a', { text: 'a', liff: 'wallet' }), area('b')] }],
    ['21 buttons', { columns: 7, rows: 3, areas: Array.from({ length: 21 }, (_, n) => area(`${n}`)) }],
    ['a square', { size: { width: 1000, height: 1000 } }],
    ['a small one', { size: { width: 799, height: 250 } }],
    ['an unknown label', { labels: ['vip'] }],
    ['code for an address', { areas: [area('a', { url: 'javascript:alert(1)' }), area('b')] }],
    ['a label of 21 characters', { areas: [area('あ'.repeat(21), { text: 'a' }), area('b')] }],
  ])('%s', (_what, fields) => {
    expect(RichMenu.safeParse(menu(fields)).success).toBe(false)
  })
  test('but not 14 families in the bar', () => {
    expect(RichMenu.safeParse(menu({ chat_bar: '👨‍👩‍👧‍👦'.repeat(14) })).success).toBe(true)
  })
})

test('whatever is accepted, LINE accepts, and no two buttons overlap', () => {
  const valid = lineContract()?.outbound('RichMenuRequest')
  const grid = fc.record({
    columns: fc.integer({ min: 1, max: 5 }),
    rows: fc.integer({ min: 1, max: 4 }),
    width: fc.integer({ min: 800, max: 2500 }),
  })
  fc.assert(
    fc.property(grid, fc.integer({ min: 250, max: 551 }), ({ columns, rows, width }, height) => {
      const areas = Array.from({ length: columns * rows }, (_, n) => area(`${n}`))
      const made = render({ columns, rows, size: { width, height }, areas })
      expect(valid?.(made) ?? []).toEqual([])
      const covered = made.areas?.reduce((sum, { bounds: b }) => sum + (b?.width ?? 0) * (b?.height ?? 0), 0)
      expect(covered).toBe(width * height)
      for (const { bounds: b } of made.areas ?? []) expect((b?.x ?? 0) + (b?.width ?? 0)).toBeLessThanOrEqual(width)
    }),
  )
})
