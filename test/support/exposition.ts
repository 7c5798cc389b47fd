/** Reads Prometheus' text format 0.0.4 as its grammar has it, and refuses everything else. */

export interface ReadFamily {
  type: string
  help: string
  samples: { name: string; labels: Record<string, string>; value: number }[]
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '(?!__)[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"'
const VALUE = '(?:[+-]?(?:\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|Inf)|NaN)'
const HELP = new RegExp(`^# HELP (${NAME}) ((?:[^\\\\]|\\\\[\\\\n])+)$`)
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`)
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (${VALUE})$`)

/** @throws Error naming the line */
export function readExposition(text: string): Map<string, ReadFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const families = new Map<string, ReadFamily>()
  const seen = new Set<string>()
  let open: { name: string; family: ReadFamily } | undefined
  for (const [index, line] of text.slice(0, -1).split('\n').entries()) {
    const wrong = (why: string) => new Error(`line ${index + 1}: ${why}: ${line}`)
    const help = HELP.exec(line)
    const type = TYPE.exec(line)
    const sample = SAMPLE.exec(line)
    if (help) {
      const [, name = '', words = ''] = help
      if (families.has(name)) throw wrong('a family begins twice')
      const family: ReadFamily = { type: '', help: words, samples: [] }
      open = { name, family }
      families.set(name, family)
    } else if (type) {
      if (!open || type[1] !== open.name || open.family.type) throw wrong('a type in the wrong place')
      open.family.type = type[2] ?? ''
    } else if (sample) {
      const [, name = '', pairs = '', value = ''] = sample
      if (!open?.family.type) throw wrong('a sample before its type')
      if (!belongs(name, open.name, open.family.type)) throw wrong('a sample of another family')
      const found = [...pairs.matchAll(new RegExp(LABEL, 'g'))].map(([pair]) => pairOf(pair))
      const labels = Object.fromEntries(found)
      if (Object.keys(labels).length !== found.length) throw wrong('a label twice')
      const key = `${name} ${JSON.stringify(found.sort())}`
      if (seen.has(key)) throw wrong('a sample twice')
      seen.add(key)
      open.family.samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) })
    } else throw wrong('not of the format')
  }
  for (const [name, family] of families) check(name, family)
  return families
}

function pairOf(pair: string): [string, string] {
  const at = pair.indexOf('=')
  const value = pair.slice(at + 2, -1).replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
  return [pair.slice(0, at), value]
}

const belongs = (sample: string, family: string, type: string) =>
  type === 'histogram' ? ['_bucket', '_sum', '_count'].some((part) => sample === family + part) : sample === family

function check(name: string, { type, samples }: ReadFamily): void {
  if (samples.length === 0) throw new Error(`${name} has no samples`)
  if (type === 'counter' && !name.endsWith('_total')) throw new Error(`${name} is a counter without _total`)
  if (type === 'counter' && samples.some(({ value }) => !(value >= 0))) throw new Error(`${name} is below 0`)
  if (type === 'histogram') checkHistogram(name, samples)
}

function checkHistogram(name: string, samples: ReadFamily['samples']): void {
  const buckets = samples.filter((one) => one.name === `${name}_bucket`)
  const limits = buckets.map(({ labels }) => Number(labels.le?.replace('Inf', 'Infinity')))
  const rising = (values: number[], strictly: boolean) =>
    values.every((value, at) => at === 0 || (strictly ? value > (values[at - 1] ?? 0) : value >= (values[at - 1] ?? 0)))
  if (limits.at(-1) !== Number.POSITIVE_INFINITY || !rising(limits, true)) throw new Error(`${name}: its bounds`)
  const counts = buckets.map(({ value }) => value)
  if (!rising(counts, false)) throw new Error(`${name}: its buckets are not cumulative`)
  const of = (part: string) => samples.filter((one) => one.name === name + part).map(({ value }) => value)
  if (of('_count').length !== 1 || of('_count')[0] !== counts.at(-1)) throw new Error(`${name}: its count`)
  if (of('_sum').length !== 1) throw new Error(`${name}: its sum`)
}
