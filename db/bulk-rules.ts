/** Which numbers do the set-based rules go by? Every decision of the shop as one bound value, and how SQL reads it. */

import { type SQL, sql } from 'drizzle-orm'

/** Decisions of the shop as plain values; days are numbers since 1970-01-01 of Tokyo's calendar, instants epoch milliseconds. */
export interface BulkRules {
  now: number
  today: number
  /** Milliseconds by which Tokyo's clocks are ahead. */
  ahead: number
  byLine: boolean
  byEmail: boolean
  datedBy: string
  mergeSameDay: boolean
  afterShipping: number
  afterOrder: number
  subscriptionShop: boolean
  grace: number
  usualCycle: number
  longCycle: boolean
  strictOrder: boolean
  marriageLines: number
  intentMin: number
  steady: number
  bothPositive: boolean
  satisfactionMin: number
  npsMin: number
  satisfactionMax: number
  npsMax: number
  /** Satisfaction from which somebody is known to use the product. */
  usingMin: number
  positiveWindow: number | null
  positiveSurveys: boolean
  positiveSignals: string[]
  usageSignals: string[]
  negativeSignals: string[]
  surveyInterval: number
  surveyEvery: number
  surveyAfterDelivery: number
  taxIncluded: boolean
  includeShipping: boolean
  warmDays: number
  coolDays: number
  densestSpan: number
}

/** What the shop knows about a code that stands in an order or a contract: nothing, when it is no product of theirs. */
export interface KnownCode {
  code: string
  sku: string | undefined
  line: string | undefined
  cycleDays: number | undefined
  trial: boolean | undefined
  subscription: boolean | undefined
  insert: boolean | undefined
}

/** A CTE with one row; lists stay JSON. */
export const ruleTable = (rules: BulkRules): SQL => {
  const names = Object.keys(rules)
  const values = names.map((name) => sql.raw(`value ->> '${name}' as ${name}`))
  return sql`rule as materialized (select ${sql.join(values, sql`, `)} from (select ${JSON.stringify(rules)} as value))`
}

/** One of its values; a subquery that hangs on nothing is looked up once. */
export const rule = (name: keyof BulkRules): SQL => sql.raw(`(select ${name} from rule)`)

/** One of its lists, as a subquery of texts. */
export const listed = (name: 'positiveSignals' | 'usageSignals' | 'negativeSignals'): SQL =>
  sql`(select value from json_each(${rule(name)}))`

export const codeTable = (codes: readonly KnownCode[]): SQL => sql`
  code as materialized (
    select value ->> 0 as code, value ->> 1 as sku, value ->> 2 as line, value ->> 3 as cycle, value ->> 4 as trial,
      value ->> 5 as subscription, value ->> 6 as is_insert
    from json_each(${JSON.stringify(
      codes.map(({ code, sku, line, cycleDays, trial, subscription, insert }) => [
        ...[code, sku ?? null, line ?? null, cycleDays ?? null],
        ...[trial, subscription, insert].map((is) => (is === undefined ? null : Number(is))),
      ]),
    )}))`

const DAY = sql.raw('86400000')

/** The number of Tokyo's day at an instant; null stays null. */
export const dayOf = (instant: SQL): SQL => sql`((${instant} + ${rule('ahead')}) / ${DAY})`

/** The instant at which that day begins. */
export const instantOf = (day: SQL): SQL => sql`(${day} * ${DAY} - ${rule('ahead')})`

/** `YYYY-MM-DD` */
export const nameOf = (day: SQL): SQL => sql`date(${day} * 86400, 'unixepoch')`

/** Days are numbers here, but the next delivery is written down as text. */
export const numberOf = (on: SQL): SQL => sql`(unixepoch(${on}) / 86400)`

/** Whoever has a moment beyond these (2103) or below is counted one by one. */
export const LAST_INSTANT = sql.raw('4200000000000')
