/** What is left to say when the customer has gone? What was done, what was not, and the way back. */

import { Button } from '../shared/button.tsx'
import type { Liff } from '../shared/liff.ts'
import { Notice } from '../shared/notice.tsx'
import { PageBody } from '../shared/page-body.tsx'
import { PageLink } from '../shared/page-link.tsx'

export interface Left {
  how: 'unlinked' | 'forgotten'
  /** LINE has taken back its permission, too. */
  deauthorized: boolean
}

export const Goodbye = ({ left: { how, deauthorized }, liff }: { left: Left; liff: Liff }) => (
  <PageBody title={how === 'unlinked' ? 'つながりを解除しました' : '登録を削除しました'} arrived>
    <p>
      {how === 'unlinked'
        ? 'これまでありがとうございました。ご注文や定期便には変わりありません。もう一度つなぐことは、いつでもできます。'
        : 'これまでのご利用に、心よりお礼申しあげます。LINEでのお知らせは、もうお送りしません。'}
    </p>
    {!deauthorized && (
      <Notice>
        LINEでの利用の許可は、こちらから取り消せませんでした。LINEアプリの「設定」→「アカウント」→「連動アプリ」から取り消していただけます。
      </Notice>
    )}
    <div class="page-actions">
      {liff.isInClient() ? (
        <Button kind="primary" onClick={() => liff.closeWindow()}>
          ページを閉じる
        </Button>
      ) : (
        <p class="soft">このページは、閉じていただいてかまいません。</p>
      )}
      {how === 'unlinked' && (
        <PageLink href="/liff/link" kind="quiet">
          もう一度つなぐ
        </PageLink>
      )}
    </div>
  </PageBody>
)
