/** Is this action one that LINE takes, in this place? (LINE §5.4) */

import type { Findings, Json } from './characters.ts'

const EVERYWHERE = ['postback', 'message', 'uri', 'datetimepicker', 'clipboard']

/** The same action has another label limit in each place. */
const PLACES = {
  quickReply: { label: 20, required: true, types: [...EVERYWHERE, 'camera', 'cameraRoll', 'location'] },
  template: { label: 20, required: true, types: EVERYWHERE },
  imageCarousel: { label: 12, required: false, types: EVERYWHERE },
  richMenu: { label: 20, required: false, types: [...EVERYWHERE, 'richmenuswitch'] },
  flexButton: { label: 40, required: true, types: EVERYWHERE },
  flex: { label: 40, required: false, types: EVERYWHERE },
} as const

export type Place = keyof typeof PLACES

export function checkAction(found: Findings, action: Json, at: string, place: Place): void {
  const { label, required, types } = PLACES[place]
  if (!found.oneOf(action, 'type', at, types)) return
  found.text(action, 'label', at, { max: label, unit: 'grapheme', required })
  const check = CHECKS[String(action.type)]
  check?.(found, action, at)
}

const CHECKS: Record<string, (found: Findings, action: Json, at: string) => void> = {
  postback(found, action, at) {
    found.text(action, 'data', at, { max: 300, required: true })
    for (const key of ['displayText', 'fillInText', 'text']) found.text(action, key, at, { max: 300, unit: 'grapheme' })
    if (action.text !== undefined && action.displayText !== undefined)
      found.add(`${at}.displayText`, 'Must not be specified together with text')
    if (action.inputOption !== undefined)
      found.oneOf(action, 'inputOption', at, ['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice'])
    if (action.fillInText !== undefined && action.inputOption !== 'openKeyboard')
      found.add(`${at}.fillInText`, 'Must not be specified unless inputOption is openKeyboard')
  },
  message(found, action, at) {
    found.text(action, 'text', at, { max: 300, unit: 'grapheme', required: true })
  },
  uri(found, action, at) {
    checkUri(found, action, 'uri', at)
    const alt = action.altUri
    if (alt && typeof alt === 'object' && 'desktop' in alt) checkUri(found, { ...alt }, 'desktop', `${at}.altUri`)
  },
  datetimepicker(found, action, at) {
    found.text(action, 'data', at, { max: 300, required: true })
    if (found.oneOf(action, 'mode', at, ['date', 'time', 'datetime'])) checkPicker(found, action, at)
  },
  richmenuswitch(found, action, at) {
    found.text(action, 'richMenuAliasId', at, { max: 32, required: true })
    found.text(action, 'data', at, { max: 300, required: true })
  },
  clipboard(found, action, at) {
    found.text(action, 'clipboardText', at, { max: 1000, required: true })
  },
}

const SCHEME = /^(https?:\/\/|line:\/\/|tel:)[\x21-\x7e]+$/i

function checkUri(found: Findings, object: Json, key: string, at: string): void {
  found.text(object, key, at, { max: 1000, required: true })
  const value = object[key]
  if (typeof value === 'string' && value && !SCHEME.test(value)) found.add(`${at}.${key}`, 'invalid uri scheme')
}

const FORMATS: Record<string, RegExp> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}$/,
}

function checkPicker(found: Findings, action: Json, at: string): void {
  const format = FORMATS[String(action.mode)]
  for (const key of ['initial', 'min', 'max']) {
    const value = action[key]
    if (value !== undefined && !(typeof value === 'string' && format?.test(value)))
      found.add(`${at}.${key}`, `Must be a ${action.mode}`)
  }
  const { min, max } = action
  if (typeof min === 'string' && typeof max === 'string' && min >= max) found.add(`${at}.max`, 'Must be later than min')
}
