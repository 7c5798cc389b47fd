/** Shopify tells of an order, of money given back, or of somebody's wish to be forgotten: what follows? (DOMAIN §2.2, §5.5) */

import { insertAuditOnce } from '../../db/audit.ts'
import { countRefunds, customersBehind, isHeard, noteHook, ownerOfOrder, waitingRefunds } from '../../db/shop-hooks.ts'
import { insertTasks } from '../../db/staff-tasks.ts'
import { unmarkStale } from '../../db/stale-facts.ts'
import { addMinutes } from '../core/calendar.ts'
import { normaliseEmail } from '../core/normalise.ts'
import type { Rejection } from '../core/order.ts'
import { readShopifyOrder, SHOPIFY } from '../core/shopify.ts'
import { readDataRequest, readRedact, readShopifyRefund, readShopRedact, type Wish } from '../core/shopify-refund.ts'
import type { Deps } from '../deps.ts'
import { loadContent } from './content.ts'
import { followOrders } from './follow-orders.ts'
import { forgetById } from './leave.ts'
import { type Recorded, recordOrders } from './record-orders.ts'
import { refreshAnd } from './refresh-facts.ts'

export interface Hook {
  /** Of this message: the same on each try. Undefined when Shopify gave none. */
  hookId: string | undefined
  topic: string
  body: unknown
}

/** Shopify tries for four hours; a refund waits longer for its order, which may come by a file. */
const REMEMBERED_MINUTES = 7 * 24 * 60

export type Heard = 'repeated' | 'ignored' | 'rejected' | 'waiting' | 'done' | Recorded['outcome']

type Handler = (deps: Deps, hook: Hook) => Promise<Heard>

const orderChanged: Handler = async (deps, hook) => {
  const read = readShopifyOrder(hook.body)
  if ('ignored' in read) return 'ignored'
  if ('code' in read) return rejected(deps, hook, read)
  const [recorded] = await recordOrders(deps, [read.order])
  await settleRefunds(deps, read.order.external_id)
  return recorded?.outcome ?? 'unchanged'
}

const refunded: Handler = async (deps, hook) => {
  const read = readShopifyRefund(hook.body)
  if ('ignored' in read) return 'ignored'
  if ('code' in read) return rejected(deps, hook, read)
  const { id, orderId, yen, at } = read.refund
  if (yen === 0) return 'ignored'
  // It waits first and is counted then, so that the order may come in between.
  const waiting = { hookId: `refund:${id}`, waitsFor: orderId, body: { yen, at: at.getTime() } }
  await note(deps, { ...waiting, topic: hook.topic })
  return (await settleRefunds(deps, orderId)) ? 'updated' : 'waiting'
}

/** @returns false while the order is not there */
async function settleRefunds(deps: Deps, externalId: string): Promise<boolean> {
  const customerId = await ownerOfOrder(deps.db, SHOPIFY, externalId)
  if (customerId === undefined) return false
  const refunds = await waitingRefunds(deps.db, SHOPIFY, externalId)
  if (refunds.length === 0) return true
  const { shop } = await loadContent(deps)
  const at = deps.now()
  await countRefunds(deps.db, { source: SHOPIFY, externalId, customerId }, refunds, at)
  await refreshAnd(deps, [customerId], 'data_fix', shop, {
    unmark: [unmarkStale([{ customerId, cause: 'data_fix', at }])],
    also: (histories) => followOrders(deps, histories, shop),
  })
  return true
}

const dataRequested: Handler = async (deps, hook) => {
  const read = readDataRequest(hook.body)
  if ('code' in read) return rejected(deps, hook, read)
  const [customerId = ''] = await behind(deps, read.wish)
  const found = customerId ? `内部の番号 ${customerId}` : 'こちらに記録は見つかりませんでした'
  await ask(deps, {
    kind: 'data_request',
    cause: `${SHOPIFY}:${read.requestId}`,
    customerId,
    text: `Shopifyを通じて、お客さまから個人情報の開示のご請求がありました（Shopifyのお客さま番号 ${read.wish.customerNumber ?? '不明'}、${found}）。30日以内に、記録を書き出してお渡しください。`,
  })
  return 'done'
}

const redacted: Handler = async (deps, hook) => {
  const read = readRedact(hook.body)
  if ('code' in read) return rejected(deps, hook, read)
  const ids = await behind(deps, read.wish)
  for (const id of ids) await forgetById(deps, id, SHOPIFY)
  return ids.length > 0 ? 'done' : 'ignored'
}

/** The app left the shop. Its customers and their LINE are still the shop's: people decide what goes. */
const shopRedacted: Handler = async (deps, hook) => {
  const read = readShopRedact(hook.body)
  if ('code' in read) return rejected(deps, hook, read)
  await ask(deps, {
    kind: 'shop_redact',
    cause: `${SHOPIFY}:${read.shop}:${hook.hookId ?? ''}`,
    customerId: '',
    text: `Shopifyから、ストア「${read.shop}」のデータを消すようご連絡がありました（アプリを外されたあとに届きます）。記録は自動では消えません。消してよいかをお確かめのうえ、ご対応ください。`,
  })
  return 'done'
}

const HANDLERS: Record<string, Handler> = {
  'orders/create': orderChanged,
  'orders/updated': orderChanged,
  'orders/cancelled': orderChanged,
  'refunds/create': refunded,
  'customers/data_request': dataRequested,
  'customers/redact': redacted,
  'shop/redact': shopRedacted,
}

/**
 * Does what a verified message asks for, once: it is remembered after the work, so a crash leaves it to Shopify's next try.
 * A message that cannot be read will not be better next time, so it is logged and taken.
 */
export async function hearShopify(deps: Deps, hook: Hook): Promise<Heard> {
  const handle = Object.hasOwn(HANDLERS, hook.topic) ? HANDLERS[hook.topic] : undefined
  if (!handle) return 'ignored'
  const { hookId, topic } = hook
  if (hookId !== undefined && (await isHeard(deps.db, SHOPIFY, hookId))) return 'repeated'
  const heard = await handle(deps, hook)
  if (hookId !== undefined) await note(deps, { hookId, topic })
  return heard
}

const note = (deps: Deps, hook: { hookId: string; topic: string; waitsFor?: string; body?: unknown }) =>
  noteHook(deps.db, { source: SHOPIFY, receivedAt: deps.now(), ...hook }, addMinutes(deps.now(), -REMEMBERED_MINUTES))

const behind = (deps: Deps, { customerNumber, email, orderIds }: Wish) =>
  customersBehind(deps.db, { source: SHOPIFY, number: customerNumber, email: email && normaliseEmail(email), orderIds })

/** The log names the field that could not be read, and nobody. */
function rejected(deps: Deps, { topic, hookId }: Hook, { code, message }: Rejection): 'rejected' {
  // What stood in the field is quoted.
  deps.log('shopify_rejected', { topic, hookId, code, message: message.replace(/「[^」]*」?/g, '「…」') })
  return 'rejected'
}

interface Question {
  kind: string
  cause: string
  customerId: string
  text: string
}

/** A task for the shop's people, and a line in the audit log: once for each cause. */
async function ask(deps: Deps, { kind, cause, customerId, text }: Question): Promise<void> {
  const at = deps.now()
  await deps.db.atomically([
    insertTasks([{ id: deps.newId(), kind, cause, customerId, text, at }]),
    insertAuditOnce({ id: `${kind}:${cause}`, actor: SHOPIFY, action: kind, subject: customerId, details: {}, at }),
  ])
}
