/** How are very many ledgers read at once? As one text, without a string or an object for each number in it. */

/** Between the purchases, contracts and first product of one buyer; after each buyer. Neither is ever typed by anybody. */
export const FIELD_END = 31
export const BUYER_END = 30

/** One buyer as numbers. The same object for every buyer of a page: whoever wants to keep something copies it. */
export interface Ledger {
  /** How many purchases; the arrays go on with those of earlier buyers. */
  purchases: number
  days: number[]
  yen: number[]
  bits: number[]
  contracts: number
  startDays: number[]
  /** The first day without the contract; −1 while no end is in sight. */
  endDays: number[]
  deliveries: number[]
  firstProduct: string
}

const MINUS = 45
const ZERO = 48

/** @param page `purchases FIELD_END contracts FIELD_END product`, and BUYER_END between buyers */
export function readLedgers(page: string, take: (buyer: Ledger) => void): void {
  const { length } = page
  const buyer: Ledger = {
    ...{ purchases: 0, days: [], yen: [], bits: [], firstProduct: '' },
    ...{ contracts: 0, startDays: [], endDays: [], deliveries: [] },
  }
  const { days, yen, bits, startDays, endDays, deliveries } = buyer
  let at = 0

  /** The next number, and the one character after it. */
  const readNumber = (): number => {
    const isNegative = page.charCodeAt(at) === MINUS
    if (isNegative) at += 1
    let value = 0
    for (; at < length; at += 1) {
      const digit = page.charCodeAt(at) - ZERO
      // A space, or the end of the field.
      if (digit < 0) break
      value = value * 10 + digit
    }
    at += 1
    return isNegative ? -value : value
  }

  /** Three numbers a row up to the end of the field. @returns how many rows */
  const readRows = (one: number[], two: number[], three: number[]): number => {
    if (page.charCodeAt(at) === FIELD_END) {
      at += 1
      return 0
    }
    let count = 0
    do {
      one[count] = readNumber()
      two[count] = readNumber()
      three[count] = readNumber()
      count += 1
    } while (at < length && page.charCodeAt(at - 1) !== FIELD_END)
    return count
  }

  while (at < length) {
    buyer.purchases = readRows(days, yen, bits)
    buyer.contracts = readRows(startDays, endDays, deliveries)
    const end = page.indexOf(END, at)
    const until = end < 0 ? length : end
    buyer.firstProduct = page.slice(at, until)
    at = until + 1
    take(buyer)
  }
}

const END = String.fromCharCode(BUYER_END)
