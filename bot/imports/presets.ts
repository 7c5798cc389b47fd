/** Which shop systems can a file come from? */

import { AppError } from '../errors.ts'
import type { Preset } from './fields.ts'
import { headerKey } from './mapper.ts'
import { amazon } from './presets/amazon.ts'
import { base } from './presets/base.ts'
import { ecCube2 } from './presets/ec-cube2.ts'
import { ecCube4 } from './presets/ec-cube4.ts'
import { ecforce } from './presets/ecforce.ts'
import { generic } from './presets/generic.ts'
import { rakuten } from './presets/rakuten.ts'
import { shopify } from './presets/shopify.ts'

const PRESETS: Readonly<Record<string, Preset>> = {
  generic,
  shopify,
  'ec-cube4': ecCube4,
  'ec-cube2': ecCube2,
  ecforce,
  base,
  rakuten,
  amazon,
}

export const PRESET_NAMES = Object.keys(PRESETS)

/** What `import` and `link` assume, so that a customer number means the same person to both. */
export const DEFAULT_PRESET = 'generic'
export const DEFAULT_SOURCE = generic.source

/** Systems whose files are laid out by each shop: no preset could know them (DOMAIN §2.2). */
const BY_GENERIC =
  /^(future.?shop|フューチャーショップ|make.?shop|メイクショップ|stores|ストアーズ|楽楽リピート|raku.?raku.*|たまごリピート|tamago.*|サブスクストア|subsc.*|カラーミー.*|color.?me.*)$/i

/** @throws AppError `invalid` for a name that is not in the table */
export function presetFor(name: string): Preset {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined
  if (!preset && BY_GENERIC.test(name.normalize('NFKC')))
    throw new AppError(
      'invalid',
      `${name} のファイルは、店ごとに列を選べるため、${DEFAULT_PRESET} で読みます。--preset を付けずにお試しください。読めない列があれば、--map での教えかたをご案内します。`,
    )
  if (!preset)
    throw new AppError(
      'invalid',
      `カートの種類「${name}」はありません。${PRESET_NAMES.join('・')} から選んでください。`,
    )
  return preset
}

/** The name of the preset that these headers belong to, when that is certain and it is another than the given one. */
export function fittingPreset(headers: readonly string[], given: Preset): string | undefined {
  const fits = suits(headers)
  return fits(given) ? undefined : PRESET_NAMES.find((name) => fits(PRESETS[name] ?? given))
}

/** The mall these headers belong to: its files are read by its own rules, whatever the merchant calls them. */
export const mallOf = (headers: readonly string[]): Preset | undefined =>
  Object.values(PRESETS).find((preset) => preset.mall && suits(headers)(preset))

function suits(headers: readonly string[]): (preset: Preset) => boolean {
  const keys = new Set(headers.map(headerKey))
  return ({ signature }) => signature?.every((header) => keys.has(headerKey(header))) ?? false
}
