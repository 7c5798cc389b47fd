/** The survey: what is to be seen now, from the first look to the thanks. */

import { useEffect, useState } from 'preact/hooks'
import type { PageProps } from '../app/page.ts'
import { Again, Says, ToMyPage } from '../app/says.tsx'
import { createKeep } from '../shared/keep.ts'
import { Skeleton } from '../shared/skeleton.tsx'
import { useWatched } from '../shared/watched.ts'
import { Asking } from './asking.tsx'
import { ClosePage } from './close-page.tsx'
import { createSurvey } from './store.ts'
import { Waiting } from './waiting.tsx'
import './survey.css'
import { Thanks } from './thanks.tsx'

export default function Page({ api, config, liff }: PageProps) {
  const [store] = useState(() => createSurvey({ api, keep: createKeep(() => localStorage) }))
  const state = useWatched(store.state)
  useEffect(() => {
    void store.load()
    const leaving = () => document.visibilityState === 'hidden' && store.flush()
    document.addEventListener('visibilitychange', leaving)
    return () => {
      document.removeEventListener('visibilitychange', leaving)
      store.close()
    }
  }, [store])

  const { stage } = state
  switch (stage.kind) {
    case 'loading':
      return (
        <div class="app-wait">
          <Skeleton lines={6} />
        </div>
      )
    case 'unreadable':
      return (
        <Says title="アンケートを読み込めませんでした" alert>
          <p>少し待って、もう一度お試しください。途中までのお答えは、残っています。</p>
          <Again onClick={store.load} />
        </Says>
      )
    case 'none':
      return (
        <Says title={stage.answeredAt ? 'お答えは、お預かりしています' : 'いまお答えいただくアンケートはありません'}>
          <p>
            {stage.answeredAt
              ? 'ありがとうございました。次のアンケートのときに、またお知らせします。'
              : 'アンケートのときは、LINEでお知らせします。'}
          </p>
          <ToMyPage />
        </Says>
      )
    case 'asking':
      return <Asking store={store} state={state} {...stage} shop={config.shop.name} liff={liff} />
    case 'kept':
      return <Waiting {...stage} busy={state.busy} onSend={store.send} />
    case 'closed':
      return (
        <Says title="アンケートは終わりました">
          <p>{stage.message}</p>
          <ClosePage liff={liff} />
        </Says>
      )
    case 'thanks':
      return <Thanks thanks={stage.thanks} liff={liff} />
  }
}
