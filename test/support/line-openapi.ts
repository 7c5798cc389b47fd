/** LINE's published contract as validators (LINE §15; traps in line-openapi/README.md). */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'

const FOLDER = join(import.meta.dirname, '../../../shared/line-openapi')
const REF = '#/components/schemas/'
const DROP = new Set(['externalDocs', 'discriminator', 'example', 'examples', 'xml'])

type Schema = {
  type?: string
  $ref?: string
  required?: string[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  discriminator?: { propertyName: string; mapping?: Record<string, string> }
} & Record<string, unknown>

export interface Problem {
  property: string
  message: string
}

/** Empty when the body keeps the contract. */
export type Check = (body: unknown) => Problem[]

interface Options {
  /** Bodies we send: unknown types and misspelt properties fail. Webhooks: LINE may add both at any time, so they pass. */
  outbound?: boolean
  supplement?: string
}

/** Our own additions: what LINE demands and its schemas forget (README trap 6). */
const FORGOTTEN: Record<string, string[]> = {
  RichMenuRequest: ['size', 'selected', 'name', 'chatBarText', 'areas'],
  CouponCreateRequest: ['reward'],
}

export function compile(file: string, { outbound = false, supplement }: Options = {}): (name: string) => Check {
  const schemas: Record<string, Schema> = parse(readFileSync(file, 'utf8')).components.schemas
  if (supplement) {
    const more = parse(readFileSync(supplement, 'utf8'))
    Object.assign(schemas, more.schemas)
    Object.assign(schemas.Event?.discriminator?.mapping ?? {}, more.mapping)
  }
  const isParent = (ref = '') => schemas[ref.slice(REF.length)]?.discriminator !== undefined
  const out: Record<string, Schema> = {}
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema.discriminator) {
      out[`${name}__base`] = strip(schema)
      out[name] = dispatcher(name, schema.discriminator, outbound)
    } else out[name] = child(name, strip(schema), isParent, outbound)
  }
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats(ajv)
  for (const format of ['int32', 'int64', 'double', 'float', 'binary']) ajv.addFormat(format, true)
  ajv.addFormat('^[0-9]{8}$', /^[0-9]{8}$/)
  ajv.addSchema({ $id: 'line', components: { schemas: out } })
  return (name) => {
    const validate = ajv.getSchema(`line${REF}${name}`)
    if (!validate) throw new Error(`LINE's contract has no schema ${name}`)
    return (body) => {
      validate(body)
      return (validate.errors ?? []).map((error) => ({
        property: error.instancePath.slice(1).replaceAll('/', '.'),
        message: `${error.message} ${JSON.stringify(error.params)}`,
      }))
    }
  }
}

/** A parent chooses by its discriminator, which JSON Schema does not know (README trap 1). */
function dispatcher(name: string, discriminator: NonNullable<Schema['discriminator']>, outbound: boolean): Schema {
  const { propertyName, mapping = {} } = discriminator
  const known = { properties: { [propertyName]: { enum: Object.keys(mapping) } }, required: [propertyName] }
  const choices = Object.entries(mapping).map(([value, $ref]) => ({
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
    ...{ if: { required: [propertyName], properties: { [propertyName]: { const: value } } }, then: { $ref } },
  }))
  return { allOf: [{ $ref: `${REF}${name}__base` }, ...(outbound ? [known] : []), ...choices] }
}

/** A child extends the parent's own properties, not its choice (which would lead back to the child). */
function child(name: string, schema: Schema, isParent: (ref?: string) => boolean, outbound: boolean): Schema {
  const extended = schema.allOf?.map((part) => (isParent(part.$ref) ? { $ref: `${part.$ref}__base` } : part))
  const required = [...(schema.required ?? []), ...(FORGOTTEN[name] ?? [])]
  const whole = { ...schema, ...(extended && { allOf: extended }), ...(required.length > 0 && { required }) }
  const isObject = whole.type === 'object' || whole.allOf || whole.properties
  return outbound && isObject ? { ...whole, unevaluatedProperties: false } : whole
}

/** Drops OpenAPI's words that JSON Schema does not know, but not properties that happen to be called so. */
function strip(schema: Schema): Schema {
  const entries = Object.entries(schema).filter(([key]) => !DROP.has(key) && !key.startsWith('x-'))
  return Object.fromEntries(
    entries.map(([key, value]) => [key, key === 'properties' ? eachProperty(value) : deep(value)]),
  )
}

const eachProperty = (value: unknown) =>
  Object.fromEntries(Object.entries(value as Record<string, Schema>).map(([name, schema]) => [name, strip(schema)]))

function deep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deep)
  return typeof value === 'object' && value !== null ? strip(value as Schema) : value
}

export interface LineContract {
  /** Bodies of webhooks: `CallbackRequest`, `MessageEvent` … */
  webhook(name: string): Check
  /** Requests to LINE's Messaging API and its responses, closed: `PushMessageRequest`, `ErrorResponse` … */
  outbound(name: string): Check
  /** The same for channel access tokens. */
  token(name: string): Check
}

let compiled: LineContract | undefined

/** Undefined, with one printed line, where LINE's files are not at hand: skip those tests then. */
export function lineContract(): LineContract | undefined {
  if (!existsSync(FOLDER)) {
    console.log(`LINE's OpenAPI files are not at ${FOLDER}: contract tests are skipped`)
    return undefined
  }
  compiled ??= {
    webhook: compile(join(FOLDER, 'webhook.yml'), {
      supplement: join(FOLDER, 'supplement-webhook-message-edited.yml'),
    }),
    outbound: compile(join(FOLDER, 'messaging-api.yml'), { outbound: true }),
    token: compile(join(FOLDER, 'channel-access-token.yml'), { outbound: true }),
  }
  return compiled
}
