/** The world on Node: SQLite in memory, the app in this process, LINE on a loopback port. */

import { createApp } from '../../bot/app.ts'
import { parseConfig } from '../../bot/config.ts'
import type { Log } from '../../bot/deps.ts'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { workInbox } from '../../bot/flows/work-inbox.ts'
import { nodeDeps } from '../../bot/node-deps.ts'
import { SESSION_SECRET, SHOP_KEY } from './keys.ts'
import { serveTestStandIn } from './stand-in.ts'
import { openWorld } from './world.ts'

export interface NodeWorldOptions {
  databasePath?: string
  log?: Log
  /** What is published; the shipped files when left out. */
  files?: Record<string, string>
  /** Settings besides the usual ones. */
  env?: Record<string, string>
  standIn?: Parameters<typeof serveTestStandIn>[0]
}

export type NodeWorld = Awaited<ReturnType<typeof openNodeWorld>>

export async function openNodeWorld(start: string, options: NodeWorldOptions = {}) {
  const standIn = await serveTestStandIn(options.standIn)
  const config = parseConfig({
    DATABASE_PATH: options.databasePath ?? ':memory:',
    LINE_API_BASE_URL: standIn.url,
    LINE_DATA_API_BASE_URL: standIn.url,
    LINE_CHANNEL_SECRET: standIn.channel.channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: standIn.channel.accessToken,
    SHOP_API_KEY: SHOP_KEY,
    SESSION_SECRET,
    ...options.env,
  })
  const deps = nodeDeps({ config, log: options.log ?? (() => {}), now: standIn.clock.now })
  const app = createApp(deps)
  const world = await openWorld(
    {
      deps,
      line: async (method, path, body) => (await standIn.desk(method, path, body)).body,
      bot: async (path, init) => app.request(path, init),
      workInbox: () => workInbox(deps),
      tick: () => deliverDue(deps),
      setClock: async (at) => standIn.clock.set(at),
    },
    start,
    options.files,
  )
  const close = async () => {
    deps.db.close()
    await standIn.close()
  }
  return { ...world, standIn, app, deps, close }
}
