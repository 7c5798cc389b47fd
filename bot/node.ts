/** Starts Fanbelt on a machine of one's own: settings → Deps → server, inbox worker, clock. */

import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { createApp } from './app.ts'
import { coalesce } from './coalesce.ts'
import { ConfigError, isSimulatorMode, parseConfig } from './config.ts'
import { furnish, isEmpty, openDesk } from './desk.ts'
import { workInbox } from './flows/work-inbox.ts'
import { jsonLog } from './log.ts'
import { nodeDeps } from './node-deps.ts'
import { tick } from './tick.ts'

async function main(env: Record<string, string | undefined>) {
  const desk = isSimulatorMode(env) ? await openDesk(env) : undefined
  const config = parseConfig({ ...env, ...desk?.env })
  const now = desk ? desk.clock.now : () => new Date()
  let furnishing = false
  const log = jsonLog((line) => {
    if (!furnishing) console.log(line)
  }, now)
  const deps = nodeDeps({ config, log, now, wake: (what) => (what === 'inbox' ? inbox : ticker).ask() })
  const inbox = coalesce('inbox', () => workInbox(deps), log)
  const ticker = coalesce('tick', () => tick(deps), log)

  const settle = async () => {
    await inbox.idle()
    await ticker.idle()
  }

  const app = createApp(deps, desk && { simulator: { standIn: desk.url, clock: desk.clock, settle } })
  const web = join(import.meta.dirname, '../dist/web')
  app.get('/', (c) => c.redirect(desk ? '/simulator/' : '/healthz'))
  if (desk) app.get('/simulator', (c) => c.redirect('/simulator/'))
  if (desk) app.use('/simulator/*', serveStatic({ root: web }))
  app.use('/assets/*', serveStatic({ root: web }))
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, '127.0.0.1', resolve)
  })

  if (desk && (await isEmpty(deps))) {
    console.log('デモの店を準備しています…')
    furnishing = true
    await furnish(desk, deps, settle)
    furnishing = false
  }
  const work = () => {
    inbox.ask()
    ticker.ask()
  }
  const timer = config.tickSeconds > 0 ? setInterval(work, config.tickSeconds * 1000) : undefined
  inbox.ask()
  console.log(
    desk
      ? `\nFanbelt を開きました（シミュレーター：LINEのアカウントは使いません）\n\n  シミュレーター  ${config.publicUrl}/simulator\n`
      : `Fanbelt listens on ${config.publicUrl}`,
  )

  const stop = async () => {
    clearInterval(timer)
    await new Promise((resolve) => server.close(resolve))
    await Promise.all([settle(), desk?.close()])
    deps.db.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())
}

try {
  await main(process.env)
} catch (error) {
  const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  if (error instanceof ConfigError) console.error(error.message)
  else if (busy) console.error('The port is taken. Is Fanbelt running already? Choose another one: PORT=9000 npm start')
  else console.error(error)
  process.exit(1)
}
