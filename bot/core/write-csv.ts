/** How is a table written for Excel? UTF-8 with BOM, and no cell that a spreadsheet would take for a formula (DOMAIN §2.3.9). */

/** What begins a formula, in half width and in full width, and what Excel skips before it. */
const FORMULA = /^[\s\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/

/** A customer may be called `=HYPERLINK(…)`: an apostrophe makes it words. Numbers of ours are left alone. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const writeCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
