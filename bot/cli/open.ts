/** What a command needs before it can work: its settings and its database, ready for use. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, parseConfig } from '../config.ts'
import { checkAll } from '../core/check.ts'
import { hasErrors } from '../core/problem.ts'
import { AppError, databaseTrouble } from '../errors.ts'
import { loadContent } from '../flows/content.ts'
import { publish } from '../flows/publish.ts'
import { jsonLog } from '../log.ts'
import { type NodeOptions, nodeDeps } from '../node-deps.ts'
import type { Io } from './command.ts'
import { yamlFiles } from './yaml-files.ts'

export type NodeDeps = ReturnType<typeof nodeDeps>

/** The scenarios that come with Fanbelt, for a command that is run somewhere else. */
const SHIPPED = join(import.meta.dirname, '../../scenarios')

/**
 * The settings as the server would read them, except that nothing is missing: a command serves nobody, and only some of
 * them talk to LINE.
 * @throws ConfigError
 */
export function readConfig(env: Io['env'], db?: string): Config {
  const config = parseConfig({ ...env, ...(db && { DATABASE_PATH: db }) }, { complete: false })
  const scenariosDir = env.SCENARIOS_DIR || existsSync(config.scenariosDir) ? config.scenariosDir : SHIPPED
  return { ...config, scenariosDir }
}

/**
 * Opens the database for one piece of work and closes it after.
 * @throws AppError `invalid` when it cannot be opened
 */
export async function withDeps<T>(
  io: Io,
  config: Config,
  work: (deps: NodeDeps) => Promise<T>,
  options: Partial<NodeOptions> = {},
): Promise<T> {
  const log = io.env.FANBELT_DEBUG ? jsonLog((line) => io.err(`${line}\n`), io.now) : () => {}
  const deps = open({ config, log, now: io.now, ...options })
  try {
    return await work(deps)
  } finally {
    deps.db.close()
  }
}

function open(options: NodeOptions): NodeDeps {
  try {
    return nodeDeps(options)
  } catch (error) {
    throw databaseTrouble(options.config.databasePath, error) ?? error
  }
}

/**
 * A new database knows no scenario yet: the shop's files become its first revisions.
 * @throws AppError `invalid` when they cannot
 */
export async function publishFirst(io: Io, deps: NodeDeps): Promise<void> {
  if (await isPublished(deps)) return
  const { scenariosDir } = deps.config
  const files = yamlFiles([], scenariosDir)
  if (hasErrors(checkAll(files).problems))
    throw new AppError(
      'invalid',
      `シナリオに間違いがあります。「npx fanbelt check ${scenariosDir}」で場所がわかります。`,
    )
  const { published } = await publish(deps, files, 'fanbelt')
  if (!(await isPublished(deps)))
    throw new AppError('invalid', `${scenariosDir} に shop.yaml と replies.yaml をご用意ください。`)
  io.err(`まだ何も公開されていないため、${scenariosDir} の${published.length}ファイルを公開しました。\n`)
}

async function isPublished(deps: NodeDeps): Promise<boolean> {
  try {
    await loadContent(deps)
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return false
    throw error
  }
}
