import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketOf, exposition, type Family, histogram } from '../../bot/core/prometheus.ts'
import { readExposition } from '../support/exposition.ts'

const gauge = (samples: Family['samples'], more: Partial<Family> = {}): Family => ({
  name: 'fanbelt_things',
  help: 'Things.',
  type: 'gauge',
  samples,
  ...more,
})

describe('the text', () => {
  test('is a head of two lines and one line for each sample', () => {
    const text = exposition([gauge([{ value: 1 }, { labels: { of: 'a', by: 'b' }, value: 2.5 }])])
    expect(text).toBe(
      '# HELP fanbelt_things Things.\n# TYPE fanbelt_things gauge\nfanbelt_things 1\nfanbelt_things{of="a",by="b"} 2.5\n',
    )
  })

  test('keeps any label and any help to its line, and any number readable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ minLength: 1 }), fc.double(), (label, help, value) => {
        const read = readExposition(exposition([gauge([{ labels: { of: label }, value }], { help: `x${help}` })]))
        const [sample] = read.get('fanbelt_things')?.samples ?? []
        expect([sample?.labels.of, sample?.value]).toEqual([label, value === 0 ? sample?.value : value])
      }),
    )
    expect(exposition([gauge([{ labels: { of: '"\\\n' }, value: -Infinity }])])).toContain('{of="\\"\\\\\\n"} -Inf\n')
  })

  test('says nothing of what nobody knows', () => {
    expect(exposition([gauge([])])).toBe('')
  })
})

describe('a histogram', () => {
  test('puts each value into one bucket and shows them added up', () => {
    const bounds = [0.1, 1, 10]
    const values = [0.05, 0.1, 0.5, 10, 11, 4000]
    const counts = new Map<string, number>()
    for (const value of values) counts.set(bucketOf(bounds, value), (counts.get(bucketOf(bounds, value)) ?? 0) + 1)
    const text = exposition([histogram({ name: 'fanbelt_took_seconds', help: 'Took.' }, bounds, counts, 4021.65)])
    expect(text.split('\n').slice(2, -1)).toEqual([
      'fanbelt_took_seconds_bucket{le="0.1"} 2',
      'fanbelt_took_seconds_bucket{le="1"} 3',
      'fanbelt_took_seconds_bucket{le="10"} 4',
      'fanbelt_took_seconds_bucket{le="+Inf"} 6',
      'fanbelt_took_seconds_sum 4021.65',
      'fanbelt_took_seconds_count 6',
    ])
    readExposition(text)
  })

  test('shows every bucket before anything was measured, and those of bounds given up since', () => {
    const empty = readExposition(exposition([histogram({ name: 'a_seconds', help: 'A.' }, [1, 2], new Map(), 0)]))
    expect(empty.get('a_seconds')?.samples.map(({ value }) => value)).toEqual([0, 0, 0, 0, 0])
    const old = exposition([histogram({ name: 'a_seconds', help: 'A.' }, [1, 20], new Map([['5', 2]]), 9)])
    expect(old).toContain('le="1"} 0\na_seconds_bucket{le="5"} 2\na_seconds_bucket{le="20"} 2\n')
  })
})

describe('the reader of the tests refuses', () => {
  const head = '# HELP a_total A.\n# TYPE a_total counter\n'
  test.each([
    ['a line that does not end', `${head}a_total 1`],
    ['an empty line', `${head}a_total 1\n\n`],
    ['a sample of another family', `${head}b_total 1\n`],
    ['the same sample twice', `${head}a_total{x="1",y="2"} 1\na_total{y="2",x="1"} 1\n`],
    ['a label that is not closed', `${head}a_total{x="1} 1\n`],
    ['a quotation mark by itself', `${head}a_total{x="1"2"} 1\n`],
    ['a number in words', `${head}a_total one\n`],
    ['a counter without its ending', '# HELP a A.\n# TYPE a counter\na 1\n'],
    ['a family in two places', `${head}a_total 1\n${head}a_total{x="2"} 1\n`],
    [
      'buckets that fall',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
    ],
  ])('%s', (_what, text) => {
    expect(() => readExposition(text)).toThrow()
  })
})
