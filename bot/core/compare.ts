/** What does another version of a scenario change for these customers? Two simulations of each, side by side. */

import { dayInJapanese, daysBetween, type JstDate, jstDate } from './calendar.ts'
import type { Scenario } from './scenario.ts'
import type { Entry, Simulation } from './simulate.ts'
import { PURPOSES } from './vocabulary.ts'

export interface Change {
  step: string
  /** Arrives now and did not before, the other way round, at another moment, or in other words. */
  kind: 'appears' | 'vanishes' | 'moves' | 'reworded'
  before?: Entry
  after?: Entry
}

export interface Difference {
  /** The customer or persona. */
  who: string
  changes: Change[]
}

/** Only what arrives counts: whoever is held or denied in both versions notices nothing. */
export function compare(before: Simulation, after: Simulation): Difference {
  const old = arrivals(before)
  const fresh = arrivals(after)
  const steps = new Set([...old.keys(), ...fresh.keys()])
  const changes = [...steps].flatMap((step) => changesOf(step, old.get(step) ?? [], fresh.get(step) ?? []))
  return { who: after.persona, changes: changes.sort((one, other) => momentOf(one).localeCompare(momentOf(other))) }
}

const arrivals = ({ entries }: Simulation) =>
  Map.groupBy(
    entries.filter(({ verdict }) => verdict === 'sent'),
    ({ step }) => step,
  )

/** A step that comes again is compared time by time. */
function changesOf(step: string, old: Entry[], fresh: Entry[]): Change[] {
  return Array.from({ length: Math.max(old.length, fresh.length) }, (_, index) => {
    const [before, after] = [old[index], fresh[index]]
    const kind = kindOf(before, after)
    return kind ? [{ step, kind, before, after }] : []
  }).flat()
}

function kindOf(before: Entry | undefined, after: Entry | undefined): Change['kind'] | undefined {
  if (!before || !after) return after ? 'appears' : 'vanishes'
  if (before.at !== after.at) return 'moves'
  return JSON.stringify(before.messages) === JSON.stringify(after.messages) ? undefined : 'reworded'
}

/** The first moment at which the customer can notice it. */
const momentOf = ({ before, after }: Change): string =>
  [before?.at, after?.at].filter((at): at is string => at !== undefined).sort()[0] ?? ''

export interface StepChange {
  step: string
  appears: number
  vanishes: number
  moves: number
  reworded: number
  sentence: string
}

export interface Summary {
  /** 「明日から23人に届く予定が変わります。」 */
  headline: string
  people: number
  compared: number
  firstOn?: JstDate
  steps: StepChange[]
}

const WORDS: Record<Change['kind'], (people: number) => string> = {
  appears: (people) => `${people}人に新しく届きます`,
  vanishes: (people) => `${people}人に届かなくなります`,
  moves: (people) => `${people}人は届く日時が変わります`,
  reworded: (people) => `${people}人は文面が変わります`,
}
const KINDS = Object.keys(WORDS) as Change['kind'][]

/**
 * @param after the new version, which names the steps; what only the old one had keeps its id
 * @param today for 「明日から」
 */
export function summarise(differences: readonly Difference[], after: Scenario, today: JstDate): Summary {
  const changed = differences.filter(({ changes }) => changes.length > 0)
  const people = countPeople(changed)
  const compared = countPeople(differences)
  const all = changed.flatMap(({ who, changes }) => changes.map((change) => ({ who, ...change })))
  const first = all.map(momentOf).sort()[0]
  const firstOn = first === undefined ? undefined : jstDate(new Date(first))
  return {
    headline: firstOn
      ? `${dayWord(firstOn, today)}から${people}人に届く予定が変わります（${compared}人を見くらべました）。`
      : `届く予定は変わりません（${compared}人を見くらべました）。`,
    people,
    compared,
    firstOn,
    steps: [...Map.groupBy(all, ({ step }) => step)].map(([step, changes]) => stepChange(step, changes, after)),
  }
}

const countPeople = (of: readonly { who: string }[]) => new Set(of.map(({ who }) => who)).size

function stepChange(step: string, changes: (Change & { who: string })[], after: Scenario): StepChange {
  const count = (kind: Change['kind']) => countPeople(changes.filter((change) => change.kind === kind))
  const purpose = after.steps.find(({ id }) => id === step)?.purpose
  const name = purpose ? `${step}（${PURPOSES[purpose]}）` : `${step}（なくなるステップ）`
  const parts = KINDS.filter((kind) => count(kind) > 0).map((kind) => WORDS[kind](count(kind)))
  return {
    step,
    appears: count('appears'),
    vanishes: count('vanishes'),
    moves: count('moves'),
    reworded: count('reworded'),
    sentence: `${name}：${parts.join('、')}${shift(changes)}。`,
  }
}

/** 「（2日あと）」 when everybody's day moves by as much. */
function shift(changes: readonly Change[]): string {
  const moved = changes.filter(({ kind }) => kind === 'moves')
  const days = new Set(moved.map(({ before, after }) => (after?.day ?? 0) - (before?.day ?? 0)))
  const [by] = days
  if (days.size !== 1 || !by) return ''
  return `（${Math.abs(by)}日${by > 0 ? 'あと' : '前'}へ）`
}

function dayWord(on: JstDate, today: JstDate): string {
  const days = daysBetween(today, on)
  return days === 0 ? '今日' : days === 1 ? '明日' : dayInJapanese(on)
}
