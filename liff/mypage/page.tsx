/** What does the shop know about me, what comes next, and what may I decide? The customer's own page. */

import { useState } from 'preact/hooks'
import type { MyPage } from '../../bot/core/liff-pages.ts'
import type { PageProps } from '../app/page.ts'
import { Loaded, PageBody } from '../shared/page-body.tsx'
import { nowOf } from '../shared/shop-clock.ts'
import { useLoad } from '../shared/use-load.ts'
import { ContractCard } from './contract.tsx'
import { Goodbye, type Left } from './goodbye.tsx'
import { Greeting, Invitation } from './greeting.tsx'
import { Learned } from './learned.tsx'
import { LeaveButtons } from './leave.tsx'
import './mypage.css'
import { Orders } from './orders.tsx'
import { SettingsCard } from './settings.tsx'
import { Ways } from './ways.tsx'

export default function Page(props: PageProps) {
  const { api } = props
  const load = useLoad(() => api.get<MyPage>('/me'))
  const [left, setLeft] = useState<Left | undefined>(undefined)
  if (left) return <Goodbye left={left} liff={props.liff} />
  return (
    <PageBody title="マイページ">
      <Loaded load={load} what="マイページを" lines={12}>
        {(me) => <Me {...props} me={me} onLeft={setLeft} />}
      </Loaded>
    </PageBody>
  )
}

function Me({ me, api, liff, session, onLeft }: PageProps & { me: MyPage; onLeft: (left: Left) => void }) {
  const now = nowOf(me)
  return (
    <>
      <Greeting me={me} />
      <Invitation me={me} />
      {me.contract && <ContractCard contract={me.contract} now={now} />}
      <Orders me={me} now={now} />
      <Learned learned={me.learned} now={now} />
      <Ways me={me} />
      <SettingsCard
        settings={me.settings}
        friend={session.customer.friend}
        save={(change) => api.patch('/settings', change)}
      >
        <LeaveButtons linked={me.linked} api={api} liff={liff} onLeft={onLeft} />
      </SettingsCard>
    </>
  )
}
