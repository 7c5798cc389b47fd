/** What should stand at LINE: the published rich menus, each with its picture and a hash of both. */

import { currentRevisions } from '../../db/revisions.ts'
import { menuSvg } from '../core/menu-image.ts'
import { pictureFacts, pictureProblem } from '../core/menu-picture.ts'
import { contentOf, tagged } from '../core/menu-plan.ts'
import { RichMenu, renderRichMenu } from '../core/rich-menu.ts'
import type { Deps, Picture } from '../deps.ts'
import { AppError } from '../errors.ts'
import { loadContent } from './content.ts'
import { sha256 } from './sha256.ts'

/** Pictures come from outside: from the shop's files, or drawn. */
export interface MenuStudio {
  /** PNG of a drawing, in its own size. */
  draw(svg: string): Promise<Uint8Array<ArrayBuffer>>
  /** A picture beside the menus' YAML files; undefined when it is not there. */
  read(name: string): Uint8Array<ArrayBuffer> | undefined
}

export interface PlannedMenu {
  menu: RichMenu
  hash: string
  /** As LINE takes it, its name tagged with the hash. */
  request: ReturnType<typeof renderRichMenu>
  /** Drawn only when it is asked for: knowing that nothing has changed costs no drawing. */
  picture(): Promise<Picture>
}

/** @throws AppError `invalid` for a picture that is not there, or that LINE would not take */
export async function planMenus(deps: Deps, studio: MenuStudio): Promise<PlannedMenu[]> {
  const { shop } = await loadContent(deps)
  const { liffId } = deps.config.line
  const liffUrl = liffId ? (page: string) => `https://liff.line.me/${liffId}/${page}` : undefined
  const menus = (await currentRevisions(deps.db))
    .filter(({ kind }) => kind === 'richmenu')
    .map(({ body }) => RichMenu.parse(body))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  return Promise.all(
    menus.map(async (menu) => {
      const request = renderRichMenu(menu, { liffUrl })
      const own = menu.image === undefined ? undefined : readPicture(studio, menu, menu.image)
      const svg = menuSvg(menu, shop)
      const hash = await hashOf(contentOf(request, own ? await hashOf(own.bytes) : svg))
      const draw = async (): Promise<Picture> => ({ bytes: await studio.draw(svg), type: 'image/png' })
      const picture = own ? () => Promise.resolve(own) : draw
      return { menu, hash, request: tagged(request, { menu: menu.id, hash }), picture }
    }),
  )
}

function readPicture(studio: MenuStudio, menu: RichMenu, name: string): Picture {
  const bytes = studio.read(name)
  if (!bytes) throw new AppError('invalid', `richmenus/${menu.id}.yaml の画像 richmenus/${name} が見つかりません。`)
  const { size } = renderRichMenu(menu, {})
  const problem = pictureProblem(bytes, { width: size?.width ?? 0, height: size?.height ?? 0 })
  const type = pictureFacts(bytes)?.type
  if (problem || !type) throw new AppError('invalid', `richmenus/${name}：${problem}`)
  return { bytes, type }
}

/** The first 64 bits of SHA-256: menus of one shop, not of the world. */
const hashOf = async (content: Parameters<typeof sha256>[0]): Promise<string> => (await sha256(content)).slice(0, 16)
