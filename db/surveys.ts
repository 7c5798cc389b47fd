/** Invitations to surveys, drafts, and what was answered. */

import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { type Db, insertAll } from './client.ts'
import { issueCoupons, type NewCoupon } from './coupons.ts'
import { consentLog, responses, signals, staffTasks, surveys, voices } from './schema.ts'

export type Invitation = typeof surveys.$inferSelect
export type NewInvitation = typeof surveys.$inferInsert
export type Response = typeof responses.$inferSelect
export type NewResponse = typeof responses.$inferInsert

/** The same cause invites once. */
export const insertInvitations = (rows: NewInvitation[]) => insertAll(surveys, rows, sql`on conflict do nothing`)

/** Answers that were given elsewhere, or long ago: nothing follows from them. Their invitations say when they came. */
export const insertResponses = (rows: NewResponse[]) => insertAll(responses, rows, sql`on conflict do nothing`)

/** The newest one this customer may still answer. */
export async function openInvitation(db: Db, customerId: string, now: Date): Promise<Invitation | undefined> {
  const rows = await db
    .select()
    .from(surveys)
    .where(
      and(
        eq(surveys.customerId, customerId),
        isNull(surveys.answeredAt),
        or(isNull(surveys.closesAt), gt(surveys.closesAt, now)),
      ),
    )
    .orderBy(desc(surveys.invitedAt))
    .limit(1)
  return rows[0]
}

/** The newest one this customer ever got, answered or not. */
export async function lastInvitation(db: Db, customerId: string): Promise<Invitation | undefined> {
  const rows = await db
    .select()
    .from(surveys)
    .where(eq(surveys.customerId, customerId))
    .orderBy(desc(surveys.invitedAt))
    .limit(1)
  return rows[0]
}

/** Nobody else's: another customer's invitation is not there. */
export async function invitationOf(db: Db, customerId: string, id: string): Promise<Invitation | undefined> {
  const rows = await db
    .select()
    .from(surveys)
    .where(and(eq(surveys.id, id), eq(surveys.customerId, customerId)))
  return rows[0]
}

/** The first look decides what is asked; it does not change while somebody answers. */
export async function keepQuestions(db: Db, id: string, questions: string[]): Promise<void> {
  await db
    .update(surveys)
    .set({ questions })
    .where(and(eq(surveys.id, id), isNull(surveys.questions)))
}

/** An answered sitting keeps what was answered. */
export async function saveDraft(db: Db, id: string, draft: unknown): Promise<void> {
  await db
    .update(surveys)
    .set({ draft })
    .where(and(eq(surveys.id, id), isNull(surveys.answeredAt)))
}

/** This customer's answered sittings of a survey, oldest first, with what they answered. */
export async function answeredSittings(db: Db, customerId: string, surveyId: string) {
  return db
    .select({ answers: responses.answers, at: responses.at })
    .from(responses)
    .innerJoin(surveys, eq(surveys.id, responses.surveyId))
    .where(and(eq(responses.customerId, customerId), eq(surveys.surveyId, surveyId)))
    .orderBy(responses.at)
}

/** Everything one answer leaves behind. */
export interface Answered {
  response: typeof responses.$inferInsert
  signals: (typeof signals.$inferInsert)[]
  voices: (typeof voices.$inferInsert)[]
  coupon?: NewCoupon
  task?: typeof staffTasks.$inferInsert
  consent?: typeof consentLog.$inferInsert
}

/** All of it or nothing; a second time changes nothing, for every row's id comes from the invitation. */
export async function saveResponse(db: Db, invitationId: string, answered: Answered, at: Date): Promise<void> {
  const again = sql`on conflict do nothing`
  await db.atomically([
    insertAll(responses, [answered.response], again),
    ...(answered.signals.length > 0 ? [insertAll(signals, answered.signals, again)] : []),
    ...(answered.voices.length > 0 ? [insertAll(voices, answered.voices, again)] : []),
    ...issueCoupons(answered.coupon ? [answered.coupon] : []),
    ...(answered.task ? [insertAll(staffTasks, [answered.task], again)] : []),
    ...(answered.consent ? [insertAll(consentLog, [answered.consent], again)] : []),
    sql`update ${surveys} set answered_at = ${at.getTime()}, draft = null
        where id = ${invitationId} and answered_at is null`,
  ])
}

export async function responseOf(db: Db, invitationId: string): Promise<Response | undefined> {
  const rows = await db.select().from(responses).where(eq(responses.surveyId, invitationId))
  return rows[0]
}

/** What a customer has answered, oldest first. */
export async function responsesOf(db: Db, customerId: string): Promise<Response[]> {
  return db.select().from(responses).where(eq(responses.customerId, customerId)).orderBy(responses.at)
}

/** All this customer has ever answered, taken back or allowed. */
export async function setQuotable(db: Db, customerId: string, quotable: boolean): Promise<void> {
  await db.update(responses).set({ quotable }).where(eq(responses.customerId, customerId))
}
