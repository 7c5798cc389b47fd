/** Which step would the guard hold back on its planned day? Told with the guard's own sentence (DOMAIN §1.5 `lint`). */

import { daysBetween, jstDate } from './calendar.ts'
import { GUARD_RULES } from './guard.ts'
import { GENERAL_RULES, SALES_RULES } from './guard-general.ts'
import { isMeant, isWrong, type Trial } from './lint-try.ts'
import type { Scenario, Step } from './scenario.ts'
import type { Entry } from './simulate.ts'
import type { Path } from './source.ts'

export interface GuardFinding {
  code: string
  path: Path
  message: string
}

/** By the rule's name in the guard's table: our number. What is not listed is E207: not for this customer. */
const NUMBERS: readonly [RegExp, string][] = [
  [/^N1_/, 'E201'],
  [/^N2_/, 'E202'],
  [/^N3_/, 'E203'],
  [/^R_QUIET_HOURS$/, 'E204'],
  [/^R_FREQUENCY$/, 'E205'],
  [/^K_(TOO_EARLY|RECENT_CANCEL|SURVEY_INTERVAL|STILL_ACTIVE)$/, 'E206'],
  [/^(R_NEGATIVE_MUTE|K_NPS_BELOW_9|K_LAST_ANSWER_NEGATIVE)$/, 'E208'],
  [/^R_(UNREACHABLE|OPT_OUT|STALE)$/, 'E209'],
  [/^K_/, 'E207'],
]
export const numberOf = (rule: string): string => NUMBERS.find(([name]) => name.test(rule))?.[1] ?? 'E207'

/** Every name in the one table that the runtime, the help page and this check read. */
const RULE_NAMES: ReadonlySet<string> = new Set(
  [...GENERAL_RULES, ...SALES_RULES, ...Object.values(GUARD_RULES).flat()].map(({ code }) => code),
)

/** Waiting for the customer's answer is what the guard is for, as long as somebody gets the step in time. */
const WAITS_FOR_ANSWER = 'N1_NO_USAGE_SIGNAL'

/**
 * @param use the shop's sign that somebody has begun to use the product
 * @param of the steps to judge
 */
export function guardFindings(
  scenario: Scenario,
  trials: readonly Trial[],
  use: string | undefined,
  of = scenario.steps,
): GuardFinding[] {
  return of.flatMap((step) => {
    const people = [...Map.groupBy(trials, ({ person }) => person).values()]
    const judged = people.map((branches) => judge(step, branches)).filter((one) => one !== undefined)
    const wrong = judged.flatMap(({ worst }) => worst ?? [])
    const [first] = wrong
    // For one of several kinds of people it is meant: the guard keeps the others from it.
    if (!first || wrong.length < judged.length) return []
    return finding(scenario, step, scenario.steps.indexOf(step), first, use)
  })
}

interface Case {
  trial: Trial
  entry: Entry
  /** Some of the person's branches get the step on its day. */
  others: boolean
}

/** Undefined when the step is not meant for this person at all. */
function judge(step: Step, branches: readonly Trial[]): { worst?: Case } | undefined {
  const met = branches.flatMap((trial) => {
    const entry = trial.looks.get(step.id)
    return isMeant(entry) ? [{ trial, entry }] : []
  })
  if (!met.length) return undefined
  const wrong = met.filter(({ entry }) => isWrong(entry) && RULE_NAMES.has(entry.code ?? ''))
  const others = wrong.length < met.length
  const worst = wrong.find(({ entry }) => entry.code !== WAITS_FOR_ANSWER) ?? wrong[0]
  return { worst: worst && { ...worst, others } }
}

function finding(
  scenario: Scenario,
  step: Step,
  index: number,
  { trial, entry, others }: Case,
  use?: string,
): GuardFinding {
  const { code: rule = '', day, reason = '', verdict } = entry
  const waits = rule === WAITS_FOR_ANSWER && others
  const who = others ? `${trial.branch.name}には、` : ''
  const never = /^N\d/.exec(rule)?.[0]
  const early = `${who}予定の${day}日目に届きません。${reason}${advice(scenario, step, entry, use)}${never ? `[${never}]` : ''}`
  const toOffer = verdict === 'denied' && step.offer !== 'none'
  return {
    code: waits ? 'W201' : numberOf(rule),
    path: ['steps', index, ...(toOffer ? ['offer', 'kind'] : ['at'])],
    message: early,
  }
}

/** What the merchant can change about it. */
function advice({ steps }: Scenario, step: Step, { code, verdict, at, until }: Entry, use?: string): string {
  if (code === 'R_QUIET_HOURS') return 'time（時刻）を変えてください。'
  if (verdict === 'denied') return 'audience（対象）か when で、お送りするお客さまを決めてください。'
  const day = until ? firstDay(step, new Date(at), new Date(until)) : undefined
  const later = day === undefined ? '' : `day を ${day} 以上にすると届きます。`
  if (code === 'R_FREQUENCY') {
    const together = steps.find(
      (other) => other !== step && other.at.from === step.at.from && other.at.day === step.at.day,
    )
    return together
      ? `「${together.id}」と同じ日です。day をずらすか、when で分けてください。`
      : 'day をずらすか、when で分けてください。'
  }
  return code === WAITS_FOR_ANSWER && use
    ? `${later}条件 when: ${use} を付けると、お返事のある方だけに届きます。`
    : later
}

/** The first `day` on which the step is released, at the same time of day. */
const firstDay = ({ at }: Step, planned: Date, until: Date): number =>
  at.day + daysBetween(jstDate(planned), jstDate(until))
