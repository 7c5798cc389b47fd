/** What people, carts and Excel leave in cells, for the tests that make any file. */

import fc from 'fast-check'

const odd = fc.constantFrom(
  '',
  ' ',
  '　',
  '0',
  '-1',
  '1e309',
  '5.12E+12',
  '46113',
  '#REF!',
  '####',
  '=1+1',
  "'",
  '"',
  '""',
  'a"b',
  'NaN',
  'null',
  '△1,234',
  '令和8年4月1日',
  '2026-02-30',
  '2026/4/1 25:61',
  '1775014496',
  '99999999999999999999',
  '090-1234-5678',
  '+81 90 1234 5678',
  '山田 花子',
  '𠮷野家',
  '\u0000',
  '\u202e',
  '\ufffd',
  '{{お名前}}',
  'x'.repeat(600),
  'constructor',
  '__proto__',
  'toString',
  'キャンセル',
  '1',
)
export const cell = fc.oneof(
  { weight: 3, arbitrary: odd },
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
)
export const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
