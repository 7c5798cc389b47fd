/** How does a simulation read on a terminal? Day by day, both what is sent and what the customer does. */

import { dayInJapanese, daysBetween, jstDate } from '../core/calendar.ts'
import { personaById } from '../core/personas.ts'
import type { Entry, Simulation } from '../core/simulate.ts'
import { firstWords, type Naming, namingOf, VERDICTS } from '../core/simulate-words.ts'
import { columns, cutTo } from '../core/svg-text.ts'
import type { Io } from './command.ts'
import type { Given } from './simulate.ts'

const SIGNS: Record<Entry['verdict'], string> = { sent: '●', held: '‖', denied: '×', skipped: '－' }
/** Columns of a terminal: a full-width character takes two. */
const WORDS = 72

interface Line {
  day: number
  at: string
  text: string
  /** Below, indented. */
  more?: string
}

/** @param dated with the dates of the calendar: a real customer's, not a persona's */
export function printLog(io: Io, given: Given, simulation: Simulation, about: string, dated: boolean): void {
  const { scenario } = given
  const naming = namingOf(scenario)
  io.out(`${scenario.name}（${scenario.id}）\n${about}\n\n`)
  if (!simulation.startedAt) {
    io.out('このお客さまには、このシナリオは始まりません。\n')
    return
  }
  const lines: Line[] = [
    ...simulation.acts.map(({ day, at, words }) => ({ day, at, text: `  お客さま：${words}` })),
    ...simulation.entries.map((entry) => lineOf(entry, naming)),
  ].sort((one, other) => one.at.localeCompare(other.at))
  for (const { day, at, text, more } of lines) {
    const date = dated ? ` ${dayInJapanese(jstDate(new Date(at)))}` : ''
    io.out(`${`${day}`.padStart(4)}日目${date} ${at.slice(11, 16)} ${text}\n`)
    if (more) io.out(`                    ${more}\n`)
  }
  const { ended } = simulation
  if (ended) io.out(`${`${ended.day}`.padStart(4)}日目 ${ended.at.slice(11, 16)} 終わり：${endWords(ended.why)}\n`)
  io.out(`\n${counts(simulation)}\n`)
}

function lineOf(entry: Entry, naming: Naming): Line {
  const { day, at, step, verdict, until } = entry
  const name = `${naming(step)}（${step}）`
  const waits = until === undefined ? 0 : daysBetween(jstDate(new Date(at)), jstDate(new Date(until)))
  const again = until === undefined ? '' : `（${day + waits}日目 ${until.slice(11, 16)}にもう一度確かめます）`
  const text = `${SIGNS[verdict]} ${name}${verdict === 'sent' ? '' : `：${VERDICTS[verdict]}${again}`}`
  return { day, at, text, more: verdict === 'sent' ? cutTo(firstWords(entry), WORDS, 2) : (entry.reason ?? '') }
}

const ENDS: Record<string, string> = {
  opt_out: '配信停止のお申し出がありました。',
  withdrawn: '退会・連携解除がありました。',
  order_cancelled: 'ご注文が取り消されました。',
  coupon_used: 'クーポンをお使いになりました。',
  coupon_over: 'クーポンの期限が過ぎました。',
  replaced: '新しいご注文で、はじめからになりました。',
}
const endWords = (why: string): string => ENDS[why] ?? `「${why}」に当てはまりました。`

const counted = ({ entries }: Simulation, verdict: Entry['verdict']): number =>
  entries.filter((entry) => entry.verdict === verdict).length

const counts = (simulation: Simulation): string =>
  (Object.keys(VERDICTS) as Entry['verdict'][])
    .map((verdict) => `${VERDICTS[verdict]} ${counted(simulation, verdict)}`)
    .join('、')

/** One line for each persona, and how to see one of them whole. */
export function printEverybody(io: Io, { path, scenario }: Given, simulations: Simulation[], days: number): void {
  io.out(`${scenario.name}（${scenario.id}）を、${simulations.length}人のお客さまで${days}日間試しました。\n\n`)
  const verdicts = Object.keys(VERDICTS) as Entry['verdict'][]
  io.out(`${pad('', 16)}${verdicts.map((verdict) => padLeft(VERDICTS[verdict], 10)).join('')}\n`)
  for (const simulation of simulations) {
    const { persona, startedAt } = simulation
    const numbers = startedAt
      ? verdicts.map((verdict) => padLeft(String(counted(simulation, verdict)), 10)).join('')
      : padLeft('始まりません', 40)
    io.out(`${pad(persona, 16)}${numbers}  ${personaById(persona)?.about ?? ''}\n`)
  }
  io.out(`\n1人ずつ見るには：npx fanbelt simulate ${path} --persona ${simulations[0]?.persona ?? ''}\n`)
}

const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - columns(text)))
const padLeft = (text: string, width: number) => ' '.repeat(Math.max(0, width - columns(text))) + text
