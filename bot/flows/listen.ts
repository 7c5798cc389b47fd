/** What did customers say in the last months? NPS, satisfaction, walls, mindshare, the success point (DOMAIN §1.3, §1.7, §1.8). */

import { answersTo, countAnswers, countInvitations, countNewestSignals, type Span } from '../../db/answers.ts'
import { bucketRanges, firstArrivals, firstBuyers, firstSignals } from '../../db/first-buyers.ts'
import { addDays, dayNumber, type JstDate, jstDate, jstInstant } from '../core/calendar.ts'
import { F2ByDay } from '../core/f2-by-day.ts'
import type { Felt, Listening } from '../core/fans-report.ts'
import { firstBuyerOf } from '../core/first-buyer.ts'
import { feelings } from '../core/listening.ts'
import { type Metric, type Period, rate, trailingYear } from '../core/metrics-rows.ts'
import { type Mindshare, MindshareCount } from '../core/mindshare.ts'
import { monthOf, monthsUntil } from '../core/months.ts'
import { productFor } from '../core/product.ts'
import type { Shop } from '../core/shop.ts'
import { type SuccessBuyer, type SuccessPoint, successPoint } from '../core/success-point.ts'
import type { MindshareQuestion } from '../core/survey-file.ts'
import { WALLS, type Wall } from '../core/vocabulary.ts'
import { signalsOfWalls, wallOf } from '../core/wall-signal.ts'
import type { Deps } from '../deps.ts'
import { type Content, loadContent } from './content.ts'

const MONTHS = 12
const PAGE = 2000

type Needs = Pick<Deps, 'db' | 'log'>

/**
 * As known at the end of `asOf`.
 * @param beginners is told of who first bought in the year, if they are looked at
 */
export async function listen(
  deps: Needs,
  shop: Shop,
  asOf: JstDate,
  beginners: F2ByDay = new F2ByDay(shop),
): Promise<Listening> {
  const content = await loadContent(deps)
  const year = trailingYear(asOf)
  const months = monthsUntil(asOf, MONTHS).map(({ from, to }) => ({
    name: monthOf(from),
    ...spanOf({ from, to: to < asOf ? to : asOf }),
  }))
  const felt = await feelingsIn(deps, shop, [{ name: '', ...spanOf(year) }, ...months])
  return {
    nps_scale: shop.nps.scale,
    year: felt(''),
    months: months.map(({ name }) => ({ month: name, ...felt(name) })),
    walls: await wallsIn(deps, shop, year),
    mindshare: { category: shop.mindshare.category ?? null, ...(await mindshareIn(deps, content, shop, months)) },
    success_points: await successPoints(deps, shop, year, asOf, beginners),
  }
}

const spanOf = ({ from, to }: Period) => ({ from: jstInstant(from), end: jstInstant(addDays(to, 1)) })

/** @returns what was felt in the span of that name */
export async function feelingsIn(deps: Needs, shop: Shop, spans: readonly Span[]) {
  const last = new Date(Math.max(...spans.map(({ end }) => end.getTime())))
  const tallies = Map.groupBy(await countAnswers(deps.db, spans), ({ span }) => span)
  const invitations = new Map((await countInvitations(deps.db, spans, last)).map((row) => [row.span, row]))
  return (name: string): Felt => {
    const { invited = 0, answered = 0 } = invitations.get(name) ?? {}
    return { ...feelings(tallies.get(name) ?? [], shop), response_rate: rate(answered, invited) }
  }
}

async function wallsIn(deps: Needs, shop: Shop, period: Period): Promise<Record<Wall, Metric>> {
  const { from, end } = spanOf(period)
  const rows = await countNewestSignals(deps.db, signalsOfWalls(shop), from, end)
  const all = rows.reduce((sum, { customers }) => sum + customers, 0)
  const of = (wall: Wall) =>
    rows.reduce((sum, { name, customers }) => sum + (wallOf(name, shop) === wall ? customers : 0), 0)
  return Object.fromEntries((Object.keys(WALLS) as Wall[]).map((wall) => [wall, rate(of(wall), all)])) as Record<
    Wall,
    Metric
  >
}

/** Month by month, so that no statement answers with a year of words at once. */
async function mindshareIn(
  deps: Needs,
  { surveys }: Content,
  shop: Shop,
  months: readonly Omit<Span, 'name'>[],
): Promise<Mindshare> {
  const asked = surveys.flatMap(({ survey }) =>
    [...survey.questions, ...(survey.rotating ?? [])].flatMap(({ id, mindshare }) =>
      mindshare ? [{ surveyId: survey.id, questionId: id, as: mindshare }] : [],
    ),
  )
  const count = new MindshareCount(shop)
  for (const { from, end } of months)
    for (const { customerId, as, value } of await answersTo(deps.db, asked, from, end))
      count.add({ customerId, question: as as MindshareQuestion, value })
  return count.result()
}

/** Of each product for which the shop has said how it knows: who first bought it in the year. */
async function successPoints(
  deps: Needs,
  shop: Shop,
  year: Period,
  asOf: JstDate,
  beginners: F2ByDay,
): Promise<SuccessPoint[]> {
  const products = shop.products.filter(
    ({ success_point: point }) => point?.signal !== undefined || point?.day !== undefined,
  )
  if (products.length === 0) return []
  const signals = [...new Set(products.flatMap(({ success_point: point }) => point?.signal ?? []))]
  const end = jstInstant(addDays(asOf, 1))
  const buyers = new Map(products.map((product) => [product, [] as SuccessBuyer[]]))
  beginners.cover({ from: year.from, to: asOf })
  const productOf = remembered((code) => productFor(code, shop))
  for (const buckets of await bucketRanges(deps.db)) {
    const wanted = (await firstBuyers(deps.db, buckets, dayNumber(year.from), dayNumber(asOf))).flatMap((row) => {
      const buyer = firstBuyerOf(row, asOf)
      beginners.add(buyer)
      const product = productOf(row.firstProduct)
      const list = product && buyers.get(product)
      return product && list ? [{ list, product, buyer }] : []
    })
    for (let from = 0; from < wanted.length; from += PAGE) {
      const page = wanted.slice(from, from + PAGE)
      const ids = page.map(({ buyer }) => buyer.customerId)
      const arrivals = await firstArrivals(deps.db, ids)
      const heard = new Map(
        (await firstSignals(deps.db, ids, signals, end)).map(({ customerId, name, at }) => [
          `${customerId} ${name}`,
          at,
        ]),
      )
      for (const { list, product, buyer } of page) {
        const at = heard.get(`${buyer.customerId} ${product.success_point?.signal}`)
        const deliveredOn = arrivals.get(buyer.customerId) as JstDate | undefined
        list.push({ ...buyer, deliveredOn, signalOn: at && jstDate(at) })
      }
    }
  }
  const settings = { asOf, windowDays: shop.f2.window_days }
  return [...buyers].map(([product, list]) => successPoint(product, product.success_point ?? {}, list, settings))
}

/** A shop sells few products to many people. */
function remembered<Value>(look: (code: string) => Value): (code: string) => Value {
  const known = new Map<string, Value>()
  return (code) => {
    if (!known.has(code)) known.set(code, look(code))
    return known.get(code) as Value
  }
}
