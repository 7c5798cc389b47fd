/** The report on D1: the numbers of set M, and pages through more customers than are read at once. */
import { expect, test } from 'vitest'
import type { JstDate } from '../../bot/core/calendar.ts'
import { report } from '../../bot/flows/report.ts'
import { insertAll } from '../../db/client.ts'
import { customers, orderLines, orders } from '../../db/schema.ts'
import { markStale } from '../../db/stale-facts.ts'
import { reportedContracts, reportedOrders } from '../core/metrics-set-m.ts'
import { openWorkerWorld } from '../support/worker-world.ts'

test('set M, then a thousand customers more', async () => {
  const world = await openWorkerWorld('2026-10-31T20:00:00+09:00')
  const { deps } = world.stage
  await world.api('/orders', reportedOrders())
  await world.api('/subscriptions', reportedContracts())
  const asOf = '2026-10-31' as JstDate
  const { metrics } = await report(deps, { asOf })
  expect(metrics.f2_rate).toEqual({ value: 5 / 8, numerator: 5, denominator: 8 })
  expect(metrics.period_ltv_yen).toEqual({ value: 9035, numerator: 99_390, denominator: 11 })
  expect(metrics.step_up_rate).toEqual({ value: 0.75, numerator: 3, denominator: 4 })
  expect(metrics.average_deliveries).toEqual({ value: 5.5, numerator: 22, denominator: 4 })
  expect(metrics.block_rate).toEqual({ value: null, numerator: 0, denominator: 0 })

  const many = Array.from({ length: 1001 }, (_, n) => `z${n}`)
  await deps.db.run(
    insertAll(
      customers,
      many.map((id) => ({ id, createdAt: new Date(0) })),
    ),
  )
  await deps.db.run(
    insertAll(
      orders,
      many.map((id) => ({
        ...{ id, source: 'z', externalId: id, customerId: id, status: 'confirmed', totalYen: 1000, fingerprint: '' },
        orderedAt: new Date('2026-10-01T12:00:00+09:00'),
      })),
    ),
  )
  await deps.db.run(
    insertAll(
      orderLines,
      many.map((id) => ({ orderId: id, no: 1, sku: 'LF', name: 'LF', qty: 1, lineType: 'goods' })),
    ),
  )
  await deps.db.run(
    markStale(
      many.map((customerId) => ({ customerId, cause: 'purchase' })),
      deps.now(),
    ),
  )
  const more = await report(deps, { asOf })
  expect(more.metrics.active_rate).toEqual({ value: 1012 / 1013, numerator: 1012, denominator: 1013 })
  expect(more.metrics.period_ltv_yen.numerator).toBe(99_390 + 1_001_000)
})
