/** How does a word list of vocabulary.ts become a schema? Editors show the merchant's word beside each value. */

import { z } from 'zod'

export const oneOf = <T extends Record<string, string>>(words: T) =>
  z
    .enum(Object.keys(words) as [keyof T & string, ...(keyof T & string)[]])
    .meta({ enumDescriptions: Object.values(words) })

/** A yes or no. Merchants also write はい/いいえ, and YAML 1.1 editors yes/no. */
export const yesNo = z.union([
  z.boolean(),
  z.enum(['はい', 'いいえ', 'yes', 'no']).transform((word) => word === 'はい' || word === 'yes'),
])
