/** Which shop systems can a file come from? */

import { AppError } from '../errors.ts'
import type { Preset } from './fields.ts'
import { generic } from './presets/generic.ts'

const PRESETS: Readonly<Record<string, Preset>> = { generic }

export const PRESET_NAMES = Object.keys(PRESETS)

/** What `import` and `link` assume, so that a customer number means the same person to both. */
export const DEFAULT_PRESET = 'generic'
export const DEFAULT_SOURCE = generic.source

/** @throws AppError `invalid` for a name that is not in the table */
export function presetFor(name: string): Preset {
  const preset = PRESETS[name]
  if (!preset)
    throw new AppError(
      'invalid',
      `カートの種類「${name}」はありません。${PRESET_NAMES.join('・')} から選んでください。`,
    )
  return preset
}
