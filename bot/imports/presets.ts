/** Which shop systems can a file come from? */

import { AppError } from '../errors.ts'
import type { Preset } from './fields.ts'
import { headerKey } from './mapper.ts'
import { base } from './presets/base.ts'
import { ecCube4 } from './presets/ec-cube4.ts'
import { ecforce } from './presets/ecforce.ts'
import { generic } from './presets/generic.ts'
import { shopify } from './presets/shopify.ts'

const PRESETS: Readonly<Record<string, Preset>> = { generic, shopify, 'ec-cube4': ecCube4, ecforce, base }

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

/** The name of the preset that these headers belong to, when that is certain and it is another than the given one. */
export function fittingPreset(headers: readonly string[], given: Preset): string | undefined {
  const keys = new Set(headers.map(headerKey))
  const fits = ({ signature }: Preset) => signature?.every((header) => keys.has(headerKey(header))) ?? false
  return fits(given) ? undefined : PRESET_NAMES.find((name) => fits(PRESETS[name] ?? given))
}
