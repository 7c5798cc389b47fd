/** Whose name comes to the customer's mind first? Brand, ingredient and fit out of the surveys' answers (DOMAIN §1.3 "Mindshare"). */

import { type Metric, rate } from './metrics-rows.ts'
import { normaliseName } from './normalise.ts'
import type { Shop } from './shop.ts'
import type { MindshareQuestion } from './survey-file.ts'

/** One answer to one question that is marked `mindshare`. */
export interface MindshareAnswer {
  customerId: string
  question: MindshareQuestion
  /** Words in the order they came to mind, or a number of a scale. */
  value: unknown
}

export interface Mindshare {
  /** Respondents who named the shop at any place, of those who answered the recall question. */
  brand: Metric
  /** Who named it first. */
  top_of_mind: Metric
  ingredient: Metric
  /** 「自分に合っている」 4 or 5 of 5, and the shop named: of those who answered both. */
  fit: Metric
  /** What else was named, most first: among it may be a spelling of the shop's own that the table lacks. */
  others: { word: string; count: number }[]
}

const FITS = 4
const MOST_OTHERS = 10
/** Different words remembered for the list of others; a shop asks for names, so there are few. */
const MOST_WORDS = 20_000

/** Kana, width, spaces, punctuation and the long mark are levelled; kanji and short forms are the table's business. */
const levelled = (text: string): string => normaliseName(text).replace(/[\p{P}\p{S}ー]/gu, '')

/** Whether one of the spellings is named in the words: 「つきあかりの化粧水」 names つきあかり. */
function names(word: string, spellings: readonly string[]): boolean {
  const said = levelled(word)
  return spellings.some((spelling) => spelling !== '' && said.includes(spelling))
}

interface Said {
  brand?: boolean
  first?: boolean
  ingredient?: boolean
  fits?: boolean
}

/** Takes answers oldest first; of several answers of one customer to one question the newest counts. */
export class MindshareCount {
  readonly #ours: string[]
  readonly #ingredients: string[]
  readonly #said = new Map<string, Said>()
  readonly #others = new Map<string, { word: string; count: number }>()

  constructor({ mindshare: { ours, ingredients } }: Pick<Shop, 'mindshare'>) {
    this.#ours = ours.map(levelled)
    this.#ingredients = ingredients.map(levelled)
  }

  add({ customerId, question, value }: MindshareAnswer): void {
    const said = this.#said.get(customerId) ?? {}
    this.#said.set(customerId, said)
    if (question === 'fit') {
      if (typeof value === 'number') said.fits = value >= FITS
      return
    }
    const words = Array.isArray(value) ? value.filter((word) => typeof word === 'string' && word.trim() !== '') : []
    if (words.length === 0) return
    said.ingredient = words.some((word) => names(word, this.#ingredients))
    if (question === 'ingredient') return
    said.brand = words.some((word) => names(word, this.#ours))
    said.first = names(words[0], this.#ours)
    for (const word of words) if (!names(word, this.#ours) && !names(word, this.#ingredients)) this.#note(word)
  }

  #note(word: string): void {
    const key = levelled(word)
    const known = this.#others.get(key)
    if (known) known.count += 1
    else if (this.#others.size < MOST_WORDS) this.#others.set(key, { word: word.trim(), count: 1 })
  }

  result(): Mindshare {
    const all = [...this.#said.values()]
    const of = (asked: keyof Said, holds: (said: Said) => boolean, besides?: keyof Said): Metric => {
      const answered = all.filter((said) => said[asked] !== undefined && (!besides || said[besides] !== undefined))
      return rate(answered.filter(holds).length, answered.length)
    }
    return {
      brand: of('brand', ({ brand }) => brand === true),
      top_of_mind: of('first', ({ first }) => first === true),
      ingredient: of('ingredient', ({ ingredient }) => ingredient === true),
      fit: of('fits', ({ fits, brand }) => fits === true && brand === true, 'brand'),
      others: [...this.#others.values()].sort((one, other) => other.count - one.count).slice(0, MOST_OTHERS),
    }
  }
}
