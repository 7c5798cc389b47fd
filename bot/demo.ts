/** The demo shop lives through its last weeks: real events, real ticks, on a clock that runs ahead (DOMAIN §6.1). */

import { addDays, type JstDate, jstDate, jstInstant } from './core/calendar.ts'
import type { Deps } from './deps.ts'
import { buy } from './flows/buy.ts'
import { listFriends } from './flows/list-friends.ts'
import { travelTo } from './flows/travel.ts'
import type { Clock } from './simulator/clock.ts'
import type { Platform } from './simulator/platform.ts'

type Act = { follow: true } | { buy: string } | { tap: string } | { say: string } | { block: true }
type Scene = { daysAgo: number; at: string } & Act

/** Each shows one thing that happens between a shop and a customer. */
const PEOPLE: Record<string, Scene[]> = {
  '佐藤 あかね': [{ daysAgo: 2, at: '12:10', follow: true }],
  '鈴木 由美': [
    { daysAgo: 5, at: '10:20', follow: true },
    { daysAgo: 5, at: '10:40', buy: 'LT' },
    { daysAgo: 2, at: '21:05', tap: '今日から使います' },
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
  if ('follow' in scene) await phone('follow', {})
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
