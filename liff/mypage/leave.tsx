/** How does a customer go? Undo the joining, or have everything erased; each says before what will happen. */

import { useState } from 'preact/hooks'
import type { Api } from '../shared/api.ts'
import { Button } from '../shared/button.tsx'
import { createKeep } from '../shared/keep.ts'
import type { Liff } from '../shared/liff.ts'
import { ForgetDialog } from './forget-dialog.tsx'
import type { Left } from './goodbye.tsx'
import { UnlinkDialog } from './unlink-dialog.tsx'

interface Props {
  linked: boolean
  api: Api
  liff: Liff
  onLeft: (left: Left) => void
}

export function LeaveButtons({ linked, api, liff, onLeft }: Props) {
  const [open, setOpen] = useState<Left['how'] | undefined>(undefined)
  const close = () => setOpen(undefined)
  /** LINE takes back its permission only for the person's own token. */
  const leave = (how: Left['how'], url: string) => async () => {
    const body = { confirmed: true, access_token: liff.accessToken() }
    const answer = await api.post<{ deauthorized?: boolean } | undefined>(url, body)
    if (how === 'forgotten') forgetHere()
    onLeft({ how, deauthorized: answer?.deauthorized === true })
  }
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
      {open === 'unlinked' && <UnlinkDialog onClose={close} leave={leave('unlinked', '/unlink')} />}
      {open === 'forgotten' && <ForgetDialog onClose={close} leave={leave('forgotten', '/forget')} />}
    </section>
  )
}

/** Answers that were begun lie on this device, too. */
function forgetHere(): void {
  const keep = createKeep(() => localStorage)
  for (const key of keep.keys('')) keep.drop(key)
}
