/** No LINE account at hand: the stand-in takes LINE's place, with a demo shop (SPEC §2). */

import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openDatabase } from '../db/node.ts'
import { currentRevisions } from '../db/revisions.ts'
import { readState, writeState } from '../db/state.ts'
import { ConfigError } from './config.ts'
import { checkAll } from './core/check.ts'
import { hasErrors } from './core/problem.ts'
import { liveDemo } from './demo/live.ts'
import type { Deps } from './deps.ts'
import { AppError } from './errors.ts'
import { publish } from './flows/publish.ts'
import { syncMenus } from './flows/sync-menus.ts'
import { menuStudio } from './menu-studio.ts'
import { scenarioFiles } from './scenario-files.ts'
import type { Clock } from './simulator/clock.ts'
import { DESK, type StandIn, serveStandIn } from './simulator/serve.ts'

export interface Desk extends StandIn {
  clock: Clock
  /** Settings of a bot that talks to this stand-in. */
  env: Record<string, string>
}

/** What takes the place of LINE's SDK in the pages: built from `liff/simulator/sdk/`. */
export const DESK_SDK = '/simulator/liff-sdk.js'

/** @param env the settings so far; the stand-in listens one port above the bot and keeps its chats beside the database */
export async function openDesk(env: Record<string, string | undefined>): Promise<Desk> {
  const port = Number(env.PORT || 8787)
  const databasePath = env.DATABASE_PATH || 'data/fanbelt.sqlite'
  await clearUnfinished(databasePath)
  const standIn = await serveStandIn({
    ...DESK,
    port: port + 1,
    webhookUrl: `http://127.0.0.1:${port}/webhook`,
    snapshotPath: snapshotOf(databasePath),
  })
  return {
    ...standIn,
    clock: standIn.platform.clock,
    env: {
      LINE_CHANNEL_SECRET: DESK.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: DESK.accessToken,
      LINE_CHANNEL_ID: DESK.channelId,
      LINE_LOGIN_CHANNEL_ID: DESK.loginChannelId,
      LINE_LOGIN_CHANNEL_SECRET: DESK.channelSecret,
      LIFF_ID: DESK.liffId,
      LINE_API_BASE_URL: standIn.url,
      LINE_DATA_API_BASE_URL: standIn.url,
      SHOP_API_KEY: env.SHOP_API_KEY || randomBytes(24).toString('hex'),
      SESSION_SECRET: env.SESSION_SECRET || randomBytes(24).toString('hex'),
    },
  }
}

/**
 * Publishes the shop's texts and lets the demo shop live, once, into an empty database.
 * @param settle resolves when the bot has worked off what it heard
 */
export async function furnish(desk: Desk, deps: Deps, settle: () => Promise<void>): Promise<void> {
  const { scenariosDir } = deps.config
  const all = scenarioFiles(scenariosDir)
  for (const needed of ['shop.yaml', 'replies.yaml'])
    if (!all.some(({ path }) => path === join(scenariosDir, needed)))
      throw new ConfigError([`SCENARIOS_DIR: ${join(scenariosDir, needed)} is missing`])
  const { problems } = checkAll(all)
  if (hasErrors(problems)) throw new AppError('invalid', WRONG_TEXTS, problems)
  await writeState(deps.db, DEMO, 'begun')
  const files = Object.groupBy(all, ({ path }) => (NO_SCENARIOS.test(path) ? 'shop' : 'scenarios'))
  await liveDemo({
    ...{ deps, clock: desk.clock, platform: desk.platform, settle },
    publish: async (what) => void (await publish(deps, files[what] ?? [], 'npm start')),
  })
  await writeState(deps.db, DEMO, 'done')
}

/** The menus at the foot of the chats, as they are published now. The stand-in is asked each time: it forgets more easily. */
export async function showMenus(deps: Deps, signal: AbortSignal): Promise<void> {
  const pause = (ms: number) => setTimeout(ms, undefined, { signal })
  await syncMenus(deps, menuStudio(deps.config.scenariosDir), { again: true, pause })
  // What was accepted for many at once is done a second later, when the stand-in is next asked for something.
  await pause(1200)
  await deps.line.menus.list()
}

export const isEmpty = async (deps: Deps): Promise<boolean> => (await currentRevisions(deps.db)).length === 0

const DEMO = 'demo'
const WRONG_TEXTS =
  'シナリオに間違いがあるため、デモの店をはじめられません。直してから、もう一度「npm start」をお試しください。'
/** What a shop has before it writes its first scenario. */
const NO_SCENARIOS = /(shop|coupons|replies)\.yaml$|[/\\]surveys[/\\][^/\\]+$/

/** A demo that was cut short left its clock weeks ago and its story half told: it begins afresh. */
async function clearUnfinished(databasePath: string): Promise<void> {
  if (existsSync(databasePath)) {
    const db = openDatabase(databasePath)
    const demo = await readState(db, DEMO)
    db.close()
    if (demo !== 'begun') return
  }
  for (const path of ['', '-wal', '-shm'].map((suffix) => databasePath + suffix)) rmSync(path, { force: true })
  rmSync(snapshotOf(databasePath), { force: true })
}

const snapshotOf = (databasePath: string) => join(dirname(databasePath), 'line-stand-in.json')
