/** Makes the database file of one size, in a process of its own: `node delivery-build.ts FILE SIZE`. */

import { parseConfig } from '../../bot/config.ts'
import { gatherFacts } from '../../bot/core/gather-facts.ts'
import { loadContent } from '../../bot/flows/content.ts'
import { publish } from '../../bot/flows/publish.ts'
import { nodeDeps } from '../../bot/node-deps.ts'
import { files, fill, NOW } from './delivery-rows.ts'

const [path = '', size = ''] = process.argv.slice(2)
const now = new Date(NOW)
const config = parseConfig({ DATABASE_PATH: path }, { complete: false })
const deps = nodeDeps({ config, log: console.error, now: () => now })
await publish(deps, files, 'bench')
const { shop } = await loadContent(deps)

/** One trial bought and arrived, nothing said yet. */
const factsOn = (orderedAt: Date) =>
  gatherFacts({
    orders: [
      {
        orderedAt,
        deliveredAt: new Date(orderedAt.getTime() + 2 * 24 * 3_600_000),
        status: 'delivered',
        totalYen: 980,
        isRenewal: false,
        isTrial: true,
        lines: [{ sku: 'LT', name: 'お試し', qty: 1, lineType: 'goods' }],
      },
    ],
    subscriptions: [],
    friend: { following: true, optedOut: false },
    emailConsent: false,
    responses: [],
    invitations: [],
    signals: [],
    complaintsOpen: 0,
    referrals: 0,
    shop,
    now,
  })

const { raw } = deps.db
// Nobody else looks at the file yet, and a file half made is thrown away.
for (const setting of ['journal_mode = off', 'synchronous = off', 'cache_size = -1000000', 'temp_store = memory'])
  raw.pragma(setting)
fill(raw, Number(size), factsOn)
deps.db.close()
