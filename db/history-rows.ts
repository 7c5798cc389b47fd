/** How does a customer's history come out of SQLite? Arrays of columns into rows as the rules read them. */

export type Text = string | null
export type Int = number | null

export const isTrue = (flag: Int): boolean => Number(flag) === 1
const dateOf = (at: Int): Date | undefined => (at === null ? undefined : new Date(at))
function assertJson(valid: number, what: string): void {
  if (!isTrue(valid)) throw new SyntaxError(`${what} is no JSON`)
}

export const friendRow = ([lineUserId, following, optedOutAt, displayName]: [string, number, Int, Text]) => ({
  lineUserId,
  following: isTrue(following),
  optedOut: optedOutAt !== null,
  displayName: displayName ?? undefined,
})

type OrderValues = [
  ...[valid: number, orderedAt: number, paidAt: Int, shippedAt: Int, deliveredAt: Int, status: string, totalYen: Int],
  ...[subtotalYen: Int, pointsUsedYen: number, refundedYen: number, isRenewal: number, isTrial: number],
  ...[contract: Text, count: Int, discountYen: number, shippingYen: number, feeYen: number, taxYen: Int],
  ...[id: string, lines: LineValues[]],
]

export function orderRow([valid, orderedAt, paidAt, shippedAt, deliveredAt, status, totalYen, ...more]: OrderValues) {
  const [subtotalYen, pointsUsedYen, refundedYen, isRenewal, isTrial, contract, count, ...money] = more
  const [discountYen, shippingYen, feeYen, taxYen, id, lines] = money
  assertJson(valid, 'coupon_codes')
  return {
    id,
    orderedAt: new Date(orderedAt),
    paidAt: dateOf(paidAt),
    shippedAt: dateOf(shippedAt),
    deliveredAt: dateOf(deliveredAt),
    status,
    totalYen: totalYen ?? undefined,
    subtotalYen: subtotalYen ?? undefined,
    pointsUsedYen,
    refundedYen,
    isRenewal: isTrue(isRenewal),
    isTrial: isTrue(isTrial),
    subscriptionExternalId: contract ?? undefined,
    subscriptionCount: count ?? undefined,
    discountYen,
    shippingYen,
    feeYen,
    taxYen: taxYen ?? undefined,
    lines: lines.sort(([one], [other]) => one - other).map(lineRow),
  }
}

type LineValues = [no: number, sku: Text, name: string, qty: number, yen: Int, type: string, line: Text, contract: Int]

const lineRow = ([, sku, name, qty, amountYen, lineType, productLine, isSubscription]: LineValues) => ({
  sku: sku ?? undefined,
  name,
  qty,
  amountYen: amountYen ?? undefined,
  lineType,
  productLine: productLine ?? undefined,
  isSubscription: isSubscription === null ? undefined : isTrue(isSubscription),
})

type ContractValues = [
  ...[id: string, externalId: string, product: string, cycleDays: Int, status: string, startedAt: number],
  ...[nextDeliveryOn: Text, cancelledAt: Int, paymentFailedAt: Int, count: number],
]

export function contractRow([id, externalId, product, cycleDays, status, startedAt, ...more]: ContractValues) {
  const [nextDeliveryOn, cancelledAt, paymentFailedAt, count] = more
  return {
    id,
    externalId,
    product,
    cycleDays: cycleDays ?? undefined,
    status,
    startedAt: new Date(startedAt),
    nextDeliveryOn: nextDeliveryOn ?? undefined,
    cancelledAt: dateOf(cancelledAt),
    paymentFailedAt: dateOf(paymentFailedAt),
    count,
  }
}

type ResponseValues = [valid: number, at: number, satisfaction: Int, nps: Int, intent: Int, id: string]

export function responseRow([valid, at, satisfaction, nps, intent, id]: ResponseValues) {
  assertJson(valid, 'answers')
  return {
    id,
    at: new Date(at),
    satisfaction: satisfaction ?? undefined,
    nps: nps ?? undefined,
    intent: intent ?? undefined,
  }
}
