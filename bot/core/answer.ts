/** Which button of which step was tapped? The postback data of our own buttons, at most 300 characters (LINE §5.4). */

export interface Answer {
  revisionId: string
  stepId: string
  /** Place of the button in the step, in the order of `buttonsOf`. */
  index: number
}

/** The same for every customer, so that identical messages can share one request. */
export const writeAnswer = ({ revisionId, stepId, index }: Answer): string => `answer:${revisionId}:${stepId}:${index}`

const PATTERN = /^answer:([\w-]{1,64}):([a-z][a-z0-9_]{0,59}):(\d{1,3})$/

/** @returns undefined for data that is not ours; whose it is must be checked against what was delivered */
export function readAnswer(data: string): Answer | undefined {
  const [, revisionId, stepId, index] = PATTERN.exec(data) ?? []
  return revisionId && stepId && index ? { revisionId, stepId, index: Number(index) } : undefined
}
