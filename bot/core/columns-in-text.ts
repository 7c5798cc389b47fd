/** How does a table stand straight on a terminal, where a Japanese letter is as wide as two Latin ones? */

import { columns } from './svg-text.ts'

export type Align = 'left' | 'right'

/**
 * As wide as the widest cell of each column, two spaces between them, nothing at the end of a line.
 * @param align of each column; left where there is none
 */
export function inColumns(rows: readonly (readonly string[])[], align: readonly Align[] = []): string[] {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((cell, place) => {
      widths[place] = Math.max(widths[place] ?? 0, columns(cell))
    })
  return rows.map((row) =>
    row
      .map((cell, place) => {
        const gap = ' '.repeat((widths[place] ?? 0) - columns(cell))
        return align[place] === 'right' ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd(),
  )
}
