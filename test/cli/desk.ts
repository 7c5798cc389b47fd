/** A merchant's desk: the shipped scenarios in a folder of their own, and a database beside it. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { scenarioFiles } from '../../bot/scenario-files.ts'
import { fanbelt, folder, SCENARIOS } from './run.ts'

export type Desk = ReturnType<typeof openDesk>

export function openDesk() {
  const home = folder()
  const path = join(home, 'scenarios')
  cpSync(SCENARIOS, path, { recursive: true, filter: (name) => !name.endsWith('.schema.json') })
  const db = ['--db', join(home, 'shop.sqlite')]
  const file = (name: string) => join(path, name)
  const run = (...args: string[]) => fanbelt([...args, ...db], { SCENARIOS_DIR: path, USER: 'minami' })
  const edit = (name: string, change: (text: string) => string) =>
    writeFileSync(file(name), change(readFileSync(file(name), 'utf8')))
  return {
    home,
    path,
    db,
    /** A command at this desk. */
    run,
    file,
    edit,
    /** Names of all files, those of `surveys/` and `richmenus/` too. */
    files: () => scenarioFiles(path).map((one) => relative(path, one.path)),
    /** A version that says nothing else than the one before, by somebody. */
    async publishAgain(name: string, by: string) {
      edit(name, (text) => `${text}# ${by}\n`)
      return run('publish', '--by', by)
    },
  }
}

/** The same, with everything published once. */
export async function publishedDesk(): Promise<Desk> {
  const desk = openDesk()
  const { code, out, err } = await desk.run('publish')
  if (code !== 0) throw new Error(out + err)
  return desk
}
