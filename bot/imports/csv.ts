/** Which cells are in this text, and on which line did each row begin? (DOMAIN §2.3) */

import { parse } from 'csv-parse'

export interface Row {
  /** Where the row begins, counted from 1; a cell may hold newlines. */
  line: number
  cells: string[]
  /** The last row when a quotation mark was never closed: from here on nothing could be read. */
  broken?: true
}

const DELIMITERS = [',', '\t', ';']
/** No honest row is longer; a quotation mark that is never closed would swallow the rest of the file. */
const LONGEST_ROW = 1_000_000

/** csv-parse counts the two characters of a Windows newline inside a cell as two lines. */
const newlinesIn = (cell: string): number => (/[\r\n]/.test(cell) ? cell.split(/\r\n|\r|\n/).length - 1 : 0)

/** The most frequent of comma, tab and semicolon in the header line, outside quotation marks. */
export function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => bare.split(delimiter).length
  return DELIMITERS.reduce((best, next) => (count(next) > count(best) ? next : best))
}

/** Rows in order, the header as the first of them. Rows of nothing but empty cells are left out. */
export async function* readCsv(texts: AsyncIterable<string>): AsyncGenerator<Row> {
  const rows: Row[] = []
  let next = 1
  const onRecord = (cells: string[]) => {
    if (cells.some((cell) => cell.trim())) rows.push({ line: next, cells })
    next += 1 + cells.reduce((lines, cell) => lines + newlinesIn(cell), 0)
    return null
  }
  const take = () => rows.splice(0)
  let write: ((text: string | undefined) => Promise<boolean>) | undefined
  let waiting = ''
  const begin = () => csvWriter(delimiterOf(waiting.split(/\r|\n/, 1)[0] ?? ''), onRecord)

  for await (const text of texts) {
    if (!write) {
      waiting += text
      if (!/[\r\n]/.test(waiting)) continue
    }
    write ??= begin()
    const whole = await write(waiting || text)
    waiting = ''
    yield* take()
    if (!whole) return yield { line: next, cells: [], broken: true }
  }
  write ??= begin()
  const whole = (waiting === '' || (await write(waiting))) && (await write(undefined))
  yield* take()
  if (!whole) yield { line: next, cells: [], broken: true }
}

/** Written by hand rather than piped, so that the rows before an error are not lost with it. */
function csvWriter(delimiter: string, onRecord: (cells: string[]) => null) {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: LONGEST_ROW,
    on_record: onRecord,
  })
  let failed = false
  parser.on('error', () => {
    failed = true
  })
  parser.resume()
  return (text: string | undefined): Promise<boolean> =>
    new Promise((resolve) => {
      const done = () => resolve(!failed)
      if (text !== undefined) parser.write(text, (error) => resolve(!error && !failed))
      else if (failed) done()
      else parser.once('error', done).once('end', done).end()
    })
}
