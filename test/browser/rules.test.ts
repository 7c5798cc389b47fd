/** The small rules of the pages that need no browser. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contrast, readable } from '../../bot/core/contrast.ts'
import { daysAway, distanceText, nearText } from '../../liff/shared/dates.ts'
import { bubbleWidth, placeIn, space } from '../../liff/simulator/flex-style.ts'
import { liffAddress, onPhoneOf, ownAddress } from '../../liff/simulator/own-address.ts'

const rgb = (css: string) => [...css.matchAll(/\d+/g)].map(Number) as [number, number, number]

describe('the brand colour', () => {
  test('whatever the shop chose, white text stands out on it by day and its text on the dark ground by night', () => {
    const hex = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)
    fc.assert(
      fc.property(hex, (color) => {
        expect(contrast(rgb(readable(color, [255, 255, 255], 0)), [255, 255, 255])).toBeGreaterThanOrEqual(4.5)
        expect(contrast(rgb(readable(color, [34, 31, 27], 255)), [34, 31, 27])).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })

  test('a colour that is readable already stays as it is', () =>
    expect(readable('#1f5f5b', [255, 255, 255], 0)).toBe('rgb(31 95 91)'))
})

describe('moments in words', () => {
  const now = '2026-11-21T23:30:00+09:00'
  test.each([
    ['2026-11-21T15:10:00Z', 1, 'あと1日', '明日 00:10'],
    ['2026-11-21T14:10:00Z', 0, '今日', '今日 23:10'],
    ['2026-11-18T09:30:00Z', -3, '3日前', '11月18日(水) 18:30'],
  ])('%s is a day of Tokyo', (at, days, distance, near) => {
    expect(daysAway(at, now)).toBe(days)
    expect(distanceText(at, now)).toBe(distance)
    expect(nearText(at, now)).toBe(near)
  })
})

describe('addresses', () => {
  const here = new URL('http://localhost:8787/simulator/')
  test('our own pages open inside the phone, under either name of this machine', () => {
    expect(ownAddress('http://localhost:8787/liff/survey?r=1', here)).toBe('/liff/survey?r=1')
    expect(ownAddress('http://127.0.0.1:8787/liff/survey', here)).toBe('/liff/survey')
  })
  test.each([
    'https://shop.example/',
    'http://localhost:9999/',
    'tel:0312345678',
    'https://liff.line.me/1-a',
    'http://[',
  ])('%s does not', (address) => expect(ownAddress(address, here)).toBeUndefined())
})

describe('pages inside LINE', () => {
  const here = new URL('http://localhost:8787/simulator/')
  test.each([
    ['https://liff.line.me/1-a/survey?from=x#y', '/liff/survey?from=x#y'],
    ['https://liff.line.me/1-a', '/liff/'],
    ['https://miniapp.line.me/1-a/wallet', '/liff/wallet'],
    ['http://127.0.0.1:8787/liff/link', '/liff/link'],
  ])('%s opens in the phone', (address, page) => expect(liffAddress(address, here, '1-a')).toBe(page))
  test.each([
    'https://liff.line.me/2-b/survey',
    'https://evil.example/1-a/survey',
    'http://localhost:8787/liffy',
    'http://localhost:8787/r/token',
    'http://[',
  ])('%s does not', (address) => expect(liffAddress(address, here, '1-a')).toBeUndefined())
  test('a shop without LIFF has none', () =>
    expect(liffAddress('https://liff.line.me/1-a/survey', here, undefined)).toBeUndefined())
  test('the phone says whose it is, and keeps the rest of the address', () =>
    expect(onPhoneOf('U1', '/liff/survey?from=x#y', here)).toBe('/liff/survey?from=x&desk_user=U1#y'))
})

describe('Flex in CSS', () => {
  test('keywords become pixels, pixels and percents stay, the rest is left out', () => {
    expect([space('md'), space('7px'), space('10%'), space('url(x)')]).toEqual(['8px', '7px', '10%', undefined])
    expect([bubbleWidth('kilo'), bubbleWidth('nonsense')]).toEqual(['260px', '300px'])
  })
  test('parts share the width of a horizontal box, and keep their own height in a vertical one', () => {
    expect(placeIn({ type: 'box', layout: 'horizontal' }, { type: 'text' }, 0).flex).toBe('1 1 0')
    expect(placeIn({ type: 'box', layout: 'horizontal' }, { type: 'text', flex: 0 }, 0).flex).toBe('0 0 auto')
    expect(placeIn({ type: 'box', layout: 'vertical' }, { type: 'text' }, 0).flex).toBe('0 0 auto')
  })
  test('the box spaces its parts, unless a part says its own margin; the first needs none', () => {
    const box = { type: 'box', layout: 'vertical', spacing: 'md' } as const
    expect(placeIn(box, { type: 'text' }, 0).marginBlockStart).toBeUndefined()
    expect(placeIn(box, { type: 'text' }, 1).marginBlockStart).toBe('8px')
    expect(placeIn(box, { type: 'text', margin: 'xl' }, 1).marginBlockStart).toBe('16px')
  })
})
