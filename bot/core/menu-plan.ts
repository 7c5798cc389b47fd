/** Which menus should there be at LINE, who gets which, and is this one of ours? */

import type { messagingApi } from '@line/bot-sdk'
import { LABELS, type Label } from './vocabulary.ts'

/** LINE shows the name to nobody but who asks its API, so it can carry what we must find again after a crash. */
const TAG = /〔fanbelt:([a-z][a-z0-9_]*):([0-9a-f]{16})〕$/

export interface MenuTag {
  menu: string
  hash: string
}

export const tagOf = (name: string): MenuTag | undefined => {
  const [, menu, hash] = TAG.exec(name) ?? []
  return menu && hash ? { menu, hash } : undefined
}

/** The menu as it is made: its name says whose it is and what it holds. */
export function tagged(request: messagingApi.RichMenuRequest, { menu, hash }: MenuTag): messagingApi.RichMenuRequest {
  const tag = `〔fanbelt:${menu}:${hash}〕`
  const graphemes = [...new Intl.Segmenter('ja', { granularity: 'grapheme' }).segment(request.name ?? '')]
  const name = graphemes.slice(0, 300 - tag.length).map(({ segment }) => segment)
  return { ...request, name: name.join('') + tag }
}

/** What stands to be known of a menu to say that it is the same one. */
export const contentOf = (request: messagingApi.RichMenuRequest, picture: string): string =>
  JSON.stringify([request, picture])

interface Given {
  labels: readonly string[]
}

/** What of a customer decides about their menu. */
export interface MenuStanding {
  label: Label
  /** A contract is running. */
  subscription: boolean
}

/**
 * The menu of a friend; undefined when no menu is for them. Whoever stopped the messages counts as unregistered
 * (DOMAIN §1.2), but with a running contract they keep the menu that changes and ends it in two taps.
 */
export function menuFor<M extends Given>({ label, subscription }: MenuStanding, menus: readonly M[]): M | undefined {
  const of = (wanted: Label) => menus.find(({ labels }) => labels.includes(wanted))
  return (subscription && label === 'unregistered' ? of('subscriber_new') : undefined) ?? of(label)
}

/** What everybody sees who has no menu of their own: the one for those we know nothing of yet. */
export const usualMenu = <M extends Given>(menus: readonly M[]): M | undefined =>
  menuFor({ label: 'unregistered', subscription: false }, menus)

/** As the database compares them: `visitor 0`, `supporter 1`. */
const standingKey = ({ label, subscription }: MenuStanding) => `${label} ${Number(subscription)}`

const STANDINGS = (Object.keys(LABELS) as Label[]).flatMap((label) =>
  [false, true].map((subscription): MenuStanding => ({ label, subscription })),
)

/** Everybody this menu is for, so that friends can be sorted where they are kept. */
export const standingsOf = <M extends Given>(menu: M, menus: readonly M[]): string[] =>
  STANDINGS.filter((standing) => menuFor(standing, menus) === menu).map(standingKey)
