/** Columns stand straight, whatever is half or full width. */
import { expect, test } from 'vitest'
import { inColumns } from '../../bot/core/columns-in-text.ts'

test('a full-width letter takes two places, a half-width one a single one', () => {
  const rows = [
    ['名前', 'n', '円'],
    ['ﾅﾏｴ', '１２', '1,000'],
    ['abcdef', '3', '5'],
  ]
  expect(inColumns(rows, ['left', 'left', 'right'])).toEqual([
    '名前    n        円',
    'ﾅﾏｴ     １２  1,000',
    'abcdef  3         5',
  ])
})

test('nothing hangs at the end of a line', () => {
  expect(
    inColumns([
      ['a', ''],
      ['b', 'c'],
    ]),
  ).toEqual(['a', 'b  c'])
})
