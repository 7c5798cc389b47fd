/** `fanbelt pause`: one command stops all marketing. */

import type { Command } from 'commander'
import { jstIso } from '../core/calendar.ts'
import { marketingPause, pauseMarketing } from '../flows/pause-marketing.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { readConfig, withDeps } from './open.ts'
import { actorOf, BY_OPTION } from './who.ts'

interface Options {
  db?: string
  json?: boolean
  reason?: string
  by?: string
}

export const pause = (io: Io): Command =>
  command(
    'pause',
    'ご案内の配信をすべて止めます（ご注文やお届けのご連絡は届きます）',
    'pause',
    'pause --reason 文面の間違い',
  )
    .option('--reason <text>', '止めるわけ（記録に残します）')
    .option(...BY_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const wish = { by: actorOf(io, options.by), reason: options.reason?.trim() ?? '' }
      const { changed, now } = await withDeps(io, readConfig(io.env, options.db), async (deps) => ({
        changed: await pauseMarketing(deps, wish),
        now: await marketingPause(deps),
      }))
      if (options.json)
        return printJson(io, {
          paused: now !== undefined,
          changed,
          ...(now && { since: jstIso(now.since), by: now.by, reason: now.reason }),
        })
      if (!changed && now) io.out(`ご案内の配信は、すでに止まっています（${pauseInWords(now)}）。\n`)
      else io.out('ご案内の配信をすべて止めました。ご注文やお届けのご連絡は、これまでどおり届きます。\n')
      io.out('再開するには：npx fanbelt resume\n')
      io.out('止めているあいだに予定の日が来たご案内は、再開するとお送りします。日がたちすぎたものは取りやめます。\n')
    })

/** No name of anybody's. */
const NOBODY: ReadonlySet<string> = new Set(['merchant', 'fanbelt'])

/** `2026-06-15 12:00から、みなみさん：文面の間違い` */
export function pauseInWords({ since, by, reason }: { since: Date; by: string; reason: string }): string {
  const who = by === 'blocks' ? '自動' : NOBODY.has(by) ? 'お店' : `${by}さん`
  return `${jstIso(since).slice(0, 16).replace('T', ' ')}から、${who}${reason && `：${reason}`}`
}
