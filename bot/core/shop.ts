/** Who is this shop, and how does it decide? `scenarios/shop.yaml`: profile, products, goals and every [D] decision of DOMAIN. */

import { z } from 'zod'
import { SIGNAL_NAME } from './content.ts'
import { oneOf } from './one-of.ts'
import { DECISIONS } from './shop-decisions.ts'
import { NUMBERS } from './shop-numbers.ts'
import { GuardSettings, PRODUCT_CATEGORIES, Product, TouchpointEntry } from './shop-parts.ts'
import { told } from './told.ts'

export { GuardSettings, PRODUCT_CATEGORIES, Product }

const signals = (standard: string[], title: string, description: string) =>
  told(z.array(z.string().regex(SIGNAL_NAME)).default(standard), title, description, standard)

export const Shop = z.strictObject({
  name: told(z.string().min(1).max(40), '店の名前', '{{店名}} に入ります。40文字まで', 'つきあかり化粧品店'),
  concierge: told(z.string().min(1).max(20), '担当者の名前', '{{担当者名}} に入ります。20文字まで', 'みなみ'),
  product_category: told(
    oneOf(PRODUCT_CATEGORIES).default('other'),
    '商品の分野',
    '使えない言葉は分野ごとに違います',
    'cosmetics',
  ),
  timezone: told(z.literal('Asia/Tokyo').default('Asia/Tokyo'), '時間帯', '日本時間だけです', 'Asia/Tokyo'),
  url: told(z.string().optional(), '店のページ', 'https:// ではじまる番地', 'https://shop.example.jp'),
  color: told(
    z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/)
      .default('#1f5f5b'),
    '店の色',
    'LINEの中のページの色。# と6桁',
    '#1f5f5b',
  ),
  texts: told(z.record(z.string(), z.string()).default({}), '決まり文句', '文面の {{名前}} に差し込みます', {
    返品のご案内: 'お届けから14日以内にご連絡ください。',
  }),
  products: told(z.array(Product).default([]), '商品', '売っているもののすべて', [{ sku: 'LF', name: '化粧水' }]),
  touchpoints: told(z.array(TouchpointEntry).default([]), '接点', 'LINE以外も書くと「4つの壁×接点」の表に入ります', [
    { id: 'tp_card', kind: 'package_insert', walls: ['trust'] },
  ]),
  usage_signals: signals(
    ['used', 'success_felt', 'success_unclear'],
    '使いはじめた反応',
    'この反応があれば「使っている方」とみます',
  ),
  negative_signals: signals(['negative_answer'], '不満の反応', 'この反応があれば担当者にお知らせし、販売を休みます'),
  wall_signals: told(
    z
      .strictObject({
        price: signals([], '価格の壁', '「少し高い」のようなお返事'),
        opportunity: signals([], '機会の壁', '「まだ残っている」のようなお返事'),
        efficacy: signals(['success_unclear'], '効果の壁', '「よくわからない」「変化を感じない」のようなお返事'),
        trust: signals([], '信頼の壁', '「続けて大丈夫か不安」のようなお返事'),
      })
      .prefault({}),
    '壁を知らせる反応',
    'wall_price のような名前のほかに、この反応も「続けない理由」とみます',
    { efficacy: ['success_unclear'] },
  ),
  guard: told(GuardSettings.prefault({}), '送ってよい時期', '時間帯、数の上限、ご案内の種類ごとの日数', {
    send_from: '09:00',
    max_per_7_days: 3,
  }),
  ...DECISIONS,
  ...NUMBERS,
})
export type Shop = z.infer<typeof Shop>
