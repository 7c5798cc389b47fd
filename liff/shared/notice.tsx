import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

interface Props {
  kind?: 'plain' | 'look' | 'trouble'
  icon?: IconName
  children: ComponentChildren
}

const ICONS = { plain: 'bulb', look: 'clock', trouble: 'stop' } as const

/** A sentence that stands out a little. Trouble is also read out. */
export const Notice = ({ kind = 'plain', icon = ICONS[kind], children }: Props) => (
  <div class={`notice notice-${kind}`} role={kind === 'trouble' ? 'alert' : undefined}>
    <Icon name={icon} size={20} />
    <div>{children}</div>
  </div>
)
