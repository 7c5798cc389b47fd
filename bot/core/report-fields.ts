/** What may one field of a shop system's report be? A file has millions of them, so each is read in one step. */

import { z } from 'zod'
import { type JstDate, jstDate } from './calendar.ts'
import { normaliseEmail, normaliseKey, normalisePhone, readMoment } from './normalise.ts'

export const MOST_LETTERS = 500
export const MOST_IN_A_KEY = 200
export const MOST_IN_A_SOURCE = 60

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'

/** @param read undefined for what is none; a number is read as its digits */
const fieldOf = <T>(what: string, read: (text: string) => T | undefined) =>
  z.custom<string | number>(isText).transform((value, context): T => {
    const said = String(value).trim()
    const found = said.length > MOST_LETTERS ? undefined : read(said)
    if (found !== undefined) return found
    context.addIssue({ code: 'custom', message: `no ${what}` })
    return z.NEVER
  })

const keyWithin = (most: number) => (said: string) => {
  const key = normaliseKey(said)
  return key.length > 0 && key.length <= most ? key : undefined
}

export const text = fieldOf('text', (said) => said)
export const key = fieldOf('key', keyWithin(MOST_IN_A_KEY))
export const source = fieldOf('source', keyWithin(MOST_IN_A_SOURCE))

/** An unreadable e-mail or telephone number is no key, but it does not spoil the order. */
export const email = fieldOf('e-mail', (said) => ({ read: normaliseEmail(said) })).transform(({ read }) => read)
export const phone = fieldOf('telephone number', (said) => ({ read: normalisePhone(said) })).transform(
  ({ read }) => read,
)

export const yen = z.number().int().min(-100_000_000).max(100_000_000)
export const count = z.number().int().min(0).max(100_000)

export const moment = z.string().transform((value, context): Date => {
  const at = readMoment(value)
  if (at) return at
  context.addIssue({ code: 'custom', message: 'not a moment' })
  return z.NEVER
})
export const day = moment.transform((at): JstDate => jstDate(at))
