/** Which settings was it started with, and are they right? Parsed once; a wrong one stops the start and is named (SPEC §4.1). */

import { z } from 'zod'

const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' })
const secrets = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)

const Settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(8787),
  DATABASE_PATH: z.string().default('data/fanbelt.sqlite'),
  PUBLIC_URL: url.optional(),
  LINE_CHANNEL_SECRET: secrets.refine((list) => list.length > 0, 'must hold a secret').optional(),
  LINE_CHANNEL_ACCESS_TOKEN: z.string().optional(),
  LINE_CHANNEL_ID: z.string().optional(),
  LINE_API_BASE_URL: url.default('https://api.line.me'),
  LINE_DATA_API_BASE_URL: url.default('https://api-data.line.me'),
  LINE_JWKS_URL: url.optional(),
  LINE_LOGIN_CHANNEL_ID: z.string().optional(),
  LINE_LOGIN_CHANNEL_SECRET: z.string().optional(),
  LIFF_ID: z.string().optional(),
  MERCHANT_LINE_USER_IDS: secrets.default([]),
  SHOP_API_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
  SHOPIFY_WEBHOOK_SECRET: secrets
    .refine((list) => list.length > 0, 'must hold a secret')
    .refine((list) => list.every((one) => one.length >= 16), 'must have at least 16 characters')
    .optional(),
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  TICK_SECONDS: z.coerce.number().int().min(0).default(60),
  SCENARIOS_DIR: z.string().default('scenarios'),
})

export type Config = ReturnType<typeof parseConfig>

/** One line per wrong or missing setting, naming it. */
export class ConfigError extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(`Settings need attention:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** With neither a token nor a channel id nor a secret there is no LINE: the stand-in takes its place. */
export const isSimulatorMode = (env: Record<string, unknown>) =>
  !env.LINE_CHANNEL_ACCESS_TOKEN && !env.LINE_CHANNEL_ID && !env.LINE_CHANNEL_SECRET

/**
 * @param env the environment (Node) or the bindings (Workers); unknown names are ignored, empty text counts as absent
 * @param options.complete false for a command: it serves nobody, so nothing is missing
 * @throws ConfigError
 */
export function parseConfig(env: Record<string, unknown>, options: { complete?: boolean } = {}) {
  const names = Object.keys(Settings.shape)
  const given = Object.fromEntries(names.filter((name) => env[name] !== '').map((name) => [name, env[name]]))
  const parsed = Settings.safeParse(given)
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  if (options.complete !== false && !isSimulatorMode(given)) problems.push(...missing(given))
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  const s = parsed.data
  return {
    port: s.PORT,
    databasePath: s.DATABASE_PATH,
    publicUrl: s.PUBLIC_URL ?? `http://localhost:${s.PORT}`,
    line: {
      secrets: s.LINE_CHANNEL_SECRET ?? [],
      accessToken: s.LINE_CHANNEL_ACCESS_TOKEN,
      channelId: s.LINE_CHANNEL_ID,
      apiBaseUrl: s.LINE_API_BASE_URL,
      dataApiBaseUrl: s.LINE_DATA_API_BASE_URL,
      jwksUrl: s.LINE_JWKS_URL ?? new URL('/oauth2/v2.1/certs', s.LINE_API_BASE_URL).href,
      loginChannelId: s.LINE_LOGIN_CHANNEL_ID,
      /** Only to take back a leaving customer's permission. */
      loginChannelSecret: s.LINE_LOGIN_CHANNEL_SECRET,
      liffId: s.LIFF_ID,
    },
    merchantUserIds: s.MERCHANT_LINE_USER_IDS,
    shopApiKey: s.SHOP_API_KEY,
    /** Two of them while it is being changed; none turns the webhook off. */
    shopifyWebhookSecrets: s.SHOPIFY_WEBHOOK_SECRET ?? [],
    sessionSecret: s.SESSION_SECRET,
    tickSeconds: s.TICK_SECONDS,
    scenariosDir: s.SCENARIOS_DIR,
  }
}

function missing(env: Record<string, unknown>): string[] {
  const problems: string[] = []
  if (!env.LINE_CHANNEL_SECRET)
    problems.push('LINE_CHANNEL_SECRET: missing (LINE Developers console → Basic settings → Channel secret)')
  if (!env.LINE_CHANNEL_ACCESS_TOKEN && !env.LINE_CHANNEL_ID)
    problems.push(
      'LINE_CHANNEL_ACCESS_TOKEN: missing (or LINE_CHANNEL_ID, to issue stateless tokens with the channel secret)',
    )
  if (!env.SHOP_API_KEY)
    problems.push('SHOP_API_KEY: missing (at least 32 characters; the shop sends it with every order)')
  if (!env.SESSION_SECRET) problems.push('SESSION_SECRET: missing (at least 32 characters; signs sessions)')
  return problems
}
