/** Whatever is in a file, it is answered: every row is taken or refused with its line (SPEC §6). */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../bot/errors.ts'
import { readArrivals } from '../../bot/imports/arrivals.ts'
import { decode, detectEncoding } from '../../bot/imports/decode.ts'
import type { Preset } from '../../bot/imports/fields.ts'
import { readOrders } from '../../bot/imports/orders.ts'
import { arrivals } from '../../bot/imports/presets/arrivals.ts'
import { subscriptions } from '../../bot/imports/presets/subscriptions.ts'
import { PRESET_NAMES, presetFor } from '../../bot/imports/presets.ts'
import { readSubscriptions } from '../../bot/imports/subscriptions.ts'
import { cell, quoted } from './odd-cells.ts'
import { all, cp932, opens, pieces } from './texts.ts'

/** Newlines inside would move the lines; a basket that was never paid (7 and 8 at EC-CUBE) is neither taken nor refused. */
const plain = (text: string) => (/^[78]$/.test(text.normalize('NFKC').trim()) ? '1' : text.replace(/[\r\n]/g, ' '))

/** Something was read, or it was said in Japanese why not; nothing else ever happens. */
async function answered<T>(things: AsyncIterable<T>): Promise<T[]> {
  try {
    return await all(things)
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).message).toMatch(/[ぁ-ん]/)
    return []
  }
}

function expectSound(things: object[]) {
  for (const thing of things) {
    expect(thing).toHaveProperty('line', expect.any(Number))
    if ('message' in thing) expect(thing.message).toMatch(/[ぁ-ん]/)
  }
}

const READERS: [string, Preset, (texts: AsyncIterable<string>) => AsyncIterable<object>][] = [
  ...PRESET_NAMES.map((name): (typeof READERS)[number] => [
    name,
    presetFor(name),
    (texts) => readOrders(texts, { preset: presetFor(name) }),
  ]),
  ['subscriptions', subscriptions, (texts) => readSubscriptions(texts, { preset: subscriptions })],
  ['arrivals', arrivals, (texts) => readArrivals(texts, { preset: arrivals })],
]
const headersOf = ({ headers }: Preset) => Object.values(headers).map(([first = '']) => first)

describe.each(READERS)('%s', (_name, preset, read) => {
  test('random bytes behind its headers (property)', async () => {
    const head = [headersOf(preset).join(','), headersOf(preset).join('\t')].map((text) => cp932(`${text}\n`))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...head, new Uint8Array()),
        fc.uint8Array({ maxLength: 300 }),
        async (first, bytes) => {
          const open = opens(Buffer.concat([first, bytes]), 64)
          const texts = async function* () {
            yield* decode(open(), await detectEncoding(open))
          }
          expectSound(await answered(read(texts())))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('random cells: every row is taken or refused by its line (property)', async () => {
    const headers = headersOf(preset)
    const number = headers.indexOf(preset.headers[preset.key ?? 'order_id']?.[0] ?? '')
    const table = fc.array(fc.array(cell, { minLength: headers.length, maxLength: headers.length }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(table, async (cells) => {
        // Numbers of their own, so that each row is an order of one row.
        const lines = cells.map((row, index) =>
          row.map((one, at) => quoted(at === number ? `N${index}` : plain(one))).join(','),
        )
        const things = await answered(read(pieces([headers.map(quoted).join(','), ...lines].join('\n'))))
        expectSound(things)
        expect(things.map((thing) => (thing as { line: number }).line).sort()).toEqual(
          lines.map((_, index) => index + 2),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('a quotation mark anywhere (property)', async () => {
    const good = `${headersOf(preset).join(',')}\n${headersOf(preset)
      .map((_, index) => `v${index}`)
      .join(',')}\n`.repeat(3)
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: good.length }),
        fc.constantFrom('"', '""', '\\"', '"\n'),
        async (at, mark) => {
          expectSound(await answered(read(pieces(good.slice(0, at) + mark + good.slice(at)))))
        },
      ),
      { numRuns: 60 },
    )
  })
})
