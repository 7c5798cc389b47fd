/** `fanbelt schema`: what an editor needs to offer keys and words while a merchant types (DOMAIN §4.5). */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { jsonSchemas } from '../core/json-schema.ts'
import { AppError } from '../errors.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { writeWhole } from './write-file.ts'

interface Options {
  json?: boolean
  dir?: string
}

export const schema = (io: Io): Command =>
  command(
    'schema',
    'VS Codeなどで入力の助けになる定義ファイル（*.schema.json）を書きます',
    'schema',
    'schema --dir scenarios',
  )
    .option('--dir <folder>', 'シナリオのフォルダー（既定は SCENARIOS_DIR）')
    .option(...JSON_OPTION)
    .action((options: Options) => {
      const folder = options.dir ?? (io.env.SCENARIOS_DIR || 'scenarios')
      if (!existsSync(folder)) throw new AppError('invalid', `${folder} が見つかりません。`)
      const written = Object.entries(jsonSchemas()).map(([name, content]) => {
        const path = join(folder, name)
        writeWhole(path, `${JSON.stringify(content, undefined, 2)}\n`)
        return path
      })
      if (options.json) printJson(io, { written })
      else
        io.out(
          `${written.map((path) => `書きました：${path}\n`).join('')}VS Codeに拡張機能「YAML」（Red Hat）を入れると、入力の候補と説明が出ます。\n`,
        )
    })
