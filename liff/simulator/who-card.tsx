/** Who is this customer? Label, stage and facts in plain Japanese. */

import { Button } from '../shared/button.tsx'
import { Card } from '../shared/card.tsx'
import { Chip } from '../shared/chip.tsx'
import { Skeleton } from '../shared/skeleton.tsx'
import { labelLook, stageWord } from '../shared/words.ts'
import { useStore } from './context.ts'
import type { CustomerDetail } from './contract.ts'
import { sinceOrder } from './day-dock.tsx'

export function WhoCard() {
  const { detail, customer, chat } = useStore()
  const who = detail.value
  return (
    <Card title={`${customer.value?.name ?? ''}さん`} class="who">
      {who ? <Facts who={who} /> : <Skeleton lines={5} />}
      {who?.purchases === 0 && <HowToLink name={who.name} />}
      {who && chat.value && <BlockSwitch blocked={chat.value.user.blocked} />}
    </Card>
  )
}

function Facts({ who }: { who: CustomerDetail }) {
  const facts: Array<[string, string]> = [
    ['購入', who.purchases > 0 ? `${who.purchases}回（${sinceOrder(who.days)}）` : 'まだありません'],
    ['定期便', who.subscription ? 'あり' : 'なし'],
    ['ポジティブ反応', `${who.positives}回`],
    ...who.enrollments.map(({ name, status, day }): [string, string] => [
      'シナリオ',
      `${name}（${ENROLLMENT[status] ?? `${day}日目`}）`,
    ]),
  ]
  return (
    <>
      <p class="who-label">
        <Chip look={labelLook(who.label)} />
        <span class="stage">
          <span class="stage-dots" aria-hidden="true">
            {[1, 2, 3, 4, 5, 6, 7].map((stage) => (
              <i key={stage} class={stage <= who.stage ? 'on' : ''} />
            ))}
          </span>
          <span class="small">
            <span class="unseen">関係の段階 {who.stage}：</span>
            {stageWord(who.stage)}
          </span>
        </span>
      </p>
      <dl class="facts">
        {facts.map(([term, fact]) => (
          <div key={term + fact}>
            <dt>{term}</dt>
            <dd class="figure">{fact}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

/** Nobody knows the order's number by heart who only tries things out. */
function HowToLink({ name }: { name: string }) {
  const order = useStore().state.value?.try_link
  if (order?.name !== name) return null
  return (
    <p class="small soft">
      お店で先にご注文があり、まだLINEとつながっていません。「ご注文とつなぐ」では、ご注文番号「{order.number}
      」と、お電話番号の下4けた「{order.phone.slice(-4)}」をお使いください。
    </p>
  )
}

/** An active one shows its day instead. */
const ENROLLMENT: Record<string, string> = { finished: '完了', ended: '終了' }

function BlockSwitch({ blocked }: { blocked: boolean }) {
  const { toPhone, busy } = useStore()
  return (
    <Button
      icon={blocked ? 'return' : 'stop'}
      kind="quiet"
      busy={busy.value !== undefined}
      onClick={() => (blocked ? toPhone('ブロックの解除が', '/unblock') : toPhone('ブロックが', '/block'))}
    >
      {blocked ? 'ブロックを解除する' : 'お店をブロックする'}
    </Button>
  )
}
