/** Ledgers are read as they were written, whoever stands beside whom on the page. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayNumber, dayOfNumber } from '../../bot/core/calendar.ts'
import { readLedgers } from '../../bot/core/ledger-pages.ts'
import { pageOf } from './tallied.ts'

const day = fc.integer({ min: -3000, max: 30_000 })
const purchase = fc.record({
  on: day.map(dayOfNumber),
  yen: fc.integer({ min: 0, max: 2_147_483_647 }),
  isTrial: fc.boolean(),
  isMain: fc.boolean(),
  isSubscription: fc.boolean(),
})
const contract = fc.record({
  product: fc.constant('LS'),
  startedOn: day.map(dayOfNumber),
  endsOn: fc.option(fc.integer({ min: 0, max: 30_000 }).map(dayOfNumber), { nil: undefined }),
  deliveries: fc.nat(),
})
const buyer = fc.record({
  purchases: fc.array(purchase, { minLength: 1, maxLength: 30 }),
  contracts: fc.array(contract, { maxLength: 4 }),
  // What stands between fields may be in it: only the end of a buyer may not.
  firstProduct: fc.oneof(
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\u001e', '')),
    fc.constant('1 2 3\u001f4'),
  ),
})

test('a page comes back as the buyers it was made of', () => {
  fc.assert(
    fc.property(fc.array(buyer, { minLength: 1, maxLength: 12 }), (buyers) => {
      const read: unknown[] = []
      readLedgers(pageOf(buyers), (one) => {
        const first = <T>(list: T[], count: number) => list.slice(0, count)
        read.push({
          days: first(one.days, one.purchases),
          yen: first(one.yen, one.purchases),
          bits: first(one.bits, one.purchases),
          contracts: first(one.startDays, one.contracts).map((start, n) => [start, one.endDays[n], one.deliveries[n]]),
          product: one.firstProduct,
        })
      })
      expect(read).toEqual(
        buyers.map(({ purchases, contracts, firstProduct }) => ({
          days: purchases.map(({ on }) => dayNumber(on)),
          yen: purchases.map(({ yen }) => yen),
          bits: purchases.map(
            ({ isTrial, isMain, isSubscription }) => Number(isTrial) + 2 * Number(isMain) + 4 * Number(isSubscription),
          ),
          contracts: contracts.map(({ startedOn, endsOn, deliveries }) => [
            ...[dayNumber(startedOn), endsOn === undefined ? -1 : dayNumber(endsOn), deliveries],
          ]),
          product: firstProduct,
        })),
      )
    }),
  )
})

test('an empty page has nobody', () => {
  readLedgers('', () => expect.unreachable())
})
