/** Which YAML files did the merchant mean? */

import { readFileSync, statSync } from 'node:fs'
import type { ScenarioFile } from '../core/check.ts'
import { AppError } from '../errors.ts'
import { scenarioFiles } from '../scenario-files.ts'

/**
 * The files named, those of a folder named, or all of the shop's when none is.
 * @throws AppError `invalid` when one cannot be read or there is none
 */
export function yamlFiles(paths: readonly string[], scenariosDir: string): ScenarioFile[] {
  const wanted = paths.length > 0 ? paths : [scenariosDir]
  const files = wanted.flatMap((path) => (stat(path).isDirectory() ? scenarioFiles(path) : [readYaml(path)]))
  if (files.length === 0) throw new AppError('invalid', `${wanted.join(' ')} にYAMLファイルがありません。`)
  return files
}

export const readYaml = (path: string): ScenarioFile => ({ path, text: orSay(path, () => readFileSync(path, 'utf8')) })
const stat = (path: string) => orSay(path, () => statSync(path))

/** @throws AppError `invalid` in place of the system's words */
export function orSay<T>(path: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('invalid', `${path} が見つかりません。`)
    if (code === 'EACCES' || code === 'EPERM') throw new AppError('invalid', `${path} を読む権限がありません。`)
    throw error
  }
}
