/** Who moved to the next fan label by doing something, who drifted, and of how many? The four aims of DOMAIN §1.2 "Transitions". */

import { daysBetween, type JstDate, jstDate } from './calendar.ts'
import { type Metric, rate } from './metrics-rows.ts'
import type { LabelCause } from './start.ts'
import type { Label } from './vocabulary.ts'

/** One line of the label history. Lines in which only the stage changed do not matter here. */
export interface LabelChange {
  customerId: string
  /** Undefined for who is seen for the first time. */
  from?: Label
  to: Label
  cause: LabelCause
  at: Date
  /** Start of the newest contract after the change. */
  subscribedOn?: JstDate
}

export type Move = Pick<LabelChange, 'from' | 'to' | 'cause'> & { at: Date; subscribedOn?: JstDate }

/** What moved somebody, in the merchant's words. */
export const CAUSES: Readonly<Record<LabelCause, string>> = {
  purchase: 'お買い物',
  subscription_start: '定期便のお申し込み',
  subscription_end: '定期便の終わり',
  positive: 'よいお返事',
  aging: '日がたった',
  registration: 'ご登録',
  opt_out: '配信停止',
  block: 'ブロック',
  data_fix: '記録の訂正',
}

/** Time, a lost contract, a block and a stop move people as well, but nobody has moved them forward. */
const DRIFT_CAUSES: ReadonlySet<LabelCause> = new Set(['aging', 'subscription_end', 'block', 'opt_out'])

/** What who came back from 一時離脱 as a フォロワー is called, for so many days (shop.yaml `returned_days`). */
export const RETURNED = '復帰フォロワー'

/** 復帰: back from 一時離脱 by buying, or straight into a contract, whichever of the two the cart tells first. */
export const isReturn = ({ from, to, cause }: Pick<Move, 'from' | 'to' | 'cause'>): boolean =>
  from === 'lapsed' && to !== 'lapsed' && (cause === 'purchase' || cause === 'subscription_start')

/** A corrected record is no move of the customer at all. */
const isCorrection = ({ cause }: Pick<Move, 'cause'>): boolean => cause === 'data_fix'

interface Aim {
  /** Where a success may begin: whoever held one of these at the first instant is in the denominator. */
  from: readonly Label[]
  isSuccess: (move: Move, transitionDays: number) => boolean
  /** A way that leads there only later, or elsewhere; told beside the rate. */
  besides?: (move: Move) => boolean
}

const leads = ({ from, to }: Move, starts: readonly Label[], goal: Label): boolean =>
  to === goal && from !== undefined && starts.includes(from)

const TO_SUPPORTER = ['follower', 'visitor', 'subscriber_new'] as const satisfies Label[]
const SUBSCRIBERS: readonly Label[] = ['subscriber_new', 'subscriber_stalled', 'supporter', 'partner']

/** The table of DOMAIN §1.2, line by line. */
export const AIMS = {
  'visitor>follower': {
    from: ['visitor'],
    isSuccess: (move) => leads(move, ['visitor'], 'follower') && move.cause === 'purchase',
  },
  'follower>supporter': {
    from: TO_SUPPORTER,
    isSuccess: (move, transitionDays) =>
      leads(move, TO_SUPPORTER, 'supporter') &&
      !DRIFT_CAUSES.has(move.cause) &&
      move.subscribedOn !== undefined &&
      daysBetween(move.subscribedOn, jstDate(move.at)) <= transitionDays,
    // Half of the way: フォロワー→定期スタート.
    besides: (move) => leads(move, ['follower'], 'subscriber_new') && !DRIFT_CAUSES.has(move.cause),
  },
  'supporter>partner': {
    from: ['supporter'],
    isSuccess: (move) =>
      leads(move, ['supporter'], 'partner') && (move.cause === 'purchase' || move.cause === 'positive'),
  },
  'lapsed>follower': {
    from: ['lapsed'],
    isSuccess: (move) => leads(move, ['lapsed'], 'follower') && move.cause === 'purchase',
    // They came back straight to a subscription; as long as its first delivery is not confirmed, it stands still.
    besides: (move) => isReturn(move) && SUBSCRIBERS.includes(move.to),
  },
} as const satisfies Record<string, Aim>
export type AimName = keyof typeof AIMS

const AIM_NAMES = Object.keys(AIMS) as AimName[]
const aimOf = (name: AimName): Aim => AIMS[name]

export interface AimCount {
  /** Of the customers who held a label of `from` at the period's first instant, those who succeeded in it. */
  rate: Metric
  /** Everybody who succeeded, whatever they held at the first instant. */
  successes: number
  /** 期間内流入: who entered the label and left it again inside the period, in no denominator; and who of them succeeded. */
  inflow: { left: number; successes: number }
  /** The half way to supporter; back from a lapse straight into a subscription. */
  besides?: number
}

export interface Drift {
  from: Label
  to: Label
  cause: LabelCause
  customers: number
}

export interface TransitionCounts {
  aims: Record<AimName, AimCount>
  /** Most customers first. */
  drift: Drift[]
  /** Customers whose label was corrected (data_fix): neither success nor drift. */
  corrected: number
}

/** How many customers held which label at one instant. */
export type Holders = Partial<Record<Label, number>>

/** Counts changes as they come, oldest first. What it keeps is a word for each customer who moved, not their rows. */
export class TransitionCount {
  /** What each customer who moved held at the first instant. */
  readonly #held = new Map<string, Label | undefined>()
  readonly #aims = new Map(
    AIM_NAMES.map((name) => [name, { won: new Set<string>(), left: new Set<string>(), besides: new Set<string>() }]),
  )
  readonly #drift = new Map<string, Set<string>>()
  readonly #corrected = new Set<string>()
  readonly #transitionDays: number

  /** @param transitionDays shop.yaml `transition_days` */
  constructor(transitionDays: number) {
    this.#transitionDays = transitionDays
  }

  /** @param change of the period, not before any that was added already */
  add({ customerId, ...move }: LabelChange): void {
    if (!this.#held.has(customerId)) this.#held.set(customerId, move.from)
    if (move.from === move.to || move.from === undefined) return
    if (isCorrection(move)) {
      this.#corrected.add(customerId)
      return
    }
    for (const [name, sets] of this.#aims) {
      const { from, isSuccess, besides } = aimOf(name)
      if (isSuccess(move, this.#transitionDays)) sets.won.add(customerId)
      if (besides?.(move)) sets.besides.add(customerId)
      if (from.includes(move.from) && !from.includes(move.to)) sets.left.add(customerId)
    }
    if (!DRIFT_CAUSES.has(move.cause)) return
    const key = `${move.from} ${move.to} ${move.cause}`
    this.#drift.set(key, (this.#drift.get(key) ?? new Set()).add(customerId))
  }

  /** @param holders at the period's first instant */
  counts(holders: Holders): TransitionCounts {
    const aims = Object.fromEntries(
      [...this.#aims].map(([name, { won, left, besides }]): [string, AimCount] => {
        const { from, besides: asked } = aimOf(name)
        const wasThere = (id: string) => from.includes(this.#held.get(id) as Label)
        const count = (ids: Set<string>, holds: (id: string) => boolean) => [...ids].filter(holds).length
        const held = from.reduce((sum, label) => sum + (holders[label] ?? 0), 0)
        return [
          name,
          {
            rate: rate(count(won, wasThere), held),
            successes: won.size,
            inflow: { left: count(left, (id) => !wasThere(id)), successes: count(won, (id) => !wasThere(id)) },
            ...(asked ? { besides: besides.size } : {}),
          },
        ]
      }),
    ) as Record<AimName, AimCount>
    const drift = [...this.#drift].map(([key, { size }]) => {
      const [from, to, cause] = key.split(' ') as [Label, Label, LabelCause]
      return { from, to, cause, customers: size }
    })
    return { aims, drift: drift.sort((one, other) => other.customers - one.customers), corrected: this.#corrected.size }
  }
}

/** Whether this move is a success of `transition:from>to`: by the aim's own rule, any other pair when the customer did something. */
export function isTransition(move: Move, pair: { from: string; to: string }, transitionDays: number): boolean {
  const name = `${pair.from}>${pair.to}`
  if (isCorrection(move)) return false
  if (Object.hasOwn(AIMS, name)) return aimOf(name as AimName).isSuccess(move, transitionDays)
  return move.from === pair.from && move.to === pair.to && !DRIFT_CAUSES.has(move.cause)
}

/** Where `transition:from>to` may begin. */
export const startsOf = ({ from, to }: { from: string; to: string }): readonly Label[] => {
  const name = `${from}>${to}`
  return Object.hasOwn(AIMS, name) ? aimOf(name as AimName).from : [from as Label]
}

/** How many of those who held a starting label at any time of a period moved on in it: what a hypothesis is measured by. */
export class PairCount {
  readonly #pair: { from: string; to: string }
  readonly #transitionDays: number
  readonly #starts: readonly Label[]
  /** Moved in the period; true when they held a starting label before it. */
  readonly #seen = new Map<string, boolean>()
  readonly #entered = new Set<string>()
  readonly #won = new Set<string>()
  #newcomers = 0

  constructor(pair: { from: string; to: string }, transitionDays: number) {
    this.#pair = pair
    this.#transitionDays = transitionDays
    this.#starts = startsOf(pair)
  }

  /** @param change of the period, oldest first */
  add({ customerId, ...move }: LabelChange): void {
    const begins = (label: Label | undefined) => label !== undefined && this.#starts.includes(label)
    if (!this.#seen.has(customerId)) this.#seen.set(customerId, begins(move.from))
    if (begins(move.to) && !this.#seen.get(customerId) && move.cause !== 'data_fix') this.#entered.add(customerId)
    if (isTransition(move, this.#pair, this.#transitionDays)) this.#won.add(customerId)
  }

  /** @param customers who were seen for the first time in the period with a starting label, and have not moved since */
  addNewcomers(customers: number): void {
    this.#newcomers += customers
  }

  /** @param holders at the period's first instant */
  rate(holders: Holders): Metric {
    const held = this.#starts.reduce((sum, label) => sum + (holders[label] ?? 0), 0)
    const won = [...this.#won].filter((id) => this.#seen.get(id) || this.#entered.has(id))
    return rate(won.length, held + this.#entered.size + this.#newcomers)
  }

  hasWon(customerId: string): boolean {
    return this.#won.has(customerId)
  }
}
