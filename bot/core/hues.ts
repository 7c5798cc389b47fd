/** Which hue belongs to a purpose? The same on the phone, the map and in a drawing; a word always stands beside it. */

import type { Purpose } from './vocabulary.ts'

export interface Hue {
  /** Degrees on the oklch circle. */
  hue: number
  /** 0 = no hue at all. */
  chroma?: number
}

export const USUAL_CHROMA = 0.09

export const PURPOSE_HUES: Record<Purpose, Hue> = {
  thanks: { hue: 15 },
  success: { hue: 145 },
  reassurance: { hue: 240 },
  tips: { hue: 85 },
  challenge: { hue: 45 },
  dialogue: { hue: 310 },
  opportunity: { hue: 190 },
  subscription: { hue: 275 },
  second_chance: { hue: 340 },
  story: { hue: 60, chroma: 0.02 },
}
