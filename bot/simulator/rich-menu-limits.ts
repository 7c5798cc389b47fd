/** Would LINE take this rich menu? (LINE §10; its schema marks none of the five as required) */

import { checkAction } from './action-limits.ts'
import { Findings, isObject, type Json } from './characters.ts'
import type { Detail } from './errors.ts'

const whole = (value: unknown): value is number => Number.isInteger(value)

export function richMenuProblems(menu: Json): Detail[] {
  const found = new Findings()
  const size = isObject(menu.size) ? menu.size : {}
  const { width, height } = size
  if (!whole(width) || width < 800 || width > 2500) found.add('size.width', 'Must be between 800 and 2500')
  if (!whole(height) || height < 250) found.add('size.height', 'Must be at least 250')
  if (whole(width) && whole(height) && width / height < 1.45)
    found.add('size', 'The aspect ratio must be at least 1.45')
  if (typeof menu.selected !== 'boolean') found.add('selected', 'May not be empty')
  top(found, menu, 'name', 300)
  top(found, menu, 'chatBarText', 14)
  found.list(menu.areas, 'areas', [1, 20], (area, at) => {
    const bounds = isObject(area.bounds) ? area.bounds : {}
    const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((key) => bounds[key])
    if (!whole(x) || !whole(y) || !whole(w) || !whole(h) || x < 0 || y < 0 || w < 1 || h < 1)
      found.add(`${at}.bounds`, 'Must be whole numbers of at least 0')
    else if (whole(width) && whole(height) && (x + w > width || y + h > height))
      found.add(`${at}.bounds`, 'Must be within the size of the rich menu')
    if (isObject(area.action)) checkAction(found, area.action, `${at}.action`, 'richMenu')
    else found.add(`${at}.action`, 'May not be empty')
  })
  return found.details
}

function top(found: Findings, menu: Json, key: string, max: number): void {
  const inner = new Findings()
  inner.text(menu, key, '', { max, unit: 'grapheme', required: true })
  for (const { message } of inner.details) found.add(key, message)
}
