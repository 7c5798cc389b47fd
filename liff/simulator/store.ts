/** What does the page know, and what can be done from it? Signals in, actions out; the drawing is elsewhere. */

import { computed, signal } from '@preact/signals'
import { ApiProblem, getJson, postJson } from '../shared/api.ts'
import type { ToastContent } from '../shared/toast.tsx'
import type { Chat, CustomerDetail, PhoneUser, Product, ShopState, TravelResult } from './contract.ts'

export type Busy = 'buy' | 'travel' | 'phone'
export type Store = ReturnType<typeof createStore>

const BOT = '/simulator/api'
const HOLD_TOAST = 6000

export function createStore() {
  const state = signal<ShopState | undefined>(undefined)
  const users = signal<PhoneUser[]>([])
  const selectedId = signal<string | undefined>(undefined)
  const detail = signal<CustomerDetail | undefined>(undefined)
  const chat = signal<Chat | undefined>(undefined)
  const problem = signal<ApiProblem | undefined>(undefined)
  const busy = signal<Busy | undefined>(undefined)
  const toast = signal<ToastContent | undefined>(undefined)
  const travelled = signal<TravelResult | undefined>(undefined)
  const sheet = signal<string | undefined>(undefined)
  const draft = signal('')
  /** Rises when the customer does something: the chat then goes to its end. */
  const nudge = signal(0)

  const customer = computed(() => state.value?.customers.find(({ id }) => id === selectedId.value))
  const userId = computed(() => customer.value?.line_user_id ?? undefined)
  const now = computed(() => state.value?.now ?? new Date().toISOString())
  const phone = (path = '') => `${state.value?.standIn}/phone/users${path}`
  const mine = (path: string) => phone(`/${userId.value}${path}`)

  async function loadChat() {
    const wanted = userId.value
    const answer = wanted ? await getJson<Chat>(phone(`/${wanted}/chat`)) : undefined
    if (wanted !== userId.value) return
    chat.value = answer
    if (answer && answer.user.unread > 0 && document.visibilityState === 'visible') await postJson(mine('/read'))
  }

  async function loadDetail() {
    const wanted = selectedId.value
    const answer = wanted ? await getJson<CustomerDetail>(`${BOT}/customers/${wanted}`) : undefined
    if (wanted === selectedId.value) detail.value = answer
  }

  const loadUsers = async () => {
    users.value = await getJson<PhoneUser[]>(phone())
  }

  async function load() {
    try {
      state.value = await getJson<ShopState>(`${BOT}/state`)
      selectedId.value ??= firstChoice(state.value)
      await Promise.all([loadUsers(), loadChat(), loadDetail()])
      problem.value = undefined
    } catch (error) {
      problem.value = asProblem(error)
    }
  }

  function select(id: string) {
    if (id === selectedId.value) return
    selectedId.value = id
    chat.value = undefined
    detail.value = undefined
    sheet.value = undefined
    draft.value = ''
    history.replaceState(undefined, '', `#${encodeURIComponent(id)}`)
    void load()
  }

  function say(kind: ToastContent['kind'], text: string) {
    const shown = { kind, text }
    toast.value = shown
    if (kind === 'done') setTimeout(() => toast.value === shown && closeToast(), HOLD_TOAST)
  }
  const closeToast = () => {
    toast.value = undefined
  }

  /** Runs one action at a time; a failure says what happened, and that pressing again is safe. */
  async function act<T>(kind: Busy, what: string, work: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = kind
    closeToast()
    try {
      const result = await work()
      await load()
      return result
    } catch (error) {
      say('problem', `${what}できませんでした。${asProblem(error).message}少し待って、もう一度お試しください。`)
      await load()
      return undefined
    } finally {
      busy.value = undefined
    }
  }

  const toPhone = (what: string, path: string, body: object = {}) =>
    act('phone', what, async () => {
      await postJson(mine(path), body)
      nudge.value += 1
    })

  return {
    state,
    users,
    selectedId,
    detail,
    chat,
    problem,
    busy,
    toast,
    travelled,
    sheet,
    draft,
    nudge,
    customer,
    userId,
    now,
    load,
    select,
    say,
    closeToast,
    toPhone,
    /** After the stand-in reported a change. */
    async refresh(changed?: string) {
      await Promise.all([
        loadUsers(),
        changed === undefined || changed === userId.value ? loadChat() : undefined,
        loadDetail(),
      ])
    },
    buy: (product: Product) =>
      act('buy', 'ご注文', async () => {
        await postJson(`${BOT}/buy`, { customer_id: selectedId.value, sku: product.sku })
        say('done', `「${product.name}」を注文しました。`)
      }),
    travel: (to: { days: number } | { to: 'next' }) =>
      act('travel', '日をすすめることが', async () => {
        nudge.value += 1
        travelled.value = await postJson<TravelResult>(`${BOT}/travel`, to)
      }),
  }
}

const asProblem = (error: unknown) =>
  error instanceof ApiProblem ? error : new ApiProblem('bug', '思いがけない問題がおきました。')

/** The one in the address, else the first who can be talked to. */
function firstChoice({ customers }: ShopState): string | undefined {
  const asked = decodeURIComponent(location.hash.slice(1))
  const known = customers.find(({ id }) => id === asked) ?? customers.find((one) => one.line_user_id) ?? customers[0]
  return known?.id
}
