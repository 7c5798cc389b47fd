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
const NINE = 57

/** @param page `purchases FIELD_END contracts FIELD_END product`, and BUYER_END between buyers */
export function readLedgers(page: string, take: (buyer: Ledger) => void): void {
  const buyer: Ledger = {
    ...{ purchases: 0, days: [], yen: [], bits: [], firstProduct: '' },
    ...{ contracts: 0, startDays: [], endDays: [], deliveries: [] },
  }
  const purchaseColumns = [buyer.days, buyer.yen, buyer.bits]
  const contractColumns = [buyer.startDays, buyer.endDays, buyer.deliveries]
  let at = 0

  /** Numbers up to the end of the field, into the columns in turn. @returns how many rows */
  const readRows = (columns: number[][]): number => {
    const width = columns.length
    let count = 0
    let value = 0
    let isNegative = false
    let isNumber = false
    for (; ; at += 1) {
      const code = at < page.length ? page.charCodeAt(at) : FIELD_END
      if (code >= ZERO && code <= NINE) {
        value = value * 10 + (code - ZERO)
        isNumber = true
        continue
      }
      if (code === MINUS) {
        isNegative = true
        continue
      }
      if (isNumber) {
        const column = columns[count % width] as number[]
        column[(count / width) | 0] = isNegative ? -value : value
        count += 1
      }
      value = 0
      isNegative = false
      isNumber = false
      if (code === FIELD_END) break
    }
    at += 1
    return (count / width) | 0
  }

  while (at < page.length) {
    buyer.purchases = readRows(purchaseColumns)
    buyer.contracts = readRows(contractColumns)
    const end = page.indexOf(END, at)
    const until = end < 0 ? page.length : end
    buyer.firstProduct = page.slice(at, until)
    at = until + 1
    take(buyer)
  }
}

const END = String.fromCharCode(BUYER_END)
