/**
 * POST /control/events: any webhook LINE could send, and some it would not. It changes nothing on the phone or among friends.
 *
 * `{events}`: parts of events; source (`userId` for short), time, ids and reply token are filled in, `null` leaves one out.
 * `redelivery`: marked so. `omitWebhookEventId`: without ids. `signature`: `good`, `bad`, `missing`. `destination`: for another bot.
 * `style`: `plain`, `whitespace` (indented), `escaped` (`\u3042` for every letter beyond ASCII).
 * `body`: sends exactly this text instead. `duplicateOf`: sends an earlier batch again, byte for byte: its id, or `last`.
 */

import type { Context } from 'hono'
import { z } from 'zod'
import { ApiError } from './errors.ts'
import { completeEvent, type LineEvent } from './events.ts'
import { parseBody } from './parse-body.ts'
import type { Webhook } from './state.ts'
import { deliver, deliverBody } from './webhooks.ts'
import type { World } from './world.ts'

const Wish = z.object({
  events: z.array(z.looseObject({ type: z.string() })).default([]),
  redelivery: z.boolean().optional(),
  omitWebhookEventId: z.boolean().optional(),
  signature: z.enum(['good', 'bad', 'missing']).optional(),
  destination: z.string().optional(),
  style: z.enum(['plain', 'whitespace', 'escaped']).default('plain'),
  body: z.string().optional(),
  duplicateOf: z.string().optional(),
})
type Wish = z.infer<typeof Wish>

const STYLES: Record<Wish['style'], (batch: unknown) => string> = {
  plain: (batch) => JSON.stringify(batch),
  whitespace: (batch) => `\n ${JSON.stringify(batch, null, 2)} \n`,
  escaped: (batch) =>
    JSON.stringify(batch).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
}

export const controlEvents = (world: World) =>
  async function controlEvents(c: Context) {
    const webhook = await send(world, await parseBody(c, Wish))
    return c.json({ id: webhook.id, body: webhook.body, signature: webhook.signature, eventIds: webhook.eventIds })
  }

async function send(world: World, wish: Wish): Promise<Webhook> {
  if (wish.duplicateOf !== undefined) {
    const { body, eventIds } = earlier(world, wish.duplicateOf)
    return deliverBody(world, body, { eventIds, redelivery: false }, wish.signature)
  }
  if (wish.body !== undefined)
    return deliverBody(world, wish.body, { eventIds: [], redelivery: wish.redelivery ?? false }, wish.signature)
  const events = wish.events.map((event) =>
    completeEvent(world, marked(event, wish.redelivery), {
      ...(wish.omitWebhookEventId !== undefined && { omitWebhookEventId: wish.omitWebhookEventId }),
    }),
  )
  const { signature, destination, redelivery } = wish
  return deliver(world, events, {
    write: STYLES[wish.style],
    ...(signature && { signature }),
    ...(destination && { destination }),
    ...(redelivery && { redelivery }),
  })
}

const marked = (event: LineEvent, redelivery?: boolean): LineEvent =>
  redelivery ? { deliveryContext: { isRedelivery: true }, ...event } : event

function earlier(world: World, id: string): Webhook {
  const all = [...world.state.webhookLog, ...world.state.waiting]
  const found = id === 'last' ? all.at(-1) : all.find((webhook) => webhook.id === id)
  if (!found) throw new ApiError(404, { message: 'There is no such earlier batch' })
  return found
}
