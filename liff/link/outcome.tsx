/** How did the joining end, and what comes next? */

import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { JoinPicture } from './join-picture.tsx'

/** The form it replaces had the focus; a screen reader goes on here. */
function useArrival(fresh: boolean) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!fresh) return
    scrollTo({ top: 0 })
    heading.current?.focus({ preventScroll: true })
  }, [fresh])
  return heading
}

export function Linked({ fresh }: { fresh: boolean }) {
  const heading = useArrival(fresh)
  return (
    <section class="page-part outcome">
      <JoinPicture tied />
      <h2 ref={heading} tabIndex={-1}>
        {fresh ? 'つながりました。' : 'すでにつながっています。'}
      </h2>
      <p>いつでもメニューの「設定」から解除できます。</p>
      {fresh && <p>これからは、お届けのお知らせと、お買い上げの商品に合わせたご案内を、トークでお送りします。</p>}
      <div class="page-actions">
        <PageLink href="/liff/mypage" kind="primary" icon="person">
          マイページを開く
        </PageLink>
        <PageLink href="/liff/wallet" kind="quiet">
          クーポンを見る
        </PageLink>
      </div>
    </section>
  )
}

export function Pending({ fresh, onAgain }: { fresh: boolean; onAgain: () => void }) {
  const heading = useArrival(fresh)
  return (
    <section class="page-part outcome">
      <JoinPicture />
      <h2 ref={heading} tabIndex={-1}>
        お手続きを受けつけました。
      </h2>
      <p>
        ご注文の確認ができしだい、お知らせします。ご注文の記録がお店に届くまで、お時間をいただくことがあります。このページは閉じていただいてかまいません。
      </p>
      {/* The server does not say whether such an order exists, so a slip of the finger waits here, too. */}
      <p class="small soft">
        3日たってもお知らせがないときは、番号をもう一度お確かめください。おわかりにならないときは、このままトークでお声がけください。
      </p>
      <div class="page-actions">
        <Button kind="quiet" onClick={onAgain}>
          番号を入れ直す
        </Button>
      </div>
    </section>
  )
}
