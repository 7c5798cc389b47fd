/** A bot in its own process: started, listened to, ended by its id. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { FastTime } from './fast-clock.ts'

const SCRIPT = join(import.meta.dirname, 'fast-bot.ts')
const SAID_KEPT = 20_000

export interface BotProcess {
  /** Resolves when it takes requests; false when it ended before. */
  listens: Promise<boolean>
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** No goodbye. */
  kill(): void
  /** As an operator would stop it. */
  stop(): void
  /** The end of what it printed. */
  said(): string
}

const running = new Set<ChildProcess>()

export function startBot(env: Record<string, string>, time: FastTime): BotProcess {
  const child = spawn(process.execPath, [SCRIPT], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, TICK_SECONDS: '1', ...env, FAST_TIME: JSON.stringify(time) },
  })
  running.add(child)
  let said = ''
  const ended = once(child, 'exit').then(() => {
    running.delete(child)
    return { code: child.exitCode, signal: child.signalCode }
  })
  const listens = new Promise<boolean>((resolve) => {
    void ended.then(() => resolve(false))
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        said = (said + text).slice(-SAID_KEPT)
        if (said.includes('Fanbelt listens on')) resolve(true)
      })
  })
  return {
    listens,
    ended,
    kill: () => void child.kill('SIGKILL'),
    stop: () => void child.kill('SIGTERM'),
    said: () => said,
  }
}

/** Whatever a failed test left behind. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

/**
 * One for a bot, with the one above it for the stand-in of `npm start`. Below those that the system gives to outgoing
 * connections: a bot that is killed finds its port free when it comes back.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 10_000 + 2 * Math.floor(Math.random() * 10_000)
    if ((await isFree(port)) && (await isFree(port + 1))) return port
  }
  throw new Error('no free port')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const free = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  if (free) await once(server.close(), 'close')
  return free
}
