/** Which hue, drawing and word belong to a purpose or a fan label? One place, so that every screen shows the same. */

import { PURPOSE_HUES } from '../../bot/core/hues.ts'
import { LABELS, type Label, PURPOSES, type Purpose, STAGES } from '../../bot/core/vocabulary.ts'
import type { IconName } from './icon.tsx'

export interface Look {
  word: string
  icon: IconName
  /** Degrees on the oklch circle; chroma 0 = no hue at all. */
  hue: number
  chroma?: number
}

const purposeIcons: Record<Purpose, IconName> = {
  thanks: 'envelope',
  success: 'leaf',
  reassurance: 'umbrella',
  tips: 'bulb',
  challenge: 'flag',
  dialogue: 'talk',
  opportunity: 'tag',
  subscription: 'loop',
  second_chance: 'return',
  story: 'bookmark',
}

const labelLooks: Record<Label, Omit<Look, 'word'>> = {
  unregistered: { icon: 'stop', hue: 60, chroma: 0.01 },
  prospect: { icon: 'seed', hue: 115 },
  visitor: { icon: 'door', hue: 215 },
  follower: { icon: 'bookmark', hue: 165 },
  supporter: { icon: 'heart', hue: 5 },
  partner: { icon: 'star', hue: 80 },
  subscriber_new: { icon: 'loop', hue: 275 },
  subscriber_stalled: { icon: 'pause', hue: 50 },
  lapsed: { icon: 'wind', hue: 320 },
  dormant: { icon: 'moon', hue: 260, chroma: 0.025 },
}

const unknown: Look = { word: '区分なし', icon: 'question', hue: 60, chroma: 0.01 }

export const purposeLook = (purpose: string | undefined): Look =>
  isPurpose(purpose)
    ? { word: PURPOSES[purpose], icon: purposeIcons[purpose], ...PURPOSE_HUES[purpose] }
    : { ...unknown, word: purpose ?? 'ご案内' }

export const labelLook = (label: string | undefined): Look =>
  isLabel(label) ? { word: LABELS[label], ...labelLooks[label] } : { ...unknown, word: label ?? unknown.word }

export const stageWord = (stage: number): string => STAGES[stage] ?? '—'

const isPurpose = (text: string | undefined): text is Purpose => text !== undefined && text in PURPOSES
const isLabel = (text: string | undefined): text is Label => text !== undefined && text in LABELS
