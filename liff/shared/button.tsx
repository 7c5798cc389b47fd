import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

interface Props {
  children: ComponentChildren
  onClick?: () => void
  /** One primary a screen; danger is for what cannot be taken back. */
  kind?: 'primary' | 'plain' | 'quiet' | 'danger'
  icon?: IconName
  /** Keeps the focus where it is, but does nothing (a truly disabled button would lose it). */
  busy?: boolean
  type?: 'button' | 'submit'
  title?: string
}

export const Button = ({ children, onClick, kind = 'plain', icon, busy = false, type = 'button', title }: Props) => (
  <button
    type={type}
    class={`button button-${kind}`}
    aria-disabled={busy}
    title={title}
    onClick={(event) => {
      if (busy) event.preventDefault()
      else onClick?.()
    }}
  >
    {icon && <Icon name={icon} />}
    <span>{children}</span>
  </button>
)
