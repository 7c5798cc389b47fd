/** How does a page hold what it asked for? Loading, there, or a problem; asking again keeps what is shown until the answer. */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { ApiProblem } from './api.ts'

export interface Load<T> {
  value?: T
  problem?: ApiProblem
  busy: boolean
  reload: () => void
}

/** @param ask is asked once; `reload` asks it again */
export function useLoad<T>(ask: () => Promise<T>): Load<T> {
  const [held, setHeld] = useState<{ value?: T; problem?: ApiProblem; busy: boolean }>({ busy: true })
  const turn = useRef(0)
  const asking = useRef(ask)
  asking.current = ask

  const reload = useCallback(() => {
    const mine = ++turn.current
    setHeld((before) => ({ ...before, busy: true }))
    asking.current().then(
      (value) => mine === turn.current && setHeld({ value, busy: false }),
      (error) => mine === turn.current && setHeld((before) => ({ ...before, problem: asProblem(error), busy: false })),
    )
  }, [])
  useEffect(() => {
    reload()
    return () => {
      turn.current += 1
    }
  }, [reload])
  const cutOff = held.problem?.code === 'unreachable'
  useEffect(() => {
    if (!cutOff) return
    addEventListener('online', reload)
    return () => removeEventListener('online', reload)
  }, [cutOff, reload])
  return { ...held, reload }
}

export const asProblem = (error: unknown): ApiProblem =>
  error instanceof ApiProblem ? error : new ApiProblem('bug', '思いがけない問題がおきました。')
