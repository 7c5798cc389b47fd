/** Which duties does an offer bring? Incentives, subscriptions, prices and premiums (DOMAIN §5.2, §5.4, §5.6). */

import type { Coupon } from './coupons.ts'
import { rule, spotIn } from './law-find.ts'
import type { Bubble, Words } from './law-texts.ts'
import type { Step } from './scenario.ts'
import type { Shop } from './shop.ts'
import type { Path } from './source.ts'
import { SALES_KINDS } from './vocabulary.ts'
import { namesIn, parseWhen } from './when.ts'

/** A broken rule: at a unit of a text, or at a value as a whole. */
export interface Breach {
  path: Path
  offset?: number
  code: string
  message: string
}

const breach = (words: Words, offset: number, code: string, message: string): Breach => ({
  path: words.path,
  offset,
  code,
  message,
})

// Incentives (DOMAIN §5.2 a, b)

const REVIEW = rule(/(?:レビュー|口コミ|クチコミ).{0,12}(?:書|投稿|お寄せ|ください|お願い|いただ)/)
const POST = rule(
  /(?:インスタ|instagram|sns|ツイッター|tiktok|ティックトック|youtube|ブログ|ハッシュタグ|#[^\s#]).{0,30}(?:投稿|シェア|載せ|アップ|つぶや|ポスト|紹介)/,
)
const REWARD = rule(/クーポン|プレゼント|ポイント|特典|割引|円引き|%引き|%オフ|進呈|お礼に|差し上げ|贈り/)
const RATING = rule(
  /(?:高評価|(?:高い|良い|よい|いい)(?:評価|レビュー|口コミ)|[★☆星] ?[1-5]|[1-5]つ星|★{2,}|評価.{0,4}[45]以上|満足(?:された|いただけ(?:た|まし)|した|でしたら))(?!.{0,12}(?:かかわらず|関わらず|関係なく|問わず))/,
)
/** Who gives many stars, wherever: 「★5をつけてくださった方に」 asks for a review without saying so. */
const STARS = rule(/(?:高評価|[★☆星] ?[1-5]|[1-5]つ星|★{2,}).{0,12}(?:つけ|付け|入れ|くださ|いただ|お願い|の方|の皆)/)
const RATING_NAME = /positive|negative|satisf|nps|star|rating|success|満足|評価/i
const SAYS_PR = rule(
  /(?<![a-z])pr(?![a-z])|#提供|提供(?:を受け|品)|広告(?:である|だと|と)|特典(?:を受け|がある)こと|プロモーション/,
)

const whenNames = ({ when }: Step): string[] => {
  const condition = when === undefined ? undefined : parseWhen(when).ok
  return condition ? namesIn(condition) : []
}

function incentives(step: Step, path: Path, words: Words[]): Breach[] {
  const { offer } = step
  const asked = offer !== 'none' && offer.kind === 'review_request'
  const paid = offer !== 'none' && (offer.coupon !== undefined || (offer.benefit ?? 'none') !== 'none')
  const review = spotIn(words, REVIEW)
  const post = review ?? spotIn(words, POST)
  const stars = spotIn(words, STARS)
  if (!(asked || post || stars) || !(paid || spotIn(words, REWARD))) return []
  const found: Breach[] = []
  if (asked || review || stars) {
    const branches = whenNames(step).some((name) => RATING_NAME.test(name))
    const message = 'お礼をするレビューのお願いを、評価や満足で分けることはできません（景品表示法）。'
    if (branches)
      found.push({ path: [...path, 'when'], code: 'E501', message: `${message}→ この条件を外してください。` })
    const rating = spotIn(words, RATING)
    if (rating)
      found.push(
        breach(rating.words, rating.start, 'E501', `${message}→「評価にかかわらず、皆さまに」とお伝えください。`),
      )
  }
  if ((asked || post) && !spotIn(words, SAYS_PR)) {
    const message =
      'お礼をする投稿や口コミのお願いには、広告とわかる書きかたのご案内がいります（景品表示法）。→「投稿には『#PR』を添えてください」を同じステップに書いてください。'
    found.push(
      post ? breach(post.words, post.start, 'E502', message) : { path: [...path, 'offer'], code: 'E502', message },
    )
  }
  return found
}

// Subscriptions (DOMAIN §5.4)

const hostOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : URL.parse(url)?.hostname.replace(/^www\./, '')

function subscription(step: Step, path: Path, shop: Shop | undefined): Breach[] {
  if (step.offer === 'none' || step.offer.kind !== 'subscription') return []
  const { url, terms } = step.offer
  const found: Breach[] = []
  const host = hostOf(url)
  const own = hostOf(shop?.url)
  const message = (what: string) =>
    `定期便のお申し込みは、店のページで条件を確かめてからにします（特定商取引法12条の6）。${what}`
  if (url === undefined)
    found.push({ path: [...path, 'offer'], code: 'E520', message: message('→ offer に url（店の申し込みページ）を。') })
  else if (own && host !== own && !host?.endsWith(`.${own}`))
    found.push({
      path: [...path, 'offer', 'url'],
      code: 'E520',
      message: message(`→ url を shop.yaml の url（${own}）の中のページにしてください。`),
    })
  if (terms === undefined)
    found.push({
      path: [...path, 'offer'],
      code: 'E521',
      message: '定期便のご案内に、条件の文書がありません。→ offer に terms（条件の文書の名前）を書いてください。',
    })
  return found
}

const FIRST_PRICE = rule(
  /(?:初回|はじめて|初めて|1回目|1ヶ月目|初月).{0,16}?(?:[\d,]+ ?円|¥ ?[\d,]+|[\d.]+ ?%|半額)|初回.{0,3}無料/,
)
const IS_SUBSCRIPTION = rule(/定期(?!的|券|健診|検査|預金|試験|.{0,6}ではあり)/)
const LATER_PRICE = rule(/(?:[2二]回目|次回|以降).{0,16}(?:[\d,]+ ?円|[\d.]+ ?%|通常価格)/)
const COMMITMENT = rule(/回数|縛り|しばり|約束|\d+回(?:以上|から|の(?:ご?継続|お受け取り))|最低|いつまででも/)
const HOW_TO_STOP = rule(
  /(?:解約|停止|休止|やめ|お休み|止め).{0,40}(?:まで|日前|メニュー|連絡|手続|電話|ページ|いつでも)|(?:まで|日前|メニュー|電話|ページ|いつでも).{0,24}(?:解約|停止|休止|やめられ|お休み)/,
)

/** A first price alone makes a subscription look cheaper than it is. */
export function firstPrice(bubble: Bubble, sellsSubscription: boolean): Breach[] {
  const price = spotIn(bubble.words, FIRST_PRICE)
  if (!price || !(sellsSubscription || IS_SUBSCRIPTION.test(bubble.kana))) return []
  const missing = [
    ...(LATER_PRICE.test(bubble.kana) ? [] : ['2回目からの価格']),
    ...(COMMITMENT.test(bubble.kana) ? [] : ['続ける回数の約束（なければ、ないこと）']),
    ...(HOW_TO_STOP.test(bubble.kana) ? [] : ['いつまでに、どうやめるか']),
  ]
  if (!missing.length) return []
  const message = `初回の価格を書くときは、同じふきだしに${missing.join('、')}も書いてください（特定商取引法）。`
  return [breach(price.words, price.start, 'W522', message)]
}

const FREE_TO_LEAVE = rule(
  /(?:縛り|しばり)(?:は|が|も|の)?(?:なし|無し|一切|あり(?:ません)|ござい|ない)|回数の(?:お?約束|縛り|決まり)[はが](?:あり|ござい|な)/,
)
const BOUND = rule(
  /(?:[2-9]|[1-9]\d+|[二三四五六七八九十])(?:回|か月|ヶ月|カ月)(?:以上|は(?:必ず|お続け|お受け)|の(?:ご?継続|お受け取り|お約束)|(?:ご?継続|お受け取り)(?:が|いただ|後)|まで(?:は|の)?(?:解約|ご?継続))/,
)

/** Said of a whole step: the condition may stand in another bubble. */
export function bound(words: Words[]): Breach[] {
  const free = spotIn(words, FREE_TO_LEAVE)
  if (!free || !spotIn(words, BOUND)) return []
  const message =
    '「縛りなし」と、続ける回数の条件が両方書かれています（特定商取引法）。→ どちらか、事実のほうだけにしてください。'
  return [breach(free.words, free.start, 'E523', message)]
}

// Prices and premiums (DOMAIN §5.2)

const CROSSED_OUT = rule(
  /(?:通常|定価|通常価格|参考価格|希望小売価格|旧価格|販売価格)[^。\n]{0,10}?(?<was>[\d,]+) ?円[^。\n]{0,12}?(?:→|⇒|➡|が|のところ|から|を)[^。\n]{0,12}?[\d,]+ ?円/,
)

/** Nothing says which price a line struck through; 「通常3,300円→2,970円」 does. */
export function crossedOut(bubble: Bubble, shop: Shop | undefined): Breach[] {
  const price = spotIn(bubble.words, CROSSED_OUT)
  const was = CROSSED_OUT.exec(bubble.kana)?.groups?.was?.replaceAll(',', '')
  if (!price || shop?.products.some(({ price_yen }) => price_yen === Number(was))) return []
  const message =
    'もとの価格は、最近まで実際に売っていた価格に限ります（景品表示法）。→ shop.yaml の商品の価格（price_yen）に合わせるか、もとの価格を消してください。'
  return [breach(price.words, price.start, 'W512', message)]
}

/** What a gift to every buyer may be worth (総付景品). */
const giftLimit = (trade: number) => (trade < 1000 ? 200 : Math.floor(trade * 0.2))

export function premium(coupon: Coupon, path: Path, shop: Shop | undefined): Breach[] {
  const { gift_value, benefit, min_amount, product } = coupon
  if (gift_value === undefined || benefit === 'sample') return []
  const price = shop?.products.find(({ id, sku }) => id === product || sku === product)?.price_yen
  // A product whose price nobody knows cannot be judged.
  if (product !== undefined && price === undefined && min_amount === undefined) return []
  const trade = Math.max(min_amount ?? 0, price ?? 0)
  const limit = giftLimit(trade)
  if (gift_value <= limit) return []
  const message = `おまけは${limit}円までです（いま${gift_value}円。${trade}円からのお買い上げでは、1,000円未満は200円、1,000円からは2割まで。景品表示法）。→ gift_value を下げるか、min_amount を上げてください。`
  return [{ path: [...path, 'gift_value'], code: 'W510', message }]
}

// Ethics (DOMAIN §5.6)

const HEALTH_WORRY = rule(
  /かゆ[いくみ]|赤く(?:な|腫)|ピリピリ|ただれ|ヒリヒリ|腫れ|発疹|かぶれ|湿疹|しびれ|めまい|動悸|吐き気|息苦し/,
)
const GUIDANCE = rule(/専門医|医師|医療機関|病院|皮膚科|使用を?(?:中止|お休み|おやめ)|使用をやめ/)
const SURE = rule(/(?:本当に|ほんとうに).{0,10}(?:解約|退会|停止|やめ|終了|よろしい)|考え直し|思い直し|思いとどまっ/)

/** Who worries about health is not sold to without a word about a doctor. */
function healthWorry(bubble: Bubble, step: Step): Breach[] {
  if (step.offer === 'none' || !SALES_KINDS.has(step.offer.kind) || GUIDANCE.test(bubble.kana)) return []
  const worry = spotIn(bubble.words, HEALTH_WORRY)
  if (!worry) return []
  const message = '体の不調にふれながら、販売のご案内をしています。→ ご案内を外し、専門医へのご相談をすすめてください。'
  return [breach(worry.words, worry.start, 'W541', message)]
}

/** Asking once whether somebody is sure is care, twice is pressure (DOMAIN §5.4). */
export function askedAgain(words: Words[]): Breach[] {
  const asked = words.filter((one) => spotIn([one], SURE))
  return asked.slice(1).flatMap((one) => {
    const spot = spotIn([one], SURE)
    const message = '解約や停止の確認は一度だけにします。→ この問いかけを消してください。'
    return spot ? [breach(one, spot.start, 'W542', message)] : []
  })
}

/** Everything about one step. */
export function stepBreaches(step: Step, path: Path, bubbles: Bubble[], shop: Shop | undefined): Breach[] {
  const words = bubbles.flatMap((one) => one.words)
  const sells = step.offer !== 'none' && step.offer.kind === 'subscription'
  return [
    ...incentives(step, path, words),
    ...subscription(step, path, shop),
    ...bound(words),
    ...bubbles.flatMap((one) => [...firstPrice(one, sells), ...crossedOut(one, shop), ...healthWorry(one, step)]),
  ]
}
