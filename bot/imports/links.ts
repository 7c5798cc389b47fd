/** Which customer is which LINE user, says this file? (DOMAIN §3 method G, `external_id,line_user_id[,source]`) */

import { readLink } from '../core/order.ts'
import { AppError } from '../errors.ts'
import { isDamagedNumber } from './cells.ts'
import { BROKEN_ROW, findColumns, headersInWords } from './columns.ts'
import { type Row, readCsv } from './csv.ts'
import { generic } from './presets/generic.ts'
import type { Rejected } from './to-order.ts'

export interface NumberedLink {
  line: number
  link: { externalId: string; lineUserId: string; source: string }
}

const HEADERS = {
  external_id: ['external_id', ...(generic.headers.customer_id ?? [])],
  line_user_id: ['line_user_id', 'line_id', 'user_id', 'uid', 'LINEユーザーID', 'LINE ID', 'ユーザーID'],
  source: ['source', '取込元'],
}
type Column = keyof typeof HEADERS

const LINE_USER_ID = /^U[0-9a-f]{32}$/

/**
 * A file without a header line is read as `external_id,line_user_id[,source]`.
 * @param source for rows that name none
 * @throws AppError `invalid` when the columns cannot be understood
 */
export async function* readLinks(
  texts: AsyncIterable<string>,
  source: string,
): AsyncGenerator<NumberedLink | Rejected> {
  let columns: Record<Column, number> | undefined
  const seen = new Map<string, { line: number; owner: string }>()
  for await (const row of readCsv(texts)) {
    if (!columns) {
      const headerless = LINE_USER_ID.test(row.cells[1]?.trim() ?? '')
      columns = headerless ? { external_id: 0, line_user_id: 1, source: 2 } : columnsOf(row.cells)
      if (!headerless) continue
    }
    const read = row.broken ? BROKEN_ROW : readRow(row, columns, source)
    if (!('link' in read)) {
      yield { line: row.line, ...read }
      continue
    }
    const owner = `${read.link.source}\u0000${read.link.externalId}`
    const before = seen.get(read.link.lineUserId)
    if (before && before.owner !== owner) {
      const message = `このLINEユーザーIDは${before.line}行目で別のお客さまに連携しています。どちらかをお選びください。`
      yield { line: row.line, code: 'duplicate', message }
      continue
    }
    seen.set(read.link.lineUserId, { line: row.line, owner })
    yield { line: row.line, link: read.link }
  }
  if (!columns) throw new AppError('invalid', 'ファイルに行がありません。')
}

function readRow(
  { cells }: Row,
  columns: Record<Column, number>,
  fallback: string,
): { link: NumberedLink['link'] } | { code: string; message: string } {
  const externalId = cells[columns.external_id]?.trim() ?? ''
  if (isDamagedNumber(externalId)) {
    const message = `お客さま番号が「${externalId}」になっています。Excelで開いて保存すると番号がこわれます。元のファイルを選んでください。`
    return { code: 'excel_damage', message }
  }
  const read = readLink({
    external_id: externalId,
    line_user_id: cells[columns.line_user_id]?.trim(),
    source: cells[columns.source]?.trim() || fallback,
  })
  if ('code' in read) return read
  const { external_id, line_user_id, source = fallback } = read.link
  return { link: { externalId: external_id, lineUserId: line_user_id ?? '', source } }
}

function columnsOf(headers: string[]): Record<Column, number> {
  const columns = findColumns(headers, HEADERS)
  if (columns.external_id >= 0 && columns.line_user_id >= 0) return columns
  throw new AppError('invalid', `「external_id」と「line_user_id」の列が要ります。${headersInWords(headers)}`)
}
