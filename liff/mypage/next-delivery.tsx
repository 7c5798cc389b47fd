import type { MyPage } from '../../bot/core/liff-pages.ts'
import { Card } from '../shared/card.tsx'
import { dayText, distanceText } from '../shared/dates.ts'
import { Icon } from '../shared/icon.tsx'
import { PageLink } from '../shared/page-link.tsx'

/** When the next parcel comes; changing and stopping it is never further away than one tap (DOMAIN §5.4). */
export const NextDelivery = ({ delivery, now }: { delivery: NonNullable<MyPage['next_delivery']>; now: string }) => (
  <Card title="次のお届け" aside={<span class="figure">{distanceText(delivery.on, now)}</span>}>
    <div class="delivery">
      <Icon name="truck" size={28} />
      <div>
        <p class="delivery-day figure">{dayText(delivery.on)}の予定</p>
        <p>{delivery.product}</p>
      </div>
    </div>
    {delivery.change_url ? (
      <PageLink href={delivery.change_url} icon="open" outside>
        変更・お休み・解約の手続きをする
      </PageLink>
    ) : (
      <p class="small soft">変更・お休み・解約は、トークでお申しつけください。</p>
    )}
  </Card>
)
