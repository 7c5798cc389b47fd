/** Does this order come from a mall whose rules forbid to lead its buyers elsewhere? (DOMAIN §2.2, 楽天 and Amazon) */

import { levelled } from '../core/normalise.ts'
import type { Cells } from './fields.ts'

/** Addresses the mall makes up for one sale: two of them may be one person, and one of them may be two. */
const ALIAS = /[@.](fw\.rakuten\.ne\.jp|marketplace\.amazon\.[a-z.]+)$/i
/** 楽天's `123456-20260401-0000000001`, Amazon's `250-1234567-1234567`. */
const NUMBER = /^(\d{6}-\d{8}-\d{8,10}|\d{3}-\d{7}-\d{7})$/

const isMallAlias = (email: string): boolean => ALIAS.test(levelled(email).trim())

/** Also in a file in which several shops' orders stand together. */
export const isMallOrder = ({ order_id = '', email = '' }: Cells): boolean =>
  isMallAlias(email) || NUMBER.test(levelled(order_id).trim())
