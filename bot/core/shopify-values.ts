/** How does Shopify write a number, an amount, and nothing at all? */

import { z } from 'zod'

/** `null` and empty text mean "not given". */
export const maybe = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional())

export const maybeText = maybe(z.string())

export const Id = z.union([z.number().nonnegative().refine(Number.isInteger), z.string().regex(/^\d{1,20}$/)])

/** `"5500.00"`, `"5500"` or 5500: whole yen. */
export const Money = z.union([z.string().regex(/^-?\d{1,9}(\.0{1,2})?$/), z.number().int()])

export const yenOf = (amount: z.infer<typeof Money> | undefined): number | undefined =>
  amount === undefined ? undefined : Math.trunc(Number(amount))

/**
 * A number that is too great for JSON's readers stands digit for digit at the end of its global id.
 * @returns undefined when it cannot be told exactly
 */
export function idOf(id: z.infer<typeof Id>, globalId?: string): string | undefined {
  if (typeof id === 'string') return id
  return Number.isSafeInteger(id) ? String(id) : /\/(\d+)$/.exec(globalId ?? '')?.[1]
}
