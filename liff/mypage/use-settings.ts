/** Which switch stands where? As the finger put it at once; as the server knows it when that failed. */

import { useRef, useState } from 'preact/hooks'
import type { Settings } from '../../bot/core/liff-pages.ts'
import { troubleText } from '../shared/trouble.ts'
import { asProblem } from '../shared/use-load.ts'

export type Save = (change: Partial<Settings>) => Promise<unknown>
type Troubles = Partial<Record<keyof Settings, string>>

export function useSettings(settings: Settings, save: Save) {
  const [shown, setShown] = useState(settings)
  const [troubles, setTroubles] = useState<Troubles>({})
  const kept = useRef(settings)
  const wanted = useRef<Partial<Record<keyof Settings, number>>>({})
  /** One after the other: two quick taps must arrive in their order. */
  const queue = useRef(Promise.resolve())

  function change(name: keyof Settings, on: boolean) {
    const turn = (wanted.current[name] ?? 0) + 1
    wanted.current[name] = turn
    setShown((before) => ({ ...before, [name]: on }))
    setTroubles((before) => ({ ...before, [name]: undefined }))
    queue.current = queue.current.then(async () => {
      try {
        await save({ [name]: on })
        kept.current = { ...kept.current, [name]: on }
      } catch (error) {
        if (wanted.current[name] !== turn) return
        setShown((before) => ({ ...before, [name]: kept.current[name] }))
        setTroubles((before) => ({
          ...before,
          [name]: `切りかえられなかったため、元に戻しました。${troubleText(asProblem(error))}`,
        }))
      }
    })
  }
  return { shown, troubles, change }
}
