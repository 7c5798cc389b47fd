/** The first thing on my page: by name, a word for who has stayed, and the one thing that waits. */

import type { MyPage } from '../../bot/core/liff-pages.ts'
import { Icon } from '../shared/icon.tsx'
import { PageLink } from '../shared/page-link.tsx'

export const Greeting = ({ me: { name, special, orders } }: { me: MyPage }) => (
  <section class={`greeting ${special ? 'greeting-special' : ''}`}>
    {special && (
      <span class="greeting-seal">
        <Icon name="star" size={22} />
      </span>
    )}
    <div>
      <p class="greeting-name">{name ? `${name}さま` : 'ようこそ'}</p>
      {special ? (
        <>
          <p class="greeting-title">{special.title}</p>
          <p class="greeting-text">{special.text}</p>
        </>
      ) : (
        <p class="soft">
          {orders.length > 0 ? 'いつもありがとうございます。' : 'お越しくださり、ありがとうございます。'}
        </p>
      )}
    </div>
  </section>
)

/** At most one at a time: joining comes first, because a survey means little before it. */
export function Invitation({ me: { linked, survey_waits } }: { me: MyPage }) {
  if (!linked)
    return (
      <section class="invitation">
        <h2>ご注文とLINEをつなぎませんか</h2>
        <p>お届けのお知らせと、お買い上げの商品に合わせたご案内をお送りできます。30秒で終わります。</p>
        <PageLink href="/liff/link" kind="primary" icon="link">
          ご注文とつなぐ
        </PageLink>
      </section>
    )
  if (!survey_waits) return null
  return (
    <section class="invitation">
      <h2>アンケートのお願い</h2>
      <p>よい点も、気になる点も、ぜひお聞かせください。</p>
      <PageLink href="/liff/survey" kind="primary" icon="talk">
        アンケートに答える
      </PageLink>
    </section>
  )
}
