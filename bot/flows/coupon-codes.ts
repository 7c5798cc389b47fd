/** The shop's system has made codes, each for one customer: take them in, and say how many there are to give. */

import { addCodes, codesLeft, codesOfOthers } from '../../db/coupons.ts'
import { fixedCode } from '../core/coupons.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { loadContent } from './content.ts'

/** @throws AppError `invalid` when the coupon is none that gives codes of a pool */
export async function assertPooled(deps: Pick<Deps, 'db' | 'log'>, couponId: string): Promise<void> {
  const { coupons } = (await loadContent(deps)).coupons
  const pools = coupons.flatMap(({ id, codes }) => (codes === 'pool' ? id : []))
  if (pools.includes(couponId)) return
  const known = coupons.some(({ id }) => id === couponId)
  throw new AppError(
    'invalid',
    known
      ? `クーポン「${couponId}」は、皆さま同じコードです。お一人ずつ違うコードにするには、coupons.yaml に codes: pool と書いて公開してください。`
      : `クーポン「${couponId}」は、公開中の coupons.yaml にありません。${pools.length > 0 ? `コードを取り込めるのは ${pools.join('・')} です。` : ''}`,
  )
}

/** @returns for each code, in order; `elsewhere` means that another coupon has it */
export async function addCouponCodes(
  deps: Pick<Deps, 'db' | 'log'>,
  couponId: string,
  codes: string[],
): Promise<('added' | 'known' | 'elsewhere')[]> {
  const { coupons } = (await loadContent(deps)).coupons
  const others = coupons.filter(({ id }) => id !== couponId)
  const fixed = new Set(others.flatMap((one) => fixedCode(one)?.toUpperCase() ?? []))
  const taken = await codesOfOthers(
    deps.db,
    others.map(({ id }) => id),
    codes,
  )
  const isElsewhere = (code: string) => taken.has(code) || fixed.has(code.toUpperCase())
  const added = new Set(
    await addCodes(
      deps.db,
      couponId,
      codes.filter((code) => !isElsewhere(code)),
    ),
  )
  return codes.map((code) => {
    if (isElsewhere(code)) return 'elsewhere'
    return added.delete(code) ? 'added' : 'known'
  })
}

const EVERYTHING = 100_000_000

export const codesToGive = async (deps: Pick<Deps, 'db'>, couponId: string): Promise<number> =>
  (await codesLeft(deps.db, [couponId], EVERYTHING)).get(couponId) ?? 0
