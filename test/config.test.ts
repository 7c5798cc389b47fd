import { describe, expect, test } from 'vitest'
import { ConfigError, isSimulatorMode, parseConfig } from '../bot/config.ts'

const KEY = 'k'.repeat(32)
const GOOD = {
  LINE_CHANNEL_SECRET: 'secret',
  LINE_CHANNEL_ACCESS_TOKEN: 'token',
  SHOP_API_KEY: KEY,
  SESSION_SECRET: KEY,
}
const problems = (env: Record<string, unknown>): string[] => {
  try {
    parseConfig(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems
  }
}

describe('connected to LINE', () => {
  test('the four settings are enough, and the rest has its usual value', () => {
    expect(parseConfig(GOOD)).toMatchObject({
      port: 8787,
      databasePath: 'data/fanbelt.sqlite',
      publicUrl: 'http://localhost:8787',
      tickSeconds: 60,
      scenariosDir: 'scenarios',
      line: {
        secrets: ['secret'],
        apiBaseUrl: 'https://api.line.me',
        dataApiBaseUrl: 'https://api-data.line.me',
        jwksUrl: 'https://api.line.me/oauth2/v2.1/certs',
      },
    })
  })

  test.each(Object.keys(GOOD))('without %s the start stops and names it', (name) => {
    for (const nothing of [undefined, '']) {
      const found = problems({ ...GOOD, [name]: nothing })
      expect(found).toHaveLength(1)
      expect(found[0]).toMatch(new RegExp(`^${name}: missing`))
    }
  })

  test('a channel id stands in for a token that does not end', () => {
    expect(problems({ ...GOOD, LINE_CHANNEL_ACCESS_TOKEN: '', LINE_CHANNEL_ID: '1000000001' })).toEqual([])
  })

  test('everything that is missing is named at once', () => {
    expect(problems({ LINE_CHANNEL_ID: '1' }).map((problem) => problem.split(':')[0])).toEqual([
      'LINE_CHANNEL_SECRET',
      'SHOP_API_KEY',
      'SESSION_SECRET',
    ])
  })
})

test('the Shopify webhook is off without a secret, and takes a second one while the first is being changed', () => {
  expect(parseConfig(GOOD).shopifyWebhookSecrets).toEqual([])
  const both = parseConfig({ ...GOOD, SHOPIFY_WEBHOOK_SECRET: `${KEY}, ${KEY}2` })
  expect(both.shopifyWebhookSecrets).toEqual([KEY, `${KEY}2`])
})

describe('a wrong value', () => {
  test.each([
    ['SHOPIFY_WEBHOOK_SECRET', ' , '],
    ['SHOPIFY_WEBHOOK_SECRET', 'too-short'],
    ['SHOPIFY_WEBHOOK_SECRET', `${KEY},short`],
    ['PORT', 'http'],
    ['PORT', '0'],
    ['PORT', '70000'],
    ['PORT', '80.5'],
    ['TICK_SECONDS', '-1'],
    ['TICK_SECONDS', 'often'],
    ['PUBLIC_URL', 'shop.example.jp'],
    ['PUBLIC_URL', 'ftp://shop.example.jp'],
    ['LINE_API_BASE_URL', 'line'],
    ['LINE_DATA_API_BASE_URL', '//line'],
    ['LINE_JWKS_URL', 'certs'],
    ['SHOP_API_KEY', 'short'],
    ['SESSION_SECRET', 'k'.repeat(31)],
  ])('of %s (%s) is named', (name, value) => {
    expect(problems({ ...GOOD, [name]: value }).filter((problem) => problem.startsWith(`${name}: `))).toHaveLength(1)
  })

  test('is not repeated in the message, because it may be a secret', () => {
    expect(problems({ ...GOOD, SHOP_API_KEY: 'short-secret' }).join()).not.toContain('short-secret')
  })
})

test('two secrets and several merchants are separated by commas, with or without blanks', () => {
  const config = parseConfig({ ...GOOD, LINE_CHANNEL_SECRET: 'old, new', MERCHANT_LINE_USER_IDS: 'U1,U2 ,' })
  expect([config.line.secrets, config.merchantUserIds]).toEqual([
    ['old', 'new'],
    ['U1', 'U2'],
  ])
})

test('the port is part of our usual address, and certificates come from where LINE is', () => {
  const config = parseConfig({ ...GOOD, PORT: '9000', LINE_API_BASE_URL: 'http://127.0.0.1:8788' })
  expect([config.publicUrl, config.line.jwksUrl]).toEqual([
    'http://localhost:9000',
    'http://127.0.0.1:8788/oauth2/v2.1/certs',
  ])
})

test('names that are not ours are nobody’s business', () => {
  expect(problems({ ...GOOD, HOME: '/root', LINE_SOMETHING: 'x' })).toEqual([])
})

describe('without LINE', () => {
  test('nothing is needed', () => {
    expect([isSimulatorMode({}), problems({})]).toEqual([true, []])
    expect(isSimulatorMode({ LINE_CHANNEL_SECRET: '', LINE_CHANNEL_ID: undefined })).toBe(true)
  })

  test('a wrong value is still named', () => {
    expect(problems({ PORT: 'x' })).toEqual([expect.stringMatching(/^PORT: /)])
  })

  test.each(['LINE_CHANNEL_SECRET', 'LINE_CHANNEL_ID', 'LINE_CHANNEL_ACCESS_TOKEN'])(
    'one setting of LINE (%s) means LINE',
    (name) => {
      expect(isSimulatorMode({ [name]: 'x' })).toBe(false)
      expect(problems({ [name]: 'x' }).length).toBeGreaterThan(1)
    },
  )
})
