/** How large are the parts of the belt? Pixels of a drawing 1200 wide, and the two ways to write them down. */

import { escapeXml } from './svg-text.ts'

/** From the top down. */
export const HEAD = 96
export const CARD = 88
export const ROW = CARD + 12
/** Where the lines from the cards find their day. */
export const LEADS = 46
export const BAND = 26
export const ACT_ROW = 18
export const BRANCH_ROW = 46
export const BAR_ROW = 22
/** Words of a held step. */
export const SIDING_LABEL = 330

export const n = (value: number): string => String(Math.round(value * 10) / 10)

export const text = (x: number, y: number, words: string, style: string, more = ''): string =>
  `<text x="${n(x)}" y="${n(y)}" class="${style}"${more}>${escapeXml(words)}</text>`
