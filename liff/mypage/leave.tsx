/** How does a customer go? Undo the joining, or have everything erased; each says before what will happen. */

import { useState } from 'preact/hooks'
import type { Api } from '../shared/api.ts'
import { Button } from '../shared/button.tsx'
import type { Liff } from '../shared/liff.ts'
import { PageBody } from '../shared/page-body.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { ForgetDialog } from './forget-dialog.tsx'
import { UnlinkDialog } from './unlink-dialog.tsx'

export type Left = 'unlinked' | 'forgotten'

interface Props {
  linked: boolean
  api: Api
  liff: Liff
  onLeft: (left: Left) => void
}

export function LeaveButtons({ linked, api, liff, onLeft }: Props) {
  const [open, setOpen] = useState<Left | undefined>(undefined)
  /** LINE takes back its permission only for the person's own token. */
  const leave = (url: string) => () => api.post(url, { confirmed: true, access_token: liff.accessToken() })
  const close = () => setOpen(undefined)
  return (
    <section class="leave" aria-label="解除と削除">
      {linked && (
        <Button kind="quiet" onClick={() => setOpen('unlinked')}>
          ご注文とのつながりを解除する
        </Button>
      )}
      <Button kind="quiet" onClick={() => setOpen('forgotten')}>
        登録を削除する
      </Button>
      {open === 'unlinked' && (
        <UnlinkDialog onClose={close} leave={leave('/unlink')} onLeft={() => onLeft('unlinked')} />
      )}
      {open === 'forgotten' && (
        <ForgetDialog onClose={close} leave={leave('/forget')} onLeft={() => onLeft('forgotten')} />
      )}
    </section>
  )
}

/** Nothing of the page is left to show. */
export const Goodbye = ({ left, liff }: { left: Left; liff: Liff }) => (
  <PageBody title={left === 'unlinked' ? 'つながりを解除しました' : '登録を削除しました'} arrived>
    <p>
      {left === 'unlinked'
        ? 'これまでありがとうございました。ご注文や定期便には変わりありません。もう一度つなぐことは、いつでもできます。'
        : 'これまでのご利用に、心よりお礼申しあげます。LINEでのお知らせは、もうお送りしません。'}
    </p>
    <div class="page-actions">
      {liff.isInClient() ? (
        <Button kind="primary" onClick={() => liff.closeWindow()}>
          ページを閉じる
        </Button>
      ) : (
        <p class="soft">このページは、閉じていただいてかまいません。</p>
      )}
      {left === 'unlinked' && (
        <PageLink href="/liff/link" kind="quiet">
          もう一度つなぐ
        </PageLink>
      )}
    </div>
  </PageBody>
)
