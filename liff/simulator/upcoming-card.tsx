/** What comes next for this customer, if nothing changes. */

import { Card } from '../shared/card.tsx'
import { Chip } from '../shared/chip.tsx'
import { clockText, dayText, distanceText, fullText } from '../shared/dates.ts'
import { Skeleton } from '../shared/skeleton.tsx'
import { purposeLook } from '../shared/words.ts'
import { useStore } from './context.ts'

export function UpcomingCard() {
  const { detail, now } = useStore()
  const steps = detail.value?.upcoming
  return (
    <Card title="予定" aside={steps && steps.length > 0 ? `${steps.length}件` : undefined} class="upcoming">
      {!steps && <Skeleton lines={4} />}
      {steps?.length === 0 && (
        <p class="small soft">いまのところ、お送りする予定はありません。ご注文があると始まります。</p>
      )}
      <ol class="rows">
        {steps?.map((step) => (
          <li
            key={`${step.scenario}/${step.step}/${step.at}`}
            class="row upcoming-row"
            title={`${step.scenario} / ${step.step}`}
          >
            <strong class="figure">{distanceText(step.at, now.value)}</strong>
            <span class="small soft figure" title={fullText(step.at)}>
              {dayText(step.at)} {clockText(step.at)}
              {step.when !== undefined && '・条件つき'}
            </span>
            <Chip look={purposeLook(step.purpose)} />
          </li>
        ))}
      </ol>
    </Card>
  )
}
