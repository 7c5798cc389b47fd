/** Does this template keep LINE's limits? (LINE §5.3) */

import { checkAction } from './action-limits.ts'
import { type Findings, isObject, type Json } from './characters.ts'

export function checkTemplate(found: Findings, message: Json, at: string): void {
  found.text(message, 'altText', at, { max: 1500, required: true })
  const template = message.template
  if (!isObject(template)) {
    found.add(`${at}.template`, 'May not be empty')
    return
  }
  const place = `${at}.template`
  if (found.oneOf(template, 'type', place, Object.keys(TEMPLATES)))
    TEMPLATES[String(template.type)]?.(found, template, place)
}

const TEMPLATES: Record<string, (found: Findings, template: Json, at: string) => void> = {
  buttons(found, template, at) {
    titleTextAndImage(found, template, at, 160)
    actions(found, template, at, [1, 4])
  },
  confirm(found, template, at) {
    found.text(template, 'text', at, { max: 240, unit: 'grapheme', required: true })
    actions(found, template, at, [2, 2])
  },
  carousel(found, template, at) {
    found.list(template.columns, `${at}.columns`, [1, 10], (column, place) => {
      titleTextAndImage(found, column, place, 120)
      actions(found, column, place, [1, 3])
    })
    sameInAll(found, template, at)
  },
  image_carousel(found, template, at) {
    found.list(template.columns, `${at}.columns`, [1, 10], (column, place) => {
      found.mediaUrl(column, 'imageUrl', place)
      if (isObject(column.action)) checkAction(found, column.action, `${place}.action`, 'imageCarousel')
      else found.add(`${place}.action`, 'May not be empty')
    })
  },
}

/** With an image or a title there is room for 60 characters of text only. */
function titleTextAndImage(found: Findings, object: Json, at: string, max: number): void {
  found.text(object, 'title', at, { max: 40, unit: 'grapheme' })
  found.mediaUrl(object, 'thumbnailImageUrl', at, false)
  const crowded = object.title !== undefined || object.thumbnailImageUrl !== undefined
  found.text(object, 'text', at, { max: crowded ? 60 : max, unit: 'grapheme', required: true })
  if (isObject(object.defaultAction)) checkAction(found, object.defaultAction, `${at}.defaultAction`, 'flex')
}

function actions(found: Findings, object: Json, at: string, size: [number, number]): void {
  found.list(object.actions, `${at}.actions`, size, (action, place) => checkAction(found, action, place, 'template'))
}

function sameInAll(found: Findings, template: Json, at: string): void {
  const columns = (Array.isArray(template.columns) ? template.columns : []).filter(isObject)
  const differs = (of: (column: Json) => unknown) => new Set(columns.map(of)).size > 1
  if (differs((column) => (Array.isArray(column.actions) ? column.actions.length : 0)))
    found.add(`${at}.columns`, 'The number of actions must be the same in all columns')
  if (differs((column) => column.title === undefined))
    found.add(`${at}.columns`, 'A title must be in all columns or in none')
  if (differs((column) => column.thumbnailImageUrl === undefined))
    found.add(`${at}.columns`, 'An image must be in all columns or in none')
}
