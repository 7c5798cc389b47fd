/** How much room does a Japanese text take in a drawing, and how is it cut to fit? SVG does not break lines by itself. */

/** Full-width characters are as wide as the type is high; others a little more than half. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u
const NARROW = 0.58

// Not allowed in XML, or invisible marks that turn the direction of everything after them.
const CONTROL = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu

export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(CONTROL, ' ')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const graphemes = (text: string): string[] =>
  [...new Intl.Segmenter('ja', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment)

const widthOf = (grapheme: string, size: number): number => (WIDE.test(grapheme) ? size : size * NARROW)

export const textWidth = (text: string, size: number): number =>
  graphemes(text).reduce((sum, grapheme) => sum + widthOf(grapheme, size), 0)

/** Columns of a terminal. */
export const columns = (text: string): number =>
  graphemes(text).reduce((sum, grapheme) => sum + (WIDE.test(grapheme) ? 2 : 1), 0)

/** These may not begin a line. */
const NOT_FIRST = /^[、。，．」』）】〕！？ー・]/u
const NOT_LAST = /[「『（【〔]$/u

/** At most so many lines of this width in pixels; what does not fit ends in 「…」. */
export function wrap(text: string, width: number, size: number, most: number): string[] {
  const lines: string[] = ['']
  let room = width
  const all = graphemes(text.replace(/\s+/gu, ' ').trim())
  for (const [index, grapheme] of all.entries()) {
    const wide = widthOf(grapheme, size)
    if (wide > room && !(NOT_FIRST.test(grapheme) && wide <= room + size)) {
      if (lines.length === most) {
        lines[most - 1] = cutTo(`${lines[most - 1]}${all.slice(index).join('')}`, width, size)
        return lines
      }
      const here = lines[lines.length - 1] ?? ''
      const opening = NOT_LAST.exec(here)?.[0] ?? ''
      lines[lines.length - 1] = here.slice(0, here.length - opening.length)
      lines.push(opening)
      room = width - textWidth(opening, size)
    }
    lines[lines.length - 1] += grapheme
    room -= wide
  }
  return lines
}

/** One line of at most this width. */
export function cutTo(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text
  let room = width - size
  let kept = ''
  for (const grapheme of graphemes(text)) {
    room -= widthOf(grapheme, size)
    if (room < 0) break
    kept += grapheme
  }
  return `${kept}…`
}
