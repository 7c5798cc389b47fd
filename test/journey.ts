/** One customer, sixty days: the same story on both runtimes. The best description of the product. */

import { expect } from 'vitest'
import type { World } from './support/world.ts'

export const BOUGHT_AT = '2026-06-01T10:00:00+09:00'
const HANAKO = 'U0000000000000000000000000000000a'
const MISAKI = 'U0000000000000000000000000000000b'

const orderOf = (customer: string) => ({
  source: 'shop',
  external_id: `order-${customer}`,
  customer: { external_id: customer, name: customer === 'hanako' ? '山田 花子' : '佐々木 美咲' },
  ordered_at: BOUGHT_AT,
  total_yen: 980,
  lines: [{ sku: 'LT', name: 'お試し', qty: 1, amount_yen: 980 }],
})

/** `day 3 18:30 山田 花子さま、商品はお手元に…`, in Tokyo days since the purchase. */
async function letters(world: World, userId: string): Promise<string[]> {
  return (await world.outbox(userId)).map(({ at, messages }) => {
    const tokyo = new Date(Date.parse(at) + 9 * 3_600_000)
    const day = Math.floor((Date.parse(tokyo.toISOString().slice(0, 10)) - Date.parse('2026-06-01')) / 86_400_000)
    const words = messages.map((message) => (message.text ?? message.altText ?? '').replace(/\s+/g, ' ')).join(' / ')
    return `day ${day} ${tokyo.toISOString().slice(11, 16)} ${words.slice(0, 24)}`
  })
}

/** She links, uses the lotion, feels it, and is offered the subscription. */
export async function usedBranch(world: World): Promise<void> {
  await world.newFriend(HANAKO, 'はなこ')
  await world.api('/orders', orderOf('hanako'))
  await world.api('/customers/link', [{ external_id: 'hanako', source: 'shop', line_user_id: HANAKO }])
  await world.advanceTo('2026-06-04T21:00:00+09:00')
  await world.tap(HANAKO, '今日から使います')
  await world.advanceTo('2026-06-06T20:30:00+09:00')
  await world.tap(HANAKO, 'しっとりした')
  await world.advanceTo('2026-08-01T12:00:00+09:00')
  expect(await letters(world, HANAKO)).toEqual([
    'day 0 10:00 友だち追加ありがとうございます。つきあかり化粧品',
    'day 0 10:10 山田 花子さま このたびは「うるおい化粧水 お試',
    'day 3 18:30 山田 花子さま、商品はお手元に届きましたでしょう',
    'day 3 21:00 ありがとうございます。最初の3日は、夜だけでも大',
    'day 5 20:00 今日はひとつ、小さな実験のおさそいです。 お風呂',
    'day 5 20:30 うれしいお返事をありがとうございます。その手ざわ',
    'day 8 19:30 使い方に、少し慣れてこられたころでしょうか。 こ',
    'day 10 09:30 おはようございます。みなみです。 続けるコツは、',
    'day 12 19:30 山田 花子さま、お試しサイズはそろそろ残り少なく',
    'day 16 20:00 山田 花子さまの声を、聞かせていただけませんか。',
    'day 20 19:30 今日は、お値段のお話を正直にさせてください。 本',
    'day 24 19:30 「毎回注文するのを、つい忘れてしまって」というお',
    'day 30 20:00 今度の月曜日から7日間、いっしょにお手入れを続け',
    'day 31 20:30 山田 花子さま、お預けしている「本品500円引き',
    'day 45 19:30 山田 花子さま、最近のお手入れはいかがですか。 ',
    'day 46 19:30 山田 花子さま、いつもありがとうございます。つき',
    'day 60 19:30 山田 花子さま、この2か月、おつきあいくださりあ',
  ])
}

/** She never answers, and is asked gently once more instead. */
export async function unusedBranch(world: World): Promise<void> {
  await world.newFriend(MISAKI, 'みさき')
  await world.api('/orders', orderOf('misaki'))
  await world.api('/customers/link', [{ external_id: 'misaki', source: 'shop', line_user_id: MISAKI }])
  await world.advanceTo('2026-08-01T12:00:00+09:00')
  expect(await letters(world, MISAKI)).toEqual([
    'day 0 10:00 友だち追加ありがとうございます。つきあかり化粧品',
    'day 0 10:10 佐々木 美咲さま このたびは「うるおい化粧水 お',
    'day 3 18:30 佐々木 美咲さま、商品はお手元に届きましたでしょ',
    'day 5 20:00 今日はひとつ、小さな実験のおさそいです。 お風呂',
    'day 8 19:30 使い方に、少し慣れてこられたころでしょうか。 こ',
    'day 10 09:30 おはようございます。みなみです。 続けるコツは、',
    'day 12 19:30 佐々木 美咲さま、お試しサイズはそろそろ残り少な',
    'day 16 20:00 佐々木 美咲さまの声を、聞かせていただけませんか',
    'day 20 19:30 今日は、お値段のお話を正直にさせてください。 本',
    'day 24 19:30 佐々木 美咲さま、その後いかがお過ごしでしょうか',
    'day 30 20:00 今度の月曜日から7日間、いっしょにお手入れを続け',
    'day 31 20:30 佐々木 美咲さま、お預けしている「本品500円引',
    'day 35 20:30 佐々木 美咲さま、お預けしている「本品にクリーム',
    'day 45 19:30 佐々木 美咲さま、最近のお手入れはいかがですか。',
    'day 46 19:30 佐々木 美咲さま、いつもありがとうございます。つ',
    'day 60 19:30 佐々木 美咲さま、この2か月、おつきあいくださり',
  ])
}
