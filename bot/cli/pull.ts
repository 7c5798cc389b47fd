/** `fanbelt pull`: what is published, back into files, byte for byte. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type PublishedText, publishedTexts } from '../flows/history.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { readConfig, withDeps } from './open.ts'
import { writeWhole } from './write-file.ts'
import { orSay, readYaml } from './yaml-files.ts'

interface Options {
  db?: string
  json?: boolean
  dir?: string
  force?: boolean
}

export const pull = (io: Io): Command =>
  command('pull', '公開中の文面をファイルに書き戻します', 'pull', 'pull --dir もとの文面')
    .option('--dir <folder>', '書き戻す先（既定は SCENARIOS_DIR）')
    .option('--force', '公開していない書きかけも上書きします')
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const config = readConfig(io.env, options.db)
      const folder = options.dir ?? (io.env.SCENARIOS_DIR || 'scenarios')
      const plans = await withDeps(io, config, async (deps) =>
        Promise.all((await publishedTexts(deps)).map((text) => planFor(folder, text))),
      )
      const of = (does: Plan['does']) => plans.filter((plan) => plan.does === does).map(({ path }) => path)
      const refused = options.force ? [] : of('loses')
      const written = refused.length > 0 ? [] : plans.filter(({ does }) => does !== 'same')
      for (const { path, text } of written) writeWhole(path, text)
      const done = { written: written.map(({ path }) => path), unchanged: of('same').length, refused }
      if (options.json) printJson(io, done)
      else report(io, done)
      if (refused.length > 0) io.exitCode = 1
    })

interface Plan {
  path: string
  text: string
  /** `loses`: what stands in the file was never published, so overwriting it would lose it. */
  does: 'same' | 'writes' | 'loses'
}

async function planFor(folder: string, published: PublishedText): Promise<Plan> {
  const { text } = published
  const usual = join(folder, published.path)
  const other = usual.replace(/\.yaml$/, '.yml')
  const path = !existsSync(usual) && existsSync(other) ? other : usual
  if (!existsSync(path)) return { path, text, does: 'writes' }
  const bytes = orSay(path, () => readFileSync(path))
  if (bytes.equals(Buffer.from(text))) return { path, text, does: 'same' }
  return { path, text, does: (await published.wasPublished(readYaml(path).text)) ? 'writes' : 'loses' }
}

function report(
  io: Io,
  { written, unchanged, refused }: { written: string[]; unchanged: number; refused: string[] },
): void {
  for (const path of refused) io.out(`${path} には、まだ公開していない書きかけがあります。\n`)
  if (refused.length > 0) {
    io.out(
      'どのファイルも書きかえていません。書きかけを捨ててよければ --force を、残すなら --dir でほかの場所をご指定ください。\n',
    )
    return
  }
  for (const path of written) io.out(`書き戻しました：${path}\n`)
  const rest = unchanged > 0 ? `${unchanged}ファイルは公開中の文面と同じです。` : ''
  io.out(
    written.length > 0
      ? `${written.length}ファイルを書き戻しました。${rest}\n`
      : `変わったところはありません。${rest}\n`,
  )
}
