/** What did customers answer in a period? Counted by the database, by index on the moment of the answer (DOMAIN §1.3, §1.7). */

import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './client.ts'
import { responses, signals, surveys } from './schema.ts'

/** A named span of time: `[from, end)`. */
export interface Span {
  name: string
  from: Date
  end: Date
}

const asRows = (spans: readonly Span[]): SQL =>
  sql`(select value ->> 0 as name, value ->> 1 as since, value ->> 2 as until
       from json_each(${JSON.stringify(spans.map(({ name, from, end }) => [name, from.getTime(), end.getTime()]))}))`

export interface AnswerCount {
  span: string
  satisfaction: number | null
  nps: number | null
  /** The scale it was asked in; null in rows from before scales were kept. */
  scale: string | null
  count: number
}

/** The smallest value of a column above a bound: the index is looked into once. Null when there is none. */
const next = (column: SQL, bound: SQL, where: SQL = sql`true`): SQL =>
  sql`(select min(${column}) from ${responses} where ${where} and ${column} ${bound})`

/**
 * How many gave which pair of answers in which span: a handful of rows, whatever the number of customers. Which pairs there
 * are is found by seeks, with a null after the last value of each column; then a piece of the index is counted for each.
 */
export async function countAnswers(db: Db, spans: readonly Span[]): Promise<AnswerCount[]> {
  const cuts = [...new Set(spans.flatMap(({ from, end }) => [from.getTime(), end.getTime()]))].sort((a, b) => a - b)
  const pieces = cuts.slice(1).map((end, n) => [cuts[n] as number, end])
  const rows = await db.all<Omit<AnswerCount, 'span'> & { since: number }>(sql`
    with recursive
      rated (satisfaction) as (
        select ${next(sql`satisfaction`, sql`>= 0`)}
        union all select ${next(sql`satisfaction`, sql`> rated.satisfaction`)} from rated where satisfaction is not null),
      pair (satisfaction, nps) as (
        select satisfaction, ${next(sql`nps`, sql`>= 0`, sql`satisfaction is rated.satisfaction`)} from rated
        union all select satisfaction, ${next(sql`nps`, sql`> pair.nps`, sql`satisfaction is pair.satisfaction`)}
          from pair where nps is not null),
      answer (satisfaction, nps, scale) as (
        select satisfaction, nps, ${next(sql`nps_scale`, sql`>= ''`, sql`satisfaction is pair.satisfaction and nps is pair.nps`)}
          from pair
        union all select satisfaction, nps,
            ${next(sql`nps_scale`, sql`> answer.scale`, sql`satisfaction is answer.satisfaction and nps is answer.nps`)}
          from answer where scale is not null),
      counted as materialized (
        select piece.value ->> 0 as since, satisfaction, nps, scale, (
          select count(*) from ${responses} as r where r.satisfaction is answer.satisfaction and r.nps is answer.nps
            and r.nps_scale is answer.scale and r.at >= piece.value ->> 0 and r.at < piece.value ->> 1) as count
        from json_each(${JSON.stringify(pieces)}) as piece cross join answer)
    select * from counted where count > 0`)
  return spans.flatMap(({ name, from, end }) => {
    const inside = rows.filter(({ since }) => since >= from.getTime() && since < end.getTime())
    const kinds = Map.groupBy(inside, ({ satisfaction, nps, scale }) => JSON.stringify([satisfaction, nps, scale]))
    return [...kinds.values()].map((list) => {
      const [{ satisfaction, nps, scale }] = list as [(typeof list)[number]]
      return { span: name, satisfaction, nps, scale, count: list.reduce((sum, { count }) => sum + count, 0) }
    })
  })
}

/** Invitations of each span, and how many of them were answered before `now`. */
export const countInvitations = async (db: Db, spans: readonly Span[], now: Date) =>
  db.all<{ span: string; invited: number; answered: number }>(sql`
    select span.name as span, count(*) as invited,
      coalesce(sum(s.answered_at is not null and s.answered_at < ${now.getTime()}), 0) as answered
    from ${asRows(spans)} as span join ${surveys} as s on s.invited_at >= span.since and s.invited_at < span.until
    group by 1`)

/**
 * Of each customer the newest of these signals in `[from, end)`: how many customers for each signal.
 * @param names of the signals looked for
 */
export const countNewestSignals = async (db: Db, names: readonly string[], from: Date, end: Date) =>
  db.all<{ name: string; customers: number }>(sql`
    select name, count(*) as customers from (
      select s.name, row_number() over (partition by s.customer_id order by s.at desc, s.rowid desc) as place
      from json_each(${JSON.stringify(names)}) as wanted join ${signals} as s
        on s.name = wanted.value and s.at >= ${from.getTime()} and s.at < ${end.getTime()})
    where place = 1 group by name order by name`)

/** A question of a survey, and what its answers are read for. */
export interface Asked {
  surveyId: string
  questionId: string
  as: string
}

export interface ValueRow {
  customerId: string
  as: string
  /** As it was answered. */
  value: unknown
}

/** Answers to these questions in `[from, end)`, oldest first. */
export async function answersTo(db: Db, asked: readonly Asked[], from: Date, end: Date): Promise<ValueRow[]> {
  if (asked.length === 0) return []
  const questions = JSON.stringify(asked.map((one) => [one.surveyId, one.questionId, one.as]))
  const rows = await db.all<{ customerId: string; as: string; value: string | number; type: string }>(sql`
    select r.customer_id as "customerId", q.value ->> 2 as "as", a.value as "value", a.type as "type"
    from ${responses} as r join ${surveys} as s on s.id = r.survey_id
      join json_each(${questions}) as q on q.value ->> 0 = s.survey_id
      join json_each(case when json_valid(r.answers) then r.answers else '{}' end) as a on a.key = q.value ->> 1
    where r.at >= ${from.getTime()} and r.at < ${end.getTime()}
    order by r.at, r.rowid`)
  return rows.map(({ type, value, ...row }) => ({
    ...row,
    value: type === 'array' ? JSON.parse(String(value)) : value,
  }))
}
