/** 「なぜ？」: the last decisions in words – sent, held, denied, with the reason and until when. */

import { Card } from '../shared/card.tsx'
import { Chip } from '../shared/chip.tsx'
import { fullText, nearText } from '../shared/dates.ts'
import { Icon, type IconName } from '../shared/icon.tsx'
import { Skeleton } from '../shared/skeleton.tsx'
import { purposeLook } from '../shared/words.ts'
import { useStore } from './context.ts'
import type { Decision, DecisionStatus } from './contract.ts'

const SHOWN = 12

const VERDICTS: Record<DecisionStatus, { word: string; icon: IconName; tone: 'plain' | 'look' | 'stopped' }> = {
  sent: { word: '送りました', icon: 'check', tone: 'plain' },
  sending: { word: '送っています', icon: 'send', tone: 'plain' },
  held: { word: '保留', icon: 'pause', tone: 'look' },
  denied: { word: '送りません', icon: 'stop', tone: 'stopped' },
  skipped: { word: '見送り', icon: 'forward', tone: 'plain' },
  listed: { word: '作業リストへ', icon: 'forward', tone: 'plain' },
  failed: { word: '送れませんでした', icon: 'close', tone: 'stopped' },
  unknown: { word: '届いたか不明', icon: 'question', tone: 'look' },
}

export function WhyCard() {
  const { detail } = useStore()
  const decisions = detail.value?.decisions
  return (
    <Card title="なぜ？" aside="送る・送らないのわけ" class="why">
      {!decisions && <Skeleton lines={4} />}
      {decisions?.length === 0 && (
        <p class="small soft">メッセージが送られたり保留になったりすると、そのわけがここに並びます。</p>
      )}
      <ol class="rows">
        {decisions?.slice(0, SHOWN).map((one) => (
          <Row key={`${one.scenario}/${one.step}/${one.at}/${one.status}`} decision={one} />
        ))}
      </ol>
    </Card>
  )
}

function Row({ decision }: { decision: Decision }) {
  const { now } = useStore()
  const verdict = VERDICTS[decision.status] ?? VERDICTS.unknown
  return (
    <li class="row why-row" title={[decision.scenario, decision.step, decision.code].filter(Boolean).join(' / ')}>
      <p class="why-head">
        <strong class={`verdict verdict-${verdict.tone}`}>
          <Icon name={verdict.icon} />
          {verdict.word}
        </strong>
        <Chip look={purposeLook(decision.purpose)} />
        <time class="small soft figure" dateTime={decision.at} title={fullText(decision.at)}>
          {nearText(decision.at, now.value)}
        </time>
      </p>
      {decision.message && <p class="small">{decision.message}</p>}
      {decision.until && (
        <p class="small soft figure" title={fullText(decision.until)}>
          {nearText(decision.until, now.value)} に、もう一度確かめます。
        </p>
      )}
    </li>
  )
}
