/** The page: a customer's telephone, and beside it the day, the shop and the reasons. */

import { useEffect } from 'preact/hooks'
import { applyBrand } from '../shared/brand.ts'
import { ErrorState } from '../shared/error-state.tsx'
import { Toast } from '../shared/toast.tsx'
import { Announcer } from './announcer.tsx'
import { BuyCard } from './buy-card.tsx'
import { useStore } from './context.ts'
import { DayDock } from './day-dock.tsx'
import { FriendsCard } from './friends-card.tsx'
import { Phone } from './phone.tsx'
import { UpcomingCard } from './upcoming-card.tsx'
import { watchPhone } from './watch-phone.ts'
import { WhoCard } from './who-card.tsx'
import { WhyCard } from './why-card.tsx'

/** How often the shown time follows, in milliseconds. */
const CLOCK = 10_000

export function Simulator() {
  const store = useStore()
  const { state, problem, toast } = store
  const standIn = state.value?.standIn
  const color = state.value?.shop.color

  useEffect(() => void store.load(), [store])
  useEffect(() => (standIn ? watchPhone(store, standIn) : undefined), [store, standIn])
  useEffect(() => {
    const timer = setInterval(store.touch, CLOCK)
    return () => clearInterval(timer)
  }, [store])
  useEffect(() => {
    if (color) applyBrand(color)
  }, [color])

  if (problem.value && !state.value)
    return (
      <main class="alone">
        <ErrorState
          title="シミュレーターを開けませんでした"
          hint={`${problem.value.message}注文やメッセージは、そのまま残っています。「npm start」が動いているかをご確認ください。`}
          onRetry={store.load}
        />
      </main>
    )
  return (
    <main class="desk">
      <Phone />
      <DayDock />
      <div class="desk-first">
        <BuyCard />
        <UpcomingCard />
      </div>
      <div class="desk-second">
        <WhoCard />
        <WhyCard />
        <FriendsCard />
      </div>
      <Announcer />
      <Toast toast={toast.value} onClose={store.closeToast} />
    </main>
  )
}
