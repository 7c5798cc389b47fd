/** How do events reach the bot? Signed over the exact bytes, given up after two seconds, redelivered on request (LINE §2, §3). */

import type { LineEvent } from './events.ts'
import { webhookDelivered } from './reply-tokens.ts'
import { signatureOf } from './signature.ts'
import { appendBounded, type Webhook } from './state.ts'
import type { World } from './world.ts'

const TIME_LIMIT = 2000
const LOG_KEPT = 1000

export interface BatchOptions {
  /** The JSON text of the batch; LINE's compact form when left out. */
  write?: (batch: { destination: string; events: unknown[] }) => string
  signature?: 'good' | 'bad' | 'missing'
  destination?: string
  redelivery?: boolean
}

/** Sends events as one signed batch, or keeps it for whoever pulls. */
export async function deliver(world: World, events: LineEvent[], options: BatchOptions = {}): Promise<Webhook> {
  const batch = { destination: options.destination ?? world.botUserId, events }
  const body = (options.write ?? JSON.stringify)(batch)
  const eventIds = events.flatMap((event) => (typeof event.webhookEventId === 'string' ? [event.webhookEventId] : []))
  return deliverBody(world, body, { eventIds, redelivery: options.redelivery ?? false }, options.signature)
}

export async function deliverBody(
  world: World,
  body: string,
  about: Pick<Webhook, 'eventIds' | 'redelivery'>,
  signature: BatchOptions['signature'] = 'good',
): Promise<Webhook> {
  const webhook: Webhook = { id: crypto.randomUUID(), at: world.now(), body, ...about }
  // Placed before the first await, so that batches keep the order in which they happened.
  const endpoint = world.state.webhookEndpoint
  if (endpoint) appendBounded(world.state.webhookLog, webhook, LOG_KEPT)
  else world.state.waiting.push(webhook)
  await underWay(world, sign(world, webhook, signature))
  if (endpoint) underWay(world, post(world, webhook, endpoint))
  world.touched()
  return webhook
}

function underWay<T>(world: World, work: Promise<T>): Promise<T> {
  const tracked = work.finally(() => world.underWay.delete(tracked))
  world.underWay.add(tracked)
  return tracked
}

async function sign(world: World, webhook: Webhook, signature: BatchOptions['signature']): Promise<void> {
  if (signature === 'missing') return
  webhook.signature = await signatureOf(
    signature === 'bad' ? 'another secret' : world.options.channelSecret,
    webhook.body,
  )
}

const headersOf = ({ signature }: Webhook): Record<string, string> => ({
  'content-type': 'application/json; charset=utf-8',
  'user-agent': 'LineBotWebhook/2.0',
  ...(signature !== undefined && { 'x-line-signature': signature }),
})

/** One attempt. Anything but an answer within two seconds (of real time) is a failure. */
async function post(world: World, webhook: Webhook, endpoint: string): Promise<void> {
  const started = performance.now()
  webhookDelivered(world, replyTokens(webhook))
  try {
    const request = new Request(endpoint, {
      method: 'POST',
      headers: headersOf(webhook),
      body: webhook.body,
      signal: AbortSignal.timeout(TIME_LIMIT),
    })
    const response = await withinLimit((world.options.send ?? fetch)(request))
    webhook.status = response.status
    webhook.reason = response.ok ? 'ok' : 'error_status_code'
    await response.body?.cancel()
  } catch (error) {
    webhook.reason = error instanceof Error && error.name === 'TimeoutError' ? 'request_timeout' : 'could_not_connect'
  }
  webhook.milliseconds = Math.round(performance.now() - started)
  world.touched()
}

/** A bot called in the same process may not heed the signal. */
function withinLimit(answer: Promise<Response>): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('no answer within 2 s', 'TimeoutError')), TIME_LIMIT)
  })
  return Promise.race([answer, limit]).finally(() => clearTimeout(timer))
}

/** Pull mode: the batches that wait, handed out once. The minute of their reply tokens starts now. */
export async function handOut(world: World) {
  await Promise.allSettled(world.underWay)
  const handed = world.state.waiting.splice(0)
  for (const webhook of handed) {
    webhookDelivered(world, replyTokens(webhook))
    webhook.reason = 'ok'
    appendBounded(world.state.webhookLog, webhook, LOG_KEPT)
  }
  return handed.map((webhook) => ({
    id: webhook.id,
    body: webhook.body,
    signature: webhook.signature,
    headers: headersOf(webhook),
  }))
}

/** Sends again what failed, or the batches named: the same events, marked `isRedelivery` (LINE §3). */
export async function redeliver(world: World, ids?: string[]): Promise<number> {
  const failed = ({ reason, redelivered }: Webhook) => reason !== undefined && reason !== 'ok' && !redelivered
  const chosen = world.state.webhookLog.filter((webhook) => (ids ? ids.includes(webhook.id) : failed(webhook)))
  for (const webhook of chosen) {
    webhook.redelivered = true
    const body = webhook.body.replaceAll(/"isRedelivery"(\s*):(\s*)false/g, '"isRedelivery"$1:$2true')
    await deliverBody(world, body, { eventIds: webhook.eventIds, redelivery: true })
  }
  return chosen.length
}

function replyTokens({ body }: Webhook): string[] {
  return [...body.matchAll(/"replyToken"\s*:\s*"([0-9a-f]+)"/g)].map(([, token]) => token ?? '')
}
