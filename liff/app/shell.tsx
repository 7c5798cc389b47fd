/** The frame around every page of the mini-app: whose shop it is, and the page, or why there is none. */

import { useEffect, useRef } from 'preact/hooks'
import type { PageConfig } from '../../bot/core/liff-pages.ts'
import { Button } from '../shared/button.tsx'
import { Icon } from '../shared/icon.tsx'
import { Skeleton } from '../shared/skeleton.tsx'
import type { Opened } from './open.ts'
import { ownLink } from './own-link.ts'
import type { Problem, Shown, Store } from './store.ts'

export function Shell({ store }: { store: Store }) {
  const { config, opened, problem, shown } = store
  useEffect(() => {
    void store.start()
    const follow = () => void (opened.value && store.show())
    const tap = (event: MouseEvent) => {
      const address = opened.value && ownLink(event)
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
  }, [store, opened])
  return (
    <div class="app">
      <header class="app-head">{config.value && <p class="app-shop">{config.value.shop.name}</p>}</header>
      <Content
        config={config.value}
        problem={problem.value}
        opened={opened.value}
        shown={shown.value}
        onRetry={() => (opened.value ? location.reload() : store.start())}
      />
    </div>
  )
}

interface ContentProps {
  config?: PageConfig
  problem?: Problem
  opened?: Opened
  shown?: Shown
  onRetry: () => void
}

function Content({ config, problem, opened, shown, onRetry }: ContentProps) {
  const main = useRef<HTMLElement>(null)
  const route = shown && shown !== 'nowhere' ? shown.route : undefined
  const before = useRef<string>(undefined)
  useEffect(() => {
    if (route && config) document.title = `${route.title}｜${config.shop.name}`
    // The first page is read from the top by itself; a later one must say that it came.
    if (route && before.current && before.current !== route.name) {
      scrollTo(0, 0)
      main.current?.focus({ preventScroll: true })
    }
    if (route) before.current = route.name
  }, [route, config])
  return (
    <main class="app-main" ref={main} tabIndex={-1}>
      {problem ? (
        <Trouble {...problem} onRetry={onRetry} />
      ) : shown === 'nowhere' ? (
        <Nowhere />
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

const Trouble = ({ title, hint, onRetry }: Problem & { onRetry: () => void }) => (
  <div class="state state-error app-state" role="alert">
    <Icon name="stop" size={28} />
    <h1 class="state-title">{title}</h1>
    <p>{hint}</p>
    <Button icon="loop" onClick={onRetry}>
      もう一度
    </Button>
  </div>
)

const Nowhere = () => (
  <div class="state app-state">
    <Icon name="question" size={28} />
    <h1 class="state-title">お探しのページは見つかりませんでした</h1>
    <p>アドレスが変わったか、すでに終わったページかもしれません。</p>
    <a class="button" href="/liff/">
      マイページを開く
    </a>
  </div>
)
