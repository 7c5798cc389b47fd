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
      // Never that nothing was done: after a lost answer nobody knows. Asking again does no harm.
      setTrouble(troubleText(asProblem(error)))
      setBusy(false)
    }
  }
  return { busy, trouble, go }
}
