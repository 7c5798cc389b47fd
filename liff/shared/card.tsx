import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface Props {
  title: string
  /** A short word to the right of the title: a count, a period. */
  aside?: ComponentChildren
  children: ComponentChildren
  class?: string
}

/** A section on paper: hairline border, one heading. */
export function Card({ title, aside, children, class: extra = '' }: Props) {
  const id = useId()
  return (
    <section class={`card ${extra}`} aria-labelledby={id}>
      <header class="card-head">
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <span class="small soft">{aside}</span>}
      </header>
      {children}
    </section>
  )
}
