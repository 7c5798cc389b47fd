import { USUAL_CHROMA } from '../../bot/core/hues.ts'
import { Icon } from './icon.tsx'
import type { Look } from './words.ts'

/** A word with its drawing and hue; the hue alone never carries the meaning. */
export const Chip = ({ look, title }: { look: Look; title?: string }) => (
  <span class="chip" style={hueOf(look)} title={title}>
    <Icon name={look.icon} size={14} />
    {look.word}
  </span>
)

export const hueOf = (look: Look) => ({ '--hue': look.hue, '--chroma': look.chroma ?? USUAL_CHROMA })
