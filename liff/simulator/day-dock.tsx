/** Which day is it, and onwards: the date, the days since the order, the travel buttons. At the thumb on a narrow window. */

import { Button } from '../shared/button.tsx'
import { clockText, dayText, fullText } from '../shared/dates.ts'
import { Icon } from '../shared/icon.tsx'
import { useStore } from './context.ts'
import type { TravelResult } from './contract.ts'
import { price } from './price.ts'

export function DayDock() {
  const { state, detail, busy, travel, travelled, buy } = useStore()
  const now = state.value?.now
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
          1日すすめる
        </Button>
        <Button busy={waiting} onClick={() => travel({ days: 7 })}>
          1週間すすめる
        </Button>
        <Button busy={waiting} onClick={() => travel({ to: 'next' })}>
          次の配信まで
        </Button>
      </div>
      <p class="dock-news small soft" role="status">
        {busy.value === 'travel' ? (
          <>
            <Icon name="clock" size={14} /> 日をすすめています…
          </>
        ) : (
          travelled.value && newsOf(travelled.value)
        )}
      </p>
    </section>
  )
}

export const sinceOrder = (days: number | null | undefined): string =>
  days === undefined || days === null ? 'ご注文はまだありません' : days === 0 ? 'ご注文の当日' : `ご注文から${days}日目`

/** The whole shop's count, since one day passes for everybody. */
function newsOf({ sent, held, denied, skipped, failed }: TravelResult): string {
  const counts = [
    [sent, '送信'],
    [held, '保留'],
    [denied, '送らない'],
    [skipped, '見送り'],
    [failed, '失敗'],
  ] as const
  const words = counts.filter(([count]) => count > 0).map(([count, word]) => `${word}${count}件`)
  return words.length > 0 ? `お店全体で ${words.join('・')}` : 'お店全体で、お届けするものはありませんでした'
}
