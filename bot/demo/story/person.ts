/** What is there to tell of somebody in the demo's story? */

/** What happens through LINE, at a moment: their telephone does it, the bot hears it. */
export type Act =
  | { follow: true }
  /** In the shop, as somebody who is known there by this order only. */
  | { orders: string }
  | { buy: string }
  | { tap: string }
  | { say: string }
  /** The survey they are asked. */
  | { answer: { satisfaction: number; nps: number } }
  /** An order's number that the shop has not reported, with the last digits of a telephone. */
  | { claim: { number: string; proof: string } }
  /** The card of this person of the story. */
  | { acceptCardOf: string }
export type Scene = { daysAgo: number; at: string } & Act

/** What the shop's cart, LINE and the survey know of before; days ago. */
export interface History {
  bought: [daysAgo: number, sku: string][]
  contract?: { cycleDays: number; failedAgo?: number }
  friendAgo?: number
  blockedAgo?: number
  answered?: [daysAgo: number, satisfaction: number, nps: number][]
  mall?: string
}

export interface StoryPerson {
  name: string
  kana: string
  phone?: string
  /** In a line, for whoever chooses a telephone to look at. */
  about: string
  history?: History
  scenes?: Scene[]
}

/** One contract's deliveries, oldest first. */
export const deliveries = (first: number, every: number, last: number): [number, string][] =>
  Array.from({ length: (first - last) / every + 1 }, (_, n) => [first - n * every, 'LS'])
