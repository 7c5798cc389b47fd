/** Puts the stand-in on a loopback port. The only file here that needs Node. */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { runningClock } from './clock.ts'
import { ConnectionReset } from './faults.ts'
import { createPlatform, type Platform, type PlatformOptions } from './platform.ts'

export interface ServeOptions extends Omit<PlatformOptions, 'clock' | 'snapshot'> {
  /** 0 = any free port. */
  port: number
  /** Read at the start if it is there; written a moment after each change and at close. */
  snapshotPath?: string
  /** A running clock (continuing the snapshot's offset) when left out. */
  clock?: PlatformOptions['clock']
}

export interface StandIn {
  platform: Platform
  url: string
  close(): Promise<void>
}

const SAVE_DELAY = 500

/** The settings of a desk: nothing here is secret. */
export const DESK = {
  channelId: '1000000001',
  channelSecret: 'desk-channel-secret-0000000000000',
  accessToken: 'desk-channel-access-token',
  loginChannelId: '1000000002',
  liffId: '1000000002-deskliff',
}

export async function serveStandIn({ port, snapshotPath, onChange, ...options }: ServeOptions): Promise<StandIn> {
  const saved = snapshotPath === undefined ? undefined : readSnapshot(snapshotPath)
  const running = runningClock(saved?.clockOffset)
  const clock = options.clock ?? running

  let waiting: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    clearTimeout(waiting)
    waiting = undefined
    const clockOffset = clock === running ? running.offset() : undefined
    if (snapshotPath !== undefined) writeWhole(snapshotPath, { clockOffset, snapshot: platform.snapshot() })
  }
  const platform = createPlatform({
    ...options,
    clock,
    snapshot: saved?.snapshot,
    onChange() {
      if (snapshotPath !== undefined) waiting ??= setTimeout(save, SAVE_DELAY)
      onChange?.()
    },
  })

  const server = createAdaptorServer({
    // The listener's Request is Node's own; the platform takes any standard one.
    fetch: (request, env) =>
      platform.fetch(request as Parameters<Platform['fetch']>[0]).catch((error) => cut(error, env)),
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: given } = server.address() as AddressInfo
  return {
    platform,
    url: `http://127.0.0.1:${given}`,
    async close() {
      platform.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await platform.idle()
      save()
    },
  }
}

function cut(error: unknown, env: object): Response {
  if (!(error instanceof ConnectionReset)) throw error
  ;(env as HttpBindings).incoming.socket.resetAndDestroy()
  return new Response(null, { status: 500 })
}

function readSnapshot(path: string): { clockOffset?: number; snapshot: unknown } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`cannot read the stand-in's snapshot ${path}; delete it to start afresh`, { cause: error })
  }
}

/** A crash in the middle leaves the old file whole. */
function writeWhole(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, JSON.stringify(value))
  renameSync(`${path}.new`, path)
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8788' },
      users: { type: 'string' },
      webhook: { type: 'string' },
      snapshot: { type: 'string' },
      quota: { type: 'string' },
    },
  })
  const { platform, url, close } = await serveStandIn({
    ...DESK,
    port: Number(values.port),
    ...(values.webhook && { webhookUrl: values.webhook }),
    ...(values.snapshot && { snapshotPath: values.snapshot }),
    ...(values.quota && { quota: Number(values.quota) }),
  })
  const userIds = values.users ? readFileSync(values.users, 'utf8').split(/\s+/).filter(Boolean) : []
  for (const userId of userIds) platform.addUser({ userId })
  console.log(`LINE stand-in: ${url} (${userIds.length} friends)

A bot talks to it with
  LINE_API_BASE_URL=${url}
  LINE_DATA_API_BASE_URL=${url}
  LINE_CHANNEL_SECRET=${DESK.channelSecret}
  LINE_CHANNEL_ACCESS_TOKEN=${DESK.accessToken}
  LINE_CHANNEL_ID=${DESK.channelId}
  LINE_LOGIN_CHANNEL_ID=${DESK.loginChannelId}
  LIFF_ID=${DESK.liffId}
and hears of events at ${values.webhook ?? 'GET /control/webhooks (start with --webhook URL to have them sent)'}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => close().then(() => process.exit(0)))
}

if (import.meta.main) await main()
