/** What have I ordered so far? Newest first, each with the number of its visit. */

import type { MyPage } from '../../bot/core/liff-pages.ts'
import { Button } from '../shared/button.tsx'
import { Card } from '../shared/card.tsx'
import { shortDay } from '../shared/short-day.ts'
import { useMore } from './use-more.ts'

export function Orders({ me: { orders, linked }, now }: { me: MyPage; now: string }) {
  const { list, shown, left, showAll } = useMore<MyPage['orders'][number], HTMLOListElement>(orders)
  if (orders.length === 0)
    return (
      <Card title="お買い物の記録">
        <p class="soft">
          {linked ? 'まだ記録がありません。ご注文のあと、ここに入ります。' : 'ご注文とつなぐと、ここに記録が入ります。'}
        </p>
      </Card>
    )
  return (
    <Card title="お買い物の記録" aside={<span class="figure">{orders.length}回</span>}>
      <ol class="orders" ref={list}>
        {shown.map((order) => (
          <Order key={order.number} order={order} now={now} />
        ))}
      </ol>
      {left > 0 && (
        <Button kind="quiet" onClick={showAll}>
          残り{left}回を見る
        </Button>
      )}
    </Card>
  )
}

const Order = ({ order, now }: { order: MyPage['orders'][number]; now: string }) => (
  <li class="order" tabIndex={-1}>
    <p class="order-number figure">
      <strong>{order.number}</strong>回目
    </p>
    <div class="order-what">
      <p class="small soft figure">
        {shortDay(order.on, now)}
        {order.renewal && '・定期便'}
        {order.total_yen !== undefined && `・${order.total_yen.toLocaleString('ja-JP')}円`}
      </p>
      <ul>
        {order.products.map((product) => (
          <li key={product}>{product}</li>
        ))}
      </ul>
    </div>
  </li>
)
