/** Do surveys and rich menus fit the rest of the shop? Their names, the coupons they give, whom the menus are for. */

import { type Problem, problem } from './problem.ts'
import { baseName, type Rule } from './read-file.ts'
import type { RichMenu } from './rich-menu.ts'
import type { Shop } from './shop.ts'
import type { Path, Place, Source } from './source.ts'
import { known, type Surroundings } from './structure.ts'
import type { Survey } from './survey-file.ts'
import { LABELS } from './vocabulary.ts'

const misnamed = (id: string, source: Source, file: string): Problem[] => {
  const name = baseName(file)
  if (name === id) return []
  return [problem(file, source.at(['id']), 'E108', `id（${id}）とファイル名（${name}.yaml）を同じにしてください。`)]
}

export const surveyProblems =
  ({ coupons }: Pick<Surroundings, 'coupons'>): Rule<Survey> =>
  (survey, source, file) => {
    const problems = misnamed(survey.id, source, file)
    const add = (place: Place, code: string, message: string) => problems.push(problem(file, place, code, message))
    const ids = coupons?.map(({ id }) => id)
    if (survey.thanks.coupon) known(survey.thanks.coupon, ids, 'E115', 'クーポン', ['thanks', 'coupon'], source, add)
    return problems
  }

/** The coupons that shop.yaml gives away. */
export const shopReferences =
  ({ coupons }: Pick<Surroundings, 'coupons'>): Rule<Shop> =>
  ({ referral }, source, file) => {
    const problems: Problem[] = []
    const add = (place: Place, code: string, message: string) => problems.push(problem(file, place, code, message))
    const ids = coupons?.map(({ id }) => id)
    for (const key of ['friend_coupon', 'own_coupon'] as const)
      if (referral) known(referral[key], ids, 'E115', 'クーポン', ['referral', key], source, add)
    return problems
  }

/** @param all every menu of the shop, this one among them */
export const menuProblems =
  (all: readonly RichMenu[]): Rule<RichMenu> =>
  (menu, source, file) => {
    const problems = misnamed(menu.id, source, file)
    const add = (place: Place, code: string, message: string) => problems.push(problem(file, place, code, message))
    const ids = all.map(({ id }) => id)
    for (const [index, { switch_to }] of menu.areas.entries()) {
      const path: Path = ['areas', index, 'switch_to']
      if (switch_to) known(switch_to, ids, 'E127', 'メニュー', path, source, add)
    }
    for (const [index, label] of menu.labels.entries()) {
      // The first of two is taken to be the right one.
      const other = all.find(({ id, labels }) => id < menu.id && labels.includes(label))
      const word = LABELS[label]
      if (other)
        add(
          source.at(['labels', index]),
          'E128',
          `「${word}」の方のメニューは「${other.id}」にもあります。一つにしてください。`,
        )
    }
    return problems
  }
