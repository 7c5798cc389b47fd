/** Which YAML files did the merchant mean, and are they texts at all? */

import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ScenarioFile } from '../core/check.ts'
import { decodeScenario } from '../core/decode-text.ts'
import { inOrder, type Problem } from '../core/problem.ts'
import { LARGEST } from '../core/read-file.ts'
import { AppError } from '../errors.ts'
import { scenarioFiles } from '../scenario-files.ts'

/** A file with its text as it stands there, byte order mark and all, so that `pull` can write it back as it was. */
export interface YamlFile extends ScenarioFile {
  /** In another encoding, or no text; `text` is garbled then. */
  unreadable?: Problem
}

/**
 * The files named, those of a folder named, or all of the shop's when none is.
 * @throws AppError `invalid` when one cannot be read or there is none
 */
export function yamlFiles(paths: readonly string[], scenariosDir: string): YamlFile[] {
  const wanted = paths.length > 0 ? paths : [scenariosDir]
  const found = wanted.flatMap((path) =>
    orSay(path, () => (statSync(path).isDirectory() ? scenarioFiles(path).map((file) => file.path) : [path])),
  )
  if (found.length === 0) throw new AppError('invalid', `${wanted.join(' ')} にYAMLファイルがありません。`)
  return [...new Set(found)].map(readYaml)
}

/** The shop's other files beside these: one file alone is judged as part of the shop it belongs to. */
export function neighbours(files: readonly YamlFile[]): YamlFile[] {
  const folders = files.map(({ path }) => dirname(path).replace(/[\\/]?(surveys|richmenus)$/, '') || '.')
  const given = new Set(files.map(({ path }) => resolve(path)))
  const beside = [...new Set(folders)].flatMap((folder) =>
    existsSync(join(folder, 'shop.yaml')) ? scenarioFiles(folder).map(({ path }) => path) : [],
  )
  return beside.filter((path) => !given.has(resolve(path))).map(readYaml)
}

/** Enough to see that a file is too large. */
const MOST_BYTES = LARGEST * 3 + 1

/** @throws AppError `invalid` when it cannot be read */
export function readYaml(path: string): YamlFile {
  const bytes = orSay(path, () => readStart(path))
  const { problem } = decodeScenario(bytes, path)
  return { path, text: bytes.toString('utf8'), ...(problem && { unreadable: problem }) }
}

function readStart(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(file).size, MOST_BYTES))
    return bytes.subarray(0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}

/** What is really the matter with unreadable files, in place of what their garbled text looks like. */
export function explained(files: readonly YamlFile[], problems: readonly Problem[]): Problem[] {
  const reasons = new Map(files.flatMap(({ path, unreadable }) => (unreadable ? [[path, unreadable] as const] : [])))
  const rest = problems.filter(({ file }) => !reasons.has(file))
  return reasons.size > 0 ? inOrder([...rest, ...reasons.values()]) : [...problems]
}

/** @throws AppError `invalid` in place of the system's words */
export function orSay<T>(path: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('invalid', `${path} が見つかりません。`)
    if (code === 'EACCES' || code === 'EPERM') throw new AppError('invalid', `${path} を読む権限がありません。`)
    if (code === 'EISDIR') throw new AppError('invalid', `${path} はフォルダーです。`)
    throw error
  }
}
