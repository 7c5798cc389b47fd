/** A shop with rich menus on a LINE that stands by: texts of menus, a studio that draws nothing, and what a friend sees. */

import type { Deps } from '../../bot/deps.ts'
import type { MenuStudio } from '../../bot/flows/plan-menus.ts'
import { type SyncWish, syncMenus } from '../../bot/flows/sync-menus.ts'
import { type NodeWorld, openNodeWorld } from './node-world.ts'
import { publishMore, shopFiles } from './story.ts'

export const menuText = (id: string, labels: string[], areas = '{label: 相談する, text: 相談する}') =>
  `id: ${id}\nname: ${id}の方\nchat_bar: メニュー\nlabels: [${labels.join(', ')}]\ncolumns: 1\nrows: 1\nareas:\n  - ${areas}\n`

const NEW = ['unregistered', 'prospect']
const BOUGHT = ['visitor', 'follower', 'supporter', 'lapsed', 'dormant']

/** Somebody new sees `fresh`, a buyer `buyer`; partners and those on subscription have no menu of their own. */
export const MENUS = {
  'richmenus/buyer.yaml': menuText('buyer', BOUGHT),
  'richmenus/fresh.yaml': menuText('fresh', NEW, '{label: つぎへ, switch_to: more}'),
  'richmenus/more.yaml': menuText('more', [], '{label: もどる, switch_to: fresh}'),
}

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Counts what it draws. */
const studioOf = (files: Record<string, Uint8Array<ArrayBuffer>> = {}): MenuStudio & { drawn: number } => ({
  drawn: 0,
  async draw() {
    this.drawn += 1
    return PNG
  },
  read: (name) => files[name],
})

export type MenuWorld = Awaited<ReturnType<typeof openMenuWorld>>

export async function openMenuWorld(
  menus: Record<string, string> = MENUS,
  options: Parameters<typeof openNodeWorld>[1] = {},
) {
  const world = await openNodeWorld('2026-06-01T10:00:00+09:00', { files: { ...shopFiles(), ...menus }, ...options })
  return menuStage(world)
}

/** What a test of menus does in any world. */
function menuStage(world: NodeWorld) {
  const studio = studioOf()
  const api = async (path: string) => (await world.standIn.api('GET', `/v2/bot/${path}`)).body
  const pass = async (ms: number) => world.standIn.clock.set(new Date(world.standIn.clock.now().getTime() + ms))
  return {
    world,
    studio,
    close: () => world.close(),
    sync: (wish: Partial<SyncWish> = {}, deps: Deps = world.deps, own: MenuStudio = studio) =>
      syncMenus(deps, own, { pause: pass, ...wish }),
    publish: (files: Record<string, string>) => publishMore(world, files),
    /** A tick, and the second in which LINE does what it has accepted. */
    async tick() {
      await world.stage.tick()
      await pass(1500)
    },
    pass,
    /** `fresh`, `buyer` …: whose menu is on this friend's phone now. */
    async shown(userId: string): Promise<string | undefined> {
      await api('richmenu/list')
      const { body } = await world.standIn.desk('GET', `/phone/users/${userId}/chat`)
      return body.richMenu?.name.replace(/の方.*/, '')
    },
    /** Names of LINE's menus, tags left out. */
    async atLine(): Promise<string[]> {
      const { richmenus } = await api('richmenu/list')
      return richmenus.map(({ name }: { name: string }) => name.replace(/の方.*/, '')).sort()
    },
    /** `POST richmenu/bulk/link` …: what LINE was asked about menus. */
    async calls(): Promise<string[]> {
      const { body } = await world.standIn.desk('GET', '/control/requests')
      return body
        .filter(({ path }: { path: string }) => /richmenu/.test(path))
        .map(({ method, path }: { method: string; path: string }) => `${method} ${path.replace('/v2/bot/', '')}`)
    },
    forgetCalls: () => world.standIn.desk('DELETE', '/control/requests'),
    fault: (fault: string, match: object, more: object = {}) =>
      world.standIn.desk('POST', '/control/faults', { fault, match, ...more }),
  }
}
