/** What does csv-parse make of text that is not written as the rule book says: quotation marks within cells, or never closed? */

import { parse } from 'csv-parse'

/** In bytes. No honest row is longer; a quotation mark that is never closed would swallow the rest of the file. */
export const LONGEST_ROW = 1_000_000

/**
 * Written by hand rather than piped, so that the rows before an error are not lost with it.
 * @returns takes a piece of text, or undefined at the end; answers false once nothing more can be read
 */
export function csvWriter(delimiter: string, onRecord: (cells: string[]) => null) {
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
