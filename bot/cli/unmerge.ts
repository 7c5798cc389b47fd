/** `fanbelt unmerge`: two customers were not one after all (DOMAIN §2.4). */

import type { Command } from 'commander'
import { unmergeCustomers } from '../flows/merge-customers.ts'
import { command, type Io, JSON_OPTION, printJson } from './command.ts'
import { publishFirst, readConfig, withDeps } from './open.ts'
import { actorOf, BY_OPTION } from './who.ts'

interface Options {
  db?: string
  json?: boolean
  by?: string
}

export const unmerge = (io: Io): Command =>
  command('unmerge', 'まとめたお客さまの記録を、まとめる前のお二人に戻します', 'unmerge 019a…')
    .argument('<id>', 'まとめの番号（merges で見られます）、またはまとめられたお客さまの内部の番号')
    .option(...BY_OPTION)
    .option(...JSON_OPTION)
    .action(async (id: string, { db, json, by }: Options) => {
      const done = await withDeps(io, readConfig(io.env, db), async (deps) => {
        await publishFirst(io, deps)
        return unmergeCustomers(deps, id, actorOf(io, by))
      })
      if (json) return printJson(io, done)
      io.out(`${done.parted} のお客さまを ${done.kept} から分け、まとめる前に戻しました。\n`)
      io.out('まとめたあとの記録は、分けたお客さまの番号で届いたご注文を除いて、そのまま残っています。\n')
    })
