/** One column of paper with one heading: the shape of every page a customer opens. */

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import './components.css'
import { ErrorState } from './error-state.tsx'
import './page-body.css'
import { Skeleton } from './skeleton.tsx'
import { troubleText } from './trouble.ts'
import type { Load } from './use-load.ts'

interface PageBodyProps {
  title: string
  /** It took the place of another page under the reader's finger: read from its heading. */
  arrived?: boolean
  children: ComponentChildren
}

export function PageBody({ title, arrived = false, children }: PageBodyProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!arrived) return
    scrollTo({ top: 0 })
    heading.current?.focus({ preventScroll: true })
  }, [arrived])
  return (
    <div class="page-body">
      <h1 ref={heading} class="page-title" tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  )
}

interface LoadedProps<T> {
  load: Load<T>
  /** What could not be opened, with its particle: 「クーポンを」 */
  what: string
  /** Roughly as many lines as will be there, so that little moves. */
  lines?: number
  children: (value: T) => ComponentChildren
}

/** Skeleton, trouble with a way on, or the thing itself. */
export function Loaded<T>({ load, what, lines = 5, children }: LoadedProps<T>) {
  /** The button that was tapped goes away; the focus waits at the heading. */
  const retry = () => {
    document.querySelector<HTMLElement>('.page-title')?.focus()
    load.reload()
  }
  if (load.value !== undefined) return <>{children(load.value)}</>
  if (load.problem && !load.busy)
    return <ErrorState title={`${what}開けませんでした`} hint={troubleText(load.problem)} onRetry={retry} />
  return (
    <div class="page-waiting">
      <Skeleton lines={lines} />
    </div>
  )
}
