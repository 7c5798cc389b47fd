/** Which coupons does this customer have, and how are they used? */

import type { Wallet } from '../../bot/core/liff-pages.ts'
import type { PageProps } from '../app/page.ts'
import { EmptyState } from '../shared/empty-state.tsx'
import { Loaded, PageBody } from '../shared/page-body.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { nowOf } from '../shared/shop-clock.ts'
import { useLoad } from '../shared/use-load.ts'
import { PastTicket, Ticket } from './ticket.tsx'
import './wallet.css'

export default function Page({ api }: PageProps) {
  const load = useLoad(() => api.get<Wallet>('/coupons'))
  return (
    <PageBody title="クーポン">
      <Loaded load={load} what="クーポンを" lines={8}>
        {(wallet) => <Coupons wallet={wallet} />}
      </Loaded>
    </PageBody>
  )
}

function Coupons({ wallet }: { wallet: Wallet }) {
  const now = nowOf(wallet)
  const usable = wallet.coupons.filter(({ state }) => state === 'usable')
  const past = wallet.coupons.filter(({ state }) => state !== 'usable')
  return (
    <>
      {usable.length > 0 ? <Usable coupons={usable} now={now} /> : <Nothing hadSome={past.length > 0} />}
      {past.length > 0 && (
        <section class="page-part">
          <h2>これまでのクーポン</h2>
          <ul class="past-tickets">
            {past.map((coupon) => (
              <PastTicket key={coupon.id} coupon={coupon} now={now} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

const Usable = ({ coupons, now }: { coupons: Wallet['coupons']; now: string }) => (
  <section class="page-part">
    <h2>
      お使いいただけるクーポン <span class="soft figure">{coupons.length}枚</span>
    </h2>
    <ul class="tickets">
      {coupons.map((coupon) => (
        <Ticket key={coupon.id} coupon={coupon} now={now} />
      ))}
    </ul>
    <section class="how-to" aria-labelledby="how-to">
      <h3 id="how-to">使い方</h3>
      <ol>
        <li>コードをコピーします。</li>
        <li>ご注文の手続きで、「クーポンコード」の欄に貼りつけます。</li>
        <li>金額が変わったことをお確かめのうえ、ご注文ください。</li>
      </ol>
    </section>
  </section>
)

const Nothing = ({ hadSome }: { hadSome: boolean }) => (
  <div class="nothing">
    <EmptyState icon="tag" title={`いまお使いいただけるクーポンは${hadSome ? 'ありません' : 'まだありません'}`}>
      <p>アンケートのお礼や、節目のごあいさつとして、トークでお届けします。届いたクーポンは、ここに入ります。</p>
    </EmptyState>
    <PageLink href="/liff/mypage" kind="quiet">
      マイページを開く
    </PageLink>
  </div>
)
