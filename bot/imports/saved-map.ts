/** Which mapping did the shop keep? A CSV of two columns, 列の見出し and 項目, that Excel can open (DOMAIN §2.5). */

import { didYouMean } from '../core/did-you-mean.ts'
import { writeCsv } from '../core/write-csv.ts'
import { AppError } from '../errors.ts'
import { readCsv } from './csv.ts'
import { FIELD_NAMES, FIELDS, type Field, isField } from './fields.ts'
import { type Columns, headerKey, type Overrides } from './mapper.ts'

const HEADER = ['列の見出し', '項目'] as const

/**
 * Items by their name or by the merchant's word (`order_id`, 注文番号).
 * @throws AppError `invalid` naming the line
 */
export async function readSavedMap(texts: AsyncIterable<string>): Promise<Overrides> {
  const overrides = new Map<string, Field>()
  for await (const { line, cells, broken } of readCsv(texts)) {
    const [column = '', item = ''] = cells.map((cell) => cell.trim().replace(/^'/, ''))
    if (!broken && line === 1 && column === HEADER[0]) continue
    const field = fieldCalled(item)
    if (broken || !column || !field) {
      const near = didYouMean(item, FIELD_NAMES, FIELDS)
      const hint = near ? `「${near}」のことですか？` : `項目は次から選んでください: ${FIELD_NAMES.join(' ')}`
      throw new AppError('invalid', `${line}行目の「${cells.join(',').slice(0, 60)}」がわかりません。${hint}`)
    }
    overrides.set(column, field)
  }
  return overrides
}

/** What reads the same file in the same way again. */
export function savedMap({ columns, headers }: { columns: Columns; headers: readonly string[] }, headerless = false) {
  const keys = headers.map(headerKey)
  const rows = [...columns].map(([field, index]) => {
    const header = headers[index]?.trim() ?? ''
    // A header that stands there twice, or that looks like a number of a column, is named by its place.
    const isPlain = !headerless && keys.indexOf(headerKey(header)) === index && !/^\d*$/.test(header)
    return [isPlain ? header : String(index + 1), field]
  })
  return writeCsv([[...HEADER], ...rows])
}

const fieldCalled = (item: string): Field | undefined =>
  isField(item) ? item : FIELD_NAMES.find((name) => FIELDS[name] === item)
