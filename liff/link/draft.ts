/** Is what was typed enough to be asked about, and what leaves the telephone? Never more than the proof needs. */

import type { LinkRequest } from '../../bot/core/liff-pages.ts'

export interface LinkDraft {
  orderNumber: string
  way: 'phone' | 'email'
  phone: string
  email: string
  agreed: boolean
}

export type DraftErrors = Partial<Record<'orderNumber' | 'proof' | 'agreed', string>>

export const EMPTY: LinkDraft = { orderNumber: '', way: 'phone', phone: '', email: '', agreed: false }

export const AGREEMENT_MISSING = 'つなぐには、こちらへのチェックをお願いいたします。'

export function readDraft(draft: LinkDraft, textVersion: string): { errors: DraftErrors; request?: LinkRequest } {
  const order_number = draft.orderNumber.normalize('NFKC').trim()
  const proof = draft.way === 'phone' ? lastFour(draft.phone) : mailAddress(draft.email)
  const errors: DraftErrors = {}
  if (order_number === '') errors.orderNumber = 'ご注文番号をご入力ください。'
  if (proof === undefined)
    errors.proof =
      draft.way === 'phone'
        ? 'お電話番号の下4けたを、数字でご入力ください。'
        : 'メールアドレスを「name@example.jp」の形でご入力ください。'
  if (!draft.agreed) errors.agreed = AGREEMENT_MISSING
  const complete = proof !== undefined && Object.keys(errors).length === 0
  return complete ? { errors, request: { order_number, proof, agreed: true, text_version: textVersion } } : { errors }
}

/** Who types the whole number has proved as much with its end. */
function lastFour(typed: string): string | undefined {
  const digits = typed.normalize('NFKC').replaceAll(/\D/g, '')
  return digits.length >= 4 ? digits.slice(-4) : undefined
}

function mailAddress(typed: string): string | undefined {
  const address = typed.normalize('NFKC').replaceAll(/\s/g, '')
  return /^[^@]+@[^@]+\.[^@]+$/.test(address) ? address : undefined
}
