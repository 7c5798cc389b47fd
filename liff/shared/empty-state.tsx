import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

/** Nothing here yet: says so, and what to do next. */
export const EmptyState = ({
  icon,
  title,
  children,
}: {
  icon: IconName
  title: string
  children?: ComponentChildren
}) => (
  <div class="state">
    <Icon name={icon} size={28} />
    <p class="state-title">{title}</p>
    {children && <div class="small soft">{children}</div>}
  </div>
)
