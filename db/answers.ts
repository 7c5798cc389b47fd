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

/** How many gave which pair of answers in which span: a handful of rows, whatever the number of customers. */
export const countAnswers = async (db: Db, spans: readonly Span[]): Promise<AnswerCount[]> =>
  db.all<AnswerCount>(sql`
    select span.name as span, r.satisfaction, r.nps, r.nps_scale as scale, count(*) as count
    from ${asRows(spans)} as span join ${responses} as r on r.at >= span.since and r.at < span.until
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`)

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
