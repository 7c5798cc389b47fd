/** What was spent on promotion, says this file? (`month,side,campaign,yen`) */

import { type CostEntry, readCostEntry } from '../core/metrics-costs.ts'
import { AppError } from '../errors.ts'
import { readYen } from './cells.ts'
import { BROKEN_ROW, findColumns, headersInWords } from './columns.ts'
import { type Row, readCsv } from './csv.ts'
import type { Rejected } from './to-order.ts'

export interface NumberedCost {
  line: number
  cost: CostEntry
}

const HEADERS = {
  month: ['month', '月', '年月', '対象月'],
  side: ['side', '対象', '区分', '種別'],
  campaign: ['campaign', 'キャンペーン', '施策', '名前'],
  yen: ['yen', 'cost', '販促費', '費用', '広告費', '金額', '円'],
}
type Columns = Record<keyof typeof HEADERS, number>

/**
 * The same month, side and campaign twice in a file is a mistake: one would silently take the other's place.
 * @throws AppError `invalid` when the columns cannot be understood
 */
export async function* readPromoCosts(texts: AsyncIterable<string>): AsyncGenerator<NumberedCost | Rejected> {
  let columns: Columns | undefined
  const seen = new Map<string, number>()
  for await (const row of readCsv(texts)) {
    if (!columns) {
      columns = findColumns(row.cells, HEADERS)
      if (columns.month < 0 || columns.side < 0 || columns.yen < 0)
        throw new AppError(
          'invalid',
          `「月」（month）・「対象」（side）・「販促費」（yen）の列が要ります。${headersInWords(row.cells)}`,
        )
      continue
    }
    const read = readRow(row, columns)
    if (!('cost' in read)) {
      yield { line: row.line, ...read }
      continue
    }
    const { month, side, campaign } = read.cost
    const key = JSON.stringify([month, side, campaign])
    const before = seen.get(key)
    seen.set(key, before ?? row.line)
    yield before === undefined
      ? { line: row.line, ...read }
      : {
          line: row.line,
          code: 'duplicate',
          message: `${before}行目と同じ月・対象・キャンペーンです。1行にまとめてください。`,
        }
  }
  if (!columns) throw new AppError('invalid', 'ファイルに行がありません。')
}

function readRow({ cells, broken }: Row, columns: Columns): ReturnType<typeof readCostEntry> {
  if (broken) return BROKEN_ROW as ReturnType<typeof readCostEntry>
  const cell = (column: keyof Columns) => cells[columns[column]]?.trim() ?? ''
  return readCostEntry({
    month: cell('month'),
    side: cell('side'),
    campaign: cell('campaign'),
    yen: cell('yen') === '' ? undefined : (readYen(cell('yen')) ?? Number.NaN),
  })
}
