/** The demo shop as `npm start` opens it at a given moment: the real server in an empty folder, and a second hand at its database. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { parseConfig } from '../../bot/config.ts'
import { nodeDeps } from '../../bot/node-deps.ts'
import { serve } from '../../bot/serve.ts'
import { freePort } from '../support/bot-process.ts'
import { SESSION_SECRET, SHOP_KEY } from '../support/keys.ts'

export type DemoShop = Awaited<ReturnType<typeof demoShopAt>>

/** Its day stands still at that moment. The bot's own clock is moved by a travel, the one of `deps` is not. */
export async function demoShopAt(moment: Date) {
  vi.useFakeTimers({ toFake: ['Date'], now: moment })
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-demo-'))
  const port = await freePort()
  const env = { PORT: String(port), DATABASE_PATH: join(folder, 'fanbelt.sqlite'), TICK_SECONDS: '0' }
  let served = await serve(env)
  const config = parseConfig({
    ...env,
    LINE_CHANNEL_SECRET: 'a-channel-secret',
    LINE_CHANNEL_ACCESS_TOKEN: 'a-token',
    SHOP_API_KEY: SHOP_KEY,
    SESSION_SECRET,
  })
  const deps = nodeDeps({ config, log: () => {}, now: () => moment })
  return {
    url: `http://127.0.0.1:${port}`,
    deps,
    sql: <Row>(query: string, ...values: unknown[]) => deps.db.raw.prepare(query).all(...values) as Row[],
    async restart() {
      await served.close()
      served = await serve(env)
    },
    async close() {
      deps.db.close()
      await served.close()
      rmSync(folder, { recursive: true, force: true })
      vi.useRealTimers()
    },
  }
}
