/** With whom is a scenario tried out? Customers as plain data, their days counted from the day the scenario begins. */

/** Stands for one of the shop's own products, so that the same people fit every shop. */
export type Role = 'trial' | 'regular' | 'subscription'

export interface PersonaOrder {
  day: number
  /** Tokyo time; 10:00 when left out. */
  time?: string
  /** A role, or a code of shop.yaml. */
  product?: Role | (string & {})
  /** Reported by the shop; without it the arrival is estimated (DOMAIN §1.1). */
  deliveredAfter?: number
  cancelledOnDay?: number
}

export interface PersonaContract {
  day: number
  time?: string
  product?: Role | (string & {})
  /** The product's own cycle when left out. */
  cycleDays?: number
  cancelledOnDay?: number
}

export interface PersonaCoupon {
  day: number
  time?: string
  /** Id in coupons.yaml. */
  coupon: string
  validDays: number
}

export interface Opinion {
  /** 1 to 5. */
  satisfaction?: number
  nps?: number
  intent?: number
}

/** Touches a button of a step that arrived. The first one that fits counts. */
export interface Tap {
  /** Only in this step; without it in any step that has the button. */
  step?: string
  /** Label of the button, or the signal it raises. */
  button: string
  afterHours: number
}

export interface Persona {
  id: string
  name: string
  /** Who this is, in one Japanese sentence. */
  about: string
  /** Not a friend on LINE when false. */
  friend?: boolean
  linked?: boolean
  emailConsent?: boolean
  /** Negative days lie before the beginning. */
  orders: readonly PersonaOrder[]
  subscription?: PersonaContract
  /** In the wallet already, not used. */
  coupons?: readonly PersonaCoupon[]
  /** Answers to surveys outside this scenario. */
  answers?: readonly (Opinion & { day: number; time?: string })[]
  /** How any survey of the scenario is answered. */
  answersSurveys?: Opinion & { afterHours: number }
  /** Seen without a tap, such as a tick by the shop's people. */
  signals?: readonly { day: number; time?: string; name: string }[]
  taps?: readonly Tap[]
  turns?: readonly { day: number; time?: string; does: 'blocks' | 'comes_back' | 'stops' | 'resumes' }[]
  referrals?: number
}

const FIRST_ORDER: PersonaOrder = { day: 0, product: 'trial' }

/** The typical customer of DOMAIN §1.5: ordered on day 0, arrived on day 3, used on day 3, does not buy again. */
const typicalUsed: Persona = {
  id: 'typical_used',
  name: '佐藤 あかね',
  about: '標準のお客さま：届いた日から使いはじめ、ほかのお返事や2回目のご注文はない方です。',
  orders: [FIRST_ORDER],
  signals: [{ day: 3, time: '19:00', name: 'used' }],
}

const typicalUnused: Persona = {
  id: 'typical_unused',
  name: '高橋 のぞみ',
  about: '標準のお客さま：お返事も2回目のご注文もない方です。',
  orders: [FIRST_ORDER],
}

/** The most telling of the demo shop's people (DOMAIN §6.1). */
const feels: Persona = {
  id: 'feels',
  name: '鈴木 由美',
  about: '届いた日から使い、手ざわりの違いを感じ、アンケートにも満足とお答えになる方です。',
  orders: [FIRST_ORDER],
  taps: [
    { button: 'used', afterHours: 2 },
    { button: 'success_felt', afterHours: 1 },
  ],
  answersSurveys: { afterHours: 1, satisfaction: 5, nps: 9 },
}

const unhappy: Persona = {
  id: 'unhappy',
  name: '井上 薫',
  about: '使ってみたものの、アンケートで満足度2・おすすめ度3とお答えになる方です。',
  orders: [FIRST_ORDER],
  taps: [{ button: 'used', afterHours: 2 }],
  answersSurveys: { afterHours: 1, satisfaction: 2, nps: 3 },
}

const buysAgain: Persona = {
  id: 'buys_again',
  name: '伊藤 さくら',
  about: '使いはじめて気に入り、14日目に本品をお買い上げになる方です。',
  orders: [FIRST_ORDER, { day: 14, time: '21:30', product: 'regular' }],
  taps: [
    { button: 'used', afterHours: 2 },
    { button: 'success_felt', afterHours: 1 },
  ],
}

const blocks: Persona = {
  id: 'blocks',
  name: '木村 望',
  about: '2日目に、LINEでお店をブロックなさる方です。',
  orders: [FIRST_ORDER],
  turns: [{ day: 2, time: '12:00', does: 'blocks' }],
}

const subscribes: Persona = {
  id: 'subscribes',
  name: '渡辺 恵',
  about: '使いはじめて気に入り、20日目の昼に定期便をお申し込みになる方です。',
  orders: [FIRST_ORDER],
  taps: [
    { button: 'used', afterHours: 2 },
    { button: 'success_felt', afterHours: 1 },
  ],
  subscription: { day: 20, time: '12:00' },
}

const stops: Persona = {
  id: 'stops',
  name: '林 結衣',
  about: '9日目に「配信停止」と送られる方です。',
  orders: [FIRST_ORDER],
  turns: [{ day: 9, time: '12:00', does: 'stops' }],
}

/** The order of the list is the order in which they are shown. */
export const PERSONAS: readonly Persona[] = [
  typicalUsed,
  typicalUnused,
  feels,
  unhappy,
  buysAgain,
  subscribes,
  blocks,
  stops,
]

export const personaById = (id: string): Persona | undefined => PERSONAS.find((persona) => persona.id === id)
