/** The survey page: what is asked, the draft, the answers (SPEC §4.2). */

import { Hono } from 'hono'
import { SurveyAnswers } from '../core/liff-pages.ts'
import type { Deps } from '../deps.ts'
import { submitSurvey } from '../flows/submit-survey.ts'
import { currentSurvey, keepDraft } from '../flows/survey-sheet.ts'
import { readBody } from './read-body.ts'
import type { SessionEnv } from './session.ts'

export function liffSurveys(deps: Deps) {
  return new Hono<SessionEnv>()
    .get('/surveys/current', async (c) => c.json(await currentSurvey(deps, c.var.lineUserId)))
    .put('/surveys/:id/draft', async (c) => {
      await keepDraft(deps, c.var.lineUserId, c.req.param('id'), await readBody(c, SurveyAnswers))
      return c.body(null, 204)
    })
    .post('/surveys/:id/responses', async (c) =>
      c.json(await submitSurvey(deps, c.var.lineUserId, c.req.param('id'), await readBody(c, SurveyAnswers))),
    )
}
