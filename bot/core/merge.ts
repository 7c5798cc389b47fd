/** Two customers turned out to be one: whose row is kept, and may that be decided without a person? (DOMAIN §2.4) */

/** What decides it. */
export interface Candidate {
  id: string
  /** Made for an order that named nobody. */
  anonymous: boolean
  /** LINE accounts. */
  accounts: number
  /** Has a number in a shop system. */
  numbered: boolean
  createdAt: Date
}

/** Why two customers are one, in the merchant's words. */
const MERGE_REASONS = {
  email: 'メールアドレスが同じ',
  phone_and_name: '電話番号とお名前が同じ',
  order: 'あとからお客さまのわかった注文',
} as const
export type MergeReason = keyof typeof MERGE_REASONS

/** Not a person's word: nobody was asked. */
export const isOurOwn = (reason: string): reason is MergeReason => Object.hasOwn(MERGE_REASONS, reason)

/** A reason that a person gave is told as it is. */
export const reasonInWords = (reason: string): string => (isOurOwn(reason) ? MERGE_REASONS[reason] : reason)

/** A real person before an order without one, who is on LINE before who is not, whom the shop numbers, whom we knew first. */
export function keptOf(one: Candidate, other: Candidate): { kept: Candidate; merged: Candidate } {
  const [kept, merged] = [one, other].sort(
    (a, b) =>
      Number(a.anonymous) - Number(b.anonymous) ||
      Number(b.accounts > 0) - Number(a.accounts > 0) ||
      Number(b.numbered) - Number(a.numbered) ||
      a.createdAt.getTime() - b.createdAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  ) as [Candidate, Candidate]
  return { kept, merged }
}

/** Two people may share an address, but each has an own LINE: then somebody of the shop has to look (DOMAIN §3 pitfall 6). */
export const needsPerson = (one: Candidate, other: Candidate): boolean => one.accounts > 0 && other.accounts > 0
