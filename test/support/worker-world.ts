/** The world in workerd: D1, the Worker's own fetch, queue and cron; LINE is the stand-in behind every fetch. */

import { createExecutionContext, createMessageBatch, env, waitOnExecutionContext } from 'cloudflare:test'
import { createWorker, workerDeps } from '../../bot/worker.ts'
import { openWorld } from './world.ts'

export async function openWorkerWorld(start: string, files?: Record<string, string>) {
  let now = new Date(start)
  const worker = createWorker(() => now)
  const within = async <T>(work: (ctx: ExecutionContext) => Promise<T>): Promise<T> => {
    const ctx = createExecutionContext()
    const result = await work(ctx)
    await waitOnExecutionContext(ctx)
    return result
  }
  const line = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://line.test${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return response.json()
  }
  return openWorld(
    {
      deps: workerDeps(env, createExecutionContext(), () => now),
      line,
      bot: (path, init) => within((ctx) => worker.fetch(new Request(`http://bot.test${path}`, init), env, ctx)),
      workInbox: () => within((ctx) => worker.queue(createMessageBatch('fanbelt-inbox', []), env, ctx)),
      tick: () => within((ctx) => worker.scheduled(undefined, env, ctx)),
      setClock: async (at) => {
        now = at
        await line('POST', '/control/clock', { now: at.toISOString() })
      },
    },
    start,
    files,
  )
}
