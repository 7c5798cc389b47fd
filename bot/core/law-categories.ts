/** For whom is a rule? Groups of `product_category` (DOMAIN §5.3). */

import type { Category } from './law-words.ts'

export const COSMETICS: readonly Category[] = ['cosmetics', 'quasi_drug']
export const FOOD: readonly Category[] = ['food', 'ffc']
export const BODY: readonly Category[] = [...COSMETICS, ...FOOD]
export const ALL: readonly Category[] = [...BODY, 'other']
