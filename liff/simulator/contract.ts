/** What do the bot's /simulator/api and the stand-in for LINE tell this page? */

import type { Message, RichMenu } from './line-message.ts'

export interface Customer {
  id: string
  name: string
  line_user_id?: string | null
  label: string
  stage: number
  /** What there is to see, of those who are shown first. */
  about?: string
}

export interface Product {
  sku: string
  name: string
  price_yen: number
  trial: boolean
  subscription: boolean
}

/** GET /simulator/api/state */
export interface ShopState {
  now: string
  shop: { name: string; concierge: string; color: string }
  /** Origin of the stand-in. */
  standIn: string
  /** Without one, pages inside LINE do not exist here. */
  liff_id?: string
  /** An order in the shop that this friend has not joined yet. */
  try_link?: { name: string; number: string; phone: string }
  customers: Customer[]
  products: Product[]
}

export type DecisionStatus = 'sent' | 'held' | 'denied' | 'skipped' | 'failed' | 'unknown' | 'sending' | 'listed'

export interface Decision {
  at: string
  scenario: string
  step: string
  purpose?: string
  status: DecisionStatus
  code?: string | null
  message?: string | null
  until?: string | null
}

export interface Upcoming {
  scenario: string
  step: string
  purpose?: string
  /** Present when it goes only to some: the branch is taken at its moment. */
  when?: unknown
  at: string
}

export interface Enrollment {
  scenario: string
  name: string
  /** `active`, `finished` or `ended`. */
  status: string
  day: number
}

/** GET /simulator/api/customers/:id */
export interface CustomerDetail extends Customer {
  max_stage?: number | null
  /** Calendar days since the last order. */
  days?: number | null
  purchases: number
  subscription: boolean
  positives: number
  enrollments: Enrollment[]
  upcoming: Upcoming[]
  /** Newest first. */
  decisions: Decision[]
}

/** POST /simulator/api/travel */
export interface TravelResult {
  now: string
  ticks: number
  sent: number
  held: number
  denied: number
  skipped: number
  failed: number
}

/** GET /phone/users */
export interface PhoneUser {
  userId: string
  displayName: string
  pictureUrl?: string
  friend: boolean
  blocked: boolean
  unread: number
}

export interface ChatMessage {
  id: string
  from: 'shop' | 'me' | 'system'
  at: string
  readAt?: string
  message: Message
  unsent?: boolean
}

/** GET /phone/users/:id/chat */
export interface Chat {
  user: PhoneUser
  now: string
  messages: ChatMessage[]
  quickReply?: Message['quickReply']
  richMenu?: RichMenu
  /** The shop is writing: shown until this moment. */
  typing?: string
}
