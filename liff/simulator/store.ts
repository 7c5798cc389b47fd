/** What can be done on this page? One action at a time; each ends with a fresh look at everything. */

import { signal } from '@preact/signals'
import { type ApiProblem, postJson } from '../shared/api.ts'
import type { ToastContent } from '../shared/toast.tsx'
import type { Product, TravelResult } from './contract.ts'
import { asProblem, BOT, createData } from './data.ts'

export type Busy = 'buy' | 'travel' | 'phone'
export type Store = ReturnType<typeof createStore>

const HOLD_TOAST = 5000
/** A week of a large shop on a slow machine. */
const LONG_TRIP = 10 * 60_000

export function createStore() {
  const data = createData()
  const busy = signal<Busy | undefined>(undefined)
  const toast = signal<ToastContent | undefined>(undefined)
  const travelled = signal<TravelResult | undefined>(undefined)
  /** Address of the page that lies over the chat. */
  const sheet = signal<string | undefined>(undefined)
  const draft = signal('')
  /** Rises when the customer does something: the chat then goes to its end. */
  const nudge = signal(0)

  function select(id: string) {
    if (id === data.selectedId.value) return
    data.selectedId.value = id
    data.chat.value = undefined
    data.detail.value = undefined
    sheet.value = undefined
    draft.value = ''
    history.replaceState(undefined, '', `#${encodeURIComponent(id)}`)
    void data.load()
  }

  const closeToast = () => {
    toast.value = undefined
  }
  function say(kind: ToastContent['kind'], text: string) {
    const shown = { kind, text }
    toast.value = shown
    if (kind === 'done') setTimeout(() => toast.value === shown && closeToast(), HOLD_TOAST)
  }

  /** @param what the thing that may fail, with its particle: 「ご注文が」 */
  async function act<T>(kind: Busy, what: string, work: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = kind
    closeToast()
    try {
      return await work()
    } catch (error) {
      say('problem', `${what}できませんでした。${howToGoOn(asProblem(error))}`)
      return undefined
    } finally {
      await data.load()
      busy.value = undefined
    }
  }

  const toPhone = (what: string, path: string, body: object = {}) =>
    act('phone', what, async () => {
      nudge.value += 1
      await postJson(data.mine(path), body)
    })

  const buy = (product: Product) =>
    act('buy', 'ご注文が', async () => {
      await postJson(`${BOT}/buy`, { customer_id: data.selectedId.value, sku: product.sku })
      say('done', `「${product.name}」を注文しました。日をすすめると、お店から届きます。`)
    })

  const travel = (trip: { days: number } | { to: 'next' }) =>
    act('travel', '日をすすめることが', async () => {
      nudge.value += 1
      const customer_id = data.selectedId.value
      travelled.value = await postJson<TravelResult>(`${BOT}/travel`, { ...trip, customer_id }, LONG_TRIP)
    })

  return { ...data, busy, toast, travelled, sheet, draft, nudge, select, say, closeToast, toPhone, buy, travel }
}

/** A refusal says itself what is wrong; for trouble on the way or inside, nothing was lost and trying again is right. */
function howToGoOn({ code, message }: ApiProblem): string {
  if (code === 'internal') return 'サーバーの中で問題がおきました。くわしくは、ターミナルの記録をご覧ください。'
  const trouble = ['unreachable', 'unknown', 'bug', 'unavailable'].includes(code)
  return trouble ? `${message}これまでの内容は残っています。少し待って、もう一度お試しください。` : message
}
