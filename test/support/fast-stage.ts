/** A stage with a fast clock: LINE with eyes, a published shop in a database file, and customers who come in groups. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '../../bot/config.ts'
import { publish } from '../../bot/flows/publish.ts'
import { nodeDeps } from '../../bot/node-deps.ts'
import { DESK } from '../../bot/simulator/serve.ts'
import { freePort } from './bot-process.ts'
import { FILES, linkOf, orderOf, type Person } from './crash-shop.ts'
import { type FastTime, fastNow } from './fast-clock.ts'
import { SESSION_SECRET, SHOP_KEY } from './keys.ts'
import { comesTrue } from './poll.ts'
import { type WatchedLine, watchLine } from './watched-line.ts'

const START = '2026-06-01T06:00:00+09:00'

export interface FastStage {
  time: FastTime
  line: WatchedLine
  /** Where webhooks and orders go. */
  port: number
  databasePath: string
  /** Settings of a bot on this stage. */
  env: Record<string, string>
  close(): Promise<void>
}

export async function openFastStage(speed: number): Promise<FastStage> {
  const time: FastTime = { from: Date.parse(START), since: Date.now(), speed }
  const folder = mkdtempSync(join(tmpdir(), 'fanbelt-crash-'))
  const databasePath = join(folder, 'fanbelt.sqlite')
  const port = await freePort()
  const line = await watchLine(time, `http://127.0.0.1:${port}/webhook`)
  const env = {
    PORT: String(port),
    DATABASE_PATH: databasePath,
    LINE_API_BASE_URL: line.url,
    LINE_DATA_API_BASE_URL: line.url,
    LINE_CHANNEL_SECRET: DESK.channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: DESK.accessToken,
    SHOP_API_KEY: SHOP_KEY,
    SESSION_SECRET,
  }
  const close = async () => {
    await line.close()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await openShop(env, time)
  } catch (error) {
    await close()
    throw error
  }
  return { time, line, port, databasePath, env, close }
}

async function openShop(env: Record<string, string>, time: FastTime): Promise<void> {
  const deps = nodeDeps({ config: parseConfig(env), log: () => {}, now: () => fastNow(time) })
  await publish(
    deps,
    Object.entries(FILES).map(([path, text]) => ({ path, text })),
    'crash',
  )
  deps.db.close()
}

interface Feeding {
  stage: FastStage
  people: Person[]
  /** Those who have come so far. */
  here: Person[]
  deadline: number
  /** How much of the killing is done, from 0 to 1. */
  done: () => number
}

/** Customers come in groups, spread over the killing: they are linked, they follow, and their orders are reported. */
export async function feed({ stage: { port, line, time }, people, here, deadline, done }: Feeding): Promise<void> {
  const groups = Math.min(20, Math.ceil(people.length / 10))
  const size = Math.ceil(people.length / groups)
  for (let group = 0; group < groups; group++) {
    await comesTrue(deadline - Date.now(), () => done() >= (group - 1) / groups)
    const own = people.slice(group * size, (group + 1) * size)
    // Linked first: whether a link may come while a follow is worked off is asked in flows/follow-while-linking.test.ts.
    await report(port, '/customers/link', own.map(linkOf), deadline)
    // Before their orders: LINE drops what is sent to somebody who is no friend yet, and says 200.
    for (const { userId } of own) await line.desk('POST', `/phone/users/${userId}/follow`)
    const at = fastNow(time)
    await report(
      port,
      '/orders',
      own.map((person) => orderOf(person, at)),
      deadline,
    )
    here.push(...own)
  }
}

/** The shop's cart says it again until it was heard. */
async function report(port: number, path: string, body: unknown, deadline: number): Promise<void> {
  const heard = await comesTrue(deadline - Date.now(), async () => {
    const headers = { authorization: `Bearer ${SHOP_KEY}`, 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) }
    const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, init).catch(() => undefined)
    if (answer && answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer !== undefined && !(await answer.text()).includes('rejected')
  })
  if (!heard) throw new Error(`${path} was not heard in time`)
}
