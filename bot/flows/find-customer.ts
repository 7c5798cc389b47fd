/** Who is meant by this number? For whoever asks about one customer by hand. */

import { customersNamed } from '../../db/timelines.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

/**
 * @param name our id, the number in the shop's system (also as `source:number`), or the LINE user id
 * @throws AppError `not_found`, or `conflict` when several customers have this number
 */
export async function findCustomer(deps: Deps, name: string): Promise<string> {
  const ids = await customersNamed(deps.db, name)
  if (ids.length > 1)
    throw new AppError(
      'conflict',
      `「${name}」という番号のお客さまが${ids.length}人いらっしゃいます。次のどれかでお尋ねください：${ids.join('、')}`,
    )
  const [id] = ids
  if (id === undefined) throw notFound(name)
  return id
}

export const notFound = (name: string): AppError =>
  new AppError('not_found', `「${name}」というお客さまは見つかりません。`)
