/** What may an editor offer while a merchant types? Draft-07 JSON Schemas made from the very schemas that check (SPEC §4.4). */

import { z } from 'zod'
import { Coupons } from './coupons.ts'
import { Replies } from './replies.ts'
import { Scenario } from './scenario.ts'
import { Shop } from './shop.ts'

const FILES = {
  'scenario.schema.json': [Scenario, 'シナリオ'],
  'shop.schema.json': [Shop, '店の設定'],
  'coupons.schema.json': [Coupons, 'クーポン'],
  'replies.schema.json': [Replies, '自動のお返事'],
} as const

/** File name → schema, as each YAML file's first line refers to it. */
export const jsonSchemas = (): Record<string, object> =>
  Object.fromEntries(
    Object.entries(FILES).map(([file, [schema, title]]) => [
      file,
      // `input`: what is written in the file, before defaults and short forms are filled in.
      { title, ...z.toJSONSchema(schema, { target: 'draft-7', io: 'input', reused: 'ref' }) },
    ]),
  )
