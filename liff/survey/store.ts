/** How does one sitting go? Load, answer one by one, keep everything, send; and send again until somebody has it. */

import type { AnswerValue, CurrentSurvey, SurveyAnswers, SurveySheet, SurveyThanks } from '../../bot/core/liff-pages.ts'
import type { Api } from '../shared/api.ts'
import type { Keep } from '../shared/keep.ts'
import { watched } from '../shared/watched.ts'
import { createKept } from './kept-answers.ts'
import { refusalOf } from './outcome.ts'
import { createRetry } from './retry.ts'
import { missing, resume, type Sitting, toSend } from './steps.ts'

export type Stage =
  | { kind: 'loading' }
  | { kind: 'unreadable' }
  | { kind: 'none'; answeredAt?: string }
  | { kind: 'asking'; sheet: SurveySheet; sitting: Sitting }
  /** Waits on this device. `who`: the person must show again who they are. */
  | { kind: 'kept'; id: string; who: boolean; stored: boolean }
  | { kind: 'closed'; message: string }
  | { kind: 'thanks'; thanks: SurveyThanks }

export interface SurveyState {
  stage: Stage
  /** A sentence for each question that has to be mended. */
  problems: Record<string, string>
  problem?: string
  busy: boolean
}

export interface Outside {
  api: Pick<Api, 'get' | 'post' | 'put'>
  keep: Keep
  now?: () => number
  events?: EventTarget
}

/** The server gets the draft when the thumb rests. */
const REST = 800

export function createSurvey({ api, keep, now = Date.now, events }: Outside) {
  const state = watched<SurveyState>({ stage: { kind: 'loading' }, problems: {}, busy: false })
  const kept = createKept(keep, now)
  const retry = createRetry(() => void post(), events)
  let resting: ReturnType<typeof setTimeout> | undefined
  let sheet: SurveySheet | undefined
  let outgoing: { id: string; said: SurveyAnswers } | undefined
  /** Answers on this device that are not this person's. */
  const nowhere = new Set<string>()
  const change = (part: Partial<SurveyState>) => {
    state.value = { ...state.value, ...part }
  }
  const sitting = () => (state.value.stage.kind === 'asking' ? state.value.stage.sitting : undefined)

  /** What could not be sent last time goes first. */
  async function load(): Promise<void> {
    change({ stage: { kind: 'loading' }, problem: undefined })
    const id = kept.unsent().find((one) => !nowhere.has(one))
    const waiting = id === undefined ? undefined : kept.read(id)
    if (id === undefined || !waiting) return ask()
    outgoing = { id, said: waiting.said }
    await post()
  }

  async function ask(): Promise<void> {
    try {
      const { survey, answered_at, closed } = await api.get<CurrentSurvey>('/surveys/current')
      sheet = survey
      if (!survey && closed) return change({ stage: { kind: 'closed', message: closed } })
      if (!survey) return change({ stage: { kind: 'none', answeredAt: answered_at } })
      const local = kept.read(survey.id)
      // What this device knows better than the server; else the server's, which another device may have written.
      const own = local && (!local.saved || !survey.draft)
      show(survey, resume(survey, own ? local.said : survey.draft, own ? local.at : undefined))
    } catch (error) {
      refusalOf(error)
      change({ stage: { kind: 'unreadable' } })
    }
  }

  const show = (asked: SurveySheet, at: Sitting) => change({ stage: { kind: 'asking', sheet: asked, sitting: at } })

  /** Every change is on the device before the finger is off the glass. */
  function say(part: Partial<Sitting>, touched?: string): void {
    const before = sitting()
    if (!sheet || !before) return
    const next = { ...before, ...part }
    const problems = touched === undefined ? state.value.problems : without(state.value.problems, touched)
    change({ problems, problem: undefined })
    show(sheet, next)
    kept.write(sheet.id, { said: toSend(sheet, next), at: next.at, saved: false, sending: false })
    clearTimeout(resting)
    resting = setTimeout(flush, REST)
  }

  function flush(): void {
    clearTimeout(resting)
    const current = sitting()
    if (resting === undefined || !sheet || !current) return
    resting = undefined
    const { id } = sheet
    const said = toSend(sheet, current)
    api.put(`/surveys/${encodeURIComponent(id)}/draft`, said).then(
      () => {
        const local = kept.read(id)
        if (local && !local.sending && JSON.stringify(local.said) === JSON.stringify(said))
          kept.write(id, { ...local, saved: true })
      },
      // The device has it; the next change tries again.
      () => undefined,
    )
  }

  function answer(id: string, value: AnswerValue | undefined): void {
    const answers = { ...sitting()?.answers }
    if (value === undefined) delete answers[id]
    else answers[id] = value
    say({ answers }, id)
  }

  function next(): void {
    const current = sitting()
    const question = current && sheet?.questions[current.at]
    if (!current || !question) return
    const problem = missing(question, current)
    if (problem) change({ problems: { ...state.value.problems, [question.id]: problem } })
    else say({ at: current.at + 1 }, question.id)
  }

  const back = () => say({ at: Math.max(0, (sitting()?.at ?? 0) - 1) })

  async function send(): Promise<void> {
    const current = sitting()
    if (state.value.busy) return
    if (sheet && current) {
      clearTimeout(resting)
      outgoing = { id: sheet.id, said: toSend(sheet, current) }
      kept.write(sheet.id, { said: outgoing.said, at: current.at, saved: false, sending: true })
    }
    await post()
  }

  async function post(): Promise<void> {
    if (!outgoing || state.value.busy) return
    const { id, said } = outgoing
    change({ busy: true, problem: undefined })
    try {
      const thanks = await api.post<SurveyThanks>(`/surveys/${encodeURIComponent(id)}/responses`, said)
      kept.drop(id)
      outgoing = undefined
      retry.stop()
      change({ stage: { kind: 'thanks', thanks }, problems: {}, busy: false })
    } catch (error) {
      change({ busy: false })
      await refused(error, id, said)
    }
  }

  async function refused(error: unknown, id: string, said: SurveyAnswers): Promise<void> {
    const refusal = refusalOf(error)
    if (refusal.kind === 'later' || refusal.kind === 'who') {
      if (refusal.kind === 'later') retry.later()
      const stored = kept.read(id) !== undefined
      return change({ stage: { kind: 'kept', id, who: refusal.kind === 'who', stored } })
    }
    outgoing = undefined
    if (refusal.kind === 'closed') {
      kept.drop(id)
      return change({ stage: { kind: 'closed', message: refusal.message } })
    }
    if (refusal.kind === 'nowhere') {
      // Somebody else's, on a shared device: it waits for them, and this person is asked their own.
      nowhere.add(id)
      return sheet?.id === id ? change({ stage: { kind: 'closed', message: refusal.message } }) : load()
    }
    kept.write(id, { said, at: 0, saved: false, sending: false })
    if (sheet?.id !== id) await ask()
    mend(refusal.questions, refusal.message)
  }

  /** Back to the first question that the server could not take. */
  function mend(problems: Record<string, string>, message: string): void {
    const stage = state.value.stage
    if (!sheet || (stage.kind !== 'asking' && stage.kind !== 'kept')) return
    const local = kept.read(sheet.id)
    const base = stage.kind === 'asking' ? stage.sitting : resume(sheet, local?.said)
    const first = sheet.questions.findIndex(({ id }) => id in problems)
    show(sheet, { ...base, at: first === -1 ? sheet.questions.length : first })
    change({ problems, problem: first === -1 ? message : undefined })
  }

  return {
    state,
    load,
    answer,
    agree: () => say({ sensitive_agreed: true }),
    quote: (quotable: boolean) => say({ quotable }),
    next,
    back,
    send,
    flush,
    close: () => {
      flush()
      retry.stop()
    },
  }
}

export type SurveyStore = ReturnType<typeof createSurvey>

const without = (problems: Record<string, string>, id: string) =>
  Object.fromEntries(Object.entries(problems).filter(([key]) => key !== id))
