/** Which codes has the shop's system made, says this file? One a row. */

import { COUPON_CODE } from '../core/coupons.ts'
import { normaliseKey } from '../core/normalise.ts'
import { AppError } from '../errors.ts'
import { isDamagedNumber } from './cells.ts'
import { BROKEN_ROW, COUPON_HEADERS, findColumns, headersInWords } from './columns.ts'
import { type Row, readCsv } from './csv.ts'
import type { Rejected } from './to-order.ts'

export interface NumberedCode {
  line: number
  couponCode: string
}

/**
 * A file of one column needs no header.
 * @throws AppError `invalid` when nobody can say which of several columns it is
 */
export async function* readCouponCodes(texts: AsyncIterable<string>): AsyncGenerator<NumberedCode | Rejected> {
  let column: number | undefined
  for await (const row of readCsv(texts)) {
    if (column === undefined) {
      const { code } = findColumns(row.cells, { code: COUPON_HEADERS })
      if (code < 0 && row.cells.length > 1)
        throw new AppError('invalid', `「コード」（code）の列が要ります。${headersInWords(row.cells)}`)
      column = Math.max(0, code)
      if (code >= 0) continue
    }
    yield { line: row.line, ...readRow(row, column) }
  }
  if (column === undefined) throw new AppError('invalid', 'ファイルに行がありません。')
}

function readRow({ cells, broken }: Row, column: number): { couponCode: string } | { code: string; message: string } {
  if (broken) return BROKEN_ROW
  const typed = cells[column]?.trim() ?? ''
  if (isDamagedNumber(typed))
    return {
      code: 'excel_damage',
      message: `コードが「${typed}」になっています。Excelで開いて保存すると番号がこわれます。元のファイルを選んでください。`,
    }
  const couponCode = normaliseKey(typed)
  if (COUPON_CODE.test(couponCode)) return { couponCode }
  return {
    code: 'bad_value',
    message: `「${typed.slice(0, 40)}」はコードにできません。半角の英数字と記号で、60文字までです。`,
  }
}
