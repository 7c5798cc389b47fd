/** What did the customer answer, and what does it tell the shop? Checked against the very questions of their sitting (DOMAIN §1.3). */

import type { AnswerValue, SheetQuestion, SurveyAnswers, SurveySheet } from './liff-pages.ts'
import type { Shop } from './shop.ts'
import { type Question, type Survey, signalsOfChoice } from './survey-file.ts'

/** The steps of a scale; NPS is asked in the shop's own (DOMAIN §1.3). */
function scaleOf(kind: Question['kind'], { nps }: Pick<Shop, 'nps'>): { min: number; max: number } | undefined {
  if (kind === 'nps') return { min: nps.scale === '0-10' ? 0 : 1, max: 10 }
  return kind === 'satisfaction' || kind === 'rating5' ? { min: 1, max: 5 } : undefined
}

const MOST_WORDS = 3

/** What the page needs to ask. */
export function sheetQuestion(question: Question, shop: Pick<Shop, 'nps'>): SheetQuestion {
  const { id, kind, text, low, high, optional, sensitive, choices } = question
  const scale = scaleOf(kind, shop) ?? (kind === 'recall' ? { max: question.max ?? MOST_WORDS } : {})
  return { id, kind, text, low, high, optional, sensitive, ...scale, choices: choices?.map(({ label }) => label) }
}

/** The questions of a sitting by their ids, in order; what the survey does not ask any more is left out. */
export const questionsBy = ({ questions, rotating = [] }: Survey, ids: readonly string[]): Question[] =>
  ids.flatMap((id) => [...questions, ...rotating].find((question) => question.id === id) ?? [])

export const thanksNameOf = (survey: Survey, names: ReadonlyMap<string, string>): SurveySheet['thanks_coupon'] =>
  survey.thanks.coupon === undefined ? undefined : names.get(survey.thanks.coupon)

/** What one sitting says, read once and kept beside the raw answers. */
export interface Reading {
  answers: Record<string, AnswerValue>
  satisfaction?: number
  nps?: number
  intent?: number
  /** By question, in order. */
  signals: { questionId: string; name: string; label: string }[]
  /** In the customer's own words, for the shop's people. */
  voices: { questionId: string; text: string }[]
  /** What the shop says to the choices. */
  replies: string[]
}

export type Read = { ok: Reading } | { problems: Record<string, string> }

/**
 * @param questions of this sitting
 * @returns a sentence for each question that is not answered as it was asked
 */
export function readAnswers(questions: readonly Question[], given: SurveyAnswers, shop: Pick<Shop, 'nps'>): Read {
  const problems: Record<string, string> = {}
  const reading: Reading = { answers: {}, signals: [], voices: [], replies: [] }
  for (const id of Object.keys(given.answers))
    if (!questions.some((question) => question.id === id)) problems[id] = 'このアンケートにはない質問です。'
  for (const question of questions) {
    const value = clean(given.answers[question.id])
    if (value === undefined) {
      if (!question.optional) problems[question.id] = 'お答えを選んでください。'
      continue
    }
    const problem = problemWith(question, value, given, shop)
    if (problem) problems[question.id] = problem
    else note(reading, question, value)
  }
  return Object.keys(problems).length > 0 ? { problems } : { ok: reading }
}

/** Blank words are no answer. */
function clean(value: AnswerValue | undefined): AnswerValue | undefined {
  if (typeof value === 'string') return value.trim() || undefined
  if (!Array.isArray(value)) return value
  const words = value.map((word) => word.trim()).filter(Boolean)
  return words.length > 0 ? words : undefined
}

function problemWith(
  question: Question,
  value: AnswerValue,
  given: SurveyAnswers,
  shop: Pick<Shop, 'nps'>,
): string | undefined {
  const scale = scaleOf(question.kind, shop)
  if (question.sensitive && !given.sensitive_agreed) return 'お答えになるときは、同意のチェックをお願いします。'
  if (scale) {
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= scale.min && value <= scale.max
    return fits ? undefined : `${scale.min}から${scale.max}のあいだでお選びください。`
  }
  if (question.kind === 'choice')
    return question.choices?.some(({ label }) => label === value) ? undefined : '選択肢からお選びください。'
  if (question.kind === 'recall') {
    const most = question.max ?? MOST_WORDS
    return Array.isArray(value) && value.length <= most ? undefined : `${most}つまでお書きください。`
  }
  return typeof value === 'string' ? undefined : '文字でお書きください。'
}

function note(reading: Reading, question: Question, value: AnswerValue): void {
  const { id, kind } = question
  reading.answers[id] = value
  if (typeof value === 'number') {
    if (kind === 'satisfaction') reading.satisfaction = value
    if (kind === 'nps') reading.nps = value
    if (question.intent) reading.intent = value
  }
  const choice = question.choices?.find(({ label }) => label === value)
  if (choice) {
    for (const name of signalsOfChoice(choice)) reading.signals.push({ questionId: id, name, label: choice.label })
    if (choice.reply) reading.replies.push(choice.reply)
  }
  // What describes the person is kept with the answers; what they tell the shop is for people to read.
  if (kind === 'text' && typeof value === 'string' && question.persona === undefined && !question.sensitive)
    reading.voices.push({ questionId: id, text: value })
}
