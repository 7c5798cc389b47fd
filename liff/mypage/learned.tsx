/** What have I told the shop? Shown in my own words, so that I can see what is kept. */

import type { MyPage } from '../../bot/core/liff-pages.ts'
import { Button } from '../shared/button.tsx'
import { Card } from '../shared/card.tsx'
import { shortDay } from '../shared/short-day.ts'
import { useMore } from './use-more.ts'

export function Learned({ learned, now }: { learned: MyPage['learned']; now: string }) {
  const { list, shown, left, showAll } = useMore<MyPage['learned'][number], HTMLDListElement>(learned)
  if (learned.length === 0) return null
  return (
    <Card title="教えていただいたこと">
      <dl class="learned" ref={list}>
        {shown.map(({ question, answer, on }) => (
          <div key={`${question}/${on}`} tabIndex={-1}>
            <dt class="small soft figure">
              {question}（{shortDay(on, now)}）
            </dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
      {left > 0 && (
        <Button kind="quiet" onClick={showAll}>
          残り{left}件を見る
        </Button>
      )}
      <p class="small soft">
        使い方のご案内や、ご相談へのお返事に役立てています。直したいときは、トークでお知らせください。
      </p>
    </Card>
  )
}
