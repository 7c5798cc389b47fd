/** Everything said to LINE about rich menus, made, linked, replaced and taken away, held against LINE's own contract. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publish } from '../bot/flows/publish.ts'
import { lineContract } from './support/line-openapi.ts'
import { type MenuWorld, menuText, openMenuWorld } from './support/menus.ts'
import { linkedFriend, order, person } from './support/story.ts'

const contract = lineContract()

interface Call {
  method: string
  path: string
  status: number
  body?: unknown
}

/** By method and path; undefined: it has no JSON body. */
const SCHEMAS: [RegExp, string | undefined][] = [
  [/^POST \/v2\/bot\/richmenu$/, 'RichMenuRequest'],
  [/^POST \/v2\/bot\/richmenu\/bulk\/link$/, 'RichMenuBulkLinkRequest'],
  [/^POST \/v2\/bot\/richmenu\/bulk\/unlink$/, 'RichMenuBulkUnlinkRequest'],
  [/^POST \/v2\/bot\/richmenu\/batch$/, 'RichMenuBatchRequest'],
  [/^POST \/v2\/bot\/richmenu\/alias$/, 'CreateRichMenuAliasRequest'],
  [/^POST \/v2\/bot\/richmenu\/alias\/[a-z0-9_-]{1,32}$/, 'UpdateRichMenuAliasRequest'],
  [/^POST \/v2\/bot\/richmenu\/richmenu-[0-9a-f]{32}\/content$/, undefined],
  [/^(POST|DELETE) \/v2\/bot\/user\/(all|U[0-9a-f]{32})\/richmenu(\/richmenu-[0-9a-f]{32})?$/, undefined],
  [/^GET \/v2\/bot\/richmenu\/(list|alias\/list|progress\/batch|richmenu-[0-9a-f]{32}\/content)$/, undefined],
  [/^GET \/v2\/bot\/user\/(all|U[0-9a-f]{32})\/richmenu$/, undefined],
  [/^DELETE \/v2\/bot\/richmenu\/(alias\/[a-z0-9_-]{1,32}|richmenu-[0-9a-f]{32})$/, undefined],
]

function schemaOf({ method, path }: Call): string | undefined {
  const known = SCHEMAS.find(([pattern]) => pattern.test(`${method} ${path}`))
  if (!known) throw new Error(`a call to LINE that nobody wrote a test for: ${method} ${path}`)
  return known[1]
}

describe.skipIf(!contract)("LINE's contract of rich menus", () => {
  const { outbound } = contract ?? { outbound: () => () => [] }
  let my: MenuWorld
  let calls: Call[]

  beforeAll(async () => {
    my = await openMenuWorld(undefined, { standIn: { validate: (name, body) => outbound(name)(body) } })
    const [hana, yuki, mari] = ['a', 'b', 'c'].map(person) as [string, string, string]
    for (const userId of [hana, mari]) await my.world.newFriend(userId, userId.slice(0, 5))
    await linkedFriend(my.world, 'yuki', yuki)
    await my.sync()
    await my.world.api('/orders', [order('yuki')])
    await my.tick()
    await my.publish({
      'richmenus/buyer.yaml': menuText('buyer', ['visitor'], '{label: 店へ, url: "https://shop.example.jp"}'),
    })
    await my.sync()
    await publish(my.world.deps, [], 'merchant', { retire: ['richmenu/buyer'] })
    await publish(
      my.world.deps,
      [{ path: 'richmenus/fresh.yaml', text: menuText('fresh', ['dormant'], '{label: クーポン, liff: wallet}') }],
      'merchant',
    )
    await my.sync()
    await my.sync({ again: true })
    await my.tick()
    calls = (await my.world.standIn.desk('GET', '/control/requests')).body.filter(({ path }: Call) =>
      /richmenu/.test(path),
    )
  })
  afterAll(() => my.close())

  test('is kept by every request', () => {
    const problems = calls.flatMap((call) => {
      const schema = schemaOf(call)
      return schema ? outbound(schema)(call.body).map((problem) => ({ ...problem, call: call.path })) : []
    })
    expect(problems).toEqual([])
  })

  test('the story had each kind of request, and LINE took all of them', () => {
    const kinds = new Set(calls.map((call) => schemaOf(call)))
    for (const [, schema] of SCHEMAS) expect(kinds).toContain(schema)
    // 404 is an answer: no default menu, no batch of that name.
    expect(calls.filter(({ status }) => ![200, 202, 404].includes(status))).toEqual([])
    expect(calls.filter(({ method, status }) => status === 404 && method !== 'GET')).toEqual([])
  })

  test('what would break it is noticed', () => {
    expect(outbound('RichMenuBulkLinkRequest')({ richMenuId: 'a' })).not.toEqual([])
    expect(outbound('RichMenuBatchRequest')({ operations: [{ type: 'move', from: 'a' }] })).not.toEqual([])
    expect(() => schemaOf({ method: 'POST', path: '/v2/bot/richmenu/bulk/everybody', status: 200 })).toThrow()
  })
})
