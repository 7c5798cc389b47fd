/** What does the shell know: is the app open, who is there, and which page is asked for? */

import type { PageConfig } from '../../bot/core/liff-pages.ts'
import { ApiProblem } from '../shared/api.ts'
import { watched } from '../shared/watched.ts'
import { type Opened, open } from './open.ts'
import type { PageModule } from './page.ts'
import { loadPage, type Route, routeOf } from './router.ts'

export interface Problem {
  title: string
  hint: string
}

export type Shown = { route: Route; page: PageModule } | 'nowhere'

export interface AppState {
  config?: PageConfig
  opened?: Opened
  problem?: Problem
  shown?: Shown
}

export function createStore() {
  const state = watched<AppState>({})
  const change = (part: AppState) => {
    state.value = { ...state.value, ...part }
  }

  async function start(): Promise<void> {
    change({ problem: undefined })
    comeAlong()
    try {
      const opened = await open((config) => change({ config }))
      change({ opened })
      reportTap(opened)
    } catch (error) {
      change({ problem: inWords(error) })
      return
    }
    await show()
  }

  /** Shows what the address asks for. Not to be called before the app is open: LINE's SDK reads and changes the address first. */
  async function show(): Promise<void> {
    const wanted = location.pathname
    const route = routeOf(wanted)
    if (!route) {
      change({ shown: 'nowhere', problem: undefined })
      return
    }
    try {
      const page = await loadPage(route)
      if (location.pathname === wanted) change({ shown: { route, page }, problem: undefined })
    } catch {
      change({
        problem: {
          title: 'ページを読み込めませんでした',
          hint: '電波のよいところで、もう一度お試しください。お書きになったものは、この端末に残っています。',
        },
      })
    }
  }

  const go = (address: string): Promise<void> => {
    history.pushState(undefined, '', address)
    return show()
  }

  return { state, start, show, go }
}

export type Store = ReturnType<typeof createStore>

/** The page that is probably wanted is fetched meanwhile; which one it is, is read when LINE's SDK is done with the address. */
function comeAlong(): void {
  const { pathname, search } = location
  const route = new URLSearchParams(search).has('liff.state') ? undefined : routeOf(pathname)
  if (route) loadPage(route).catch(() => undefined)
}

/** A button in a message leads here without our redirect, so the page tells which one it was. */
function reportTap({ api }: Opened): void {
  const from = new URLSearchParams(location.search).get('from')
  if (from) api.post('/taps', { from }).catch(() => undefined)
}

function inWords(error: unknown): Problem {
  const kept = 'お書きになったものがあれば、この端末に残っています。'
  if (!(error instanceof ApiProblem))
    return {
      title: 'LINEとつながりませんでした',
      hint: `電波のよいところで、もう一度お試しください。${kept}`,
    }
  if (error.code === 'not_ready') return { title: error.message, hint: 'お手数ですが、時間をおいてお試しください。' }
  if (error.code === 'unauthorized')
    return {
      title: 'ご本人の確認ができませんでした',
      hint: `${error.message}LINEのトークから、もう一度このページを開いてください。${kept}`,
    }
  return {
    title: 'ページを開けませんでした',
    hint: `${error.code === 'too_many' ? error.message : '電波のよいところで、しばらくして、もう一度お試しください。'}${kept}`,
  }
}
