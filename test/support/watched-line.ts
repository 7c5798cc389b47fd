/** LINE as the crash test watches it: what it handed over, what the bot acknowledged, and a word to say at such moments. */

import { DESK, type StandIn, serveStandIn } from '../../bot/simulator/serve.ts'
import { stepsIn } from './crash-shop.ts'
import { type FastTime, fastClock } from './fast-clock.ts'
import type { Call } from './story.ts'

export interface HandedOver {
  id: string
  type: string
  userId: string
  at: number
  text?: string
  data?: string
}

export interface WatchedLine {
  url: string
  desk(method: string, path: string, body?: unknown): Promise<unknown>
  /** Every event LINE tried to hand over, by its id. */
  events: Map<string, HandedOver>
  /** Ids of those the bot answered 200 for. */
  acknowledged: Set<string>
  /** Everything LINE tried to hand over was acknowledged. */
  isHeard(): boolean
  /** Called when a push or multicast was read and is about to be executed. */
  onRequest: () => void
  /** Called when the bot has answered 200. */
  onAcknowledged: () => void
  /** Answers by user, and buttons that can be tapped: as of the last look at what arrived. */
  replies: ReadonlyMap<string, number>
  buttons: readonly { userId: string; data: string }[]
  /** `user step` of each step that arrived, as often as it arrived. */
  arrived(): ReadonlyMap<string, number>
  /** The newest 10,000 calls it had. */
  calls(): Promise<Call[]>
  /** Hands over again what the bot did not acknowledge. */
  redeliver(): Promise<void>
  close(): Promise<void>
}

export async function watchLine(time: FastTime, webhookUrl: string): Promise<WatchedLine> {
  const events = new Map<string, HandedOver>()
  const acknowledged = new Set<string>()
  const arrived = new Map<string, number>()
  const replies = new Map<string, number>()
  const buttons: { userId: string; data: string }[] = []
  let unheard: string[] = []
  let seen = 0

  const send = async (request: Request): Promise<Response> => {
    const text = await request.clone().text()
    const handed = (JSON.parse(text) as { events: RawEvent[] }).events.map(plain)
    for (const event of handed) events.set(event.id, event)
    const response = await fetch(request).catch(() => undefined)
    if (response?.status === 200) {
      for (const event of handed) acknowledged.add(event.id)
      line.onAcknowledged()
    } else unheard.push(text.replaceAll('"isRedelivery":false', '"isRedelivery":true'))
    return response ?? new Response(null, { status: 503 })
  }
  const standIn: StandIn = await serveStandIn({
    ...DESK,
    port: 0,
    clock: fastClock(time),
    webhookUrl,
    send,
    validate: (schema) => {
      if (schema === 'PushMessageRequest' || schema === 'MulticastRequest') line.onRequest()
      return []
    },
  })
  const desk = async (method: string, path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const request = new Request(`http://line.test${path}`, { method, headers, body: JSON.stringify(body) })
    const response = await standIn.platform.fetch(request)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const line: WatchedLine = {
    url: standIn.url,
    desk,
    events,
    acknowledged,
    isHeard: () => acknowledged.size === events.size,
    onRequest: () => {},
    onAcknowledged: () => {},
    replies,
    buttons,
    arrived() {
      for (const { userId, kind, messages } of standIn.platform.outbox().slice(seen)) {
        seen += 1
        if (kind === 'reply') replies.set(userId, (replies.get(userId) ?? 0) + 1)
        for (const key of messages.flatMap(stepsIn).map((step) => `${userId} ${step}`))
          arrived.set(key, (arrived.get(key) ?? 0) + 1)
        for (const [, data] of JSON.stringify(messages).matchAll(/"data":"(answer:[^"]+)"/g))
          buttons.push({ userId, data: data ?? '' })
      }
      return arrived
    },
    calls: async () => (await desk('GET', '/control/requests')) as Call[],
    async redeliver() {
      const again = unheard
      unheard = []
      for (const body of again) await desk('POST', '/control/events', { body })
    },
    async close() {
      await standIn.close()
    },
  }
  return line
}

interface RawEvent {
  webhookEventId: string
  type: string
  timestamp: number
  source?: { userId?: string }
  message?: { text?: string }
  postback?: { data?: string }
}

const plain = (event: RawEvent): HandedOver => ({
  id: event.webhookEventId,
  type: event.type,
  userId: event.source?.userId ?? '',
  at: event.timestamp,
  text: event.message?.text,
  data: event.postback?.data,
})
