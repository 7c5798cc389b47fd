/** Which coupons were used in which orders, says this file? (`code,order,customer,date`) */

import { type Redemption, readRedemption } from '../core/redemption.ts'
import { AppError } from '../errors.ts'
import { readDate } from './cells.ts'
import { BROKEN_ROW, COUPON_HEADERS, findColumns, headersInWords } from './columns.ts'
import { type Row, readCsv } from './csv.ts'
import { generic } from './presets/generic.ts'
import type { Rejected } from './to-order.ts'

export interface NumberedRedemption {
  line: number
  redemption: Redemption
}

const HEADERS = {
  code: COUPON_HEADERS,
  order: ['order', 'order_external_id', ...(generic.headers.order_id ?? [])],
  customer: ['customer', 'external_id', 'customer_external_id', ...(generic.headers.customer_id ?? [])],
  date: ['used_at', 'used_on', '利用日', '利用日時', '使用日', '使用日時', ...(generic.headers.ordered_at ?? [])],
  source: ['source', '取込元'],
}
type Columns = Record<keyof typeof HEADERS, number>

/**
 * @param source for rows that name none
 * @throws AppError `invalid` when the columns cannot be understood
 */
export async function* readRedemptions(
  texts: AsyncIterable<string>,
  source: string,
): AsyncGenerator<NumberedRedemption | Rejected> {
  let columns: Columns | undefined
  for await (const row of readCsv(texts)) {
    if (!columns) {
      columns = findColumns(row.cells, HEADERS)
      if (columns.code < 0)
        throw new AppError('invalid', `「コード」（code）の列が要ります。${headersInWords(row.cells)}`)
      continue
    }
    const read = readRow(row, columns, source)
    yield { line: row.line, ...read }
  }
  if (!columns) throw new AppError('invalid', 'ファイルに行がありません。')
}

function readRow({ cells, broken }: Row, columns: Columns, fallback: string): ReturnType<typeof readRedemption> {
  if (broken) return BROKEN_ROW as ReturnType<typeof readRedemption>
  const cell = (column: keyof Columns) => cells[columns[column]]?.trim() || undefined
  const date = cell('date')
  return readRedemption({
    code: cell('code'),
    order_external_id: cell('order'),
    customer_external_id: cell('customer'),
    source: cell('source') ?? fallback,
    used_at: date && (readDate(date) ?? date),
  })
}
