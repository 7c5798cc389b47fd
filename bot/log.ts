/** One JSON object a line. Ids, counts and reasons; never message texts, answers or tokens (LINE §19). */

import type { Log } from './deps.ts'
import { AppError, LineBusy, LineRejected, LineUnreachable } from './errors.ts'

const LONGEST_LINE = 8000
const LONGEST_TEXT = 500
const LONGEST_STACK = 3000
const MOST_ITEMS = 20
const DEEPEST = 4

/** The last line of defence: who writes a log line should not hand these over in the first place. */
const HIDDEN =
  /token|secret|password|authorization|cookie|api_?key|^(texts?|body|params|answers|query|e?mail|phone|kana|display_?name|address)$/i

/** Libraries quote what they choked on: SQL with its values, JSON with its words, a header with its token. */
const clean = (text: string): string =>
  // Ids and paths, of which there are many, are one word.
  !/\s/.test(text)
    ? text
    : text
        .replace(/\nparams: .*/s, '')
        .replace(/(Unexpected token .*|\.*".*"\.*) is not valid JSON/s, 'not valid JSON')
        .replace(/\b(Bearer|Basic)\b.*/is, '$1 …')

const cut = (text: string, length = LONGEST_TEXT): string =>
  text.length > length ? `${text.slice(0, length)}… (${text.length})` : text

/** Only where it happened: V8 writes the message above it, which may be anything and any number of lines. */
function framesOf({ stack = '', message }: Error): string[] {
  const end = message === '' ? -1 : stack.indexOf(message)
  const frames = end < 0 ? stack : stack.slice(end + message.length)
  return cut(frames, LONGEST_STACK)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
}

function told(error: Error, depth: number): object {
  if (error instanceof LineRejected || error instanceof LineBusy || error instanceof LineUnreachable)
    return { name: error.constructor.name, message: error.message, ...error.answer }
  if (error instanceof AppError) return { code: error.code, message: error.message }
  const about = { name: error.name, code: Reflect.get(error, 'code') as unknown, cause: error.cause }
  // Zod's message is all its issues, with the words of whoever wrote the rule: where and what kind is enough.
  const issues: unknown = Reflect.get(error, 'issues')
  if (Array.isArray(issues))
    return {
      ...about,
      issues: issues.map(({ path, code }) => ({ path: [path].flat().join('.'), code })),
      stack: framesOf(error),
    }
  return { ...about, message: error.message, ...(depth <= 1 && { stack: framesOf(error) }) }
}

/** A copy of bounded size that JSON can write: logging never fails for what it is given. */
function plain(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return clean(cut(value))
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth >= DEEPEST) return '…'
  if (value instanceof Error) return plain(told(value, depth), depth)
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => plain(item, depth + 1))
  return copyInto({}, value, depth)
}

/** A loop, not a chain: a line is written for every request. */
function copyInto(copy: Record<string, unknown>, value: object, depth: number): Record<string, unknown> {
  let left = MOST_ITEMS
  for (const key of Object.keys(value)) {
    if (left === 0) break
    left -= 1
    const item = (value as Record<string, unknown>)[key]
    copy[key] = isTelling(item) && isHidden(key) ? '[hidden]' : plain(item, depth + 1)
  }
  return copy
}

/** The same few names come with every line. */
const hidden = new Map<string, boolean>()
function isHidden(key: string): boolean {
  const known = hidden.get(key)
  if (known !== undefined) return known
  const found = HIDDEN.test(key)
  if (hidden.size < 500) hidden.set(key, found)
  return found
}

/** How many tokens there are may be said. */
const isTelling = (value: unknown) => value != null && typeof value !== 'number' && typeof value !== 'boolean'

/** @param write takes one finished line */
export const jsonLog =
  (write: (line: string) => void, now: () => Date): Log =>
  (event, fields = {}) => {
    const about = { at: now().toISOString(), event }
    const line = JSON.stringify(copyInto({ ...about }, fields, 0))
    if (line.length <= LONGEST_LINE) write(line)
    else write(JSON.stringify({ ...about, ...shortOnes(fields), too_long: line.length }))
  }

/** Ids and numbers: enough to look further. */
const shortOnes = (fields: object): object =>
  Object.fromEntries(
    Object.entries(plain(fields) as object).filter(
      ([, value]) => typeof value !== 'object' && String(value).length < 100,
    ),
  )
