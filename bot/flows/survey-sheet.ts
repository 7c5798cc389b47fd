/** Which survey is this customer asked now, and what have they written so far? */

import type { Enrollment } from '../../db/enrollments.ts'
import { findFriend } from '../../db/friends.ts'
import { findRevisions } from '../../db/revisions.ts'
import {
  answeredSittings,
  type Invitation,
  invitationOf,
  keepQuestions,
  lastInvitation,
  type NewInvitation,
  openInvitation,
  saveDraft,
} from '../../db/surveys.ts'
import { addMinutes } from '../core/calendar.ts'
import type { CurrentSurvey, SurveyAnswers } from '../core/liff-pages.ts'
import type { Step } from '../core/scenario.ts'
import { questionsBy, sheetQuestion, thanksNameOf } from '../core/survey-answers.ts'
import { type Question, type Survey, Survey as SurveySchema, sitting } from '../core/survey-file.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type Content, loadContent } from './content.ts'

const nothing = () => new AppError('not_found', 'このアンケートは見つかりませんでした。')
const closed = () =>
  new AppError('conflict', 'このアンケートの受付は終わりました。お気持ちをありがとうございます。', { reason: 'closed' })

/** An invitation with the text it was sent with, and the questions of this sitting. */
export interface Sitting {
  invitation: Invitation
  survey: Survey
  questions: Question[]
}

export async function currentSurvey(deps: Deps, lineUserId: string): Promise<CurrentSurvey> {
  const friend = await findFriend(deps.db, lineUserId)
  if (!friend) return {}
  const invitation = await openInvitation(deps.db, friend.customerId, deps.now())
  if (!invitation) return nothingOpen(await lastInvitation(deps.db, friend.customerId))
  const content = await loadContent(deps)
  const { survey, questions } = await sittingOf(deps, invitation)
  const names = new Map(content.coupons.coupons.map(({ id, name }) => [id, name]))
  return {
    survey: {
      id: invitation.id,
      name: survey.name,
      intro: survey.intro,
      closes_at: invitation.closesAt?.toISOString(),
      questions: questions.map((question) => sheetQuestion(question, content.shop)),
      consent: survey.consent,
      thanks_coupon: thanksNameOf(survey, names),
      skippable: survey.skippable,
      draft: (invitation.draft ?? undefined) as Partial<SurveyAnswers> | undefined,
    },
  }
}

/** Who taps an old message's button again hears what became of that survey. */
function nothingOpen(last: Invitation | undefined): CurrentSurvey {
  if (!last) return {}
  if (last.answeredAt) return { answered_at: last.answeredAt.toISOString() }
  return { closed: '受付の期間が過ぎました。次のアンケートのときに、またお知らせします。' }
}

/** What was written so far, whatever it is: it is checked when it is sent. */
export async function keepDraft(deps: Deps, lineUserId: string, id: string, draft: SurveyAnswers): Promise<void> {
  const { invitation } = await mySitting(deps, lineUserId, id)
  if (invitation.answeredAt) return
  assertOpen(deps, invitation)
  await saveDraft(deps.db, id, draft)
}

/** @throws AppError `not_found` for everybody whose invitation it is not */
export async function mySitting(deps: Deps, lineUserId: string, id: string): Promise<Sitting> {
  const friend = await findFriend(deps.db, lineUserId)
  const invitation = friend && (await invitationOf(deps.db, friend.customerId, id))
  if (!invitation) throw nothing()
  return sittingOf(deps, invitation)
}

/** @throws AppError when its time is over */
export function assertOpen(deps: Deps, { closesAt }: Invitation): void {
  if (closesAt && closesAt <= deps.now()) throw closed()
}

async function sittingOf(deps: Deps, invitation: Invitation): Promise<Sitting> {
  const [revision] = await findRevisions(deps.db, [invitation.revisionId])
  const survey = revision && SurveySchema.safeParse(revision.body).data
  if (!survey) throw nothing()
  const kept = invitation.questions as string[] | null
  if (kept) return { invitation, survey, questions: questionsBy(survey, kept) }
  const before = await answeredSittings(deps.db, invitation.customerId, survey.id)
  const answered = new Set(before.flatMap(({ answers }) => Object.keys(answers as object)))
  const questions = sitting(survey, { round: before.length, answered })
  await keepQuestions(
    deps.db,
    invitation.id,
    questions.map(({ id }) => id),
  )
  return { invitation, survey, questions }
}

/** The invitation that goes out with a step, until the next one may come; none while the survey is not published. */
export function invitationFor(
  deps: Deps,
  { surveys, shop }: Content,
  enrollment: Enrollment,
  step: Step,
  key: string,
): NewInvitation[] {
  const now = deps.now()
  return surveys
    .filter(({ survey }) => survey.id === step.survey)
    .map(({ survey, revisionId }) => ({
      id: deps.newId(),
      customerId: enrollment.customerId,
      surveyId: survey.id,
      revisionId,
      cause: `${enrollment.id}:${key}`,
      invitedAt: now,
      closesAt: addMinutes(now, shop.guard.survey_interval * 24 * 60),
    }))
}
