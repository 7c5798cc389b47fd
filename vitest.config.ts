import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { SESSION_SECRET, SHOP_KEY } from './test/support/keys.ts'
import { startStandIn } from './test/support/stand-in.ts'

const standIn = startStandIn()

export default defineConfig({
  test: {
    // The Worker's own log lines; a failing test says enough by itself.
    onConsoleLog: (text) => !text.startsWith('{"at":'),
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/worker/**', 'test/browser/**', 'test/process/**'],
          // Not a limit of speed: a bound that a shared machine under load does not reach.
          testTimeout: 30_000,
        },
      },
      { test: { name: 'process', include: ['test/process/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations('./db/migrations'),
                LINE_API_BASE_URL: 'http://line.test',
                LINE_DATA_API_BASE_URL: 'http://line.test',
                LINE_CHANNEL_SECRET: standIn.channel.channelSecret,
                LINE_CHANNEL_ID: standIn.channel.channelId,
                SHOP_API_KEY: SHOP_KEY,
                SESSION_SECRET,
              },
              // Whatever the Worker fetches goes to the one LINE stand-in, here in Node.
              outboundService: async (request) => (await standIn.platform.fetch(request as never)) as never,
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          setupFiles: ['./test/worker/setup.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
})
