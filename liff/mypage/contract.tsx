import type { MyPage } from '../../bot/core/liff-pages.ts'
import { Card } from '../shared/card.tsx'
import { dayText, distanceText } from '../shared/dates.ts'
import { Icon } from '../shared/icon.tsx'
import { PageLink } from '../shared/page-link.tsx'

interface Props {
  contract: NonNullable<MyPage['contract']>
  now: string
}

/** When the next parcel comes; changing and stopping it is never further away than one tap (DOMAIN §5.4). */
export const ContractCard = ({ contract: { product, next_on, change_url }, now }: Props) => (
  <Card
    title={next_on ? '次のお届け' : '定期便'}
    aside={next_on && <span class="figure">{distanceText(next_on, now)}</span>}
  >
    <div class="delivery">
      <Icon name="truck" size={28} />
      <div>
        {next_on && <p class="delivery-day figure">{dayText(next_on)}の予定</p>}
        <p>{product}</p>
      </div>
    </div>
    {change_url ? (
      <PageLink href={change_url} icon="open" outside>
        変更・お休み・解約の手続きをする
      </PageLink>
    ) : (
      <p class="small soft">変更・お休み・解約は、トークでお申しつけください。</p>
    )}
  </Card>
)
