/** Which telephone number do these cells make, also when the shop keeps it in three columns? (EC-CUBE 2, 楽天) */

import type { Cells } from './fields.ts'

/** Of a mobile number every part has a fixed length. */
const MOBILE = /^0?[5789]0$/

/** Zeros that Excel took from the front of a part are put back where its length is certain: the last part has four digits. */
export function phoneOf({ phone, phone_2, phone_3 }: Cells): string | undefined {
  if (phone === undefined || (phone_2 === undefined && phone_3 === undefined)) return phone
  if (phone_2 === undefined || phone_3 === undefined) return undefined
  const middle = MOBILE.test(phone.normalize('NFKC')) ? phone_2.padStart(4, '0') : phone_2
  return [phone, middle, phone_3.padStart(4, '0')].join('-')
}
