/** A shop, its bot and LINE in one hand: what a test of a whole journey needs, on either runtime. */

/// <reference types="vite/client" />

import type { Deps } from '../../bot/deps.ts'
import { publish } from '../../bot/flows/publish.ts'
import { nextDueAt } from '../../db/enrollments.ts'
import { SHOP_KEY } from './keys.ts'

/** What differs between Node and workerd. */
export interface Stage {
  /** LINE's side, over HTTP. */
  line(method: string, path: string, body?: unknown): Promise<unknown>
  /** The bot's side, over HTTP. */
  bot(path: string, init: RequestInit): Promise<Response>
  /** What the queue or the loop does after a webhook. */
  workInbox(): Promise<unknown>
  tick(): Promise<unknown>
  setClock(at: Date): Promise<void>
  deps: Deps
}

/** The shipped files, as text, in workerd too. */
const scenarios = import.meta.glob<string>(['../../scenarios/*.yaml', '../../scenarios/surveys/*.yaml'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

export interface Sent {
  at: string
  kind: 'push' | 'multicast' | 'reply'
  messages: { type: string; text?: string; altText?: string }[]
}

export type World = Awaited<ReturnType<typeof openWorld>>

/**
 * @param start when the story begins, ISO with offset
 * @param files what is published; the shipped files when left out
 */
export async function openWorld(stage: Stage, start: string, files: Record<string, string> = scenarios) {
  let now = new Date(start)
  await stage.setClock(now)
  await publish(
    stage.deps,
    Object.entries(files).map(([path, text]) => ({ path, text })),
    'test',
  )

  /** Hands every waiting webhook to the bot, as LINE would. */
  const deliverWebhooks = async () => {
    const waiting = (await stage.line('GET', '/control/webhooks')) as { body: string; signature: string }[]
    for (const { body, signature } of waiting) {
      const response = await stage.bot('/webhook', { method: 'POST', body, headers: { 'x-line-signature': signature } })
      if (response.status !== 200) throw new Error(`webhook answered ${response.status}: ${await response.text()}`)
    }
    await stage.workInbox()
  }

  return {
    stage,
    now: () => now,
    /** Moves the clock, with a tick at every moment anything is due and once a day besides. */
    async advanceTo(at: string) {
      const target = new Date(at)
      while (now < target) {
        const tomorrow = new Date(Math.min(now.getTime() + 24 * 3_600_000, target.getTime()))
        now = (await nextDueAt(stage.deps.db, now, tomorrow)) ?? tomorrow
        await stage.setClock(now)
        await stage.tick()
      }
    },
    async api(path: string, body: unknown) {
      const headers = { authorization: `Bearer ${SHOP_KEY}`, 'content-type': 'application/json' }
      const response = await stage.bot(`/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: response.status, body: (await response.json()) as { items: { outcome: string }[] } }
    },
    async newFriend(userId: string, displayName: string) {
      await stage.line('POST', '/control/users', { userId, displayName, friend: false })
      await stage.line('POST', `/phone/users/${userId}/follow`, {})
      await deliverWebhooks()
    },
    async phone(userId: string, path: string, body: unknown = {}) {
      await stage.line('POST', `/phone/users/${userId}/${path}`, body)
      await deliverWebhooks()
    },
    /** Taps the newest button with this label. */
    async tap(userId: string, label: string) {
      const chat = await stage.line('GET', `/phone/users/${userId}/chat`)
      const data = [...JSON.stringify(chat).matchAll(/\{"type":"postback","label":"([^"]+)","data":"([^"]+)"/g)]
        .filter(([, own]) => own === label)
        .at(-1)?.[2]
      if (!data) throw new Error(`no button 「${label}」`)
      await this.phone(userId, 'postback', { data, displayText: label })
    },
    deliverWebhooks,
    /** Everything that arrived at a customer, oldest first. */
    outbox: async (userId: string) => (await stage.line('GET', `/control/outbox?userId=${userId}`)) as Sent[],
  }
}
