/** Are the pictures there that the menus' files name, and would LINE take them? (LINE §10) */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Document } from '../core/check.ts'
import { pictureProblem } from '../core/menu-picture.ts'
import { type Problem, problem } from '../core/problem.ts'
import { type RichMenu, renderRichMenu } from '../core/rich-menu.ts'

/** @param documents as `checkAll` found them sound; those of other kinds are passed over */
export const pictureProblems = (documents: readonly Document[]): Problem[] =>
  documents.flatMap((document) => (document.kind === 'richmenu' ? problemsOf(document) : []))

function problemsOf({ path, text, value }: Document): Problem[] {
  const menu = value as RichMenu
  if (menu.image === undefined) return []
  const why = reason(join(dirname(path), menu.image), menu)
  return why === undefined ? [] : [problem(path, placeOf(text), 'W134', `画像「${menu.image}」：${why}`)]
}

function reason(picture: string, menu: RichMenu): string | undefined {
  if (!existsSync(picture)) return '見つかりません。このファイルと同じフォルダーに置いてください。'
  const { width = 0, height = 0 } = renderRichMenu(menu, {}).size ?? {}
  return pictureProblem(readFileSync(picture), { width, height })
}

/** Of the picture's name; a key of a menu stands at the beginning of its line. */
function placeOf(text: string): { line: number; column: number } {
  const lines = text.split(/\r\n|\r|\n/)
  const index = lines.findIndex((line) => /^\uFEFF?['"]?image['"]?\s*:/.test(line))
  const [key = ''] = /^[^:]*:\s*/.exec(lines[index] ?? '') ?? []
  return { line: index + 1 || 1, column: key.length + 1 }
}
