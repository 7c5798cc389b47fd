/** A file says the same whether it is read here or in a thread of its own. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type OrderFileWish, type Piece, piece, readPieces } from '../../bot/cli/import-pieces.ts'
import { readAhead } from '../../bot/cli/import-thread.ts'
import { folder } from './run.ts'

const HEADER =
  '注文番号,会員ID,メールアドレス,電話番号,注文日時,入金日,発送日,お届け完了日,更新日時,合計金額,商品名,ステータス'

function wish(lines: string[], more: Partial<OrderFileWish> = {}): OrderFileWish {
  const path = join(folder(), 'orders.csv')
  writeFileSync(path, [HEADER, ...lines].join('\n'))
  return { path, preset: 'generic', overrides: new Map(), ...more }
}

const row = (n: number, more = '') =>
  `A${n},${n % 700},h${n}@example.jp,${n % 2 ? '9012345678' : ''},2026-03-01 10:0${n % 10},${n % 3 ? '2026-03-02' : ''},2026-03-03,2026-03-05,${n % 5 ? '2026-03-06 01:02:03' : ''},1100,化粧水,${more}`

async function all<T = Piece>(pieces: AsyncGenerator<T>): Promise<T[]> {
  const read: T[] = []
  for await (const piece of pieces) read.push(piece)
  return read
}

test('every order, rejection and mended number, piece by piece', async () => {
  const lines = Array.from({ length: 6000 }, (_, n) => (n % 1000 === 7 ? `A${n},1,,,いつか,,,,,1,x,` : row(n)))
  const file = wish(lines)
  const [here, there] = [(await all(readPieces(file))).map(piece), await all(readAhead(file, 0))]
  // Nobody holds more than a piece of the file.
  expect(here.map(({ orders, rejected }) => orders.length + rejected.length)).toEqual(Array(6).fill(1000).concat(0))
  expect(there).toEqual(here)
})

test('a file without any order is one piece, with its header', async () => {
  expect(await all(readAhead(wish([',,']), 0))).toMatchObject([{ orders: [], header: { headerless: false } }])
})

test('what cannot be read is refused in the same words', async () => {
  const missing = wish([row(1)], { preset: 'shopify' })
  const says = (pieces: AsyncGenerator<unknown>) => all(pieces).catch((error) => [error.code, error.message])
  expect(await says(readAhead(missing, 0))).toEqual(await says(readPieces(missing)))
  expect((await says(readAhead(missing, 0)))[0]).toBe('invalid')
})

test('who stops listening stops the thread', async () => {
  const pieces = readAhead(wish(Array.from({ length: 6000 }, (_, n) => row(n))), 0)
  expect((await pieces.next()).done).toBe(false)
  await pieces.return(undefined)
  expect((await pieces.next()).done).toBe(true)
})
