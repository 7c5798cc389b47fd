/**
 * What is remembered: one file, both databases. Additive migrations only: a rebuilt table loses its children.
 * Instants are integers (epoch milliseconds) and end in `_at`; Tokyo days are text and end in `_on`.
 */

import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' })
const flag = (name: string) => integer(name, { mode: 'boolean' })

// ── people ──────────────────────────────────────────────────────────────────────────────────────────────

export const customers = sqliteTable(
  'customers',
  {
    id: text('id').primaryKey(),
    name: text('name'),
    kana: text('kana'),
    email: text('email'),
    phone: text('phone'),
    birthdayOn: text('birthday_on'),
    prefecture: text('prefecture'),
    emailConsent: flag('email_consent').notNull().default(false),
    marketingAllowed: flag('marketing_allowed').notNull().default(true),
    openComplaint: flag('open_complaint').notNull().default(false),
    mergedInto: text('merged_into'),
    /** Made for orders that name nobody: sales, but no person to count or to write to. */
    anonymous: flag('anonymous').notNull().default(false),
    deletedAt: instant('deleted_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('customers_email').on(t.email), index('customers_phone').on(t.phone)],
)

/** A customer's number in a shop system; `source` is the cart or mall. */
export const externalIds = sqliteTable(
  'external_ids',
  {
    source: text('source').notNull(),
    externalId: text('external_id').notNull(),
    customerId: text('customer_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.externalId] }), index('external_ids_customer').on(t.customerId)],
)

/** A LINE user who added the account. `changed_at` is LINE's event time: older news is ignored (LINE §3). */
export const friends = sqliteTable(
  'friends',
  {
    lineUserId: text('line_user_id').primaryKey(),
    customerId: text('customer_id').notNull(),
    following: flag('following').notNull().default(true),
    changedAt: instant('changed_at').notNull(),
    optedOutAt: instant('opted_out_at'),
    displayName: text('display_name'),
    pictureUrl: text('picture_url'),
    linkedAt: instant('linked_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    // With what is counted of everybody's friends, so that the rows themselves need not be read.
    index('friends_customer').on(t.customerId, t.following, t.changedAt, t.optedOutAt, t.createdAt),
    index('friends_blocked').on(t.changedAt).where(sql`following = 0`),
  ],
)

/** What DOMAIN §1.1 calls facts, kept for the rules that need them in bulk; rebuilt from the rows below at each change. */
export const facts = sqliteTable(
  'facts',
  {
    customerId: text('customer_id').primaryKey(),
    label: text('label').notNull(),
    stage: integer('stage').notNull(),
    maxStage: integer('max_stage').notNull(),
    /** The first Tokyo day on which the label changes with no further event. */
    labelChangesOn: text('label_changes_on'),
    registered: flag('registered').notNull(),
    purchases: integer('purchases').notNull(),
    positives: integer('positives').notNull(),
    subscription: flag('subscription').notNull(),
    firstPurchaseOn: text('first_purchase_on'),
    lastPurchaseOn: text('last_purchase_on'),
    /** The whole Facts value as JSON. */
    body: text('body', { mode: 'json' }).notNull(),
    /** The newest moment the body knows of: looking from an earlier day means computing again. */
    knownUntil: instant('known_until').notNull(),
    returnedAt: instant('returned_at'),
    /** The first Tokyo day on which the monthly survey may ask this customer; null while there is nothing to ask about. */
    surveyDueOn: text('survey_due_on'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('facts_label').on(t.label),
    index('facts_label_changes').on(t.labelChangesOn),
    index('facts_survey_due').on(t.surveyDueOn).where(sql`survey_due_on is not null`),
  ],
)

export const labelHistory = sqliteTable(
  'label_history',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    fromLabel: text('from_label'),
    toLabel: text('to_label').notNull(),
    fromStage: integer('from_stage'),
    toStage: integer('to_stage').notNull(),
    cause: text('cause').notNull(),
    factsBefore: text('facts_before', { mode: 'json' }),
    factsAfter: text('facts_after', { mode: 'json' }).notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    index('label_history_customer').on(t.customerId, t.at),
    index('label_history_at').on(t.at),
    // Who moved, and who began: counted without the rows, which are long.
    index('label_history_moved')
      .on(t.at, t.customerId, t.fromLabel, t.toLabel, t.cause)
      .where(sql`from_label <> to_label`),
    index('label_history_begun').on(t.at, t.toLabel, t.cause, t.customerId).where(sql`from_label is null`),
  ],
)

/** Whose facts must be looked at again: written with the change, taken away with the new facts, so that no crash loses one. */
export const staleFacts = sqliteTable('stale_facts', {
  customerId: text('customer_id').primaryKey(),
  cause: text('cause').notNull(),
  at: instant('at').notNull(),
  /** A scenario they follow may hang on what changed: moved or ended together with the new facts. */
  follow: flag('follow').notNull().default(false),
})

/** What a set-based look at many customers has counted: filled, compared with what is kept and emptied within one transaction. */
export const factsDrafts = sqliteTable('facts_drafts', {
  /** The customer's. */
  id: text('id').primaryKey(),
  cause: text('cause').notNull(),
  label: text('label').notNull(),
  stage: integer('stage').notNull(),
  labelChangesOn: text('label_changes_on'),
  registered: flag('registered').notNull(),
  purchases: integer('purchases').notNull(),
  positives: integer('positives').notNull(),
  subscription: flag('subscription').notNull(),
  firstPurchaseOn: text('first_purchase_on'),
  lastPurchaseOn: text('last_purchase_on'),
  body: text('body').notNull(),
  knownUntil: instant('known_until').notNull(),
  surveyDueOn: text('survey_due_on'),
  /** The line of the ledger; no purchases, no line. */
  ledgerPurchases: text('ledger_purchases').notNull(),
  ledgerContracts: text('ledger_contracts').notNull(),
  firstProduct: text('first_product').notNull(),
})

/** Each buyer's counted purchases and contracts in a few characters: what the shop's numbers are counted from (DOMAIN §1.9). */
export const ledgers = sqliteTable(
  'ledgers',
  {
    /** The last two characters of the customer's id: buyers counted together. */
    bucket: text('bucket').notNull(),
    customerId: text('customer_id').notNull(),
    purchases: text('purchases').notNull(),
    contracts: text('contracts').notNull().default(''),
    /** What was bought first: sku, or name when there is none; empty when the order does not say. */
    firstProduct: text('first_product').notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.bucket, t.customerId] })],
)

/** What was counted of one bucket as of one day; gone as soon as one of its ledgers changes. */
export const reportParts = sqliteTable(
  'report_parts',
  {
    bucket: text('bucket').notNull(),
    asOf: text('as_of').notNull(),
    /** Of the settings it was counted with. */
    settings: text('settings').notNull(),
    body: text('body', { mode: 'json' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.bucket, t.asOf, t.settings] })],
)

/** 1・3・2 as counted of those who first bought on one day, once their window has closed; gone when their past changes. */
export const rule132Days = sqliteTable(
  'rule132_days',
  {
    anchorOn: text('anchor_on').notNull(),
    /** Of the rule it was counted with. */
    settings: text('settings').notNull(),
    body: text('body', { mode: 'json' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.anchorOn, t.settings] })],
)

/** What the shop spent to win new customers and to keep the others, as the merchant enters it. */
export const promoCosts = sqliteTable(
  'promo_costs',
  {
    /** `2026-10` */
    month: text('month').notNull(),
    /** `new` or `repeat` */
    side: text('side').notNull(),
    /** Empty when the merchant names none. */
    campaign: text('campaign').notNull().default(''),
    yen: integer('yen').notNull(),
    enteredBy: text('entered_by').notNull(),
    enteredAt: instant('entered_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.month, t.side, t.campaign] })],
)

/** Two customers who turned out to be one, and what was moved: so that it can be undone. */
export const customerMerges = sqliteTable(
  'customer_merges',
  {
    id: text('id').primaryKey(),
    fromId: text('from_id').notNull(),
    intoId: text('into_id').notNull(),
    /** Why they are one: the same external id, e-mail, telephone number with name, LINE account, or a person's word. */
    reason: text('reason').notNull(),
    mergedBy: text('merged_by').notNull(),
    /** What was moved, by table, and what the kept customer's own fields were before. */
    moved: text('moved', { mode: 'json' }).notNull(),
    at: instant('at').notNull(),
    undoneAt: instant('undone_at'),
  },
  (t) => [index('customer_merges_into').on(t.intoId), index('customer_merges_from').on(t.fromId)],
)

/** The menu each friend has on LINE and the one they should have (LINE §10). */
export const friendMenus = sqliteTable(
  'friend_menus',
  {
    lineUserId: text('line_user_id').primaryKey(),
    /** The file's id; empty for none. */
    wanted: text('wanted').notNull(),
    /** LINE's rich menu id that was linked last; null before the first time. */
    linked: text('linked'),
    /** When it may be linked (again); null while what is linked is what is wanted. */
    dueAt: instant('due_at'),
    /** Since it last went well; -1 when LINE said it would link it and is not known to have done so yet. */
    tries: integer('tries').notNull().default(0),
  },
  (t) => [
    index('friend_menus_due').on(t.dueAt).where(sql`due_at is not null`),
    index('friend_menus_wanted').on(t.wanted),
  ],
)

/** A menu as it was made at LINE: the same content is never made twice. */
export const richMenus = sqliteTable(
  'rich_menus',
  {
    /** The file's id. */
    menu: text('menu').notNull(),
    /** Of the menu and its image. */
    hash: text('hash').notNull(),
    /** LINE's id. */
    richMenuId: text('rich_menu_id').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Set once another took its place and it was deleted at LINE. */
    deletedAt: instant('deleted_at'),
  },
  (t) => [primaryKey({ columns: [t.menu, t.hash] })],
)

/** What a shop system told us by webhook, by its own id of the message: told twice, done once. */
export const shopHooks = sqliteTable(
  'shop_hooks',
  {
    source: text('source').notNull(),
    hookId: text('hook_id').notNull(),
    topic: text('topic').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** The order it is about and that nobody has reported yet, with what it says: a refund may come first. */
    waitsFor: text('waits_for'),
    body: text('body', { mode: 'json' }),
  },
  (t) => [
    primaryKey({ columns: [t.source, t.hookId] }),
    index('shop_hooks_received').on(t.receivedAt),
    index('shop_hooks_waiting').on(t.source, t.waitsFor).where(sql`waits_for is not null`),
  ],
)

// ── what the shop tells us ──────────────────────────────────────────────────────────────────────────────

export const orders = sqliteTable(
  'orders',
  {
    id: text('id').primaryKey(),
    source: text('source').notNull(),
    externalId: text('external_id').notNull(),
    /** What the customer knows it by, where that is another than the id (Shopify's #1001). */
    number: text('number'),
    customerId: text('customer_id').notNull(),
    /** The customer's number as this report gave it, `source number`: whose it is should two customers be parted again. */
    customerNumber: text('customer_number'),
    orderedAt: instant('ordered_at').notNull(),
    paidAt: instant('paid_at'),
    shippedAt: instant('shipped_at'),
    deliveredAt: instant('delivered_at'),
    status: text('status').notNull(),
    rawStatus: text('raw_status'),
    subtotalYen: integer('subtotal_yen'),
    discountYen: integer('discount_yen').notNull().default(0),
    pointsUsedYen: integer('points_used_yen').notNull().default(0),
    shippingYen: integer('shipping_yen').notNull().default(0),
    feeYen: integer('fee_yen').notNull().default(0),
    taxYen: integer('tax_yen'),
    /** Null when the shop did not say: unknown is not zero. */
    totalYen: integer('total_yen'),
    refundedYen: integer('refunded_yen').notNull().default(0),
    isTrial: flag('is_trial').notNull().default(false),
    isRenewal: flag('is_renewal').notNull().default(false),
    subscriptionExternalId: text('subscription_external_id'),
    subscriptionCount: integer('subscription_count'),
    couponCodes: text('coupon_codes', { mode: 'json' }).notNull().default(sql`'[]'`),
    marketingAllowed: flag('marketing_allowed').notNull().default(true),
    /** The file that told of it last; empty when something else told of it later without a time, null when with one. */
    importId: text('import_id'),
    /** The cart's own time of the last change that had one; an older report does not overwrite a newer one. */
    updatedAt: instant('updated_at'),
    /** What the row was made from, to tell "unchanged" from "updated". */
    fingerprint: text('fingerprint').notNull(),
    /** Set once the triggers have looked at this order. */
    triggeredAt: instant('triggered_at'),
  },
  (t) => [
    // The number first: people look for it without its source, and every index that an order enters takes its time.
    uniqueIndex('orders_numbered').on(t.externalId, t.source),
    index('orders_customer').on(t.customerId, t.orderedAt),
    index('orders_shown_number').on(t.number).where(sql`number is not null`),
    index('orders_untriggered').on(t.orderedAt).where(sql`triggered_at is null`),
  ],
)

export const orderLines = sqliteTable(
  'order_lines',
  {
    orderId: text('order_id').notNull(),
    no: integer('no').notNull(),
    sku: text('sku'),
    name: text('name').notNull(),
    variant: text('variant'),
    qty: integer('qty').notNull(),
    unitYen: integer('unit_yen'),
    amountYen: integer('amount_yen'),
    taxRate: real('tax_rate'),
    lineType: text('line_type').notNull(),
    productLine: text('product_line'),
    /** Null when the order does not say; the product list decides then. */
    isSubscription: flag('is_subscription'),
  },
  (t) => [primaryKey({ columns: [t.orderId, t.no] })],
)

export const subscriptions = sqliteTable(
  'subscriptions',
  {
    id: text('id').primaryKey(),
    source: text('source').notNull(),
    externalId: text('external_id').notNull(),
    customerId: text('customer_id').notNull(),
    /** The customer's number as this report gave it, `source number`: whose it is should two customers be parted again. */
    customerNumber: text('customer_number'),
    product: text('product').notNull(),
    cycleDays: integer('cycle_days'),
    status: text('status').notNull(),
    startedAt: instant('started_at').notNull(),
    nextDeliveryOn: text('next_delivery_on'),
    paymentFailedAt: instant('payment_failed_at'),
    cancelledAt: instant('cancelled_at'),
    cancelReason: text('cancel_reason'),
    count: integer('count').notNull().default(0),
    inferred: flag('inferred').notNull().default(false),
    updatedAt: instant('updated_at'),
    fingerprint: text('fingerprint').notNull(),
    triggeredAt: instant('triggered_at'),
  },
  (t) => [
    uniqueIndex('subscriptions_external').on(t.source, t.externalId),
    index('subscriptions_customer').on(t.customerId),
    index('subscriptions_untriggered').on(t.startedAt).where(sql`triggered_at is null`),
  ],
)

// ── what the shop says ──────────────────────────────────────────────────────────────────────────────────

/** A published, immutable text. The highest number of a (kind, name) is the one in force unless it is retired. */
export const revisions = sqliteTable(
  'revisions',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    number: integer('number').notNull(),
    text: text('text').notNull(),
    body: text('body', { mode: 'json' }).notNull(),
    publishedBy: text('published_by').notNull(),
    publishedAt: instant('published_at').notNull(),
    retiredAt: instant('retired_at'),
  },
  (t) => [uniqueIndex('revisions_number').on(t.kind, t.name, t.number)],
)

/** One customer following one revision because of one anchor. */
export const enrollments = sqliteTable(
  'enrollments',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    scenarioId: text('scenario_id').notNull(),
    revisionId: text('revision_id').notNull(),
    /** What it hangs on: `order:<id>`, `subscription:<id>`, `friend:<user>`, `label:<history id>`. */
    anchor: text('anchor').notNull(),
    anchorAt: instant('anchor_at').notNull(),
    deliveredOn: text('delivered_on'),
    status: text('status').notNull().default('active'),
    endedReason: text('ended_reason'),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    nextDueAt: instant('next_due_at'),
    /** Not used any more (see `leases`): to take a column away, SQLite would write the whole table anew. */
    leaseId: text('lease_id'),
    leaseUntil: instant('lease_until'),
  },
  (t) => [
    uniqueIndex('enrollments_anchor').on(t.scenarioId, t.customerId, t.anchor),
    index('enrollments_due').on(t.nextDueAt).where(sql`status = 'active'`),
    index('enrollments_customer').on(t.customerId),
  ],
)

/** Whose enrollments somebody works on now, and until when nobody else may: a few rows, gone when the work is done. */
export const leases = sqliteTable('leases', {
  customerId: text('customer_id').primaryKey(),
  /** Empty: in nobody's hands, and to be left alone until then. */
  leaseId: text('lease_id').notNull(),
  leaseUntil: instant('lease_until').notNull(),
})

/** One step to one enrollment, with its outcome. */
export const deliveries = sqliteTable(
  'deliveries',
  {
    enrollmentId: text('enrollment_id').notNull(),
    stepId: text('step_id').notNull(),
    customerId: text('customer_id').notNull(),
    scenarioId: text('scenario_id').notNull(),
    revisionId: text('revision_id').notNull(),
    /** sending, sent, held, denied, skipped, failed, unknown */
    status: text('status').notNull(),
    code: text('code'),
    reason: text('reason'),
    dueAt: instant('due_at').notNull(),
    heldUntil: instant('held_until'),
    requestId: text('request_id'),
    /** The account it went to, and its place in the request's body: so that a refused request can be taken apart. */
    lineUserId: text('line_user_id'),
    firstMessage: integer('first_message'),
    messages: integer('messages'),
    /** Counts towards the frequency cap: set for what was or may have been sent as marketing. */
    marketingAt: instant('marketing_at'),
    decidedAt: instant('decided_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.enrollmentId, t.stepId] }),
    // One index for both looks, a customer's steps and their letters: each would be a page of its own to write.
    index('deliveries_customer').on(t.customerId, t.marketingAt),
    index('deliveries_request').on(t.requestId).where(sql`request_id is not null`),
  ],
)

/** One push or multicast to LINE carrying one or more deliveries. Its id is the retry key. */
export const requests = sqliteTable(
  'requests',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    body: text('body').notNull(),
    recipients: integer('recipients').notNull(),
    /** sending, sent, failed, unknown; `withdrawn` when its steps are decided again, `split` when smaller ones took its place */
    status: text('status').notNull(),
    /** Every try so far was refused in so many words, so LINE has certainly not sent it. */
    refused: flag('refused').notNull().default(false),
    tries: integer('tries').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    /** Service messages may leave until later in the evening than marketing. */
    service: flag('service').notNull().default(false),
    /** When it may be tried again; also the lease of the one who is trying. */
    nextTryAt: instant('next_try_at').notNull(),
    leaseId: text('lease_id'),
    lineRequestId: text('line_request_id'),
    httpStatus: integer('http_status'),
    error: text('error'),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('requests_open').on(t.nextTryAt).where(sql`status = 'sending'`),
    index('requests_lease').on(t.leaseId).where(sql`status = 'sending'`),
  ],
)

// ── what the customer says ──────────────────────────────────────────────────────────────────────────────

/** LINE's events as they came, stored before the 200 (LINE §3). */
export const inbox = sqliteTable(
  'inbox',
  {
    eventId: text('event_id').primaryKey(),
    /** LINE user id, or empty for events without a user. */
    userId: text('user_id').notNull().default(''),
    timestamp: integer('timestamp').notNull(),
    body: text('body').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** pending, done, ignored, failed */
    status: text('status').notNull().default('pending'),
    tries: integer('tries').notNull().default(0),
    error: text('error'),
    nextTryAt: instant('next_try_at').notNull(),
    /** Until when LINE takes its reply token (LINE §6.1). */
    replyUntil: instant('reply_until'),
    leaseId: text('lease_id'),
    doneAt: instant('done_at'),
  },
  (t) => [
    // By time and not by user: events arrive in this order, so that a row more touches the last page and no other.
    index('inbox_waiting').on(t.timestamp, t.eventId).where(sql`status = 'pending'`),
    /** Only what somebody has had in hand: a few rows, whatever is waiting. */
    index('inbox_held').on(t.userId, t.timestamp).where(sql`status = 'pending' and tries > 0`),
    index('inbox_received').on(t.receivedAt),
  ],
)

/** What a button or an answer told us. */
export const signals = sqliteTable(
  'signals',
  {
    /** LINE's event id, so that an event handled twice leaves one row. */
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    /** The signal's name, or empty for a button that raises none. */
    name: text('name').notNull(),
    label: text('label'),
    enrollmentId: text('enrollment_id'),
    stepId: text('step_id'),
    at: instant('at').notNull(),
  },
  (t) => [index('signals_customer').on(t.customerId, t.at), index('signals_name').on(t.name, t.at)],
)

/** The customer's own words, for the shop's people to read and answer. */
export const voices = sqliteTable(
  'voices',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    lineMessageId: text('line_message_id'),
    kind: text('kind').notNull(),
    text: text('text'),
    at: instant('at').notNull(),
    unsentAt: instant('unsent_at'),
    answeredAt: instant('answered_at'),
  },
  (t) => [
    index('voices_open').on(t.at).where(sql`answered_at is null`),
    index('voices_customer').on(t.customerId, t.at),
    index('voices_message').on(t.lineMessageId),
  ],
)

/** A customer's invitation to one round of a survey. */
export const surveys = sqliteTable(
  'surveys',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    revisionId: text('revision_id').notNull(),
    surveyId: text('survey_id').notNull(),
    invitedAt: instant('invited_at').notNull(),
    closesAt: instant('closes_at'),
    answeredAt: instant('answered_at'),
    /** What invited: `<enrollment>:<step>`; unique, so that one invitation is one row. */
    cause: text('cause'),
    /** The questions of this sitting, by id, in order: they do not change while somebody answers. */
    questions: text('questions', { mode: 'json' }),
    /** Answers so far, as the page last saved them. */
    draft: text('draft', { mode: 'json' }),
  },
  (t) => [
    index('surveys_customer').on(t.customerId, t.invitedAt),
    index('surveys_invited').on(t.invitedAt),
    uniqueIndex('surveys_cause').on(t.customerId, t.cause),
  ],
)

/** One answered round; answers are kept raw, with the scale they were asked in. */
export const responses = sqliteTable(
  'responses',
  {
    id: text('id').primaryKey(),
    surveyId: text('survey_id').notNull(),
    customerId: text('customer_id').notNull(),
    answers: text('answers', { mode: 'json' }).notNull(),
    satisfaction: integer('satisfaction'),
    nps: integer('nps'),
    npsScale: text('nps_scale'),
    intent: integer('intent'),
    quotable: flag('quotable').notNull().default(false),
    at: instant('at').notNull(),
  },
  (t) => [
    uniqueIndex('responses_survey').on(t.surveyId),
    index('responses_customer').on(t.customerId, t.at),
    index('responses_at').on(t.at),
    index('responses_felt').on(t.satisfaction, t.nps, t.npsScale, t.at),
  ],
)

/** A coupon in a customer's wallet. */
export const coupons = sqliteTable(
  'coupons',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    couponId: text('coupon_id').notNull(),
    /** Why it was issued; unique, so that one rule issues once. */
    cause: text('cause').notNull(),
    code: text('code').notNull(),
    issuedAt: instant('issued_at').notNull(),
    expiresAt: instant('expires_at'),
    usedAt: instant('used_at'),
    orderId: text('order_id'),
    /** Set once the triggers have looked at its deadline. */
    triggeredAt: instant('triggered_at'),
  },
  (t) => [
    uniqueIndex('coupons_cause').on(t.customerId, t.couponId, t.cause),
    index('coupons_code').on(t.code),
    index('coupons_order').on(t.orderId).where(sql`order_id is not null`),
    index('coupons_deadline').on(t.expiresAt).where(sql`used_at is null and triggered_at is null`),
  ],
)

/** Codes of a coupon that the shop system made, each for one customer. */
export const couponCodes = sqliteTable(
  'coupon_codes',
  {
    couponId: text('coupon_id').notNull(),
    code: text('code').notNull(),
    /** The row in `coupons` that has it. */
    takenBy: text('taken_by'),
  },
  (t) => [
    primaryKey({ columns: [t.couponId, t.code] }),
    index('coupon_codes_free').on(t.couponId).where(sql`taken_by is null`),
  ],
)

/** A customer's own code to pass on. */
export const referrals = sqliteTable(
  'referrals',
  {
    code: text('code').primaryKey(),
    customerId: text('customer_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('referrals_customer').on(t.customerId)],
)

/** Somebody came with such a code; counted with their first order, once, or refused for good. */
export const referralUses = sqliteTable(
  'referral_uses',
  {
    customerId: text('customer_id').primaryKey(),
    code: text('code').notNull(),
    acceptedAt: instant('accepted_at').notNull(),
    orderId: text('order_id'),
    countedAt: instant('counted_at'),
    /** Why it will never count: `self`, `bought_before`, `owner_gone`. */
    refused: text('refused'),
  },
  (t) => [index('referral_uses_code').on(t.code)],
)

/** Something for the shop's people to do about a customer. */
export const staffTasks = sqliteTable(
  'staff_tasks',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    kind: text('kind').notNull(),
    /** Why; unique, so that one cause opens one task. */
    cause: text('cause').notNull(),
    text: text('text').notNull(),
    at: instant('at').notNull(),
    doneAt: instant('done_at'),
    doneBy: text('done_by'),
  },
  (t) => [
    uniqueIndex('staff_tasks_cause').on(t.kind, t.cause),
    index('staff_tasks_open').on(t.at).where(sql`done_at is null`),
    index('staff_tasks_customer').on(t.customerId),
  ],
)

/** An order somebody says is theirs and the shop has not reported yet; hashed, and forgotten after three days (DOMAIN §3). */
export const linkClaims = sqliteTable(
  'link_claims',
  {
    id: text('id').primaryKey(),
    lineUserId: text('line_user_id').notNull(),
    /** Of the normalised order number, and of the number with its proof. */
    orderHash: text('order_hash').notNull(),
    proofHash: text('proof_hash').notNull(),
    consentVersion: text('consent_version').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    resolvedAt: instant('resolved_at'),
  },
  (t) => [
    index('link_claims_order').on(t.orderHash).where(sql`resolved_at is null`),
    index('link_claims_user').on(t.lineUserId),
  ],
)

/** Tries of something that may be tried only so often, by whom and what for. */
export const attempts = sqliteTable(
  'attempts',
  {
    id: text('id').primaryKey(),
    subject: text('subject').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('attempts_subject').on(t.subject, t.at)],
)

// ── who did what ────────────────────────────────────────────────────────────────────────────────────────

export const consentLog = sqliteTable(
  'consent_log',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id').notNull(),
    channel: text('channel').notNull(),
    purpose: text('purpose').notNull(),
    granted: flag('granted').notNull(),
    textVersion: text('text_version'),
    source: text('source').notNull(),
    evidence: text('evidence'),
    at: instant('at').notNull(),
  },
  (t) => [index('consent_log_customer').on(t.customerId, t.at)],
)

export const auditLog = sqliteTable(
  'audit_log',
  {
    id: text('id').primaryKey(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    details: text('details', { mode: 'json' }),
    at: instant('at').notNull(),
  },
  (t) => [index('audit_log_at').on(t.at), index('audit_log_subject').on(t.subject)],
)

/** A shop login that waits for LINE's `accountLink` event with this nonce (LINE §12). */
export const linkNonces = sqliteTable('link_nonces', {
  nonce: text('nonce').primaryKey(),
  source: text('source').notNull(),
  externalId: text('external_id').notNull(),
  createdAt: instant('created_at').notNull(),
  usedAt: instant('used_at'),
})

/** Small facts about the process itself: the last tick, the demo's day. */
export const state = sqliteTable('state', { key: text('key').primaryKey(), value: text('value').notNull() })

/** What has been counted since the first day, for `/metrics`: how often, by name and label. */
export const counters = sqliteTable(
  'counters',
  {
    name: text('name').notNull(),
    label: text('label').notNull().default(''),
    value: real('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.name, t.label] })],
)
