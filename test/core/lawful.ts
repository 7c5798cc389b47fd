/** One step as a YAML file, and what the law lint says of it. */
import { type LawSurroundings, lawProblems } from '../../bot/core/law.ts'
import { readYaml } from '../../bot/core/read-file.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { Shop } from '../../bot/core/shop.ts'

export const shop = Shop.parse({
  name: '見本の店',
  concierge: 'みなみ',
  product_category: 'cosmetics',
  url: 'https://shop.example.jp',
  products: [{ sku: 'LF', id: 'lotion', name: '化粧水', price_yen: 3300 }],
})

/** YAML of one step; `body` is indented like the keys of a step. */
export function step(body: string, offer = 'none'): string {
  const lines = body.replaceAll('\n', '\n    ')
  return `id: s
name: 見本
trigger: first_order
steps:
  - id: one
    at: {from: order, day: 0}
    purpose: thanks
    offer: ${offer}
    ${lines}
`
}

export function problemsOf(yaml: string, around: LawSurroundings = { shop }) {
  const { value, source, problems } = readYaml(yaml, 's.yaml', Scenario)
  if (!value) throw new Error(JSON.stringify(problems))
  return lawProblems(value, source, 's.yaml', around)
}
export const found = (yaml: string, around?: LawSurroundings) =>
  problemsOf(yaml, around).map(({ code, line, column }) => `${code} ${line}:${column}`)
export const codes = (yaml: string, around?: LawSurroundings) => problemsOf(yaml, around).map(({ code }) => code)
