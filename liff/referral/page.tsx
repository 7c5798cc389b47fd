/** Whose card is it? With a code in the address somebody else's, to accept; without one my own, to pass on. */

import type { ReferralPage } from '../../bot/core/liff-pages.ts'
import type { PageProps } from '../app/page.ts'
import { Loaded, PageBody } from '../shared/page-body.tsx'
import { useLoad } from '../shared/use-load.ts'
import { Invited } from './invited.tsx'
import { OwnCard } from './own-card.tsx'
import './referral.css'

export default function Page({ api, liff }: PageProps) {
  const code = new URLSearchParams(location.search).get('code')?.trim().toUpperCase() || undefined
  // Both together, so that no button changes under the thumb.
  const load = useLoad(async () => {
    const asked = api.get<ReferralPage>(code ? `/referral?code=${encodeURIComponent(code)}` : '/referral')
    const [page, canShare] = await Promise.all([asked, code ? false : liff.canShare().catch(() => false)])
    return { page, canShare }
  })
  return (
    <PageBody title={code ? 'お友だちからのご紹介' : 'お友だちに紹介する'}>
      <Loaded load={load} what="ご紹介のページを" lines={7}>
        {({ page, canShare }) =>
          code ? (
            <Invited page={page} accept={() => api.post('/referral/accept', { code })} />
          ) : (
            <OwnCard page={page} share={canShare ? liff.share : undefined} />
          )
        }
      </Loaded>
    </PageBody>
  )
}
