/** Which menu a friend gets, how a menu is found again, and which pictures LINE takes. */

import { describe, expect, test } from 'vitest'
import { graphemeLength } from '../../bot/core/limits.ts'
import { pictureFacts, pictureProblem } from '../../bot/core/menu-picture.ts'
import { contentOf, menuFor, standingsOf, tagged, tagOf, usualMenu } from '../../bot/core/menu-plan.ts'

const NEW = { id: 'new', labels: ['unregistered', 'visitor'] }
const CLUB = { id: 'club', labels: ['subscriber_new', 'supporter'] }
const TAB = { id: 'tab', labels: [] }
const MENUS = [TAB, NEW, CLUB]

describe('the menu', () => {
  test.each([
    [{ label: 'visitor', subscription: false }, 'new'],
    [{ label: 'supporter', subscription: true }, 'club'],
    [{ label: 'unregistered', subscription: false }, 'new'],
    // Stopped the messages, but has a contract to change and end.
    [{ label: 'unregistered', subscription: true }, 'club'],
    [{ label: 'lapsed', subscription: false }, undefined],
  ] as const)('of %o is %s', (standing, id) => {
    expect(menuFor(standing, MENUS)?.id).toBe(id)
  })
  test('without one for contracts, whoever stopped the messages has the one for strangers', () => {
    expect(menuFor({ label: 'unregistered', subscription: true }, [NEW])?.id).toBe('new')
  })
  test('of everybody else is the one for those we know nothing of', () => {
    expect(usualMenu(MENUS)?.id).toBe('new')
    expect(usualMenu([TAB, CLUB])).toBeUndefined()
  })
  test('every standing belongs to one menu at most, and to the one it gets', () => {
    const all = MENUS.flatMap((menu) => standingsOf(menu, MENUS))
    expect(new Set(all).size).toBe(all.length)
    expect(standingsOf(NEW, MENUS)).toEqual(['unregistered 0', 'visitor 0', 'visitor 1'])
    expect(standingsOf(TAB, MENUS)).toEqual([])
  })
})

describe('the tag', () => {
  const tag = { menu: 'visitor', hash: '0123456789abcdef' }
  test('is found again at the end of the name, which stays within LINE’s 300', () => {
    const { name = '' } = tagged({ name: 'あ'.repeat(300) }, tag)
    expect(graphemeLength(name)).toBe(300)
    expect(tagOf(name)).toEqual(tag)
  })
  test.each(['はじめての方', '〔fanbelt:visitor:0123〕', '〔fanbelt:visitor:0123456789abcdef〕 copy'])(
    '%s is none of ours',
    (name) => {
      expect(tagOf(name)).toBeUndefined()
    },
  )
  test('content is what LINE would show: words, places and picture', () => {
    const request = { name: 'a', areas: [] }
    expect(contentOf(request, 'x')).toBe(contentOf({ ...request }, 'x'))
    expect(contentOf(request, 'x')).not.toBe(contentOf(request, 'y'))
    expect(contentOf({ ...request, chatBarText: 'b' }, 'x')).not.toBe(contentOf(request, 'x'))
  })
})

describe('a picture', () => {
  const png = (width: number, height: number, bytes = 33) => {
    const view = new DataView(new ArrayBuffer(bytes))
    view.setUint32(0, 0x89504e47)
    view.setUint32(16, width)
    view.setUint32(20, height)
    return new Uint8Array(view.buffer)
  }
  /** With a comment before the frame, as cameras write it. */
  const jpeg = (width: number, height: number) =>
    new Uint8Array([
      ...[0xff, 0xd8, 0xff, 0xfe, 0x00, 0x04, 0x68, 0x69, 0xff, 0xc2, 0x00, 0x11, 0x08],
      ...[height >> 8, height & 255, width >> 8, width & 255, 3, 0, 0, 0],
    ])
  const size = { width: 2500, height: 1686 }

  test('PNG and JPEG say their size', () => {
    expect(pictureFacts(png(2500, 1686))).toEqual({ type: 'image/png', ...size })
    expect(pictureFacts(jpeg(2500, 1686))).toEqual({ type: 'image/jpeg', ...size })
    expect([pictureProblem(png(2500, 1686), size), pictureProblem(jpeg(2500, 1686), size)]).toEqual([
      undefined,
      undefined,
    ])
  })
  test.each([
    ['nothing', new Uint8Array()],
    ['a GIF', new TextEncoder().encode('GIF89a, which LINE does not take')],
    ['a JPEG that ends before its frame', jpeg(1, 1).slice(0, 10)],
    ['a JPEG whose lengths lead nowhere', new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ])('%s is none', (_, bytes) => {
    expect(pictureProblem(bytes, size)).toBe('PNG か JPEG の画像にしてください。')
  })
  test('another size and more than 1 MB are said in words', () => {
    expect(pictureProblem(jpeg(2500, 843), size)).toBe('大きさを 2500×1686 にしてください（いま 2500×843）。')
    expect(pictureProblem(png(2500, 1686, 1024 * 1024), size)).toBeUndefined()
    expect(pictureProblem(png(2500, 1686, 1024 * 1024 + 1), size)).toMatch(/^1MBまでです（いま 1\.0MB）/)
  })
})
