/** What stands below the belt: what the customer does, and the steps that wait, with the reason. */

import type { Act } from './life-acts.ts'
import { inWords, type Naming } from './simulate-words.ts'
import { cutTo, escapeXml, textWidth } from './svg-text.ts'
import { isLate, LEFT, RIGHT, type Siding } from './timeline-layout.ts'
import { BAND, BAR_ROW, BRANCH_ROW, n, SIDING_LABEL, text } from './timeline-sizes.ts'

export function actSvg(act: Act, x: number, belt: number, y: number): string {
  const before = x + textWidth(act.words, 11) + 12 > RIGHT + 24
  const words = text(before ? x - 8 : x + 8, y, act.words, 'act', before ? ' text-anchor="end"' : '')
  return `<path class="act-mark" d="M${n(x)} ${belt + 5}l4 7h-8z"/>${words}`
}

/** Few: each leaves the belt and comes back on the day it is settled. The tracks lie under all the labels. */
export function branchSvg(sidings: readonly Siding[], belt: number, top: number, naming: Naming): string[] {
  const start = belt + BAND
  const tracks = sidings.map(({ from, to, row }) => {
    const y = top + row * BRANCH_ROW + 18
    const end = Math.max(to, from + 20)
    return `<path class="siding" d="M${n(from)} ${start}V${n(y - 8)}q0 8 8 8H${n(end - 8)}q8 0 8 -8V${start + 7}m-4 6l4 -6l4 6"/>`
  })
  const labels = sidings.map((siding) => {
    const { entry, from, row } = siding
    const y = top + row * BRANCH_ROW + 2
    const x = Math.max(LEFT, Math.min(from + 14, RIGHT - SIDING_LABEL))
    return [
      `<g><title>${escapeXml(inWords(entry, naming))}</title>`,
      `<rect class="waiting" x="${n(x)}" y="${n(y)}" width="${SIDING_LABEL - 20}" height="38" rx="10"/>`,
      `<path class="pause" d="M${n(x + 10)} ${n(y + 7)}h3v10h-3zM${n(x + 16)} ${n(y + 7)}h3v10h-3z"/>`,
      text(x + 26, y + 16, `${naming(entry.step)}：${entry.day}日目から保留`, 'waiting-word'),
      text(x + 10, y + 31, cutTo(entry.reason ?? '', SIDING_LABEL - 40, 11), 'waiting-why'),
      '</g>',
    ].join('')
  })
  return [...tracks, ...labels]
}

/** Many: bars from the day of the hold to the day it is settled, words behind. */
export function barSvg(siding: Siding, top: number, naming: Naming): string {
  const { entry, from, to, row } = siding
  const y = top + row * BAR_ROW
  const words = `${naming(entry.step)}：${entry.reason ?? ''}`
  const before = isLate(to, SIDING_LABEL)
  return [
    `<g><title>${escapeXml(inWords(entry, naming))}</title>`,
    `<rect class="waiting" x="${n(from)}" y="${n(y)}" width="${n(Math.max(6, to - from))}" height="12" rx="6"/>`,
    text(
      before ? from - 6 : Math.max(to, from + 6) + 6,
      y + 10,
      cutTo(words, SIDING_LABEL - 20, 11),
      'waiting-why',
      before ? ' text-anchor="end"' : '',
    ),
    '</g>',
  ].join('')
}
