/** Starts Fanbelt on Cloudflare Workers: bindings → Deps → fetch, cron, queue. */

import type { D1Database, ExecutionContext, Fetcher, Queue } from '@cloudflare/workers-types'
import { v7 as uuid } from 'uuid'
import { openD1 } from '../db/d1.ts'
import { createApp } from './app.ts'
import { parseConfig } from './config.ts'
import type { Deps } from './deps.ts'
import { workInbox } from './flows/work-inbox.ts'
import { connectLine } from './line/client.ts'
import { connectLogin } from './line/login.ts'
import { jsonLog } from './log.ts'
import { tick } from './tick.ts'

export interface Bindings {
  DB: D1Database
  INBOX: Queue
  ASSETS?: Fetcher
  [setting: string]: unknown
}

/** What this Worker uses of an invocation. */
type Context = Pick<ExecutionContext, 'waitUntil'>

/** D1 answers 1,000 queries in one invocation, and a batch or forty events take some 30 or 15 each. */
const LIMITS = { callsPerTick: 800, batchesPerTick: 20, eventsPerRun: 40 }

const logTo = (now: () => Date) => jsonLog((line) => console.log(line), now)

/** @param ctx of the invocation: what it hands to `waitUntil` may outlive the answer */
export function workerDeps(env: Bindings, ctx: Context, now: () => Date): Deps {
  const log = logTo(now)
  const config = parseConfig(env)
  // A message in the queue wakes the worker; a lost one is made up for by the next minute's cron.
  const wake = (what: 'inbox' | 'tick') => {
    if (what === 'inbox') ctx.waitUntil(env.INBOX.send('inbox').catch((error) => log('wake_failed', { error })))
  }
  const line = connectLine(config.line, now)
  const login = connectLogin(config.line, now)
  return { db: openD1(env.DB), line, login, now, newId: () => uuid(), wake, log, config, limits: LIMITS }
}

/** @param now only tests pass another clock */
export function createWorker(now: () => Date = () => new Date()) {
  return {
    fetch: async (request: Request, env: Bindings, ctx: Context): Promise<Response> =>
      createApp(workerDeps(env, ctx, now)).fetch(request),
    async scheduled(_event: unknown, env: Bindings, ctx: Context) {
      const deps = workerDeps(env, ctx, now)
      await workInbox(deps)
      await tick(deps)
    },
    async queue(_batch: unknown, env: Bindings, ctx: Context) {
      await workInbox(workerDeps(env, ctx, now))
    },
  }
}

export default createWorker()
