/** The menus that come with Fanbelt, drawn for real: LINE takes each picture. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { menuSvg } from '../bot/core/menu-image.ts'
import { pictureProblem } from '../bot/core/menu-picture.ts'
import { RichMenu, renderRichMenu } from '../bot/core/rich-menu.ts'
import { menuStudio } from '../bot/menu-studio.ts'

const SCENARIOS = join(import.meta.dirname, '../scenarios')
const folder = join(SCENARIOS, 'richmenus')
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
const studio = menuStudio(SCENARIOS)
const sizeOf = (menu: RichMenu) => renderRichMenu(menu, {}).size as { width: number; height: number }

test.each(files)('%s', async (name) => {
  const menu = RichMenu.parse(parse(readFileSync(join(folder, name), 'utf8')))
  const picture = await studio.draw(menuSvg(menu, { color: '#1f5f5b' }))
  expect(pictureProblem(picture, sizeOf(menu))).toBeUndefined()
  // Words are drawn at all: a menu whose type cannot be found is little more than its icons.
  const silent = await studio.draw(menuSvg(menu, { color: '#1f5f5b' }).replaceAll(/<text[^>]*>[^<]*<.text>/g, ''))
  expect(picture.length).toBeGreaterThan(silent.length * 1.2)
})

test('the largest picture with the most buttons is far below LINE’s limit', async () => {
  const areas = Array.from({ length: 20 }, (_, n) => ({ label: `お手入れのご相談を${n}回`, text: 'a' }))
  const menu = RichMenu.parse({
    id: 'm',
    name: 'm',
    chat_bar: 'm',
    size: { width: 2500, height: 1724 },
    columns: 5,
    rows: 4,
    areas,
  })
  expect(pictureProblem(await studio.draw(menuSvg(menu, { color: '#ff00ff' })), sizeOf(menu))).toBeUndefined()
})

test('a picture that is not there is undefined, not an error', () => {
  expect(studio.read('nothing-of-this-name.png')).toBeUndefined()
})
