/** Tells a page that something changed, as server-sent events: `event: change`, `{userId?, now}`. */

import type { World } from './world.ts'

const KEEP_ALIVE = 15_000
/** Many changes at once are told once a person. */
const GATHER = 20

export interface Watchers {
  open(): Response
  close(): void
}

export function createWatchers(world: World): Watchers {
  const closing = new Set<() => void>()

  const open = () => {
    let end = () => {}
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        end = watch(world, controller, () => closing.delete(end))
        closing.add(end)
      },
      cancel: () => end(),
    })
    return new Response(stream, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
      },
    })
  }

  const close = () => {
    for (const end of [...closing]) end()
  }
  return { open, close }
}

function watch(world: World, controller: ReadableStreamDefaultController<Uint8Array>, ended: () => void): () => void {
  const encoder = new TextEncoder()
  const write = (text: string) => controller.enqueue(encoder.encode(text))
  const pending = new Set<string | undefined>()
  let gathering: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    gathering = undefined
    const now = world.clock.now().toISOString()
    for (const userId of pending) write(`event: change\ndata: ${JSON.stringify({ userId, now })}\n\n`)
    pending.clear()
  }
  const stop = world.watch((userId) => {
    pending.add(userId)
    gathering ??= setTimeout(flush, GATHER)
  })
  const alive = setInterval(() => write(': here\n\n'), KEEP_ALIVE)
  write(': watching\n\n')

  let over = false
  return () => {
    if (over) return
    over = true
    stop()
    clearInterval(alive)
    clearTimeout(gathering)
    ended()
    try {
      controller.close()
    } catch {
      // The reader left first: the stream is closed already.
    }
  }
}
