/** Why did joining fail, and where on the page is that said? */

import type { ApiProblem } from '../shared/api.ts'
import { troubleText } from '../shared/trouble.ts'

export interface LinkTrouble {
  text: string
  /** Of the request; without one it concerns the whole form. */
  field?: 'order_number' | 'proof'
  /** The consent on the page is an old one: fetch the new one, keep what was typed. */
  stale?: boolean
}

export function linkTrouble(problem: ApiProblem): LinkTrouble {
  const { fields, reason } = (problem.details ?? {}) as { fields?: string[]; reason?: string }
  if (reason === 'text')
    return {
      text: 'ご利用の目的についての文が新しくなりました。お読みのうえ、もう一度チェックをお願いいたします。',
      stale: true,
    }
  const [field, another] = (fields ?? []).filter((one) => one === 'order_number' || one === 'proof')
  return { text: troubleText(problem), field: another ? undefined : field }
}
