/**
 * What is measured? `bare` answers 200 after HMAC and JSON, with no database; `real` is the app with a SQLite file, and
 * `beside` the same with another one; `working` is the app with its inbox worker running beside it. Started by `webhook.ts`.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { createApp } from '../../bot/app.ts'
import { coalesce } from '../../bot/coalesce.ts'
import { parseConfig } from '../../bot/config.ts'
import { publish } from '../../bot/flows/publish.ts'
import { workInbox } from '../../bot/flows/work-inbox.ts'
import { verifySignature } from '../../bot/line/signature.ts'
import { jsonLog } from '../../bot/log.ts'
import { logLines } from '../../bot/log-lines.ts'
import { nodeDeps } from '../../bot/node-deps.ts'

export type Kind = 'bare' | 'real' | 'beside' | 'working'

const [kind = 'bare', secret = '', file = ''] = process.argv.slice(2)

function bare() {
  const secrets = [secret]
  return new Hono().post('/webhook', async (c) => {
    const raw = await c.req.arrayBuffer()
    if (!(await verifySignature(secrets, raw, c.req.header('x-line-signature')))) return c.body(null, 401)
    JSON.parse(new TextDecoder().decode(raw))
    return c.body(null, 200)
  })
}

function shipped() {
  const folder = join(import.meta.dirname, '../../scenarios')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  return files.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
}

/** A LINE that says yes to everything: the worker asks it for names and hands it replies. */
async function yes(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    response.end('{"displayName":"花子","sentMessages":[]}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function app(working: boolean) {
  const line = working ? await yes() : 'http://127.0.0.1:9'
  const config = parseConfig({
    DATABASE_PATH: file,
    LINE_CHANNEL_SECRET: secret,
    LINE_CHANNEL_ACCESS_TOKEN: 'x',
    LINE_API_BASE_URL: line,
    LINE_DATA_API_BASE_URL: line,
    SHOP_API_KEY: 'x'.repeat(32),
    SESSION_SECRET: 'x'.repeat(32),
  })
  // As in the shop, but into nothing.
  const lines = logLines((text) => process.stdout.write(text))
  const log = jsonLog(lines.say, () => new Date())
  const deps = nodeDeps({ config, log, wake: () => working && inbox.ask() })
  const inbox = coalesce('inbox', () => workInbox(deps), log)
  await publish(deps, shipped(), 'bench')
  return createApp(deps)
}

const { fetch } = kind === 'bare' ? bare() : await app(kind === 'working')
const server = createAdaptorServer({ fetch })
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', () => process.send?.(process.threadCpuUsage()))
process.on('disconnect', () => process.exit())
