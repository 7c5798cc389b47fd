/** No LINE account at hand: the stand-in takes LINE's place, with a demo shop (SPEC §2). */

import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { currentRevisions } from '../db/revisions.ts'
import { liveDemo } from './demo.ts'
import type { Deps } from './deps.ts'
import type { Clock } from './simulator/clock.ts'
import { DESK, type StandIn, serveStandIn } from './simulator/serve.ts'

export interface Desk extends StandIn {
  clock: Clock
  /** Settings of a bot that talks to this stand-in. */
  env: Record<string, string>
}

/** @param env the settings so far; the stand-in listens one port above the bot and keeps its chats beside the database */
export async function openDesk(env: Record<string, string | undefined>): Promise<Desk> {
  const port = Number(env.PORT || 8787)
  const databasePath = env.DATABASE_PATH || 'data/fanbelt.sqlite'
  const standIn = await serveStandIn({
    ...DESK,
    port: port + 1,
    webhookUrl: `http://127.0.0.1:${port}/webhook`,
    snapshotPath: join(dirname(databasePath), 'line-stand-in.json'),
  })
  return {
    ...standIn,
    clock: standIn.platform.clock,
    env: {
      LINE_CHANNEL_SECRET: DESK.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: DESK.accessToken,
      LINE_CHANNEL_ID: DESK.channelId,
      LINE_LOGIN_CHANNEL_ID: DESK.loginChannelId,
      LINE_API_BASE_URL: standIn.url,
      LINE_DATA_API_BASE_URL: standIn.url,
      SHOP_API_KEY: env.SHOP_API_KEY || randomBytes(24).toString('hex'),
      SESSION_SECRET: env.SESSION_SECRET || randomBytes(24).toString('hex'),
    },
  }
}

/** Only for an empty database: publishing and the demo happen once. */
export const isNew = async (deps: Deps): Promise<boolean> => (await currentRevisions(deps.db)).length === 0

export const furnish = (desk: Desk, deps: Deps, settle: () => Promise<void>) =>
  liveDemo({ deps, clock: desk.clock, platform: desk.platform, settle })
