/** The demo shop lives through its last weeks: real events, real ticks, on a clock that runs ahead (DOMAIN §6.1). */

import { addDays, type JstDate, jstDate, jstInstant } from './core/calendar.ts'
import { readOrder } from './core/order.ts'
import type { Deps } from './deps.ts'
import { buy } from './flows/buy.ts'
import { loadContent } from './flows/content.ts'
import { listFriends } from './flows/list-friends.ts'
import { recordOrders } from './flows/record-orders.ts'
import { submitSurvey } from './flows/submit-survey.ts'
import { currentSurvey } from './flows/survey-sheet.ts'
import { travelTo } from './flows/travel.ts'
import type { Clock } from './simulator/clock.ts'
import type { Platform } from './simulator/platform.ts'

type Act =
  | { follow: true }
  | { buy: string }
  | { orders: string }
  | { tap: string }
  | { say: string }
  | { block: true }
  | { answer: number }
type Scene = { daysAgo: number; at: string } & Act

/** Ordered in the shop before she was a friend: the page that joins the two can be tried with it. */
export const UNLINKED_ORDER = { name: '佐藤 あかね', number: '1001', phone: '090-0000-5678' }

/** Each shows one thing that happens between a shop and a customer. */
const PEOPLE: Record<string, Scene[]> = {
  '佐藤 あかね': [
    { daysAgo: 2, at: '11:40', orders: 'LT' },
    { daysAgo: 2, at: '12:10', follow: true },
  ],
  '鈴木 由美': [
    { daysAgo: 5, at: '10:20', follow: true },
    { daysAgo: 5, at: '10:40', buy: 'LT' },
    { daysAgo: 2, at: '21:05', tap: '今日から使います' },
  ],
  '中村 春香': [
    { daysAgo: 17, at: '15:20', follow: true },
    { daysAgo: 17, at: '15:30', buy: 'LT' },
    { daysAgo: 14, at: '21:10', tap: '今日から使います' },
    { daysAgo: 12, at: '20:20', tap: 'しっとりした' },
  ],
  '高橋 のぞみ': [
    { daysAgo: 40, at: '13:30', follow: true },
    { daysAgo: 40, at: '13:35', buy: 'LT' },
  ],
  '伊藤 さくら': [
    { daysAgo: 45, at: '09:50', follow: true },
    { daysAgo: 45, at: '10:00', buy: 'LT' },
    { daysAgo: 42, at: '20:30', tap: '今日から使います' },
    { daysAgo: 40, at: '20:40', tap: 'しっとりした' },
    { daysAgo: 20, at: '19:00', buy: 'LF' },
  ],
  '渡辺 恵': [
    { daysAgo: 10, at: '18:00', follow: true },
    { daysAgo: 10, at: '18:20', buy: 'LS' },
  ],
  // A fan on the way: one more friendly answer makes a partner, and a friend may be told already.
  '小林 真理': [
    { daysAgo: 100, at: '10:00', follow: true },
    { daysAgo: 100, at: '10:10', buy: 'LS' },
    { daysAgo: 66, at: '20:30', answer: 9 },
    { daysAgo: 62, at: '09:00', buy: 'LS' },
    { daysAgo: 35, at: '21:00', answer: 10 },
    { daysAgo: 33, at: '09:00', buy: 'LS' },
  ],
  '林 結衣': [
    { daysAgo: 12, at: '11:00', follow: true },
    { daysAgo: 12, at: '11:10', buy: 'LT' },
    { daysAgo: 6, at: '08:30', say: '配信停止' },
  ],
}

export interface DemoStage {
  deps: Deps
  clock: Clock
  platform: Platform
  /** Resolves when the bot has worked off what it heard. */
  settle(): Promise<void>
}

/** Starts weeks ago and ends now. Orders come by the same door as the API's, taps as LINE's webhooks. */
export async function liveDemo(stage: DemoStage): Promise<void> {
  const { deps, clock, platform } = stage
  const now = clock.now()
  const today = jstDate(now)
  const users = new Map(
    Object.keys(PEOPLE).map((displayName) => [displayName, platform.addUser({ displayName, friend: false }).userId]),
  )
  const scenes = Object.entries(PEOPLE)
    .flatMap(([name, own]) => own.map((scene) => ({ name, scene, at: momentOf(scene, today) })))
    .filter(({ at }) => at <= now)
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  const first = scenes[0]
  if (!first) return
  clock.set(first.at)
  for (const { name, scene, at } of scenes) {
    await travelTo(deps, stage, at)
    await play(stage, users.get(name) ?? '', scene)
    await platform.idle()
    await stage.settle()
  }
  await travelTo(deps, stage, now)
}

const momentOf = (scene: Scene, today: JstDate) => jstInstant(addDays(today, -scene.daysAgo), scene.at)

async function play({ deps, platform }: DemoStage, userId: string, scene: Scene): Promise<void> {
  const phone = async (path: string, body?: unknown) => {
    const request = new Request(`http://stand-in/phone/users/${userId}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return (await platform.fetch(request)).json()
  }
  if ('orders' in scene) await orderInShop(deps, scene.orders)
  else if ('follow' in scene) await phone('follow', {})
  else if ('answer' in scene) await answerSurvey(deps, userId, scene.answer)
  else if ('block' in scene) await phone('block', {})
  else if ('say' in scene) await phone('messages', { text: scene.say })
  else if ('tap' in scene) {
    const action = findAction(await phone('chat'), scene.tap)
    if (action) await phone('postback', action)
  } else {
    const customer = (await listFriends(deps)).find((friend) => friend.line_user_id === userId)
    if (customer) await buy(deps, customer.id, scene.buy)
  }
}

/** Satisfied, and as likely to recommend as `nps` says; what may be left out is left out. */
async function answerSurvey(deps: Deps, userId: string, nps: number): Promise<void> {
  const { survey } = await currentSurvey(deps, userId)
  if (!survey) return
  const asked = survey.questions.filter(({ optional }) => !optional)
  const said = asked.map(({ id, kind, choices }) => [id, kind === 'nps' ? nps : (choices?.[0] ?? 5)])
  const answers = Object.fromEntries(said)
  await submitSurvey(deps, userId, survey.id, { answers, quotable: false, sensitive_agreed: false })
}

/** As the shop's cart reports somebody it knows nothing of on LINE. */
async function orderInShop(deps: Deps, sku: string): Promise<void> {
  const { number, name, phone } = UNLINKED_ORDER
  const product = (await loadContent(deps)).shop.products.find((one) => one.sku === sku)
  const read = readOrder({
    source: 'shop',
    external_id: number,
    customer: { external_id: number, name, phone },
    ordered_at: deps.now().toISOString(),
    total_yen: product?.price_yen ?? 0,
    lines: [{ sku, name: product?.name, qty: 1, amount_yen: product?.price_yen }],
  })
  if ('code' in read) throw new Error(read.message)
  await recordOrders(deps, [read.order])
}

/** The postback of the button with this label, wherever it is in the chat. */
function findAction(node: unknown, label: string): { data: string; displayText: string } | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const { type, label: own, data } = node as Record<string, unknown>
  if (type === 'postback' && own === label && typeof data === 'string') return { data, displayText: label }
  for (const inner of Object.values(node)) {
    const found = findAction(inner, label)
    if (found) return found
  }
  return undefined
}
