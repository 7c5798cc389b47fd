/** In which order does the mini-app open? Settings, LINE's SDK, who is there; only then an address is read (LINE §16.1). */

import type { PageConfig, Session } from '../../bot/core/liff-pages.ts'
import { type Api, ApiProblem, createApi, getJson, postJson } from '../shared/api.ts'
import { applyBrand } from '../shared/brand.ts'
import { createKeep } from '../shared/keep.ts'
import type { Liff } from '../shared/liff.ts'
import { type Entrance, openSession } from './session.ts'

export interface Opened {
  config: PageConfig
  session: Session
  api: Api
  liff: Liff
}

/** @param onConfig hears the shop's name and colour before anybody is known */
export async function open(onConfig: (config: PageConfig) => void): Promise<Opened> {
  const config = await getJson<PageConfig>('/api/liff/config')
  applyBrand(config.shop.color)
  onConfig(config)
  if (config.liff_id === undefined) throw new ApiProblem('not_ready', 'お店の準備が、まだ終わっていません。')
  const liff = await loadLiff(config.sdk)
  await liff.init(config.liff_id)
  const entrance: Entrance = {
    liff,
    exchange: (proof) => postJson<Session>('/api/liff/session', proof),
    keep: createKeep(() => sessionStorage),
    here: () => location.href,
  }
  const session = await openSession(entrance)
  const api = createApi({ token: session.token, renew: async () => (await openSession(entrance)).token })
  return { config, session, api, liff }
}

/** Only the desk names another SDK; a shop's pages load LINE's. */
async function loadLiff(address: string | undefined): Promise<Liff> {
  const module: { default: Liff } = address
    ? await import(/* @vite-ignore */ address)
    : await import('../shared/liff.ts')
  return module.default
}
