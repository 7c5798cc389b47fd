/** The belt as a drawing: well formed, readable by who does not see it, and nothing over anything else. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PERSONAS, type Persona, personaById } from '../../bot/core/personas.ts'
import { type Scenario, Scenario as ScenarioSchema } from '../../bot/core/scenario.ts'
import { type Simulation, simulate } from '../../bot/core/simulate.ts'
import { cutTo, escapeXml, textWidth, wrap } from '../../bot/core/svg-text.ts'
import { type Layout, LEFT, layOut, RIGHT } from '../../bot/core/timeline-layout.ts'
import { STYLE } from '../../bot/core/timeline-style.ts'
import { timelineSvg } from '../../bot/core/timeline-svg.ts'
import { shippedScenario } from '../support/shipped.ts'

const { scenario, shop, coupons } = shippedScenario('first_60days')
const persona = (id: string) => personaById(id) as Persona
const run = (of: Scenario, who: Persona): Simulation =>
  simulate({ scenario: of, shop, coupons, persona: who, days: 90 })
const draw = (id: string, more: Partial<Scenario> = {}, about = '') => {
  const changed = { ...scenario, ...more }
  return timelineSvg(run(changed, persona(id)), changed, shop, about)
}
/** So many steps, `every` so many days. */
const many = (count: number, every: number): Scenario =>
  ScenarioSchema.parse({
    ...scenario,
    steps: Array.from({ length: count }, (_, index) => ({
      ...scenario.steps[index % scenario.steps.length],
      id: `d${index}`,
      when: undefined,
      at: { from: 'order', day: Math.floor(index * every), time: '12:00' },
    })),
  })

/** Names of the elements that were opened and not closed, or closed and not opened. */
function unbalanced(xml: string): string[] {
  const open: string[] = []
  for (const [, close, name = '', rest = ''] of xml.matchAll(/<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<]*")*\s*\/?)>/gi)) {
    if (close && open.at(-1) !== name) return [`</${name}>`]
    if (close) open.pop()
    else if (!rest.trimEnd().endsWith('/')) open.push(name)
  }
  return open
}

describe('the drawing', () => {
  test.each(PERSONAS.map(({ id }) => [id]))('%s: well formed, 1200 wide, on its own', (id) => {
    const svg = draw(id)
    expect(unbalanced(svg)).toEqual([])
    expect(svg).toMatch(/^<svg [^>]*width="1200"/)
    expect(svg).toContain('role="img"')
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)|@import|url\(|NaN|undefined/)
  })
  test('tells everything in words to who does not see it', () => {
    const [, words] = /<desc[^>]*>([^<]*)</.exec(draw('unhappy')) ?? []
    expect(words).toContain('24日目 19:30 定期のご案内：保留。ご不満のお声をいただいたため')
    expect(words).toContain('30日目 19:30 定期のご案内：送る。')
    expect(draw('unhappy')).toContain('送る 12　保留 2　見送り 1')
  })
  test('sent, denied, skipped and held look different, and say so', () => {
    const count = (svg: string, pattern: RegExp) => svg.match(pattern)?.length ?? 0
    const blocked = draw('blocks')
    expect(count(blocked, /class="cross"/g)).toBe(11)
    expect(count(blocked, />送らない</g)).toBe(11)
    expect(count(blocked, /<g class="card \w+ skipped"/g)).toBe(1)
    const unhappy = draw('unhappy')
    expect(count(unhappy, /class="siding"/g)).toBe(2)
    expect(unhappy).toContain('定期のご案内：24日目から保留')
    expect(unhappy).toContain('満足度2・おすすめ度3')
  })
  test('for whom it does not begin, it says so', () => {
    const svg = timelineSvg(run(scenario, { ...persona('feels'), orders: [{ day: -3 }] }), scenario, shop)
    expect(svg).toContain('このお客さまには始まりません。')
  })
  test('names with signs of XML, endless names, names that turn the writing direction', () => {
    const svg = draw('feels', { name: `<b>"&'${'長'.repeat(300)}\u202e` }, '</svg><script>'.repeat(40))
    expect(unbalanced(svg)).toEqual([])
    expect(svg).not.toMatch(/<script|\u202e|<b>/)
    expect(svg).toContain('…')
  })
  test('by day and by night with the colours of the pages', () => {
    const tokens = readFileSync(join(import.meta.dirname, '../../liff/shared/tokens.css'), 'utf8')
    const [light = '', dark = ''] = tokens.split('@media (prefers-color-scheme: dark)')
    const [lightStyle = '', darkStyle = ''] = STYLE.split('@media(prefers-color-scheme:dark)')
    for (const [css, style] of [
      [light, lightStyle],
      [dark, darkStyle],
    ] as const) {
      const own = [...style.matchAll(/(--[\w-]+):([^;}]+)/g)].filter(([, name]) => !/--(hue|chroma)$/.test(name ?? ''))
      for (const [, name, value] of own.slice(0, 13)) expect(css).toContain(`${name}: ${value};`)
      expect(own.length).toBeGreaterThanOrEqual(13)
    }
  })
})

const LABELS = { act: () => 120, siding: 330 }

function nothingOverlaps({ cards, cardWidth, sidings }: Layout): void {
  for (const one of cards) {
    expect(one.middle - cardWidth / 2).toBeGreaterThanOrEqual(LEFT - 0.01)
    expect(one.middle + cardWidth / 2).toBeLessThanOrEqual(RIGHT + 0.01)
    for (const other of cards)
      if (one !== other && one.row === other.row) expect(Math.abs(one.middle - other.middle)).toBeGreaterThan(cardWidth)
  }
  for (const [index, one] of cards.entries()) expect(one.middle).toBeGreaterThan(cards[index - 1]?.middle ?? 0)
  for (const { from, to } of sidings) expect(from <= to && from >= LEFT && to <= RIGHT).toBe(true)
}

describe('the places', () => {
  test('few cards stand over their day', () => {
    const few = { ...scenario, steps: scenario.steps.filter(({ id }) => ['m01_thanks', 'm08_price'].includes(id)) }
    const { cards } = layOut(run(few, persona('feels')), LABELS)
    expect(cards.map(({ x, middle }) => Math.round(x - middle))).toEqual([expect.any(Number), 0])
  })
  test('cards of one day share the room on both sides of it', () => {
    const same = ScenarioSchema.parse({
      ...scenario,
      steps: ['a', 'b', 'c'].map((id) => ({
        ...scenario.steps[0],
        id,
        when: 'linked and not linked',
        at: { from: 'order', day: 7, time: '12:00' },
      })),
    })
    const { cards } = layOut(run(same, persona('typical_unused')), LABELS)
    expect(cards.map(({ x, middle }) => Math.round(middle - x))).toEqual([-164, 0, 164])
  })
  test('two lines never cross: cards keep the order of their days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(...PERSONAS),
        (count, tenths, who) => nothingOverlaps(layOut(run(many(count, tenths / 10), who), LABELS)),
      ),
      { numRuns: 25 },
    )
  })
  test('too many for cards: what is sent keeps its card, the rest are dots, and hidden ones are counted', () => {
    const simulation = run(many(200, 0.4), persona('typical_unused'))
    const layout = layOut(simulation, LABELS)
    const count = (verdict: string) => simulation.entries.filter((entry) => entry.verdict === verdict).length
    expect(layout.cards).toHaveLength(count('sent'))
    expect(layout.dots).toHaveLength(count('denied'))
    expect(layout.isDense).toBe(true)
    expect(timelineSvg(simulation, many(200, 0.4), shop)).toContain(`ほか${layout.hidden}件の保留があります。`)
  })
})

describe('Japanese in a box', () => {
  test('no line begins with 、 or ends with 「', () => {
    expect(wrap('あいうえお、かきく', 55, 11, 2)).toEqual(['あいうえお、', 'かきく'])
    expect(wrap('あいうえ「かきく」', 55, 11, 2)).toEqual(['あいうえ', '「かきく」'])
  })
  test('what does not fit ends in …', () => {
    expect(wrap('あいうえおかきくけこさし', 55, 11, 2)).toEqual(['あいうえお', 'かきくけ…'])
    expect(cutTo('abcdefghij', 40, 11)).toBe('abcd…')
    expect(cutTo('短い', 40, 11)).toBe('短い')
  })
  test('whatever the text, lines keep to their width (but for one hanging sign), and no character is torn', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 30, max: 200 }), (text, width) => {
        const lines = wrap(text, width, 11, 3)
        expect(lines.length).toBeLessThanOrEqual(3)
        for (const line of lines) {
          expect(textWidth(line, 11)).toBeLessThanOrEqual(width + 11.01)
          expect(line.isWellFormed()).toBe(true)
        }
        expect(unbalanced(`<t>${escapeXml(text)}</t>`)).toEqual([])
      }),
    )
  })
})
