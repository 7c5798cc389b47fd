/** How is a JSON body read, and what does LINE say when it cannot be? (LINE §5.2, §7) */

import type { ApiContext } from './api-door.ts'
import { isObject, type Json } from './characters.ts'
import { badRequest, bodyErrors, tooLarge, wrongContentType } from './errors.ts'
import type { World } from './world.ts'

const LIMIT = 2 * 1024 * 1024

export interface JsonBody {
  text: string
  json: Json
}

/** @param schemaName what LINE's OpenAPI files call this body, for the plugged-in contract */
export async function readJson(world: World, c: ApiContext, schemaName?: string): Promise<JsonBody> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) throw wrongContentType(type)
  const text = await c.req.text()
  if (text.length > LIMIT || (text.length * 3 > LIMIT && new TextEncoder().encode(text).length > LIMIT))
    throw tooLarge()
  const json = parse(text)
  c.get('record').body = json
  const problems = schemaName ? (world.options.validate?.(schemaName, json) ?? []) : []
  if (problems.length > 0) throw bodyErrors(problems)
  return { text, json }
}

function parse(text: string): Json {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? text.length)
    const before = text.slice(0, position).split('\n')
    const column = (before.at(-1)?.length ?? 0) + 1
    throw badRequest(`The request body could not be parsed as JSON (line: ${before.length}, column: ${column})`)
  }
  if (!isObject(json)) throw badRequest('The request body could not be parsed as JSON (line: 1, column: 1)')
  return json
}
