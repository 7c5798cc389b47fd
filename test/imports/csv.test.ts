import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delimiterOf, readCsv } from '../../bot/imports/csv.ts'
import { csvWriter } from '../../bot/imports/odd-csv.ts'
import { all, pieces } from './texts.ts'

const rows = (...texts: string[]) => all(readCsv(pieces(...texts)))

describe('rows know the line they begin on', () => {
  test.each(['\n', '\r\n', '\r'])('with newlines in cells and empty lines between, newline %j', async (newline) => {
    const text = ['a,b', '1,"x', 'y"', '', '3,4', ''].join(newline)
    expect(await rows(text)).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['1', `x${newline}y`] },
      { line: 5, cells: ['3', '4'] },
    ])
  })
  test('quotes inside quotes, stray quotes, longer and shorter rows are all kept', async () => {
    expect((await rows('a,b\n"q ""w""",1\nx "y" z\n1,2,3,\n')).map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['q "w"', '1'],
      ['x "y" z'],
      ['1', '2', '3', ''],
    ])
  })
  test('a header without rows, and nothing at all', async () => {
    expect(await rows('a,b')).toEqual([{ line: 1, cells: ['a', 'b'] }])
    expect(await rows('')).toEqual([])
    expect(await rows('\n', '\n,,\n')).toEqual([])
  })
})

test('the rows before a quotation mark that is never closed are kept, and its line is told', async () => {
  expect(await rows('a,b\n1,2\n3,"x\n4,5\n')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1', '2'] },
    { line: 3, cells: [], broken: true },
  ])
})

test('a quotation mark that is never closed does not take the whole file into memory', async () => {
  const endless = async function* () {
    yield 'a,b\n1,2\n3,"'
    for (let piece = 0; piece < 10_000; piece += 1) {
      expect(piece).toBeLessThan(30)
      yield 'x'.repeat(65_536)
    }
  }
  expect(await all(readCsv(endless()))).toMatchObject([{ line: 1 }, { line: 2 }, { line: 3, broken: true }])
})

test('the delimiter is the most frequent one of the header line, outside quotation marks', () => {
  expect(delimiterOf('a,b')).toBe(',')
  expect(delimiterOf('a\tb,c\td')).toBe('\t')
  expect(delimiterOf('"a,b,c";d;e')).toBe(';')
  expect(delimiterOf('a')).toBe(',')
})

test('what was written is what is read, however the text is cut (property)', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '注', '"', ',', '\n', '\r\n', ' ', '\t', '1'), maxLength: 6 })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (cells, size) => {
      const written = [['h1', 'h2', 'h3'], ...cells]
      const text = written.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n')
      const cut = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
      const read = (await rows(...cut)).map((row) => row.cells)
      expect(read).toEqual(written.filter((row) => row.some((one) => one.trim())))
    }),
  )
})

/** As csv-parse alone reads it. */
async function parsed(text: string): Promise<{ cells: string[][]; broken: boolean }> {
  const cells: string[][] = []
  const write = csvWriter(delimiterOf(text.split(/\r|\n/, 1)[0] ?? ''), (row) => {
    if (row.some((cell) => cell.trim())) cells.push(row)
    return null
  })
  const whole = (text === '' || (await write(text))) && (await write(undefined))
  return { cells, broken: !whole }
}

test('whatever is written, it is read as csv-parse reads it, however it is cut, and on its own line (property)', async () => {
  const unit = fc.constantFrom(
    'a',
    '注',
    'bc',
    '"',
    '""',
    ',',
    ',',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    ';',
    '"x",',
    '\n"y"',
    '1,2\n',
  )
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, maxLength: 30 }), fc.integer({ min: 1, max: 9 }), async (text, size) => {
      const read = await rows(...(text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []))
      const whole = read.filter((row) => !row.broken)
      expect({ cells: whole.map(({ cells }) => cells), broken: whole.length < read.length }).toEqual(await parsed(text))
      // A row's own first cell stands on its line, as an editor counts them.
      const lines = text.split(/\r\n|\r|\n/)
      for (const { line, cells } of whole)
        expect(lines[line - 1] ?? '').toContain((cells[0] ?? '').split(/[\r\n"]/, 1)[0] ?? '')
    }),
    { numRuns: 3000 },
  )
})
