/** Does this imagemap keep LINE's limits? (LINE §5.3) */

import { type Findings, isObject, type Json } from './characters.ts'

export function checkImagemap(found: Findings, message: Json, at: string): void {
  found.text(message, 'altText', at, { max: 1500, required: true })
  found.mediaUrl(message, 'baseUrl', at)
  if (!isObject(message.baseSize)) found.add(`${at}.baseSize`, 'May not be empty')
  else if (message.baseSize.width !== 1040) found.add(`${at}.baseSize.width`, 'Must be 1040')
  found.list(message.actions, `${at}.actions`, [1, 50], (action, place) => {
    if (!found.oneOf(action, 'type', place, ['uri', 'message', 'clipboard'])) return
    found.text(action, 'label', place, { max: 100 })
    if (action.type === 'uri') found.text(action, 'linkUri', place, { max: 1000, required: true })
    if (action.type === 'message') found.text(action, 'text', place, { max: 400, required: true })
    if (action.type === 'clipboard') found.text(action, 'clipboardText', place, { max: 1000, required: true })
  })
  if (isObject(message.video)) {
    found.mediaUrl(message.video, 'originalContentUrl', `${at}.video`)
    found.mediaUrl(message.video, 'previewImageUrl', `${at}.video`)
    if (isObject(message.video.externalLink))
      found.text(message.video.externalLink, 'label', `${at}.video.externalLink`, { max: 30 })
  }
}
