/** Whoever came by the link in a mail has proved the order with it: only the agreement is left. */

import { useEffect, useRef, useState } from 'preact/hooks'
import type { LinkInfo, LinkRequest } from '../../bot/core/liff-pages.ts'
import { Button } from '../shared/button.tsx'
import { Notice } from '../shared/notice.tsx'
import { Agreement } from './agreement.tsx'
import { AGREEMENT_MISSING } from './draft.ts'
import type { LinkTrouble } from './link-trouble.ts'

interface Props {
  info: LinkInfo
  token: string
  busy: boolean
  trouble?: LinkTrouble
  onSend: (request: LinkRequest) => void
  /** By order number instead. */
  onOtherWay: () => void
}

export function OneTap({ info, token, busy, trouble, onSend, onOtherWay }: Props) {
  const [agreed, setAgreed] = useState(false)
  const [missing, setMissing] = useState(false)
  // Agreed is agreed to these words, not to others.
  useEffect(() => setAgreed(false), [info.text_version])
  const form = useRef<HTMLFormElement>(null)

  function send() {
    if (busy) return
    setMissing(!agreed)
    if (agreed) onSend({ token, agreed: true, text_version: info.text_version })
    else form.current?.querySelector<HTMLElement>('.consent input')?.focus()
  }

  return (
    <form
      ref={form}
      class="page-part link-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <p>メールからお越しくださり、ありがとうございます。ご注文番号のご入力はいりません。</p>
      <Agreement
        info={info}
        agreed={agreed}
        error={missing && !agreed ? AGREEMENT_MISSING : undefined}
        onChange={setAgreed}
      />
      {trouble && !busy && <Notice kind="trouble">{trouble.text}</Notice>}
      <Button kind="primary" type="submit" busy={busy}>
        {busy ? '確かめています' : 'つなぐ'}
      </Button>
      <Button kind="quiet" onClick={onOtherWay}>
        ご注文番号でつなぐ
      </Button>
    </form>
  )
}
