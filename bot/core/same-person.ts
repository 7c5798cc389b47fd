/** Do a telephone number and a name say that two are one person? A name alone never does (DOMAIN §2.4). */

import { normaliseName } from './normalise.ts'

export interface Caller {
  phone?: string | null
  name?: string | null
  kana?: string | null
}

const sameName = (a: string | null | undefined, b: string | null | undefined) =>
  a != null && b != null && normaliseName(a) === normaliseName(b)

/** A telephone is shared by a family: it names one person only together with a name. Numbers are normalised before. */
export const samePhone = (a: Caller, b: Caller): boolean =>
  a.phone != null && a.phone === b.phone && (sameName(a.kana, b.kana) || sameName(a.name, b.name))
