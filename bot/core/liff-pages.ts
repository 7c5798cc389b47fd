/** What do the customer's pages say to the server, and what do they hear? One contract for `liff/` and `bot/routes/liff-*.ts`. */

import { z } from 'zod'

// ── who is there ────────────────────────────────────────────────────────────────────────────────────────

/** `GET /api/liff/config`: before anybody is known. */
export interface PageConfig {
  liff_id?: string
  /** Where another SDK than LINE's is loaded from: only the desk names one. */
  sdk?: string
  shop: { name: string; color: string; concierge: string }
}

/** `POST /api/liff/session`. An access token is the way out when the ID token is over inside LINE's browser (LINE §16.2). */
export const SessionRequest = z.union([
  z.strictObject({ id_token: z.string().min(1).max(5000) }),
  z.strictObject({ access_token: z.string().min(1).max(5000) }),
])

export interface Session {
  /** For `Authorization: Bearer`; the same is set as an HttpOnly cookie. */
  token: string
  expires_at: string
  customer: { display_name?: string; linked: boolean; friend: boolean }
}

// ── survey ──────────────────────────────────────────────────────────────────────────────────────────────

/** satisfaction, nps, rating5: a number; choice: its label; text: words; recall: words in order. */
export const AnswerValue = z.union([z.number(), z.string().max(2000), z.array(z.string().max(100)).max(10)])
export type AnswerValue = z.infer<typeof AnswerValue>

/** `PUT /api/liff/surveys/:id/draft` and `POST /api/liff/surveys/:id/responses`. */
export const SurveyAnswers = z.strictObject({
  answers: z.record(z.string().max(60), AnswerValue),
  /** 「お名前を伏せてご紹介してもよい」 */
  quotable: z.boolean().default(false),
  /** Agreed to leave answers to sensitive questions. */
  sensitive_agreed: z.boolean().default(false),
})
export type SurveyAnswers = z.infer<typeof SurveyAnswers>

export interface SheetQuestion {
  id: string
  kind: 'satisfaction' | 'nps' | 'rating5' | 'choice' | 'text' | 'recall'
  text: string
  low?: string
  high?: string
  /** Of a scale; of `recall` the number of words asked for is `max`. */
  min?: number
  max?: number
  choices?: string[]
  optional: boolean
  sensitive: boolean
}

/** One sitting of a survey. `id` is the invitation's. */
export interface SurveySheet {
  id: string
  name: string
  intro?: string
  closes_at?: string
  questions: SheetQuestion[]
  consent?: string
  /** Name of the coupon everybody gets who answers, whatever they say. */
  thanks_coupon?: string
  skippable: boolean
  draft?: Partial<SurveyAnswers>
}

/** `GET /api/liff/surveys/current`. */
export interface CurrentSurvey {
  survey?: SurveySheet
  /** The newest one is answered: what to show instead of an empty page. */
  answered_at?: string
  /** The newest one was not answered in time: a sentence that says so. */
  closed?: string
}

export interface SurveyThanks {
  text?: string
  coupon?: WalletCoupon
  /** What the shop says to the answers that were chosen. */
  replies: string[]
  /** True when this sitting had been answered before: the first answers stand. */
  repeated: boolean
}

// ── link ────────────────────────────────────────────────────────────────────────────────────────────────

/** `GET /api/liff/link`. */
export interface LinkInfo {
  linked: boolean
  /** A claim waits for the shop's next report of orders. */
  pending: boolean
  purposes: string[]
  policy_url?: string
  text_version: string
}

/** `POST /api/liff/link`: an order number and one proof of it, or a signed one-time token from a mail. */
export const LinkRequest = z.union([
  z.strictObject({
    order_number: z.string().trim().min(1).max(60),
    /** Last four digits of the telephone, or the e-mail address of the order. */
    proof: z.string().trim().min(1).max(200),
    agreed: z.literal(true),
    text_version: z.string().max(20),
  }),
  z.strictObject({ token: z.string().min(1).max(1000), agreed: z.literal(true), text_version: z.string().max(20) }),
])
export type LinkRequest = z.infer<typeof LinkRequest>

export interface LinkOutcome {
  outcome: 'linked' | 'already' | 'pending'
}

// ── wallet ──────────────────────────────────────────────────────────────────────────────────────────────

export interface WalletCoupon {
  id: string
  name: string
  /** Deadline and conditions, each a line. */
  lines: string[]
  code: string
  state: 'usable' | 'used' | 'expired'
  expires_at?: string
  used_at?: string
}

/** `GET /api/liff/coupons`: usable first, soonest deadline first. */
export interface Wallet {
  /** The shop's time: deadlines are counted from it and not from the telephone's clock. */
  now?: string
  coupons: WalletCoupon[]
}

// ── my page ─────────────────────────────────────────────────────────────────────────────────────────────

/** `GET /api/liff/me`. */
export interface MyPage {
  /** The shop's time. */
  now?: string
  name?: string
  linked: boolean
  /** 1 is the first; newest first. */
  orders: { number: number; on: string; products: string[]; total_yen?: number; renewal: boolean }[]
  /** A subscription; with the day of its next delivery, where the shop has told it. */
  contract?: { product: string; next_on?: string; change_url?: string }
  /** What the customer told us, by question. */
  learned: { question: string; answer: string; on: string }[]
  /** A word for those who have been with the shop for long. */
  special?: { title: string; text: string }
  settings: Settings
  /** The survey page has something to ask. */
  survey_waits: boolean
  referral_allowed: boolean
}

export interface Settings {
  /** Letters from the shop; notices about orders come in any case. */
  marketing: boolean
  /** Answers may be quoted without the name; undefined while there are none. */
  quotable?: boolean
}

/** `PATCH /api/liff/settings`. */
export const SettingsChange = z.strictObject({ marketing: z.boolean().optional(), quotable: z.boolean().optional() })

/** `POST /api/liff/unlink`, `POST /api/liff/forget`: LINE wants the person's own token to take back its permission (LINE §16.4). */
export const Leave = z.strictObject({ confirmed: z.literal(true), access_token: z.string().max(5000).optional() })

/** `POST /api/liff/taps`: the page was opened from this button. */
export const Tap = z.strictObject({ from: z.string().min(1).max(500) })

// ── referral ────────────────────────────────────────────────────────────────────────────────────────────

/** What a card gives, and for how long: two lines, each with breaks of its own. */
export interface Benefit {
  name: string
  valid: string
}

/** `GET /api/liff/referral`, for who recommends; with `?code=` for who was recommended to. */
export interface ReferralPage {
  /** The guard's sentence when it is too early. */
  refusal?: string
  card?: { title: string; text: string; friend_benefit: Benefit; own_benefit: Benefit; url: string; share_text: string }
  /** Friends who came with this card and bought. */
  friends: number
  /** Somebody else's card. */
  invitation?: { benefit: Benefit; accepted: boolean }
}

/** `POST /api/liff/referral/accept`. */
export const AcceptReferral = z.strictObject({ code: z.string().regex(/^[A-Z0-9]{6,16}$/) })
