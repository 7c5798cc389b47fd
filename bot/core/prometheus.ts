/** How are measurements written down for Prometheus? Its text format, version 0.0.4. */

export interface Sample {
  /** What follows the family's name: only histograms have parts. */
  part?: '_bucket' | '_sum' | '_count'
  labels?: Record<string, string>
  value: number
}

export interface Family {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  samples: Sample[]
}

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** A family nobody knows a value of is left out: 0 would be a claim. */
export const exposition = (families: readonly Family[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, help, type, samples }) =>
        `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${samples.map((one) => line(name, one)).join('')}`,
    )
    .join('')

function line(name: string, { part, labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`)
  return `${name}${part ?? ''}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${number(value)}\n`
}

const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const escapeLabel = (text: string) => escapeHelp(text).replaceAll('"', '\\"')

const number = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'

/** The label `le` of the bucket a value falls into, each value into one bucket only. */
export const bucketOf = (bounds: readonly number[], value: number): string => {
  const bound = bounds.find((one) => value <= one)
  return bound === undefined ? '+Inf' : String(bound)
}

/**
 * @param counts how many values fell into each bucket, by `le`; buckets of bounds that have changed since stay true
 */
export function histogram(
  about: Pick<Family, 'name' | 'help'>,
  bounds: readonly number[],
  counts: ReadonlyMap<string, number>,
  sum: number,
): Family {
  const limitOf = (le: string) => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le))
  const labels = [...new Set([...bounds.map(String), ...counts.keys(), '+Inf'])].sort((a, b) => limitOf(a) - limitOf(b))
  let count = 0
  const buckets = labels.map((le): Sample => {
    count += counts.get(le) ?? 0
    return { part: '_bucket', labels: { le }, value: count }
  })
  return {
    ...about,
    type: 'histogram',
    samples: [...buckets, { part: '_sum', value: sum }, { part: '_count', value: count }],
  }
}
