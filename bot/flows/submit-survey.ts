/** A customer answered: what is kept, what changes at once, and what do we say? */

import { couponsByCause } from '../../db/coupons.ts'
import { responseOf, saveResponse } from '../../db/surveys.ts'
import type { SurveyAnswers, SurveyThanks } from '../core/liff-pages.ts'
import { isNegative } from '../core/survey.ts'
import { type Reading, readAnswers } from '../core/survey-answers.ts'
import { walletCoupon } from '../core/wallet.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { type Content, loadContent } from './content.ts'
import { couponFor, tellEmptyPools } from './issue-coupons.ts'
import { refreshFacts } from './refresh-facts.ts'
import { assertOpen, mySitting, type Sitting } from './survey-sheet.ts'

/**
 * Answers count once for each invitation: a second try gets the first one's thanks, whatever it says.
 * @throws AppError `not_found`; `conflict` when it is closed; `invalid` with a sentence for each question in `details`
 */
export async function submitSurvey(
  deps: Deps,
  lineUserId: string,
  invitationId: string,
  given: SurveyAnswers,
): Promise<SurveyThanks> {
  const content = await loadContent(deps)
  const sitting = await mySitting(deps, lineUserId, invitationId)
  const { invitation, questions } = sitting
  const before = await responseOf(deps.db, invitationId)
  if (before) return thanksFor(deps, content, sitting, { answers: before.answers as SurveyAnswers['answers'] }, true)
  assertOpen(deps, invitation)
  const read = readAnswers(questions, given, content.shop)
  if ('problems' in read) throw new AppError('invalid', 'お答えをお確かめください。', { questions: read.problems })

  const rows = rowsOf(deps, content, sitting, given, read.ok)
  await saveResponse(deps.db, invitationId, rows, deps.now())
  await refreshFacts(deps, [invitation.customerId], 'positive', content.shop)
  deps.wake('tick')
  // Somebody else's try at the same moment may have been first: theirs stands.
  const stands = await responseOf(deps.db, invitationId)
  const answers = (stands?.answers ?? read.ok.answers) as SurveyAnswers['answers']
  const thanks = await thanksFor(deps, content, sitting, { answers }, false)
  if (rows.coupon && !thanks.coupon) await deps.db.atomically(await tellEmptyPools(deps, [rows.coupon.couponId]))
  return thanks
}

/** Every id comes from the invitation, so that a second time leaves nothing behind. */
function rowsOf(deps: Deps, content: Content, { invitation, survey }: Sitting, given: SurveyAnswers, read: Reading) {
  const { id: surveyId, customerId } = invitation
  const at = deps.now()
  const about = { customerId, at }
  const { satisfaction, nps, intent, answers } = read
  const negative = isNegative({ satisfaction, nps }, content.shop)
  return {
    response: {
      ...about,
      ...{ id: surveyId, surveyId, answers, satisfaction, nps, intent },
      npsScale: content.shop.nps.scale,
      quotable: given.quotable && survey.consent !== undefined,
    },
    signals: read.signals.map(({ questionId, name, label }) => ({
      ...about,
      ...{ id: `survey:${surveyId}:${questionId}:${name}`, name, label },
    })),
    voices: read.voices.map(({ questionId, text }) => ({
      ...about,
      ...{ id: `survey:${surveyId}:${questionId}`, kind: 'survey', text },
    })),
    coupon: thankYouCoupon(deps, content, { invitation, survey }),
    task: negative
      ? {
          ...about,
          ...{ id: deps.newId(), kind: 'negative_answer', cause: surveyId },
          text: `アンケート「${survey.name}」で、ご不満のお声がありました（満足度${satisfaction ?? '－'}、おすすめ度${nps ?? '－'}）。`,
        }
      : undefined,
    consent:
      given.quotable && survey.consent !== undefined
        ? {
            ...about,
            ...{ id: `quote:${surveyId}`, channel: 'liff', purpose: 'quote', granted: true, source: 'survey' },
            evidence: survey.consent,
          }
        : undefined,
  }
}

/** For everybody who answers, whatever they say (DOMAIN §5.2). */
function thankYouCoupon(deps: Deps, content: Content, { invitation, survey }: Pick<Sitting, 'invitation' | 'survey'>) {
  const coupon = content.coupons.coupons.find(({ id }) => id === survey.thanks.coupon)
  if (!coupon) return undefined
  return couponFor(deps, coupon, { customerId: invitation.customerId, cause: `survey:${invitation.id}` })
}

async function thanksFor(
  deps: Deps,
  content: Content,
  { invitation, survey, questions }: Sitting,
  { answers }: Pick<SurveyAnswers, 'answers'>,
  repeated: boolean,
): Promise<SurveyThanks> {
  const issued = await couponsByCause(deps.db, invitation.customerId, [`survey:${invitation.id}`, 'once'])
  const row = issued.find(({ couponId }) => couponId === survey.thanks.coupon)
  const chosen = questions.flatMap(({ id, choices = [] }) => choices.find(({ label }) => label === answers[id]) ?? [])
  return {
    text: survey.thanks.text,
    coupon: row && walletCoupon(row, content.coupons.coupons, content.shop, deps.now()),
    replies: chosen.flatMap(({ reply }) => reply ?? []),
    repeated,
  }
}
