/** `fanbelt resume`: marketing goes on. */

import type { Command } from 'commander'
import { resumeMarketing } from '../flows/pause-marketing.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { readConfig, withDeps } from './open.ts'
import { actorOf, BY_OPTION } from './who.ts'

interface Options {
  db?: string
  json?: boolean
  by?: string
}

export const resume = (io: Io): Command =>
  command('resume', '止めていたご案内の配信を再開します', 'resume')
    .option(...BY_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const by = actorOf(io, options.by)
      const changed = await withDeps(io, readConfig(io.env, options.db), (deps) => resumeMarketing(deps, { by }))
      if (options.json) return printJson(io, { paused: false, changed })
      io.out(
        changed
          ? 'ご案内の配信を再開しました。待っていたご案内は、それぞれの決まった時刻に、順に届きます。\n'
          : 'ご案内の配信は止まっていません。\n',
      )
    })
