/** Is this order this person's? The number they typed, and what proves it (DOMAIN §3 method A, pitfalls 3 and 5). */

import { normaliseEmail, normaliseKey } from './normalise.ts'

/** As carts write order numbers: `#1001`, ` １００１ `, `ab-1001`. */
export function orderNumber(typed: string): string {
  return normaliseKey(typed).replace(/\s/g, '').toUpperCase().replace(/^#/, '')
}

/** A number as the shop shows it to the customer, in one spelling: `#1001`, `TSUKI-1001`. */
export const shownNumber = (text: string): string => normaliseKey(text).replace(/\s/g, '').toUpperCase()

/** How the same number may stand in the records. */
export const spellingsOf = (number: string): string[] => [
  ...new Set([number, `#${number}`, number.toLowerCase(), `#${number.toLowerCase()}`]),
]

/** Four digits or an e-mail address, each in one spelling; undefined when it is neither. */
export function proofOf(typed: string): string | undefined {
  const plain = typed.normalize('NFKC').trim()
  const email = plain.includes('@') ? normaliseEmail(plain) : undefined
  if (email) return email
  const digits = plain.replace(/[^0-9]/g, '')
  return digits.length === 4 ? digits : undefined
}

/** What would prove an order of this person; the last four digits never stand alone, for the number comes with them. */
export function proofsFor({ phone, email }: { phone: string | null; email: string | null }): string[] {
  const digits = phone?.replace(/[^0-9]/g, '') ?? ''
  return [...(digits.length >= 4 ? [digits.slice(-4)] : []), ...(email ? [email] : [])]
}
