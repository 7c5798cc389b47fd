/** Which words may an advertisement not use? The table of DOMAIN §5.3 (薬機法・健康増進法・景品表示法), for reading and searching. */

import { EFFECT_WORDS } from './law-words-effects.ts'
import { FOOD_WORDS } from './law-words-food.ts'
import { PROMISE_WORDS } from './law-words-promises.ts'
import type { Shop } from './shop.ts'

export type Category = Shop['product_category']

export interface Wording {
  /** Row of DOMAIN §5.3; 0 for a rule of §5.6. */
  row: number
  /** `E4…` stops until a named person has confirmed it, `W…` warns; the number is 400 + row unless DOMAIN names another. */
  code: string
  /** What the shop sells, for which the words are watched. */
  categories: readonly Category[]
  /** Searched after NFKC and kana folding. */
  pattern: RegExp
  /** Searched after NFKC only, for a word that katakana alone makes certain: シミ is no part of 楽しみ. */
  katakana?: RegExp
  /** Not right after this (楽＋しみ), and not right before this (必ず＋しも). */
  notAfter?: RegExp
  notBefore?: RegExp
  /** Only in a sentence that also says this. */
  near?: RegExp
  /** Not in a sentence that also says this. */
  unless?: RegExp
  /** Not in a bubble that also says this: what `safer` asks to add. */
  settledBy?: RegExp
  /** A typical hit, for the manual. */
  example: string
  reason: string
  safer: string
}

/** All rows in DOMAIN's order. */
export const WORDINGS: readonly Wording[] = [...EFFECT_WORDS, ...FOOD_WORDS, ...PROMISE_WORDS].sort(
  (a, b) => a.row - b.row || a.code.localeCompare(b.code),
)

export const CATEGORY_NAMES: Record<Category, string> = {
  cosmetics: '化粧品の広告',
  quasi_drug: '医薬部外品の広告',
  food: '健康食品の広告',
  ffc: '機能性表示食品の広告',
  other: '広告',
}
