/** How does a simulation look? The belt: days from left to right, what arrives above, what waits on a siding below. */

import type { Scenario } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Entry, Simulation } from './simulate.ts'
import { inWords, namingOf, VERDICTS } from './simulate-words.ts'
import { cutTo, escapeXml, textWidth } from './svg-text.ts'
import { cardSvg, leadSvg, stopSvg } from './timeline-cards.ts'
import { dayPlace, type Layout, LEFT, layOut, RIGHT, WIDTH } from './timeline-layout.ts'
import { ACT_ROW, BAND, BAR_ROW, BRANCH_ROW, HEAD, LEADS, n, ROW, SIDING_LABEL, text } from './timeline-sizes.ts'
import { STYLE } from './timeline-style.ts'
import { actSvg, barSvg, branchSvg } from './timeline-under.ts'
import type { Purpose } from './vocabulary.ts'

/** @param about who this is, in one line */
export function timelineSvg(simulation: Simulation, scenario: Scenario, shop: Shop, about = ''): string {
  const layout = layOut(simulation, { act: (act) => textWidth(act.words, 11) + 18, siding: SIDING_LABEL })
  const naming = namingOf(scenario)
  const belt = HEAD + Math.max(1, layout.cardRows) * ROW + LEADS
  const acts = belt + BAND + 24
  const sidings = acts + layout.actRows * ACT_ROW + 6
  const sidingRow = layout.isDense ? BAR_ROW : BRANCH_ROW
  const height = sidings + layout.sidingRows * sidingRow + (layout.hidden > 0 ? 24 : 0) + 20
  const purposeOf = (step: string): Purpose => scenario.steps.find(({ id }) => id === step)?.purpose ?? 'story'
  const describe = simulation.entries.map((entry) => inWords(entry, naming)).join(' ')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" lang="ja" aria-labelledby="t d">`,
    `<title id="t">${escapeXml(`${scenario.name}（${shop.name}）`)}</title>`,
    `<desc id="d">${escapeXml(describe)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}"/>`,
    ...heading(simulation, scenario, shop, about),
    ...(layout.isDense
      ? layout.sidings.map((siding) => barSvg(siding, sidings, naming))
      : branchSvg(layout.sidings, belt, sidings, naming)),
    ...(layout.hidden > 0 ? [text(LEFT, height - 18, `ほか${layout.hidden}件の保留があります。`, 'soft')] : []),
    ...layout.acts.map(({ act, x, row }) => actSvg(act, x, belt + BAND, acts + row * ACT_ROW)),
    ...layout.cards.map((card) => leadSvg(card, belt, purposeOf(card.entry.step))),
    bandSvg(layout, belt),
    ...[...layout.dots, ...layout.cards].map(({ entry, x }) => stopSvg(entry, x, belt, purposeOf(entry.step))),
    ...layout.cards.map((card) => cardSvg(card, layout.cardWidth, belt, purposeOf(card.entry.step), naming)),
    '</svg>\n',
  ].join('\n')
}

function heading({ entries, startedAt, ended }: Simulation, scenario: Scenario, shop: Shop, about: string): string[] {
  const counts = (Object.keys(VERDICTS) as Entry['verdict'][])
    .map((verdict) => ({ verdict, count: entries.filter((entry) => entry.verdict === verdict).length }))
    .filter(({ verdict, count }) => count > 0 || verdict === 'sent')
    .map(({ verdict, count }) => `${VERDICTS[verdict]} ${count}`)
    .join('　')
  const room = RIGHT - LEFT
  const nothing = startedAt ? '届くものはありません。' : 'このお客さまには始まりません。'
  return [
    text(LEFT, 42, cutTo(scenario.name, room * 0.7, 20), 'title'),
    text(RIGHT, 42, cutTo(shop.name, room * 0.28, 13), 'about', ' text-anchor="end"'),
    text(LEFT, 68, cutTo(about || scenario.id, room * 0.68, 13), 'about'),
    text(RIGHT, 68, `${counts}${ended ? `　${ended.day}日目に終了` : ''}`, 'about', ' text-anchor="end"'),
    ...(entries.length > 0 ? [] : [text(WIDTH / 2, HEAD + ROW / 2, nothing, 'empty', ' text-anchor="middle"')]),
  ]
}

function bandSvg({ days }: Layout, y: number): string {
  const every = days <= 30 ? 5 : Math.ceil(days / 120) * 15
  const ticks = Array.from({ length: days + 1 }, (_, day) => day).filter((day) => day % every !== 0)
  const marks = Array.from({ length: Math.floor(days / every) + 1 }, (_, index) => index * every)
  const roller = (at: number) => `<circle class="roller" cx="${n(at)}" cy="${y + BAND / 2}" r="6"/>`
  return [
    `<rect class="band" x="${LEFT - 22}" y="${y}" width="${RIGHT - LEFT + 44}" height="${BAND}" rx="${BAND / 2}"/>`,
    roller(LEFT - 9),
    roller(RIGHT + 9),
    days <= 120
      ? `<path class="tick" d="${ticks.map((day) => `M${n(dayPlace(day, days))} ${y + 9}v8`).join('')}"/>`
      : '',
    ...marks.map((day) => {
      const isLast = day === days
      const at = isLast ? RIGHT - 2 : dayPlace(day, days) + (day === 0 ? 4 : 0)
      const anchor = day === 0 ? 'start' : isLast ? 'end' : 'middle'
      return text(at, y + 17.5, `${day}日目`, 'mark', ` text-anchor="${anchor}"`)
    }),
  ].join('\n')
}
