/** What runs while Fanbelt is open on a machine of one's own? The server, the inbox worker, the clock; the simulator without LINE. */

import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { createApp } from './app.ts'
import { coalesce } from './coalesce.ts'
import { isSimulatorMode, parseConfig } from './config.ts'
import { STORY, UNLINKED_ORDER } from './demo/story/story.ts'
import { DESK_SDK, furnish, isEmpty, openDesk, showMenus } from './desk.ts'
import { workInbox } from './flows/work-inbox.ts'
import { jsonLog } from './log.ts'
import { logLines } from './log-lines.ts'
import { nodeDeps } from './node-deps.ts'
import { tick } from './tick.ts'

/** Who is being answered when the end comes has so long. */
const GOODBYE_MS = 3_000
const NO_PUBLIC_URL = '\nPUBLIC_URL is not set: links in messages lead to this machine, where no customer gets.'

export interface Served {
  /** To be said once whoever hears it may end it, too. */
  greeting: string
  /** Takes nothing new, ends what is under way, closes the database. */
  close(): Promise<void>
}

export interface ServeOptions {
  /** The clock of a shop with LINE; only tests pass another one. The simulator has its own. */
  now?: () => Date
}

/**
 * @param env settings by name; throws what is wrong with them
 * @returns when it listens and works
 */
export async function serve(
  env: Record<string, string | undefined>,
  { now: outside = () => new Date() }: ServeOptions = {},
): Promise<Served> {
  // Before the stand-in listens: a wrong setting is named with it as well.
  parseConfig(env)
  const desk = isSimulatorMode(env) ? await openDesk(env) : undefined
  const config = parseConfig({ ...env, ...desk?.env })
  const now = desk ? desk.clock.now : outside
  let furnishing = false
  const lines = logLines((text) => process.stdout.write(text))
  process.once('exit', lines.flush)
  const log = jsonLog((line) => {
    if (!furnishing) lines.say(line)
  }, now)
  const deps = nodeDeps({ config, log, now, wake: (what) => (what === 'inbox' ? inbox : ticker).ask() })
  const inbox = coalesce('inbox', () => workInbox(deps), log)
  const ticker = coalesce('tick', () => tick(deps), log)

  const settle = async () => {
    await inbox.idle()
    await ticker.idle()
  }

  const files = new Hono().use(compress(), serveStatic({ root: join(import.meta.dirname, '../dist/web') }))
  const app = createApp(deps, {
    pages: { file: files.fetch, standIn: desk?.url },
    ...(desk && {
      simulator: { standIn: desk.url, clock: desk.clock, settle, tryLink: UNLINKED_ORDER, people: STORY },
      sdk: DESK_SDK,
    }),
  })
  app.get('/', (c) => c.redirect(desk ? '/simulator/' : '/healthz'))
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, '127.0.0.1', resolve)
  })

  if (desk && (await isEmpty(deps))) {
    console.log('デモの店を準備しています…')
    furnishing = true
    // Cut short it begins afresh, so nothing of it needs to be safe before the end.
    await deps.db.inHaste(() => furnish(desk, deps, settle))
    furnishing = false
  }
  // Drawn while the first look is at something else: nobody waits for a menu.
  const leaving = new AbortController()
  const menus =
    desk && showMenus(deps, leaving.signal).catch((error) => leaving.signal.aborted || log('menus_failed', { error }))
  const work = () => {
    inbox.ask()
    ticker.ask()
  }
  const timer = config.tickSeconds > 0 ? setInterval(work, config.tickSeconds * 1000) : undefined
  inbox.ask()

  return {
    greeting: desk
      ? `\nFanbelt を開きました（シミュレーター：LINEのアカウントは使いません）\n
  シミュレーター  ${config.publicUrl}/simulator
  アンケート      ${config.publicUrl}/liff/survey\n`
      : `Fanbelt listens on ${config.publicUrl}${env.PUBLIC_URL ? '' : NO_PUBLIC_URL}`,
    async close() {
      clearInterval(timer)
      const closed = new Promise((resolve) => server.close(resolve))
      // A browser or a balancer holds connections on which nothing is asked; answers take far less than this.
      const hurry = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), GOODBYE_MS)
      await closed
      clearTimeout(hurry)
      leaving.abort()
      await menus
      await Promise.all([settle(), desk?.close()])
      deps.db.close()
      lines.flush()
      process.off('exit', lines.flush)
    },
  }
}
