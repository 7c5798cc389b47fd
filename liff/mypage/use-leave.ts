/** What is under way in a dialog that cannot be taken back: nothing, the request, or why it failed. */

import { useState } from 'preact/hooks'
import { troubleText } from '../shared/trouble.ts'
import { asProblem } from '../shared/use-load.ts'

export interface LeaveProps {
  leave: () => Promise<unknown>
  onLeft: () => void
  onClose: () => void
}

export function useLeave({ leave, onLeft }: LeaveProps) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)
  async function go() {
    setBusy(true)
    setTrouble(undefined)
    try {
      await leave()
      onLeft()
    } catch (error) {
      setTrouble(`手続きは行われていません。${troubleText(asProblem(error))}`)
      setBusy(false)
    }
  }
  return { busy, trouble, go }
}
