/** How does a menu look for which the shop drew no picture? A card for each button, in the shop's colour, as SVG. */

import { inkOn, mix, parseColor, type Rgb, readable } from './contrast.ts'
import { ICON_PATHS, iconOf } from './menu-icons.ts'
import { type LabelLines, labelLines } from './menu-label.ts'
import { type RichMenu, renderRichMenu } from './rich-menu.ts'
import { escapeXml, textWidth } from './svg-text.ts'

/** The family that the drawer of the picture has to bring along. */
export const MENU_FONT = 'Zen Kaku Gothic New'

// The colours of liff/shared/tokens.css by day: a picture at LINE knows no night.
const PAPER = '#f6f1e7'
const CARD = '#fffdf9'
const INK = '#221e18'
const HAIRLINE = '#dcd3c2'

/** Drawn for LINE's usual 2,500 points of width; a smaller picture is the same one, smaller. */
const FULL_WIDTH = 2500
const GAP = 28
const RADIUS = 44
const PADDING = 44
/** Beside the words instead of above them when a card is so much wider than high. */
const WIDE = 1.75
/** How much of a card's height its icon and words take at most. */
const FILLED = 0.8
/** Some 16 points on a telephone, which shows the picture at a sixth. */
const LARGEST = 104

interface Box {
  x: number
  y: number
  width: number
  height: number
}

interface Look {
  fill: string
  edge: string
  disc: string
  icon: string
  ink: string
}

/**
 * @param shop whose colour it takes
 * @returns a picture of exactly the menu's size, its type in the family `MENU_FONT`
 */
export function menuSvg(menu: RichMenu, { color }: { color: string }): string {
  const { size, areas = [] } = renderRichMenu(menu, {})
  const whole = { width: size?.width ?? 0, height: size?.height ?? 0 }
  const scale = whole.width / FULL_WIDTH
  const main = mainArea(menu)
  const cards = areas.flatMap(({ bounds }, index) => {
    const area = menu.areas[index]
    if (!area || !bounds) return []
    const card = planCard(inset(bounds as Box, whole, GAP * scale), area.label, scale)
    return [{ ...card, icon: ICON_PATHS[iconOf(area)], look: look(color, index === main) }]
  })
  // Cards of one shape: their type is of one size, and the icons of a row stand in one line.
  const alike = (card: Card) => cards.filter(({ shape }) => shape === card.shape)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}">`,
    `<rect width="100%" height="100%" fill="${PAPER}"/>`,
    ...cards.map((card) => {
      const size = Math.min(...alike(card).map((other) => other.label.size))
      const row = alike(card).filter(({ box }) => box.y === card.box.y)
      const most = Math.max(...row.map((other) => other.label.lines.length))
      return cardSvg(card, size, most, scale)
    }),
    '</svg>',
  ].join('\n')
}

/** The one button that was given more room than every other. */
function mainArea({ areas }: RichMenu): number | undefined {
  const sizes = areas.map(({ width, height }) => width * height)
  const most = Math.max(...sizes)
  const first = sizes.indexOf(most)
  return areas.length > 1 && sizes.lastIndexOf(most) === first ? first : undefined
}

function look(color: string, main: boolean): Look {
  const brand = parseColor(color)
  if (main) {
    const ink = inkOn(color)
    return {
      fill: color,
      edge: color,
      disc: rgb(mix(brand, parseColor(`${ink}${ink.slice(1)}`), 0.16)),
      icon: ink,
      ink,
    }
  }
  const disc = mix(parseColor(CARD), brand, 0.1)
  return { fill: CARD, edge: HAIRLINE, disc: rgb(disc), icon: legacy(readable(color, disc, 0)), ink: INK }
}

const rgb = (color: Rgb) => `rgb(${color.join(',')})`
/** With commas, as every drawer of SVG knows it. */
const legacy = (color: string) => color.replaceAll(' ', ',')

/** The same gap between two cards as between a card and the edge. */
function inset({ x, y, width, height }: Box, whole: { width: number; height: number }, gap: number): Box {
  const left = x === 0 ? gap : gap / 2
  const top = y === 0 ? gap : gap / 2
  const right = x + width === whole.width ? gap : gap / 2
  const bottom = y + height === whole.height ? gap : gap / 2
  return { x: x + left, y: y + top, width: width - left - right, height: height - top - bottom }
}

interface Card {
  box: Box
  shape: string
  beside: boolean
  /** Diameter of the disc behind the icon, and the distance to the words. */
  round: number
  space: number
  label: LabelLines
}

function planCard(box: Box, label: string, scale: number): Card {
  const { width, height } = box
  const beside = width > height * WIDE
  const round = beside ? Math.min(height * 0.52, width * 0.26) : Math.min(height * 0.42, width * 0.42)
  const space = round * (beside ? 0.2 : 0.22)
  const room = width - 2 * PADDING * scale - (beside ? round + space : 0)
  const type = Math.min(width * 0.15, height * (beside ? 0.24 : 0.16), LARGEST * scale)
  const shape = [beside, Math.round(width / (40 * scale)), Math.round(height / (40 * scale))].join()
  return { box, shape, beside, round, space, label: labelLines(label, room, type) }
}

/** @param most lines that any card of this shape has */
function cardSvg(card: Card & { icon: string; look: Look }, size: number, most: number, scale: number): string {
  const { box, beside, look } = card
  const { lines } = card.label
  const leading = size * 1.3
  const width = Math.max(...lines.map((line) => textWidth(line, size)))
  const block = beside ? lines.length * leading : most * leading
  const round = beside ? card.round : Math.min(card.round, box.height * FILLED - block - card.space)
  const space = card.space
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const disc = beside ? { x: x - (space + width) / 2, y } : { x, y: y - (space + block) / 2 }
  const words = beside ? { x: x + (round + space) / 2, y } : { x, y: y + (space + round) / 2 }
  const drawing = round * 0.58
  const first = words.y - (lines.length * leading) / 2 + leading / 2 + size * 0.36
  return [
    `<rect x="${n(box.x)}" y="${n(box.y)}" width="${n(box.width)}" height="${n(box.height)}" rx="${n(RADIUS * scale)}" fill="${look.fill}" stroke="${look.edge}" stroke-width="${n(4 * scale)}"/>`,
    `<circle cx="${n(disc.x)}" cy="${n(disc.y)}" r="${n(round / 2)}" fill="${look.disc}"/>`,
    `<path transform="translate(${n(disc.x - drawing / 2)} ${n(disc.y - drawing / 2)}) scale(${n(drawing / 24, 4)})" d="${card.icon}" fill="none" stroke="${look.icon}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>`,
    ...lines.map(
      (line, at) =>
        `<text x="${n(words.x)}" y="${n(first + leading * at)}" font-family="${MENU_FONT}" font-weight="700" font-size="${n(size)}" text-anchor="middle" fill="${look.ink}">${escapeXml(line)}</text>`,
    ),
  ].join('\n')
}

const n = (value: number, digits = 1): string => String(Number(value.toFixed(digits)))
