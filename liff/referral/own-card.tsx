/** May I recommend, with what, and who came? */

import type { Benefit, ReferralPage } from '../../bot/core/liff-pages.ts'
import { EmptyState } from '../shared/empty-state.tsx'
import { Icon, type IconName } from '../shared/icon.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { Share } from './share.tsx'

export type Card = NonNullable<ReferralPage['card']>

/** Opens LINE's list of friends; false when the person changed their mind. */
export type OpenPicker = (text: string) => Promise<boolean>

interface Props {
  page: ReferralPage
  share?: OpenPicker
}

export function OwnCard({ page: { card, refusal, friends }, share }: Props) {
  if (!card) return <NotYet refusal={refusal} />
  return (
    <>
      <section class="referral-card" aria-labelledby="referral-card">
        <h2 id="referral-card">{card.title}</h2>
        <p>{card.text}</p>
        <dl class="benefits">
          <BenefitRow icon="gift" who="お友だちへ" what={card.friend_benefit} />
          <BenefitRow icon="heart" who="あなたへ" what={card.own_benefit} />
        </dl>
        <p class="small soft">紹介特典のあるご案内です。</p>
      </section>
      <Share card={card} openPicker={share} />
      <p class="notice referral-count">
        <Icon name="person" size={20} />
        <span>
          {friends > 0 ? (
            <>
              これまでに<strong class="figure">{friends}人</strong>のお友だちが、このカードからお買い物をされました。
            </>
          ) : (
            'このカードからお買い物をされたお友だちの人数が、ここに出ます。'
          )}
        </span>
      </p>
      <p class="small soft">
        お声がけは、無理のない範囲でお願いいたします。どなたに送られたかは、お店にはわかりません。
      </p>
    </>
  )
}

const BenefitRow = ({ icon, who, what }: { icon: IconName; who: string; what: Benefit }) => (
  <div>
    <dt class="small">
      <Icon name={icon} />
      {who}
    </dt>
    <dd>
      {what.name}
      <span class="small benefit-valid">{what.valid}</span>
    </dd>
  </div>
)

/** Too early is no fault of the customer; there is nothing to press. */
const NotYet = ({ refusal }: { refusal?: string }) => (
  <div class="referral-state">
    <EmptyState icon="gift" title={refusal ?? 'ご紹介のカードは、いまはお渡しできません。'}>
      <p>お気持ちだけで、とてもうれしく思います。ご用意できましたら、トークでお知らせします。</p>
    </EmptyState>
    <PageLink href="/liff/mypage" kind="quiet">
      マイページを開く
    </PageLink>
  </div>
)
