/** What stands above the belt: a card for each step that was settled, and the line to its day. */

import type { Entry } from './simulate.ts'
import { firstWords, inWords, type Naming, VERDICTS } from './simulate-words.ts'
import { cutTo, escapeXml, wrap } from './svg-text.ts'
import type { Card } from './timeline-layout.ts'
import { CARD, LEADS, n, ROW, text } from './timeline-sizes.ts'
import type { Purpose } from './vocabulary.ts'

const topOf = ({ row }: Card, belt: number): number => belt - LEADS - (row + 1) * ROW + (ROW - CARD)

export function leadSvg(card: Card, belt: number, purpose: Purpose): string {
  const from = topOf(card, belt) + CARD
  const knee = belt - LEADS + 4
  const [top, day] = [n(card.middle), n(card.x)]
  const path = `M${top} ${n(from)}V${n(knee)}C${top} ${n(knee + 22)} ${day} ${n(belt - 26)} ${day} ${n(belt)}`
  return `<path class="lead ${purpose} ${card.entry.verdict}" d="${path}"/>`
}

export function stopSvg({ verdict }: Entry, x: number, y: number, purpose: Purpose): string {
  const radius = verdict === 'skipped' ? 4 : 6.5
  const circle = `<circle class="stop ${purpose} ${verdict}" cx="${n(x)}" cy="${y}" r="${radius}"/>`
  return verdict === 'denied' ? `${circle}<path class="cross" d="M${n(x - 3)} ${y - 3}l6 6m0 -6l-6 6"/>` : circle
}

export function cardSvg(card: Card, width: number, belt: number, purpose: Purpose, naming: Naming): string {
  const { entry } = card
  const isNarrow = width < 110
  const pad = isNarrow ? 8 : 10
  const [x, y] = [card.middle - width / 2 + pad, topOf(card, belt)]
  const room = width - 2 * pad
  const isSent = entry.verdict === 'sent'
  const time = isNarrow ? '' : ` ${entry.at.slice(11, 16)}`
  const says = isSent ? firstWords(entry) : (entry.reason ?? '')
  const lines = wrap(says, room, 11, isSent || !isNarrow ? 2 : 1)
  const refused = entry.verdict === 'denied' ? 'refused' : 'passed'
  const verdict = isNarrow
    ? text(x, y + 56, VERDICTS[entry.verdict], refused)
    : text(x + room, y + 39, VERDICTS[entry.verdict], refused, ' text-anchor="end"')
  return [
    `<g class="card ${purpose} ${entry.verdict}"><title>${escapeXml(`${entry.step}\n${inWords(entry, naming)}`)}</title>`,
    `<rect x="${n(x - pad)}" y="${n(y)}" width="${n(width)}" height="${CARD}" rx="12"/>`,
    text(x, y + 21, cutTo(naming(entry.step), room, 13), 'word'),
    text(x, y + 39, `${entry.day}日目${time}`, 'when'),
    isSent ? '' : verdict,
    ...lines.map((line, index) => text(x, y + (isSent || !isNarrow ? 58 : 74) + index * 16, line, 'says')),
    '</g>',
  ].join('')
}
