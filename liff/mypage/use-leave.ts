/** What is under way in a dialog that cannot be taken back: nothing, the request, or why it failed. */

import { useState } from 'preact/hooks'
import { troubleText } from '../shared/trouble.ts'
import { asProblem } from '../shared/use-load.ts'

export interface LeaveProps {
  /** The whole page changes when it is done. */
  leave: () => Promise<void>
  onClose: () => void
}

export function useLeave({ leave }: LeaveProps) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  async function go() {
    setBusy(true)
    setTrouble(undefined)
    try {
      await leave()
    } catch (error) {
      const problem = asProblem(error)
      // Without an answer nobody knows whether it was done; repeating it does no harm.
      const standing = problem.status === undefined ? '' : '手続きは行われていません。'
      setTrouble(`${standing}${troubleText(problem)}`)
      setBusy(false)
    }
  }
  return { busy, trouble, go }
}
