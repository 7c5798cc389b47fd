/** Where a menu's picture comes from on a machine of one's own: a file beside its YAML, or drawn; loaded only when needed. */

import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MENU_FONT } from './core/menu-image.ts'
import type { MenuStudio } from './flows/plan-menus.ts'

const assetOf = (name: string) => fileURLToPath(import.meta.resolve(name))
const FONT = '@expo-google-fonts/zen-kaku-gothic-new/700Bold/ZenKakuGothicNew_700Bold.ttf'

/** Some 5 MB of program and font: once a process, and never for whoever makes no menu. */
let loaded: Promise<(svg: string) => Uint8Array<ArrayBuffer>> | undefined

async function load() {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm')
  const [program, font] = await Promise.all([
    readFile(assetOf('@resvg/resvg-wasm/index_bg.wasm')),
    readFile(assetOf(FONT)),
  ])
  await initWasm(program)
  return (svg: string) => {
    const drawing = new Resvg(svg, { font: { fontBuffers: [font], defaultFontFamily: MENU_FONT } })
    try {
      return new Uint8Array(drawing.render().asPng())
    } finally {
      drawing.free()
    }
  }
}

/** @param scenariosDir whose `richmenus` folder has the pictures that the files name */
export const menuStudio = (scenariosDir: string): MenuStudio => ({
  async draw(svg) {
    loaded ??= load()
    return (await loaded)(svg)
  },
  read(name) {
    try {
      return new Uint8Array(readFileSync(join(scenariosDir, 'richmenus', name)))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  },
})
