/** A shop that answers one customer, with its clock, its log and its counts at hand. */

import { workInbox } from '../../bot/flows/work-inbox.ts'
import { readCounts } from '../../db/counters.ts'
import { openNodeWorld } from './node-world.ts'
import { type Event, heard, person, raise, rows, scenarioText, shopFiles, words } from './story.ts'

export const START = '2026-06-01T10:00:00+09:00'
export const HANA = person('a')
export const STOPPED = 'お知らせの配信を停止しました'
export const BUTTONS = ['しっとりした', '相談してみる', 'ちょっと合わないかも', '解約']
const ASKS = scenarioText('asks', [
  { id: 'asks', at: '{from: order, day: 0, delay_minutes: 30}', more: `buttons: [${BUTTONS}]` },
])

export const at = (seconds: number) => Date.parse(START) + seconds * 1000
export const stop = (more: object = {}) => words(HANA, '配信停止', more)

export type Replying = Awaited<ReturnType<typeof openReplying>>

export async function openReplying() {
  const log: { event: string; fields: Record<string, unknown> }[] = []
  const world = await openNodeWorld(START, {
    files: shopFiles(ASKS),
    log: (event, fields = {}) => log.push({ event, fields }),
  })
  const clock = (seconds: number) => world.stage.setClock(new Date(at(seconds)))

  return {
    world,
    log,
    clock,
    /** LINE tells of the event now, and it is worked off so many seconds after the start. */
    async heardAt(seconds: number, event: Event = stop()) {
      await raise(world, [event])
      await clock(seconds)
      await workInbox(world.deps)
    },
    /** The last webhook again, as LINE does it when our 200 did not come through; not worked off yet. */
    async redeliver() {
      const calls = (await world.stage.line('GET', '/control/webhook-log')) as { id: string }[]
      await world.stage.line('POST', '/control/redeliver', { ids: calls.slice(-1).map(({ id }) => id) })
      await raise(world, [])
    },
    /** Three ticks: a push that went out would go out again if it could. */
    async ticks() {
      for (const minutes of [0, 1, 2]) {
        await world.stage.setClock(new Date(world.deps.now().getTime() + minutes * 60_000))
        await world.stage.tick()
      }
    },
    async counted(name: string) {
      const counts = (await readCounts(world.deps.db)).filter((one) => one.name === name)
      return Object.fromEntries(counts.map(({ label, value }) => [label, value]))
    },
    /** What the log says of each reply. */
    told: () => log.filter(({ event }) => event === 'reply').map(({ fields }) => fields.outcome),
    /** How often the customer could read that the stop worked. */
    confirmations: async () => (await heard(world, HANA)).filter((text) => text.includes(STOPPED)).length,
    /** Every reply token and some words, as far as any log line holds them. */
    leaked() {
      const lines = log.map(({ event, fields }) =>
        [event, ...Object.values(fields).map((one) => (one instanceof Error ? one.stack : JSON.stringify(one)))].join(),
      )
      const tokens = rows(world, "select body ->> '$.replyToken' as token from inbox").map(({ token }) => String(token))
      return ['配信停止', 'お知らせ', 'ありがとう', ...tokens].filter((text) =>
        lines.some((line) => line.includes(text)),
      )
    },
  }
}
