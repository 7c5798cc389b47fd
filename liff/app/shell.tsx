/** The frame around every page of the mini-app: whose shop it is, and the page, or why there is none. */

import { useEffect, useRef } from 'preact/hooks'
import { Skeleton } from '../shared/skeleton.tsx'
import { useWatched } from '../shared/watched.ts'
import { ownLink } from './own-link.ts'
import { Again, Says, ToMyPage } from './says.tsx'
import type { AppState, Store } from './store.ts'

export function Shell({ store }: { store: Store }) {
  const state = useWatched(store.state)
  useEffect(() => {
    void store.start()
    const isOpen = () => store.state.value.opened !== undefined
    const follow = () => void (isOpen() && store.show())
    const tap = (event: MouseEvent) => {
      const address = isOpen() ? ownLink(event) : undefined
      if (!address) return
      event.preventDefault()
      void store.go(address)
    }
    addEventListener('popstate', follow)
    addEventListener('click', tap)
    return () => {
      removeEventListener('popstate', follow)
      removeEventListener('click', tap)
    }
  }, [store])
  return (
    <div class="app">
      <header class="app-head">{state.config && <p class="app-shop">{state.config.shop.name}</p>}</header>
      <Content {...state} onRetry={() => (state.opened ? location.reload() : store.start())} />
    </div>
  )
}

function Content({ config, problem, opened, shown, onRetry }: AppState & { onRetry: () => void }) {
  const main = useRef<HTMLElement>(null)
  const before = useRef<string>(undefined)
  const route = shown && shown !== 'nowhere' ? shown.route : undefined
  useEffect(() => {
    if (!route) return
    if (config) document.title = `${route.title}｜${config.shop.name}`
    // The first page is read from the top by itself; a later one must say that it came.
    if (before.current && before.current !== route.name) {
      scrollTo(0, 0)
      main.current?.focus({ preventScroll: true })
    }
    before.current = route.name
  }, [route, config])
  return (
    <main class="app-main" ref={main} tabIndex={-1}>
      {problem ? (
        <Says title={problem.title} alert>
          <p>{problem.hint}</p>
          <Again onClick={onRetry} />
        </Says>
      ) : shown === 'nowhere' ? (
        <Says title="お探しのページは見つかりませんでした">
          <p>アドレスが変わったか、すでに終わったページかもしれません。</p>
          <ToMyPage />
        </Says>
      ) : opened && shown ? (
        <shown.page.default key={shown.route.name} {...opened} />
      ) : (
        <div class="app-wait">
          <Skeleton lines={5} />
        </div>
      )}
    </main>
  )
}
