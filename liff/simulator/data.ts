/** What does the page know, and how does it learn it? Signals, filled from the bot and from the stand-in for LINE. */

import { batch, computed, signal } from '@preact/signals'
import { ApiProblem, getJson, postJson } from '../shared/api.ts'
import type { Chat, CustomerDetail, PhoneUser, ShopState } from './contract.ts'

export const BOT = '/simulator/api'

export function createData() {
  const state = signal<ShopState | undefined>(undefined)
  const users = signal<PhoneUser[]>([])
  const selectedId = signal<string | undefined>(undefined)
  const detail = signal<CustomerDetail | undefined>(undefined)
  const chat = signal<Chat | undefined>(undefined)
  const problem = signal<ApiProblem | undefined>(undefined)
  /** The shop's clock runs on from what the bot said last. */
  const learntAt = signal(0)
  const tick = signal(0)

  const customer = computed(() => state.value?.customers.find(({ id }) => id === selectedId.value))
  const userId = computed(() => customer.value?.line_user_id ?? undefined)
  const now = computed(() => {
    const elapsed = Math.max(0, tick.value - learntAt.value)
    return new Date((state.value ? Date.parse(state.value.now) : learntAt.value) + elapsed).toISOString()
  })
  const phone = (path = '') => `${state.value?.standIn}/phone/users${path}`
  const mine = (path: string) => phone(`/${userId.value}${path}`)

  /** Of several answers under way, only the one asked for last counts. */
  function newest<T>(fill: (answer: T) => void) {
    let asked = 0
    return async (asking: Promise<T>) => {
      const turn = ++asked
      const answer = await asking
      if (turn === asked) fill(answer)
    }
  }
  const fillUsers = newest<PhoneUser[]>((answer) => {
    users.value = answer
  })
  const fillDetail = newest<CustomerDetail | undefined>((answer) => {
    detail.value = answer
  })
  const fillChat = newest<Chat | undefined>((answer) => {
    chat.value = answer
  })

  async function loadChat() {
    await fillChat(userId.value ? getJson<Chat>(mine('/chat')) : Promise.resolve(undefined))
    const looking = document.visibilityState === 'visible'
    if (looking && chat.value && chat.value.user.unread > 0) await postJson(mine('/read'))
  }

  const loadDetail = () =>
    fillDetail(
      selectedId.value
        ? getJson<CustomerDetail>(`${BOT}/customers/${encodeURIComponent(selectedId.value)}`)
        : Promise.resolve(undefined),
    )

  async function load() {
    try {
      const phoneOf = userId.value
      const learnt = await getJson<ShopState>(`${BOT}/state`)
      batch(() => {
        state.value = learnt
        learntAt.value = tick.value = Date.now()
        selectedId.value = stillThere(learnt, selectedId.value, phoneOf) ?? firstChoice(learnt)
      })
      await Promise.all([fillUsers(getJson<PhoneUser[]>(phone())), loadChat(), loadDetail()])
      problem.value = undefined
    } catch (error) {
      problem.value = asProblem(error)
    }
  }

  const touch = () => {
    tick.value = Date.now()
  }
  return { state, users, selectedId, detail, chat, problem, customer, userId, now, mine, load, loadChat, touch }
}

export const asProblem = (error: unknown) =>
  error instanceof ApiProblem ? error : new ApiProblem('bug', '思いがけない問題がおきました。')

/** Who joins their orders becomes another customer of the shop; the telephone in the hand stays the same. */
const stillThere = ({ customers }: ShopState, id: string | undefined, phoneOf: string | undefined) =>
  (customers.find((one) => one.id === id) ?? customers.find((one) => phoneOf && one.line_user_id === phoneOf))?.id

/** The one in the address, else somebody who can be talked to: where the story begins, or before the first order. */
function firstChoice({ customers }: ShopState): string | undefined {
  const asked = decodeURIComponent(location.hash.slice(1))
  const friends = customers.filter((one) => one.line_user_id)
  const best = friends.find(({ about }) => about !== undefined) ?? friends.find(({ label }) => label === 'prospect')
  return (customers.find(({ id }) => id === asked) ?? best ?? friends[0] ?? customers[0])?.id
}
