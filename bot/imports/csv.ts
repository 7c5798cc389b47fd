/** Which cells are in this text, and on which line did each row begin? (DOMAIN §2.3) */

import { csvWriter, LONGEST_ROW } from './odd-csv.ts'
import { newlinesIn, PlainCsv } from './plain-csv.ts'

export interface Row {
  /** Where the row begins, counted from 1; a cell may hold newlines. */
  line: number
  cells: string[]
  /** The last row when a quotation mark was never closed: from here on nothing could be read. */
  broken?: true
}

const DELIMITERS = [',', '\t', ';']
/** The most frequent of comma, tab and semicolon in the header line, outside quotation marks. */
export function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => bare.split(delimiter).length
  return DELIMITERS.reduce((best, next) => (count(next) > count(best) ? next : best))
}

/** Rows in order, the header as the first of them. Rows of nothing but empty cells are left out. */
export async function* readCsv(texts: AsyncIterable<string>): AsyncGenerator<Row> {
  for await (const rows of readRowsOf(texts)) yield* rows
}

/**
 * As `readCsv`, as many rows at a time as a piece of text has: a step for each row has its price. From the first row on
 * that is not written as the rule book says, csv-parse reads the rest.
 */
export async function* readRowsOf(texts: AsyncIterable<string>): AsyncGenerator<Row[]> {
  let plain: PlainCsv | undefined
  let odd: OddCsv | undefined
  let waiting = ''
  for await (const text of texts) {
    if (odd) {
      yield await odd.read(text)
      if (odd.isBroken) return
      continue
    }
    waiting += text
    // Its newline must be there as a whole: the other half of a Windows one may come with the next piece.
    if (!plain && !/\n|\r./.test(waiting)) continue
    plain ??= plainCsv(waiting)
    yield plain.read(waiting)
    waiting = plain.rest
    if (!plain.isOdd) continue
    odd = new OddCsv(plain.delimiter, plain.next)
    yield await odd.read(waiting)
    if (odd.isBroken) return
  }
  if (!odd) {
    plain ??= plainCsv(waiting)
    yield plain.read(waiting, true)
    if (!plain.isOdd) return
    odd = new OddCsv(plain.delimiter, plain.next)
    yield await odd.read(plain.rest)
    if (odd.isBroken) return
  }
  yield await odd.read(undefined)
}

function plainCsv(text: string): PlainCsv {
  const [newline = '\n'] = /\r\n|\r|\n/.exec(text) ?? []
  return new PlainCsv(delimiterOf(text.split(/\r|\n/, 1)[0] ?? ''), newline, LONGEST_ROW)
}

/** What csv-parse makes of the rest of a file. */
class OddCsv {
  #next: number
  #rows: Row[] = []
  readonly #write: ReturnType<typeof csvWriter>
  isBroken = false

  /** @param next the line that comes */
  constructor(delimiter: string, next: number) {
    this.#next = next
    this.#write = csvWriter(delimiter, (cells) => {
      if (cells.some((cell) => cell.trim())) this.#rows.push({ line: this.#next, cells })
      this.#next += 1 + cells.reduce((lines, cell) => lines + newlinesIn(cell), 0)
      return null
    })
  }

  /** @param text undefined at the end */
  async read(text: string | undefined): Promise<Row[]> {
    this.isBroken = !(await this.#write(text))
    const rows = this.#rows
    this.#rows = []
    return this.isBroken ? [...rows, { line: this.#next, cells: [], broken: true }] : rows
  }
}
