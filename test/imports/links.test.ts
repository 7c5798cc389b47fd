import { expect, test } from 'vitest'
import { readLinks } from '../../bot/imports/links.ts'
import { personId } from '../support/stand-in.ts'
import { all, pieces } from './texts.ts'

const read = (...lines: string[]) => all(readLinks(pieces(lines.join('\n')), 'generic'))

test('rows name a customer, a LINE user and perhaps a source', async () => {
  expect(await read('external_id,line_user_id,source', `77,${personId(1)},`, `78,${personId(2)},tamago`)).toEqual([
    { line: 2, link: { externalId: '77', lineUserId: personId(1), source: 'generic' } },
    { line: 3, link: { externalId: '78', lineUserId: personId(2), source: 'tamago' } },
  ])
})

test('Japanese headers in another order, and no header at all', async () => {
  expect(await read('LINEユーザーID,会員ID', `${personId(1)},77`)).toMatchObject([{ link: { externalId: '77' } }])
  expect(await read(`77,${personId(1)}`)).toMatchObject([{ line: 1, link: { externalId: '77' } }])
})

test('bad rows are listed and stop nothing', async () => {
  const rows = await read(
    'external_id,line_user_id',
    `,${personId(1)}`,
    '77,hanako',
    `5.12E+12,${personId(2)}`,
    '78,',
    `79,${personId(3)}`,
  )
  expect(rows.map((row) => ('code' in row ? [row.line, row.code] : [row.line]))).toEqual([
    [2, 'missing_id'],
    [3, 'bad_value'],
    [4, 'excel_damage'],
    [5, 'missing_id'],
    [6],
  ])
})

test('one LINE user cannot be two customers of one file; the same row twice is fine', async () => {
  const rows = await read('external_id,line_user_id', `77,${personId(1)}`, `77,${personId(1)}`, `78,${personId(1)}`)
  expect(rows).toMatchObject([{ line: 2 }, { line: 3 }, { line: 4, code: 'duplicate' }])
})

test('a file with other columns is refused', async () => {
  await expect(read('a,b', '1,2')).rejects.toThrow('「external_id」と「line_user_id」の列が要ります。見出し: a / b')
})
