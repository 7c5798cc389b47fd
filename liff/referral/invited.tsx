/** A friend's card: what it gives, one tap to take it, and where it lies then. */

import { useEffect, useRef, useState } from 'preact/hooks'
import type { Benefit, ReferralPage } from '../../bot/core/liff-pages.ts'
import { Button } from '../shared/button.tsx'
import { EmptyState } from '../shared/empty-state.tsx'
import { Icon } from '../shared/icon.tsx'
import { Notice } from '../shared/notice.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { troubleText } from '../shared/trouble.ts'
import { asProblem } from '../shared/use-load.ts'

interface Props {
  page: ReferralPage
  accept: () => Promise<unknown>
}

export function Invited({ page: { invitation, refusal }, accept }: Props) {
  const [accepted, setAccepted] = useState(invitation?.accepted ?? false)
  if (!invitation)
    return (
      <NotForYou
        sentence={refusal ?? 'このご紹介カードは、いまはお使いいただけません。リンクをもう一度お確かめください。'}
      />
    )
  if (accepted) return <InWallet benefit={invitation.benefit} fresh={!invitation.accepted} />
  return <Offer benefit={invitation.benefit} accept={accept} onAccepted={() => setAccepted(true)} />
}

interface OfferProps {
  benefit: Benefit
  accept: () => Promise<unknown>
  onAccepted: () => void
}

function Offer({ benefit, accept, onAccepted }: OfferProps) {
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string | undefined>(undefined)
  const [trouble, setTrouble] = useState<string | undefined>(undefined)

  async function take() {
    setBusy(true)
    setTrouble(undefined)
    try {
      await accept()
      onAccepted()
    } catch (error) {
      const problem = asProblem(error)
      // A considered no stays; only what went wrong on the way is worth another tap.
      if (problem.code === 'conflict' || problem.code === 'not_found') setRefused(problem.message)
      else setTrouble(troubleText(problem))
    } finally {
      setBusy(false)
    }
  }

  if (refused) return <NotForYou sentence={refused} fresh />
  return (
    <>
      <section class="referral-card invited-card">
        <Icon name="gift" size={40} />
        <p>お友だちから、はじめての方への特典が届いています。</p>
        <p class="invited-benefit">{benefit.name}</p>
        <p>{benefit.valid}</p>
        <p class="small soft">紹介特典のあるご案内です。ご紹介くださった方にも、特典をお贈りします。</p>
      </section>
      {trouble && <Notice kind="trouble">{trouble}</Notice>}
      <div class="page-actions">
        <Button kind="primary" busy={busy} onClick={take}>
          {busy ? '受け取っています' : '受け取る'}
        </Button>
      </div>
      <p class="small soft">お受け取りになっても、ご購入のお約束にはなりません。</p>
    </>
  )
}

function InWallet({ benefit, fresh }: { benefit: Benefit; fresh: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (fresh) heading.current?.focus({ preventScroll: true })
  }, [fresh])
  return (
    <>
      <section class="referral-card invited-card">
        <Icon name="check" size={40} />
        <h2 ref={heading} tabIndex={-1}>
          {fresh ? 'クーポンをお預けしました' : 'すでにお受け取りいただいています'}
        </h2>
        <p class="invited-benefit">{benefit.name}</p>
        <p>{benefit.valid}</p>
      </section>
      <div class="page-actions">
        <PageLink href="/liff/wallet" kind="primary" icon="tag">
          クーポンを見る
        </PageLink>
      </div>
    </>
  )
}

/** @param fresh it answers a tap: read from here */
function NotForYou({ sentence, fresh = false }: { sentence: string; fresh?: boolean }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (fresh) place.current?.focus({ preventScroll: true })
  }, [fresh])
  return (
    <div ref={place} class="referral-state" tabIndex={-1}>
      <EmptyState icon="gift" title={sentence} />
      <PageLink href="/liff/wallet" kind="quiet">
        クーポンを見る
      </PageLink>
    </div>
  )
}
