/** How are very many ledgers read at once? As one text, without a string or an object for each number in it. */

/** Between the purchases, contracts and first product of one buyer; after each buyer. Neither is ever typed by anybody. */
const FIELD_END = 31
const BUYER_END = 30

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
  const purchases = [buyer.days, buyer.yen, buyer.bits]
  const contracts = [buyer.startDays, buyer.endDays, buyer.deliveries]
  for (let at = 0; at < length; ) {
    const bought = page.indexOf(BETWEEN_FIELDS, at)
    buyer.purchases = readRows(page, at, bought, purchases)
    const bound = page.indexOf(BETWEEN_FIELDS, bought + 1)
    buyer.contracts = readRows(page, bought + 1, bound, contracts)
    const end = page.indexOf(BETWEEN_BUYERS, bound)
    const until = end < 0 ? length : end
    buyer.firstProduct = page.slice(bound + 1, until)
    at = until + 1
    take(buyer)
  }
}

const BETWEEN_FIELDS = String.fromCharCode(FIELD_END)
const BETWEEN_BUYERS = String.fromCharCode(BUYER_END)

/**
 * Numbers with one character after each, the last of them at `end`.
 * @param columns take them in turns
 * @returns how many each of them got
 */
function readRows(page: string, start: number, end: number, columns: readonly number[][]): number {
  if (start === end) return 0
  let row = 0
  let place = 0
  let value = 0
  let sign = 1
  for (let at = start; at <= end; at += 1) {
    const digit = page.charCodeAt(at) - ZERO
    if (digit >= 0) value = value * 10 + digit
    else if (digit === MINUS - ZERO) sign = -1
    else {
      ;(columns[place] as number[])[row] = sign * value
      value = 0
      sign = 1
      place += 1
      if (place < columns.length) continue
      place = 0
      row += 1
    }
  }
  return row
}
