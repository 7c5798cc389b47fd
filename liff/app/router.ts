/** Which page belongs to this address? Each is a chunk of its own, loaded when somebody goes there. */

import type { PageModule } from './page.ts'

const MODULES = import.meta.glob<PageModule>('../{survey,link,wallet,mypage,referral}/page.tsx')

/** The address below `/liff/`, and what the browser calls the page. */
const TITLES: Record<string, string> = {
  survey: 'アンケート',
  link: 'ご注文の連携',
  wallet: 'クーポン',
  mypage: 'マイページ',
  settings: 'マイページ',
  referral: 'ご紹介',
}

export interface Route {
  name: string
  title: string
}

/** `/liff/` is my page; undefined for an address that we do not have. */
export function routeOf(pathname: string): Route | undefined {
  const name = /^\/liff(?:\/([a-z]*))?\/?$/.exec(pathname)?.[1]
  if (name === undefined && !/^\/liff\/?$/.test(pathname)) return undefined
  const wanted = name || 'mypage'
  const title = Object.hasOwn(TITLES, wanted) ? TITLES[wanted] : undefined
  return title === undefined ? undefined : { name: wanted, title }
}

export async function loadPage({ name }: Route): Promise<PageModule> {
  // A place on my page with an address of its own, for the menu's entry.
  const load = MODULES[`../${name === 'settings' ? 'mypage' : name}/page.tsx`]
  if (!load) throw new Error(`There is no page "${name}" in this build.`)
  return load()
}
