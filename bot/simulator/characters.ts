/** How does LINE count characters, and how does it say that there are too many? (LINE §5.1) */

import type { Detail } from './errors.ts'

export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** Default unit: UTF-16 code units. Labels, titles and template texts: what a reader sees as one character. */
export type Unit = 'utf16' | 'grapheme'

/** There are never more graphemes than code units, so most texts need no segmenting. */
function longerThan(text: string, max: number, unit: Unit): boolean {
  if (text.length <= max) return false
  if (unit === 'utf16') return true
  let count = 0
  for (const _ of segmenter.segment(text)) if (++count > max) return true
  return false
}

interface TextRule {
  max: number
  unit?: Unit
  required?: boolean
}

/** Collects what is wrong with a body, each with the place LINE would name (`messages[0].text`). */
export class Findings {
  readonly details: Detail[] = []

  add(property: string, message: string): void {
    this.details.push({ message, property })
  }

  /** A text property: present if required, not empty, not too long. */
  text(object: Json, key: string, at: string, { max, unit = 'utf16', required = false }: TextRule): void {
    const value = object[key]
    const property = `${at}.${key}`
    if (value === undefined || value === null || value === '') {
      if (required || value === '') this.add(property, 'May not be empty')
    } else if (typeof value !== 'string') this.add(property, 'Must be a string')
    else if (longerThan(value, max, unit)) this.add(property, `Length must be between 0 and ${max}`)
  }

  /** A list with a size; its items are looked at one by one. */
  list(value: unknown, at: string, [min, max]: [number, number], item: (value: Json, at: string) => void): void {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      this.add(at, `Size must be between ${min} and ${max}`)
      return
    }
    for (const [index, entry] of value.entries()) {
      const place = `${at}[${index}]`
      if (isObject(entry)) item(entry, place)
      else this.add(place, 'Must be an object')
    }
  }

  /** An address of an image, a video …: https, at most 2000 characters (LINE §5.2). */
  mediaUrl(object: Json, key: string, at: string, required = true): void {
    this.text(object, key, at, { max: 2000, required })
    const value = object[key]
    if (typeof value === 'string' && value && !isHttps(value)) this.add(`${at}.${key}`, 'Must be a valid HTTPS URL')
  }

  oneOf(object: Json, key: string, at: string, values: readonly string[]): boolean {
    const value = object[key]
    if (typeof value === 'string' && values.includes(value)) return true
    this.add(`${at}.${key}`, `Must be one of the following values: [${values.join(', ')}]`)
    return false
  }
}

function isHttps(value: string): boolean {
  // Percent-encoded ASCII only, as LINE asks; URL() alone would mend the rest silently.
  return /^https:\/\/[\x21-\x7e]+$/i.test(value) && URL.canParse(value)
}
