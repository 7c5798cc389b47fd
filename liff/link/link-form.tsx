/** The order number and one proof of it; what is wrong stands at its field, and nothing typed is lost. */

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { LinkInfo, LinkRequest } from '../../bot/core/liff-pages.ts'
import { Button } from '../shared/button.tsx'
import { Field } from '../shared/field.tsx'
import { Notice } from '../shared/notice.tsx'
import { Agreement } from './agreement.tsx'
import { type DraftErrors, type LinkDraft, readDraft } from './draft.ts'
import type { LinkTrouble } from './link-trouble.ts'

interface Props {
  info: LinkInfo
  /** Outlives the form: who comes back from waiting corrects one digit, not all. */
  draft: LinkDraft
  onDraft: (change: (before: LinkDraft) => LinkDraft) => void
  busy: boolean
  /** Why the last try did not work. */
  trouble?: LinkTrouble
  onSend: (request: LinkRequest) => void
}

export function LinkForm({ info, draft, onDraft, busy, trouble, onSend }: Props) {
  const [errors, setErrors] = useState<DraftErrors>({})
  const form = useRef<HTMLFormElement>(null)
  const byPhone = draft.way === 'phone'

  useLayoutEffect(() => {
    if (Object.keys(errors).length > 0 || trouble?.field)
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [errors, trouble])

  // Agreed is agreed to these words, not to others.
  useEffect(() => onDraft((before) => ({ ...before, agreed: false })), [info.text_version])

  const set = (part: Partial<LinkDraft>) => onDraft((before) => ({ ...before, ...part }))
  /** Leaves the focus in the box it changed. */
  const otherWay = () => {
    set({ way: byPhone ? 'email' : 'phone' })
    setErrors({})
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('.link-proof input')?.focus())
  }

  function send() {
    if (busy) return
    const { errors: found, request } = readDraft(draft, info.text_version)
    setErrors(found)
    if (request) onSend(request)
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
      <Field
        label="ご注文番号"
        hint="お買い上げ明細書または注文確認メールにあります"
        value={draft.orderNumber}
        onInput={(orderNumber) => set({ orderNumber })}
        error={errors.orderNumber ?? atField(trouble, 'order_number')}
        inputMode="text"
        autocomplete="off"
        maxLength={60}
      />
      <div class="link-proof">
        {byPhone ? (
          <Field
            key="phone"
            label="お電話番号の下4けた"
            hint="ご注文のときのお電話番号"
            value={draft.phone}
            onInput={(phone) => set({ phone })}
            error={errors.proof ?? atField(trouble, 'proof')}
            inputMode="numeric"
            autocomplete="off"
            maxLength={20}
          />
        ) : (
          <Field
            key="email"
            label="メールアドレス"
            hint="ご注文のときのメールアドレス"
            value={draft.email}
            onInput={(email) => set({ email })}
            error={errors.proof ?? atField(trouble, 'proof')}
            type="email"
            inputMode="email"
            autocomplete="email"
            maxLength={200}
          />
        )}
        <Button kind="quiet" onClick={otherWay}>
          {byPhone ? 'メールアドレスで確かめる' : 'お電話番号の下4けたで確かめる'}
        </Button>
      </div>
      <Agreement info={info} agreed={draft.agreed} error={errors.agreed} onChange={(agreed) => set({ agreed })} />
      {trouble && !trouble.field && !busy && <Notice kind="trouble">{trouble.text}</Notice>}
      <Button kind="primary" type="submit" busy={busy}>
        {busy ? '確かめています' : 'つなぐ'}
      </Button>
    </form>
  )
}

const atField = (trouble: LinkTrouble | undefined, field: LinkTrouble['field']) =>
  trouble?.field === field ? trouble?.text : undefined
