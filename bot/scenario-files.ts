/** The shop's YAML on disk, as the check takes it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScenarioFile } from './core/check.ts'

const FOLDERS = ['', 'surveys', 'richmenus']

/** Every `.yaml` of the folder and of its `surveys/` and `richmenus/`. */
export const scenarioFiles = (directory: string): ScenarioFile[] =>
  FOLDERS.map((folder) => join(directory, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true }).map((entry) => ({ folder, entry })))
    .filter(({ entry }) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map(({ folder, entry }) => join(folder, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
