/** What have I told the shop? Shown in my own words, so that I can see what is kept. */

import { useState } from 'preact/hooks'
import type { MyPage } from '../../bot/core/liff-pages.ts'
import { Button } from '../shared/button.tsx'
import { Card } from '../shared/card.tsx'
import { shortDay } from '../shared/short-day.ts'

const SHOWN = 4

export function Learned({ learned, now }: { learned: MyPage['learned']; now: string }) {
  const [all, setAll] = useState(false)
  if (learned.length === 0) return null
  const shown = all ? learned : learned.slice(0, SHOWN)
  return (
    <Card title="教えていただいたこと">
      <dl class="learned">
        {shown.map(({ question, answer, on }) => (
          <div key={`${question}/${on}`}>
            <dt class="small soft figure">
              {question}（{shortDay(on, now)}）
            </dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
      {learned.length > shown.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          残り{learned.length - shown.length}件を見る
        </Button>
      )}
      <p class="small soft">
        使い方のご案内や、ご相談へのお返事に役立てています。直したいときは、トークでお知らせください。
      </p>
    </Card>
  )
}
