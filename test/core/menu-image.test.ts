/** The picture that nobody drew: every button's words, readable in whatever colour, inside its own place. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contrast, parseColor, type Rgb } from '../../bot/core/contrast.ts'
import { iconOf, MENU_ICONS } from '../../bot/core/menu-icons.ts'
import { menuSvg } from '../../bot/core/menu-image.ts'
import { labelLines } from '../../bot/core/menu-label.ts'
import { RichMenu } from '../../bot/core/rich-menu.ts'
import { textWidth } from '../../bot/core/svg-text.ts'

const menu = (labels: string[], fields: object = {}) =>
  RichMenu.parse({
    ...{ id: 'm', name: 'M', chat_bar: 'メニュー', columns: labels.length, rows: 1 },
    areas: labels.map((label) => ({ label, text: 'a' })),
    ...fields,
  })

const COLOR = /rgb\((\d+)[, ]+(\d+)[, ]+(\d+)\)/
const toRgb = (color: string): Rgb => {
  const parts = COLOR.exec(color)
  if (parts) return parts.slice(1).map(Number) as Rgb
  return parseColor(color.length === 4 ? `${color}${color.slice(1)}` : color)
}

interface Shape {
  name: string
  [attribute: string]: string
}
const shapes = (svg: string): Shape[] =>
  [...svg.matchAll(/<(rect|circle|path|text) ([^>]*)>([^<]*)/g)].map(([, name = '', attributes = '', words = '']) => ({
    name,
    words,
    ...Object.fromEntries([...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
  }))

test('each button’s words are there, in order, safely escaped', () => {
  const svg = menuSvg(menu(['使い方', 'A&B<"\'>', 'クーポン']), { color: '#1f5f5b' })
  const words = shapes(svg)
    .filter(({ name }) => name === 'text')
    .map(({ words }) => words)
  expect(words).toEqual(['使い方', 'A&#38;B&#60;&#34;&#39;&#62;', 'クーポン'])
})

test('of any colour of a shop, words have a contrast of 4.5 and icons of 3', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
      const color = `#${number.toString(16).padStart(6, '0')}`
      const wide = menu(['もう一度注文', '相談する'], {
        columns: 3,
        areas: [
          { label: 'もう一度注文', text: 'a', width: 2 },
          { label: '相談する', text: 'b' },
        ],
      })
      let card: Rgb = [0, 0, 0]
      let disc: Rgb = card
      for (const shape of shapes(menuSvg(wide, { color })).slice(1)) {
        if (shape.name === 'rect') card = toRgb(shape.fill ?? '')
        if (shape.name === 'circle') disc = toRgb(shape.fill ?? '')
        if (shape.name === 'text') expect(contrast(toRgb(shape.fill ?? ''), card)).toBeGreaterThanOrEqual(4.5)
        if (shape.name === 'path') expect(contrast(toRgb(shape.stroke ?? ''), disc)).toBeGreaterThanOrEqual(3)
      }
    }),
  )
})

const Label = fc
  .string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'あ漢ア・、ーaW 。？') })
  .filter((text) => text.trim() !== '')

test('whatever the words and the grid, nothing leaves its button', () => {
  fc.assert(
    fc.property(
      fc.array(Label, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('large', 'compact'),
      (labels, size) => {
        const whole = menu(labels, { size })
        const all = shapes(menuSvg(whole, { color: '#1f5f5b' }))
        let card: Shape | undefined
        for (const shape of all.slice(1)) {
          if (shape.name === 'rect') card = shape
          if (shape.name !== 'text' || !card) continue
          const [left, top, width, height] = [card.x, card.y, card.width, card.height].map(Number) as [
            number,
            number,
            number,
            number,
          ]
          const words = (shape.words ?? '').replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
          const half = textWidth(words, Number(shape['font-size'])) / 2
          expect(Number(shape.x) - half).toBeGreaterThanOrEqual(left)
          expect(Number(shape.x) + half).toBeLessThanOrEqual(left + width)
          expect(Number(shape.y)).toBeGreaterThan(top)
          expect(Number(shape.y)).toBeLessThan(top + height)
        }
      },
    ),
  )
})

test('on a telephone of 390 points the type of the usual six buttons is no smaller than 14', () => {
  const six = menu(['使い方', '相談する', 'クーポン', 'よくある質問', 'ご注文の履歴', '設定'], { columns: 3, rows: 2 })
  const sizes = shapes(menuSvg(six, { color: '#1f5f5b' })).flatMap((one) => one['font-size'] ?? [])
  expect(Math.min(...sizes.map(Number)) * (390 / 2500)).toBeGreaterThanOrEqual(14)
})

test('the same file gives the same picture', () => {
  const one = menu(['使い方', '設定'])
  expect(menuSvg(one, { color: '#1f5f5b' })).toBe(menuSvg(one, { color: '#1f5f5b' }))
  expect(menuSvg(one, { color: '#1f5f5c' })).not.toBe(menuSvg(one, { color: '#1f5f5b' }))
})

describe('a button’s name', () => {
  const lines = (label: string, room: number) => labelLines(label, room, 100).lines
  test.each([
    ['クーポン', 800, ['クーポン']],
    ['お休み・変更・解約', 600, ['お休み・', '変更・解約']],
    ['お友だちに紹介', 550, ['お友だちに', '紹介']],
    ['お手入れノート', 500, ['お手入れ', 'ノート']],
  ])('「%s」 in %i', (label, room, expected) => {
    expect(lines(label, room)).toEqual(expected)
  })
  test('shrinks before it is cut, and is cut before it leaves its place', () => {
    const small = labelLines('ご注文・お届け状況のご確認はこちらから', 700, 100)
    expect(small.size).toBeLessThan(100)
    expect(small.lines.join('')).toBe('ご注文・お届け状況のご確認はこちらから')
    expect(labelLines('ご注文・お届け状況のご確認はこちらから', 200, 100).lines.join('')).toMatch(/…$/)
  })
})

describe('an icon', () => {
  test.each([
    [{ label: '次回お届け', liff: 'mypage' as const }, 'truck'],
    [{ label: 'お休み・変更・解約', url: 'https://a.example' }, 'calendar'],
    [{ label: 'つづき', liff: 'wallet' as const }, 'coupon'],
    [{ label: 'つづき', switch_to: 'b' }, 'swap'],
    [{ label: 'つづき', url: 'https://a.example' }, 'page'],
    [{ label: 'クーポン', icon: 'gift' as const }, 'gift'],
  ])('%o → %s', (area, icon) => {
    expect(iconOf(area)).toBe(icon)
    expect(Object.keys(MENU_ICONS)).toContain(icon)
  })
})
