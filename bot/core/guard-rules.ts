/** Which offer is too early, too late or not for this customer? One list of rules per kind of offer (DOMAIN §1.5). */

import type { Facts } from './facts.ts'
import type { GuardInput, Rule } from './guard.ts'
import { markFor } from './guard-stages.ts'
import { daysSince, deny, named, noArrivalKnown, wait } from './guard-wait.ts'
import { isSameItem, productName } from './product.ts'
import { LABELS, OFFER_KINDS, type OfferKind, STAGES } from './vocabulary.ts'

const firstArrival = ({ firstDeliveredOn }: Facts) => firstDeliveredOn
const lastArrival = ({ lastDeliveredOn }: Facts) => lastDeliveredOn
const AFTER_ARRIVAL = { lead: '商品が届いて', since: 'お届けから' }
const AFTER_ORDER = { lead: 'ご注文から', since: 'ご注文から' }

const hasArrived = (input: GuardInput) => (daysSince(input.facts.firstDeliveredOn, input) ?? -1) >= 0

/** The stage never allows this kind. */
const stage = (kind: OfferKind, code: string): Rule =>
  deny({
    code,
    about: `${OFFER_KINDS[kind]}は、関係の段階に合うお客さまだけにお送りします。`,
    applies: (input) => markFor(kind, input) === '×',
    message: (input) => `${named(input)}は、いまの関係の段階（${STAGES[input.stage]}）のお客さまには送れません。`,
  })

const NO_PURCHASE = deny({
  code: 'K_NO_PURCHASE',
  about: 'まだお買い上げのない方にはお送りしません。',
  applies: ({ facts }) => facts.purchases === 0,
})

const SUBSCRIBED = deny({
  code: 'K_ALREADY_SUBSCRIBED',
  about: '定期便をご利用中の方にはお送りしません。',
  applies: ({ facts }) => facts.subscription,
})

/** Without naming a product an offer might mean the very item that arrives anyway. */
const SAME_ITEM = deny({
  code: 'K_ALREADY_SUBSCRIBED',
  about: '同じ商品の定期便をご利用中の方にはお送りしません。',
  applies: ({ facts, sending: { product }, shop }) =>
    facts.subscription &&
    (product === undefined || facts.subscribedProducts.some((subscribed) => isSameItem(product, subscribed, shop))),
  message: ({ sending: { product }, shop }) =>
    product === undefined
      ? '定期便をご利用中の方には、商品を決めないご案内は送れません。'
      : `「${productName(product, shop)}」は定期便でお届け中のため、ご案内は送れません。`,
})

/** N1: never push a subscription on someone who has just begun to use the product. Each rule takes over from the one before. */
const N1: readonly Rule[] = [
  wait({
    code: 'N1_NOT_DELIVERED',
    days: () => 0,
    from: firstArrival,
    words: AFTER_ARRIVAL,
    about: () => '商品が届くまで待ちます。',
    message: (input) => `${named(input)}は、商品が届くまで送れません。`,
  }),
  noArrivalKnown('N1_NOT_DELIVERED', firstArrival),
  wait({
    code: 'N1_JUST_STARTED_USING',
    days: ({ subscription_after_delivery }) => subscription_after_delivery,
    from: firstArrival,
    words: AFTER_ARRIVAL,
    only: hasArrived,
  }),
  wait({
    code: 'N1_NO_USAGE_SIGNAL',
    days: ({ subscription_without_usage }) => subscription_without_usage,
    from: firstArrival,
    words: { lead: '使いはじめのお返事がないときは、商品が届いて', since: 'お届けから' },
    // The signal may come any day, so this does not speak before the days that everyone waits are over.
    only: (input) =>
      !input.facts.usageSignal &&
      (daysSince(input.facts.firstDeliveredOn, input) ?? -1) >= input.shop.guard.subscription_after_delivery,
  }),
]

/** N2: never sell related products to someone who has just begun a subscription. */
const N2: readonly Rule[] = [
  wait({
    code: 'N2_JUST_SUBSCRIBED',
    days: ({ cross_sell_after_subscription }) => cross_sell_after_subscription,
    from: ({ subscribedOn }) => subscribedOn,
    words: { lead: '定期便のお申し込みから', since: 'お申し込みから' },
  }),
  {
    code: 'N2_JUST_SUBSCRIBED',
    verdict: 'hold',
    about: ({ guard }) => `定期便を${guard.cross_sell_min_deliveries}回お届けするまで待ちます。`,
    applies: ({ facts, shop: { guard } }) =>
      facts.subscription && facts.subscriptionDeliveries < guard.cross_sell_min_deliveries,
    until: () => undefined,
    message: (input) =>
      `${named(input)}は、定期便を${input.shop.guard.cross_sell_min_deliveries}回お届けするまで送れません（お届けは${input.facts.subscriptionDeliveries}回）。`,
  },
  wait({
    code: 'K_TOO_EARLY',
    days: ({ cross_sell_after_order }) => cross_sell_after_order,
    from: ({ lastManualOn }) => lastManualOn,
    words: AFTER_ORDER,
  }),
]

/** N3: never ask someone who has just bought to bring friends. */
const JUST_BOUGHT = wait({
  code: 'N3_JUST_BOUGHT',
  days: ({ referral_after_order }) => referral_after_order,
  from: ({ lastManualOn, lastPurchaseOn }, { guard }) =>
    guard.referral_count_renewals ? lastPurchaseOn : lastManualOn,
  words: AFTER_ORDER,
})
const NEW_CUSTOMER = wait({
  code: 'N3_NEW_CUSTOMER',
  days: ({ referral_after_first_order }) => referral_after_first_order,
  from: ({ firstPurchaseOn }) => firstPurchaseOn,
  words: { lead: 'はじめてのご注文から', since: 'はじめてのご注文から' },
  only: (input) => !JUST_BOUGHT.applies(input),
})
/** Who is still new may become a fan while waiting, so nobody is refused before the waiting is over (vector G09). */
const isOldEnough = (input: GuardInput) => !JUST_BOUGHT.applies(input) && !NEW_CUSTOMER.applies(input)
const isFan = (input: GuardInput) =>
  (input.label === 'supporter' || input.label === 'partner') && markFor('referral', input) !== '×'

export const GUARD_RULES: Record<OfferKind, readonly Rule[]> = {
  sample: [stage('sample', 'K_STAGE_ABOVE_1')],
  trial: [stage('trial', 'K_STAGE_ABOVE_1')],
  repeat: [
    NO_PURCHASE,
    SAME_ITEM,
    stage('repeat', 'K_STAGE_ABOVE_4'),
    wait({
      code: 'K_TOO_EARLY',
      days: ({ repeat_after_delivery }) => repeat_after_delivery,
      from: lastArrival,
      words: AFTER_ARRIVAL,
    }),
    noArrivalKnown('K_TOO_EARLY', lastArrival),
  ],
  subscription: [
    NO_PURCHASE,
    SUBSCRIBED,
    ...N1,
    wait({
      code: 'K_RECENT_CANCEL',
      days: ({ subscription_after_cancel }) => subscription_after_cancel,
      from: ({ subscriptionCancelledOn }) => subscriptionCancelledOn,
      words: { lead: '定期便の解約から', since: '解約から' },
    }),
  ],
  subscription_change: [
    stage('subscription_change', 'K_STAGE_BELOW_4'),
    deny({
      code: 'K_NOT_SUBSCRIBED',
      about: '定期便をご利用中の方だけにお送りします。',
      applies: ({ facts }) => !facts.subscription,
    }),
  ],
  cross_sell: [stage('cross_sell', 'K_STAGE_BELOW_4'), ...N2],
  bundle_all: [stage('bundle_all', 'K_STAGE_BELOW_5'), ...N2],
  referral: [
    JUST_BOUGHT,
    NEW_CUSTOMER,
    deny({
      code: 'K_NOT_FAN',
      about: `${LABELS.supporter}・${LABELS.partner}の方だけにお願いします。`,
      applies: (input) => isOldEnough(input) && !isFan(input),
    }),
    {
      code: 'K_NPS_BELOW_9',
      verdict: 'deny',
      about: ({ guard }) => `最新のおすすめ度が${guard.referral_min_nps}以上の方だけにお願いします。`,
      applies: (input) =>
        isOldEnough(input) && (input.facts.lastNps ?? Number.NEGATIVE_INFINITY) < input.shop.guard.referral_min_nps,
      message: ({ facts: { lastNps }, shop: { guard } }) =>
        `「${OFFER_KINDS.referral}」は、おすすめ度が${guard.referral_min_nps}以上の方だけにお願いします（最新は${lastNps ?? '未回答'}）。`,
    },
  ],
  winback: [
    NO_PURCHASE,
    SUBSCRIBED,
    {
      code: 'K_STILL_ACTIVE',
      verdict: 'deny',
      about: ({ guard }) => `最後のご注文から${guard.winback_after}日たった方だけにお送りします。`,
      applies: (input) =>
        (daysSince(input.facts.lastPurchaseOn, input) ?? Number.POSITIVE_INFINITY) < input.shop.guard.winback_after,
      message: (input) =>
        `${named(input)}は、最後のご注文から${input.shop.guard.winback_after}日たった方だけにお送りします（ご注文から${daysSince(input.facts.lastPurchaseOn, input)}日）。`,
    },
  ],
  survey: [
    NO_PURCHASE,
    wait({
      code: 'K_TOO_EARLY',
      days: ({ survey_after_delivery }) => survey_after_delivery,
      from: lastArrival,
      words: AFTER_ARRIVAL,
    }),
    noArrivalKnown('K_TOO_EARLY', lastArrival),
    wait({
      code: 'K_SURVEY_INTERVAL',
      days: ({ survey_interval }) => survey_interval,
      from: ({ lastSurveyOn }) => lastSurveyOn,
      words: { lead: '前回のアンケートから', since: '前回から' },
    }),
  ],
  event: [],
  review_request: [
    NO_PURCHASE,
    wait({
      code: 'K_TOO_EARLY',
      days: ({ review_after_delivery }) => review_after_delivery,
      from: lastArrival,
      words: AFTER_ARRIVAL,
    }),
    noArrivalKnown('K_TOO_EARLY', lastArrival),
    deny({
      code: 'K_LAST_ANSWER_NEGATIVE',
      about: '最新のお返事がご不満だった方にはお願いしません。',
      applies: ({ facts: { lastNegativeOn, lastAnsweredOn } }) =>
        lastNegativeOn !== undefined && (lastAnsweredOn === undefined || lastNegativeOn >= lastAnsweredOn),
    }),
  ],
}
