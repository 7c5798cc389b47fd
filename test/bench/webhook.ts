/**
 * What does it cost to keep an event before saying 200? `node test/bench/webhook.ts` prints signed webhooks per second of the
 * app beside those of a bare route (HMAC and JSON, nothing kept), in turns, and then looks for every accepted event in the file.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { duringAnImport } from './webhook-import.ts'
import { load, type Round, signedWebhooks } from './webhook-load.ts'
import type { Kind } from './webhook-server.ts'

const ROUNDS = 7
const REQUESTS = 6000
const CONNECTIONS = [32, 128]
const SECRET = 'bench-channel-secret-00000000000'

const home = mkdtempSync(join(tmpdir(), 'fanbelt-bench-'))

async function serve(kind: Kind): Promise<{ child: ChildProcess; port: number; file: string }> {
  const file = join(home, `${kind}.sqlite`)
  const child = fork(join(import.meta.dirname, 'webhook-server.ts'), [kind, SECRET, file], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.once('exit', (code) => code && process.exit(code))
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { child, port, file }
}

/** Microseconds that its event loop has worked so far. */
async function workOf(child: ChildProcess): Promise<number> {
  child.send('work')
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage]
  return user + system
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
const whole = (share: (round: Round) => number, rounds: Round[]) => Math.round(median(rounds.map(share)))
const quantile = (part: number) => (round: Round) => round.latencies[Math.floor(round.latencies.length * part)] ?? 0
const line = (name: string, rounds: Round[]) =>
  console.log(
    `  ${name.padEnd(8)} ${String(whole((round) => round.perSecond, rounds)).padStart(6)} /s   ` +
      `p50 ${median(rounds.map(quantile(0.5))).toFixed(1)} ms   p99 ${median(rounds.map(quantile(0.99))).toFixed(1)} ms   ` +
      `the load used ${whole((round) => round.busy * 100, rounds)} % of a core`,
  )

/** Killed without a word, then read by somebody else: what was answered 200 must be there. */
async function check(child: ChildProcess, file: string, accepted: string[]): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
  const db = new Database(file, { readonly: true })
  const kept = new Set(db.prepare('select event_id from inbox').pluck().all())
  db.close()
  const lost = accepted.filter((id) => !kept.has(id)).length
  console.log(`  killed; the file opened anew holds ${kept.size} of ${accepted.length} accepted events, ${lost} lost`)
  if (lost > 0 || kept.size !== accepted.length) process.exitCode = 1
}

try {
  const bare = await serve('bare')
  const real = await serve('real')
  const accepted: string[] = []
  const round = async (of: { port: number }, connections: number, requests = REQUESTS) =>
    load(of.port, signedWebhooks(requests, SECRET), connections)
  await round(bare, 32)
  accepted.push(...(await round(real, 32)).accepted)
  console.log(`each round ${REQUESTS} signed webhooks of one text event, ${ROUNDS} rounds of each in turns; medians`)
  console.log('the app with a file, WAL, synchronous = FULL; its inbox worker does not run meanwhile')
  for (const connections of CONNECTIONS) {
    const rounds: { bare: Round; real: Round }[] = []
    const work = { bare: 0, real: 0 }
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      work.bare -= await workOf(bare.child)
      const first = await round(bare, connections)
      work.bare += await workOf(bare.child)
      work.real -= await workOf(real.child)
      const second = await round(real, connections)
      work.real += await workOf(real.child)
      accepted.push(...second.accepted)
      rounds.push({ bare: first, real: second })
    }
    console.log(`\n${connections} connections`)
    line(
      'bare',
      rounds.map((pair) => pair.bare),
    )
    line(
      'real',
      rounds.map((pair) => pair.real),
    )
    const each = (total: number) => `${(total / ROUNDS / REQUESTS).toFixed(0)} µs`
    console.log(`  the event loop's work for one webhook: bare ${each(work.bare)}, real ${each(work.real)}`)
    const ratios = rounds.map((pair) => pair.real.perSecond / pair.bare.perSecond)
    console.log(
      `  ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
    )
  }
  bare.child.disconnect()
  await check(real.child, real.file, accepted)

  const working = await serve('working')
  const alone = await round(working, 32, 1000)
  console.log('\n32 connections, the inbox worker running beside (LINE answers at once)')
  line('working', [alone])
  await check(working.child, working.file, alone.accepted)

  const shared = await serve('beside')
  const beside = await duringAnImport(shared.port, SECRET, shared.file)
  const at = (part: number) => (beside.latencies[Math.floor((beside.latencies.length - 1) * part)] ?? 0).toFixed(0)
  console.log(`\n2 connections, while another process imports ${beside.orders} orders into the same file`)
  console.log(`  ${beside.latencies.length} webhooks, p50 ${at(0.5)} ms   p99 ${at(0.99)} ms   longest ${at(1)} ms`)
  await check(shared.child, shared.file, beside.accepted)
} finally {
  rmSync(home, { recursive: true, force: true })
}
