/** What does a text say when width and kind of kana no longer matter, and where did each letter stand? (DOMAIN §5.3) */

export interface Folded {
  /** After NFKC: `ｼﾐ`, `％` and `№` are written one way. */
  wide: string
  /** The same in hiragana, unit by unit: offsets are those of `wide`. */
  kana: string
  /** For each unit of `wide` its offset in the text, and the text's length at the end. */
  origin: number[]
}

/** A letter with the marks that belong to it: half-width `ｶﾞ` is two of them. */
const LETTER = /.[\p{M}\uFF9E\uFF9F]*/gsu
/** What readers do not see, and what may hide a word from a search. */
const UNSEEN = /[\p{Cf}\p{M}]/gu

const hiragana = (text: string) =>
  text.replace(/[ァ-ヶヽヾ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))

export function folded(text: string): Folded {
  let wide = ''
  const origin: number[] = []
  for (const { 0: letter, index } of text.matchAll(LETTER)) {
    const plain = letter.normalize('NFKC').replace(UNSEEN, '')
    for (let unit = 0; unit < plain.length; unit += 1) origin.push(index)
    wide += plain
  }
  origin.push(text.length)
  return { wide, kana: hiragana(wide), origin }
}

/** A pattern written as one reads it, made to search `kana`. A full stop also stands for a line break. */
export const searching = (pattern: RegExp | string, flags = 'gisu'): RegExp =>
  new RegExp(hiragana(typeof pattern === 'string' ? pattern : pattern.source), flags)

const LEADS_ON = /[はがをにでとのもへやて、,]$/

/**
 * The sentences of `wide` as [start, end). A line is a sentence of its own,
 * unless it breaks off after a particle: 「シミが⏎消える」 is one.
 */
export function sentencesIn(wide: string): [start: number, end: number][] {
  const found: [number, number][] = []
  let start = 0
  for (const { 0: mark, index } of wide.matchAll(/[。!?]+|(?:\r?\n[ \t]*)+/g)) {
    const oneBreak = /^[^\n]*\n[^\n]*$/.test(mark)
    if (oneBreak && LEADS_ON.test(wide.slice(Math.max(start, index - 3), index).trimEnd())) continue
    const end = index + (/^[。!?]/.test(mark) ? mark.length : 0)
    if (end > start) found.push([start, end])
    start = index + mark.length
  }
  if (start < wide.length) found.push([start, wide.length])
  return found
}
