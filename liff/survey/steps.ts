/** Which question comes when, what counts as an answer to it, and where does somebody go on who comes back? */

import type { AnswerValue, SheetQuestion, SurveyAnswers, SurveySheet } from '../../bot/core/liff-pages.ts'

export type Answers = SurveyAnswers['answers']

/** What the person said so far, and where they stand: the number of a question, or the one after the last, where it is sent. */
export interface Sitting extends SurveyAnswers {
  at: number
}

/** Blank words are no answer. */
export function isAnswered(value: AnswerValue | undefined): value is AnswerValue {
  if (value === undefined) return false
  if (typeof value === 'number') return true
  return typeof value === 'string' ? value.trim() !== '' : value.some((word) => word.trim() !== '')
}

/** Why somebody cannot go on from here; undefined when they can. */
export function missing(question: SheetQuestion, { answers, sensitive_agreed }: SurveyAnswers): string | undefined {
  if (question.optional || (isAnswered(answers[question.id]) && mayAsk(question, sensitive_agreed))) return undefined
  if (!mayAsk(question, sensitive_agreed)) return 'よろしければ、上の「同意して答える」を押してください。'
  return question.kind === 'text' || question.kind === 'recall'
    ? 'ひとことで大丈夫です。お書きください。'
    : 'お答えを一つお選びください。'
}

export const mayAsk = ({ sensitive }: SheetQuestion, agreed: boolean): boolean => !sensitive || agreed

/** The survey may have changed since: what does not fit any more is asked again. */
function fits({ kind, min = 1, max = 5, choices = [] }: SheetQuestion, value: AnswerValue | undefined): boolean {
  if (!isAnswered(value)) return false
  if (kind === 'text') return typeof value === 'string'
  if (kind === 'recall') return Array.isArray(value)
  if (kind === 'choice') return typeof value === 'string' && choices.includes(value)
  return typeof value === 'number' && value >= min && value <= max
}

/** @param at where this device remembers the person; else after the last question they answered */
export function resume(sheet: SurveySheet, draft: Partial<SurveyAnswers> = {}, at?: number): Sitting {
  const { questions } = sheet
  const answers: Answers = {}
  for (const question of questions) {
    const value = draft.answers?.[question.id]
    if (value !== undefined && fits(question, value)) answers[question.id] = value
  }
  const said = { answers, quotable: draft.quotable ?? false, sensitive_agreed: draft.sensitive_agreed ?? false }
  const reached = at ?? questions.findLastIndex(({ id }) => id in answers) + 1
  const open = questions.findIndex((question) => missing(question, said) !== undefined)
  return { ...said, at: Math.max(0, Math.min(reached, open === -1 ? questions.length : open)) }
}

/** What leaves the device: no blanks, and nothing sensitive without agreement. */
export function toSend(
  { questions }: SurveySheet,
  { answers, quotable, sensitive_agreed }: SurveyAnswers,
): SurveyAnswers {
  const asked = questions.filter((question) => mayAsk(question, sensitive_agreed) && isAnswered(answers[question.id]))
  return {
    answers: Object.fromEntries(asked.map(({ id }) => [id, answers[id] as AnswerValue])),
    quotable,
    sensitive_agreed,
  }
}
