/** What do the orders of a file say about the contracts they belong to, when it names each contract's state? (ecforce §2.2) */

import { oneContract } from '../core/one-contract.ts'
import { type ContractStatus, isAnonymous, type OrderInput, type SubscriptionInput } from '../core/order.ts'
import { Distinct } from './distinct.ts'

export interface SeenContract {
  contract: SubscriptionInput
  /** What its newest delivery brought, inserts among it: which of them is the product only the shop's list can tell. */
  codes: string[]
}

const codesOf = ({ lines }: OrderInput): string[] => lines.map(({ sku, name }) => sku ?? name)

/** Gathers one for each contract, whatever the number and the order of its deliveries in the file, until somebody takes them. */
export class OrderContracts {
  #found = new Map<string, SeenContract>()
  readonly #all = new Distinct()

  /** @param status as the order's row has it; undefined for an order of no contract, or of one whose state is not told */
  add(order: OrderInput, status: ContractStatus | undefined): void {
    const id = order.subscription_external_id
    if (id === undefined || status === undefined || isAnonymous(order.customer)) return
    const key = `${order.source}\u0000${id}`
    const before = this.#found.get(key)
    const read = contractOf(order, id, status)
    const contract = before ? oneContract(before.contract, read) : read
    const codes = contract.updated_at === read.updated_at ? codesOf(order) : (before?.codes ?? [])
    this.#found.set(key, { contract, codes })
    this.#all.add(key)
  }

  /** How many there were in all. */
  get size(): number {
    return this.#all.size
  }

  get waiting(): number {
    return this.#found.size
  }

  /** Those who wait, and forgets them: what more is said of one of them comes by itself. */
  take(): SeenContract[] {
    const found = [...this.#found.values()]
    this.#found = new Map()
    return found
  }
}

function contractOf(order: OrderInput, id: string, status: ContractStatus): SubscriptionInput {
  return {
    source: order.source,
    external_id: id,
    customer: order.customer,
    product: codesOf(order)[0] ?? id,
    status,
    started_at: order.ordered_at,
    // The day of its end is not told: it stood when it delivered last.
    cancelled_at: status === 'cancelled' || status === 'completed' ? order.ordered_at : undefined,
    count: order.subscription_count,
    inferred: true,
    updated_at: order.ordered_at,
  }
}
