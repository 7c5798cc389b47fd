/** Which day is it, and onwards: the date, the days since the order, the travel buttons. At the thumb on a narrow window. */

import { Button } from '../shared/button.tsx'
import { clockText, dayText, fullText } from '../shared/dates.ts'
import { Belt } from './belt.tsx'
import { useStore } from './context.ts'
import type { TravelResult } from './contract.ts'
import { price } from './price.ts'

export function DayDock() {
  const { state, detail, busy, travel, travelled, buy, now: clock } = useStore()
  const now = state.value && clock.value
  const trial = state.value?.products.find((product) => product.trial)
  const fresh = detail.value?.purchases === 0
  const waiting = busy.value !== undefined
  return (
    <section class="dock" aria-label="今日">
      <p class="dock-day figure" title={now && fullText(now)}>
        <strong>{now ? dayText(now) : '　'}</strong>
        <span>{now && clockText(now)}</span>
      </p>
      <p class="dock-since">{detail.value && sinceOrder(detail.value.days)}</p>
      {fresh && trial && (
        <div class="dock-first">
          <Button kind="primary" icon="cart" busy={waiting} onClick={() => buy(trial)}>
            お試しを注文する（{price(trial.price_yen)}）
          </Button>
        </div>
      )}
      <div class="dock-travel">
        <Button kind={fresh ? 'plain' : 'primary'} busy={waiting} onClick={() => travel({ days: 1 })}>
          1日
          <wbr />
          すすめる
        </Button>
        <Button busy={waiting} onClick={() => travel({ days: 7 })}>
          1週間
          <wbr />
          すすめる
        </Button>
        <Button busy={waiting} onClick={() => travel({ to: 'next' })}>
          次の
          <wbr />
          配信まで
        </Button>
      </div>
      <Belt />
      <p class="dock-news small soft" role="status">
        {news(fresh, busy.value === 'travel', travelled.value)}
      </p>
    </section>
  )
}

export const sinceOrder = (days: number | null | undefined): string =>
  days === undefined || days === null ? 'ご注文前' : days === 0 ? 'ご注文の当日' : `ご注文から${days}日目`

/** What to do first; then what the journey brought, counted over the whole shop, since a day passes for everybody. */
function news(fresh: boolean, travelling: boolean, result: TravelResult | undefined): string {
  if (travelling) return '日をすすめています…'
  if (!result)
    return fresh
      ? 'お試しを注文して、日をすすめてください。お店のメッセージが、届くはずの日に届きます。'
      : '日をすすめると、お店のメッセージが、届くはずの日に届きます。'
  const counts = [
    [result.sent, '送信'],
    [result.held, '保留'],
    [result.denied, '送らない'],
    [result.skipped, '見送り'],
    [result.failed, '失敗'],
  ] as const
  const words = counts.filter(([count]) => count > 0).map(([count, word]) => `${word}${count}件`)
  return words.length > 0 ? `お店全体で、${words.join('・')}でした。` : 'お店全体で、お届けするものはありませんでした。'
}
