/** Builds the pages and starts the real bot in simulator mode, on a free port and an empty database. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '../..')
const READY_WITHIN = 90_000

export interface RunningBot {
  url: string
  stop(): Promise<void>
}

export async function startBot(): Promise<RunningBot> {
  await build({ configFile: join(ROOT, 'liff/vite.config.ts'), logLevel: 'error' })
  const port = await freePorts()
  const launcher = join(ROOT, 'bot/launch.js')
  const entry = existsSync(launcher) ? launcher : join(ROOT, 'bot/node.ts')
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-browser-'))
  const bot = spawn(process.execPath, [entry], {
    cwd: ROOT,
    // Its own group, so that whatever it starts ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      DATABASE_PATH: join(folder, 'fanbelt.sqlite'),
      TICK_SECONDS: '0',
    },
  })
  const said: string[] = []
  for (const stream of [bot.stdout, bot.stderr]) stream.on('data', (text) => said.push(String(text)))
  let stopping = false
  bot.once('exit', (code, signal) => {
    if (!stopping) console.error(`The bot ended by itself (${signal ?? code}):\n${said.join('').slice(-4000)}`)
  })
  const stop = async () => {
    stopping = true
    await end(bot)
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `http://localhost:${port}`
  // It prints its address last, when the demo shop is furnished.
  const until = Date.now() + READY_WITHIN
  while (!(said.join('').includes(`${url}/simulator`) && (await isUp(url)))) {
    if (hasEnded(bot) || Date.now() > until) {
      await stop()
      throw new Error(`The bot did not start:\n${said.join('')}`)
    }
    await wait(100)
  }
  return { url, stop }
}

const isUp = (url: string) =>
  fetch(`${url}/healthz`).then(
    (response) => response.ok,
    () => false,
  )

const hasEnded = (bot: ChildProcess) => bot.exitCode !== null || bot.signalCode !== null

async function end(bot: ChildProcess): Promise<void> {
  if (hasEnded(bot) || bot.pid === undefined) return
  const ended = once(bot, 'exit')
  process.kill(-bot.pid, 'SIGTERM')
  const late = globalThis.setTimeout(() => bot.pid && process.kill(-bot.pid, 'SIGKILL'), 5000)
  await ended
  clearTimeout(late)
}

/** A free port whose neighbour is free too: the stand-in for LINE listens one above the bot. */
async function freePorts(): Promise<number> {
  for (let tries = 0; tries < 20; tries++) {
    const first = await tryPort(0)
    if (first && first < 65_000 && (await tryPort(first + 1))) return first
  }
  throw new Error('no two neighbouring ports are free')
}

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address ? address.port : undefined
  } catch {
    return undefined
  } finally {
    server.close()
  }
}
