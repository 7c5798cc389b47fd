/** Where on the belt does each step stand? Cards above it, held ones on sidings below, nothing over anything else. */

import type { Act } from './life-acts.ts'
import type { Entry, Simulation } from './simulate.ts'

export const WIDTH = 1200
export const LEFT = 48
export const RIGHT = WIDTH - 48
const GAP = 14
const WIDEST = 150
const EASY = 110
const NARROWEST = 84
/** With more than this the picture keeps to what is sent. */
const MOST_CARDS = 40
const MOST_BRANCHES = 4
const MOST_ROWS = 10

export interface Card {
  entry: Entry
  /** Where it stands on the belt. */
  x: number
  /** Middle of the card. */
  middle: number
  /** 0 is nearest to the belt. */
  row: number
}

export interface Siding {
  step: string
  entry: Entry
  from: number
  to: number
  row: number
}

export interface Layout {
  days: number
  cards: Card[]
  cardWidth: number
  cardRows: number
  /** Decided, but without room for a card. */
  dots: { entry: Entry; x: number }[]
  sidings: Siding[]
  /** Too many to branch off the belt: bars under it. */
  isDense: boolean
  /** Held ones without a place. */
  hidden: number
  sidingRows: number
  acts: { act: Act; x: number; row: number }[]
  actRows: number
}

/** The last day shown: a multiple of 15 that holds everything. */
function spanOf({ entries, acts, days }: Simulation): number {
  const doings = acts.filter(({ kind }) => kind !== 'receives')
  const last = Math.max(0, ...[...entries, ...doings].map(({ day }) => day))
  return Math.max(15, Math.ceil(Math.min(days, last) / 15) * 15)
}

/** Where a day begins on the belt. The last day is there whole. */
export const dayPlace = (day: number, days: number): number => LEFT + (day / (days + 1)) * (RIGHT - LEFT)

const placeOf = (at: string, day: number, days: number): number =>
  dayPlace(day + (Number(at.slice(11, 13)) + Number(at.slice(14, 16)) / 60) / 24, days)

/** Room for the words beside a mark and beside a siding. */
export interface Labels {
  act: (act: Act) => number
  siding: number
}

export function layOut(simulation: Simulation, labels: Labels): Layout {
  const days = spanOf(simulation)
  const x = ({ at, day }: { at: string; day: number }) => placeOf(at, day, days)
  const decided = simulation.entries.filter(({ verdict }) => verdict !== 'held')
  const crowded = decided.length > MOST_CARDS
  const shown = crowded ? decided.filter(({ verdict }) => verdict === 'sent') : decided
  const dots = decided.filter((entry) => !shown.includes(entry)).map((entry) => ({ entry, x: x(entry) }))
  const { cardWidth, cards } = placeCards(shown.map((entry) => ({ entry, x: x(entry) })))
  const waits = waitsOf(simulation.entries, x)
  const isDense = waits.length > MOST_BRANCHES
  const sidings = packed(waits, ({ from, to }) => (isDense ? barExtent : branchExtent)(from, to, labels.siding)).filter(
    ({ row }) => row < MOST_ROWS,
  )
  const acts = packed(
    simulation.acts.filter((act) => act.day <= days).map((act) => ({ act, x: x(act) })),
    ({ act, x }) => [Math.min(x - 6, RIGHT - labels.act(act)), x + labels.act(act)],
  )
  return {
    days,
    cards,
    cardWidth,
    cardRows: rowsIn(cards),
    dots,
    sidings,
    isDense,
    hidden: waits.length - sidings.length,
    sidingRows: rowsIn(sidings),
    acts,
    actRows: rowsIn(acts),
  }
}

const branchExtent = (from: number, to: number, label: number): [number, number] => [
  Math.min(from, RIGHT - label) - 8,
  Math.max(to, from + label) + 8,
]

/** Words stand behind the bar, or before it where there is no room. */
export const isLate = (to: number, label: number): boolean => to + label > RIGHT + 24

const barExtent = (from: number, to: number, label: number): [number, number] =>
  isLate(to, label) ? [from - label, to + 8] : [from - 8, Math.max(to, from + 6) + label]

const rowsIn = (of: { row: number }[]): number => Math.max(0, ...of.map(({ row }) => row + 1))

/** Cards keep their order and stand as near to their day as the others allow, so that no two lines cross. */
function placeCards(points: { entry: Entry; x: number }[]): { cards: Card[]; cardWidth: number } {
  const { rows, spacing } = rowsFor(points.length)
  const cardWidth = Math.min(WIDEST, spacing * rows - GAP)
  const middles = spread(
    points.map(({ x }) => x),
    spacing,
    LEFT + cardWidth / 2,
    RIGHT - cardWidth / 2,
  )
  const cards = points.map((point, index) => ({ ...point, middle: middles[index] ?? point.x, row: index % rows }))
  return { cards, cardWidth }
}

/** As few rows as let a card be wide enough to read; two leave room for the lines between the cards. */
function rowsFor(count: number): { rows: number; spacing: number } {
  const most = (rows: number) => (RIGHT - LEFT + GAP) / Math.max(1, count - 1 + rows)
  const roomy = [1, 2].find((rows) => most(rows) * rows - GAP >= EASY)
  const rows =
    roomy ??
    Array.from({ length: count }, (_, index) => index + 2).find((one) => most(one) * one - GAP >= NARROWEST) ??
    2
  return { rows, spacing: Math.min(most(rows), (WIDEST + GAP) / rows) }
}

/** Ordered points moved apart to this distance, each as near to its wish as the others allow (least squares). */
function spread(wishes: number[], distance: number, least: number, most: number): number[] {
  // Without the distances it is a line that may not fall: neighbours that would are averaged.
  const blocks: { mean: number; size: number }[] = []
  for (const [index, wish] of wishes.entries()) {
    let block = { mean: wish - index * distance, size: 1 }
    for (let last = blocks.at(-1); last && last.mean > block.mean; last = blocks.at(-1)) {
      blocks.pop()
      const size = last.size + block.size
      block = { mean: (last.mean * last.size + block.mean * block.size) / size, size }
    }
    blocks.push(block)
  }
  const highest = most - (wishes.length - 1) * distance
  return blocks
    .flatMap(({ mean, size }) => Array.from({ length: size }, () => Math.max(least, Math.min(highest, mean))))
    .map((at, index) => at + index * distance)
}

/** From the first hold of a step to the moment it is settled, oldest first. */
function waitsOf(entries: Entry[], x: (entry: Entry) => number): Omit<Siding, 'row'>[] {
  const open = new Map<string, Omit<Siding, 'row'>>()
  const done: Omit<Siding, 'row'>[] = []
  for (const entry of entries) {
    const { step } = entry
    const waiting = open.get(step)
    if (entry.verdict === 'held') open.set(step, waiting ?? { step, entry, from: x(entry), to: RIGHT })
    else if (waiting) {
      done.push({ ...waiting, to: x(entry) })
      open.delete(step)
    }
  }
  return [...done, ...open.values()].sort((one, other) => one.from - other.from)
}

/** The first row in which it touches nothing. */
function packed<T>(items: T[], extent: (item: T) => [number, number]): (T & { row: number })[] {
  const ends: number[] = []
  return items.map((item) => {
    const [from, to] = extent(item)
    const free = ends.findIndex((end) => end <= from)
    const row = free === -1 ? ends.length : free
    ends[row] = to
    return { ...item, row }
  })
}
