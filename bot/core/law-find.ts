/** Where in a text stand words the law watches? The table of DOMAIN §5.3, sentence by sentence. */

import { type Folded, searching, sentencesIn } from './law-fold.ts'
import type { Bubble, Words } from './law-texts.ts'
import { type Category, WORDINGS, type Wording } from './law-words.ts'

/** Offsets are those of the text as written. */
export interface Spot {
  start: number
  end: number
}
export interface Found extends Spot {
  wording: Wording
}

const MOST = 20

const once = (pattern: RegExp | string) => searching(pattern, 'isu')
const READY = WORDINGS.map((wording) => ({
  wording,
  pattern: searching(wording.pattern),
  katakana: wording.katakana && new RegExp(wording.katakana.source, 'gsu'),
  notAfter: wording.notAfter && once(`(?:${wording.notAfter.source})$`),
  notBefore: wording.notBefore && once(`^(?:${wording.notBefore.source})`),
  near: wording.near && once(wording.near),
  unless: wording.unless && once(wording.unless),
  settledBy: wording.settledBy && once(wording.settledBy),
}))
type Ready = (typeof READY)[number]

/** Advice to stop or to see a doctor protects the customer; its words are no claims (DOMAIN §5.3). */
const CAUTION = once(
  /(?:使用|利用|摂取|飲用|お使い)を?(?:お?やめ|お?止め|中止|お休み|お?控え)|(?:使わ|使用し|使いになら|召し上がら|召し上がりにならな?)ないで|お?(?:控え|避け)て?(?:ください|下さい)|(?:医師?|薬剤師|皮膚科|専門家|医療機関|病院|かかりつけ).{0,14}(?:相談|受診|診察|問い合わせ)/,
)
/** 「…を目的としたものではありません」 denies what it names. */
const DENIED = once(
  /^(?:.{0,20}(?:もの|わけ))?(?:では|じゃ)(?:あり|ござい|な[いく])|^.{0,12}とは?(?:限り|言え|いえ)ません/,
)

/** All hits for goods of a category, each place once, the stricter rule first. */
export function findWordings(words: Words, bubble: Bubble, category: Category): Found[] {
  const { folded } = words
  const found: Found[] = []
  const rows = READY.filter(
    ({ wording, pattern, katakana, settledBy }) =>
      wording.categories.includes(category) &&
      (has(folded.kana, pattern) || (katakana && has(folded.wide, katakana))) &&
      !settledBy?.test(bubble.kana),
  )
  if (!rows.length) return found
  for (const [start, end] of sentencesIn(folded.wide)) {
    const kana = folded.kana.slice(start, end)
    if (CAUTION.test(kana)) continue
    const wide = folded.wide.slice(start, end)
    for (const ready of rows) {
      if ((ready.near && !ready.near.test(kana)) || ready.unless?.test(kana)) continue
      for (const hit of hitsIn(kana, wide, ready)) {
        const spot = spotOf(folded, start + hit.start, start + hit.end)
        const told = found.some((one) => one.wording.row === ready.wording.row && overlap(one, spot))
        if (!told) found.push({ ...spot, wording: ready.wording })
        if (found.length >= MOST) return found
      }
    }
  }
  return found
}

const overlap = (one: Spot, other: Spot) => one.start < other.end && other.start < one.end

// Unlike `test`, `search` leaves a global pattern as it was.
const has = (text: string, pattern: RegExp) => text.search(pattern) >= 0

function* hitsIn(kana: string, wide: string, { pattern, katakana, notAfter, notBefore }: Ready): Generator<Spot> {
  for (const [text, searched, certain] of [[kana, pattern, false] as const, [wide, katakana, true] as const])
    for (const { 0: hit, index } of searched ? text.matchAll(searched) : []) {
      const end = index + hit.length
      if (!certain && notAfter?.test(kana.slice(Math.max(0, index - 24), index))) continue
      const rest = kana.slice(end, end + 40)
      if (!notBefore?.test(rest) && !DENIED.test(rest)) yield { start: index, end }
    }
}

function spotOf({ origin }: Folded, start: number, end: number): Spot {
  const first = origin[start] ?? 0
  return { start: first, end: Math.max(first + 1, origin[end] ?? first + 1) }
}

/** The first place where one of these texts matches; for the rules that need no table. */
export function spotIn(all: readonly Words[], pattern: RegExp): (Spot & { words: Words }) | undefined {
  for (const words of all) {
    const match = pattern.exec(words.folded.kana)
    if (match) return { ...spotOf(words.folded, match.index, match.index + match[0].length), words }
  }
  return undefined
}

/** A pattern for `spotIn`, written as one reads it. */
export const rule = once
