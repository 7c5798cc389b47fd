/** Which column of this file holds what, however its header spells it? */

import { normaliseKey } from '../core/normalise.ts'

const keyOf = (text: string): string =>
  normaliseKey(text)
    .toLowerCase()
    .replace(/[\s_-]/g, '')

/** @returns the place of each column; -1 for one that is not there */
export function findColumns<Column extends string>(
  headers: readonly string[],
  names: Readonly<Record<Column, readonly string[]>>,
): Record<Column, number> {
  const keys = headers.map(keyOf)
  const entries = Object.entries<readonly string[]>(names).map(([column, spellings]) => {
    const wanted = new Set(spellings.map(keyOf))
    return [column, keys.findIndex((key) => wanted.has(key))]
  })
  return Object.fromEntries(entries) as Record<Column, number>
}

export const BROKEN_ROW = {
  code: 'bad_csv',
  message: '「"」が閉じられていないため、この行から先を読めませんでした。',
}

export const COUPON_HEADERS = [
  'code',
  'coupon',
  'coupon_code',
  'discount_code',
  'クーポン',
  'コード',
  'クーポンコード',
  'クーポン番号',
]

/** 「見出し: a / b / c」, for a sentence about a file that cannot be understood. */
export const headersInWords = (headers: readonly string[]): string =>
  `見出し: ${headers.map((header) => header.trim().slice(0, 30)).join(' / ')}`
