/** Which work of the list is done, says this file? It is the list itself, with 「済」 written into it. */

import { AppError } from '../errors.ts'
import { BROKEN_ROW, findColumns, headersInWords } from './columns.ts'
import { type Row, readCsv } from './csv.ts'
import type { Rejected } from './to-order.ts'

export interface NumberedWork {
  line: number
  /** As the list has it. */
  number: string
}

const HEADERS = { done: ['対応', '対応済み'], number: ['作業番号'] }
type Columns = Record<keyof typeof HEADERS, number>

/** What people write, or a spreadsheet makes of a tick. */
const DONE = /^(済|済み|対応済み?|完了|done|ok|true|はい|[○〇◯◎✓✔☑レ1])$/i

/**
 * Rows whose 「対応」 is empty are still to be done, and are passed over.
 * @throws AppError `invalid` when the columns cannot be understood
 */
export async function* readWorkDone(texts: AsyncIterable<string>): AsyncGenerator<NumberedWork | Rejected> {
  let columns: Columns | undefined
  for await (const row of readCsv(texts)) {
    if (columns) {
      const read = readRow(row, columns)
      if (read) yield { line: row.line, ...read }
      continue
    }
    columns = findColumns(row.cells, HEADERS)
    if (columns.done < 0 || columns.number < 0)
      throw new AppError(
        'invalid',
        `「対応」と「作業番号」の列が要ります。worklist --csv で書き出した一覧に「済」とお書きください。${headersInWords(row.cells)}`,
      )
  }
  if (!columns) throw new AppError('invalid', 'ファイルに行がありません。')
}

function readRow({ cells, broken }: Row, columns: Columns): { number: string } | Omit<Rejected, 'line'> | undefined {
  if (broken) return BROKEN_ROW
  const done = cells[columns.done]?.normalize('NFKC').trim() ?? ''
  if (done === '') return undefined
  if (DONE.test(done)) return { number: cells[columns.number]?.trim() ?? '' }
  return {
    code: 'bad_value',
    message: `「対応」の「${done}」がわかりません。済んだ作業には「済」とお書きください（まだの作業は空のままにします）。`,
  }
}
