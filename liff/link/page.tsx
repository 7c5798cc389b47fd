/** How does a customer join orders and LINE? By number and proof, or by the link in a mail; then says what comes next. */

import { useState } from 'preact/hooks'
import type { LinkInfo, LinkOutcome, LinkRequest } from '../../bot/core/liff-pages.ts'
import type { PageProps } from '../app/page.ts'
import { Loaded, PageBody } from '../shared/page-body.tsx'
import { asProblem, useLoad } from '../shared/use-load.ts'
import { EMPTY } from './draft.ts'
import { JoinPicture } from './join-picture.tsx'
import './link.css'
import { LinkForm } from './link-form.tsx'
import { type LinkTrouble, linkTrouble } from './link-trouble.ts'
import { OneTap } from './one-tap.tsx'
import { Linked, Pending } from './outcome.tsx'

export default function Page({ api }: PageProps) {
  const load = useLoad(() => api.get<LinkInfo>('/link'))
  return (
    <PageBody title="ご注文とLINEをつなぐ">
      <Loaded load={load} what="このページを" lines={9}>
        {(info) => (
          <Link info={info} onStale={load.reload} send={(request) => api.post<LinkOutcome>('/link', request)} />
        )}
      </Loaded>
    </PageBody>
  )
}

interface LinkProps {
  info: LinkInfo
  send: (request: LinkRequest) => Promise<LinkOutcome>
  /** What was agreed to has another wording by now. */
  onStale: () => void
}

function Link({ info, send, onStale }: LinkProps) {
  const [outcome, setOutcome] = useState<LinkOutcome['outcome'] | undefined>(standing(info))
  const [fresh, setFresh] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<LinkTrouble | undefined>(undefined)
  const [token, setToken] = useState(new URLSearchParams(location.search).get('t') ?? undefined)

  async function onSend(request: LinkRequest) {
    setBusy(true)
    try {
      setOutcome((await send(request)).outcome)
      setFresh(true)
    } catch (error) {
      const found = linkTrouble(asProblem(error))
      setTrouble(found)
      if (found.stale) onStale()
    } finally {
      setBusy(false)
    }
  }
  const [draft, setDraft] = useState(EMPTY)
  const again = () => {
    setOutcome(undefined)
    setTrouble(undefined)
    setToken(undefined)
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.link-form input')?.focus())
  }

  if (outcome === 'pending') return <Pending fresh={fresh} onAgain={again} />
  if (outcome) return <Linked fresh={fresh && outcome === 'linked'} />
  const shared = { info, busy, trouble, onSend }
  return (
    <>
      <JoinPicture />
      <p class="page-lead">
        お届けのお知らせや、お買い上げの商品に合わせた使い方のご案内をお送りするために、ご注文とLINEのアカウントを結びつけます。
      </p>
      {token ? (
        <OneTap {...shared} token={token} onOtherWay={again} />
      ) : (
        <LinkForm {...shared} draft={draft} onDraft={setDraft} />
      )}
      <p class="small soft">贈りものとして受け取られた方は、ご注文者さまご本人にお手続きをお願いしてください。</p>
    </>
  )
}

const standing = ({ linked, pending }: LinkInfo) => (linked ? 'already' : pending ? 'pending' : undefined)
