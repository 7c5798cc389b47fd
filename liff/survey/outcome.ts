/** The server did not take the answers: is that for now, for good, or for the person to mend? */

import { ApiProblem } from '../shared/api.ts'

export type Refusal =
  | { kind: 'later' }
  | { kind: 'who' }
  | { kind: 'mend'; message: string; questions: Record<string, string> }
  | { kind: 'nowhere'; message: string }
  | { kind: 'closed'; message: string }

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ApiProblem)) throw error
  const { code, status, message, details } = error
  // Also when LINE itself had nobody to name, and no server was asked.
  if (code === 'unauthorized') return { kind: 'who' }
  if (status === 404) return { kind: 'nowhere', message }
  if (status === 409) return { kind: 'closed', message }
  if (status === 400 || status === 413) {
    const { questions = {} } = (details ?? {}) as { questions?: Record<string, string> }
    return { kind: 'mend', message, questions }
  }
  // No net, a busy shop, a hotel's login page: the answers are good, only the way is not.
  return { kind: 'later' }
}
