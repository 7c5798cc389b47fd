import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

interface Props {
  href: string
  kind?: 'primary' | 'plain' | 'quiet'
  icon?: IconName
  /** Leaves the shop's pages. */
  outside?: boolean
  children: ComponentChildren
}

/** Goes somewhere, and looks like a button because it is what to do next. */
export const PageLink = ({ href, kind = 'plain', icon, outside = false, children }: Props) => (
  <a
    class={`button button-${kind} page-link`}
    href={href}
    target={outside ? '_blank' : undefined}
    rel={outside ? 'noreferrer' : undefined}
  >
    {icon && <Icon name={icon} />}
    <span>{children}</span>
  </a>
)
