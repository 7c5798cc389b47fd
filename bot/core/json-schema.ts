/** What may an editor offer while a merchant types? Draft-07 JSON Schemas made from the very schemas that check (SPEC §4.4). */

import { z } from 'zod'
import { Coupons } from './coupons.ts'
import { Replies } from './replies.ts'
import { RichMenu } from './rich-menu.ts'
import { Scenario } from './scenario.ts'
import { Shop } from './shop.ts'
import { Survey } from './survey-file.ts'

const FILES = {
  'scenario.schema.json': [Scenario, 'シナリオ'],
  'shop.schema.json': [Shop, '店の設定'],
  'coupons.schema.json': [Coupons, 'クーポン'],
  'replies.schema.json': [Replies, '自動のお返事'],
  'survey.schema.json': [Survey, 'アンケート'],
  'richmenu.schema.json': [RichMenu, 'リッチメニュー'],
} as const

/** File name → schema, as each YAML file's first line refers to it. All lie in the folder of the scenarios itself. */
export const jsonSchemas = (): Record<string, object> =>
  Object.fromEntries(
    Object.entries(FILES).map(([file, [schema, title]]) => [
      file,
      // `input`: what is written in the file, before defaults and short forms are filled in. Inline, because draft-07
      // reads nothing beside a `$ref`, and each key has its own words.
      {
        title,
        ...z.toJSONSchema(schema, { target: 'draft-7', io: 'input', reused: 'inline', override: keepExamples }),
      },
    ]),
  )

/** zod drops the examples of whatever is transformed on reading; ours are examples of what is written. */
function keepExamples({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType
  jsonSchema: z.core.JSONSchema.BaseSchema
}) {
  const examples = z.globalRegistry.get(zodSchema)?.examples
  if (Array.isArray(examples)) jsonSchema.examples = examples
}
