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

/** D1 answers 1,000 queries in one invocation; a batch of the tick takes some 25 of them, an event at most as many. */
const LIMITS = { callsPerTick: 800, customersPerBatch: 500, batchesPerTick: 16, eventsPerRun: 16 }

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

/** The build that was deployed with this Worker. */
const pagesIn = ({ ASSETS }: Bindings) =>
  ASSETS && { file: async (request: Request) => (await ASSETS.fetch(request as never)) as unknown as Response }

/** One half's failure does not keep the other from its work. The log has it without what D1 says about the values. */
async function failureOf(
  deps: Deps,
  name: string,
  work: (deps: Deps) => Promise<unknown>,
): Promise<string | undefined> {
  try {
    await work(deps)
  } catch (error) {
    deps.log(`${name}_failed`, { error })
    return name
  }
}

/** Cloudflare is to know that the invocation failed, and nothing about whom. */
function tell(failures: (string | undefined)[]): void {
  const failed = failures.filter((name) => name !== undefined)
  if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')}; the log says why`)
}

/** @param now only tests pass another clock */
export function createWorker(now: () => Date = () => new Date()) {
  return {
    fetch: async (request: Request, env: Bindings, ctx: Context): Promise<Response> =>
      createApp(workerDeps(env, ctx, now), { pages: pagesIn(env) }).fetch(request),
    async scheduled(_event: unknown, env: Bindings, ctx: Context) {
      const deps = workerDeps(env, ctx, now)
      const failures = [await failureOf(deps, 'inbox', workInbox), await failureOf(deps, 'tick', tick)]
      tell(failures)
    },
    async queue(_batch: unknown, env: Bindings, ctx: Context) {
      tell([await failureOf(workerDeps(env, ctx, now), 'inbox', workInbox)])
    },
  }
}

export default createWorker()
