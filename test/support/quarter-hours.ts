/** A shop that has two messages for everybody each quarter of an hour, one day long. */

/** Minutes from one step to the next, and how many there are. */
export const EVERY = 15
export const STEPS = 90

const SHOP = `name: 試験店
concierge: みなみ
products:
  - {sku: LT, id: trial, name: お試し, line: lotion, price_yen: 980, trial: true}
guard: {send_from: "00:00", send_until: "23:59", service_until: "23:59", max_per_day: 200, max_per_7_days: 200}
`
const numbers = Array.from({ length: STEPS }, (_, n) => n + 1)
const scenario = (id: string, text: (n: number) => string) => `id: ${id}
name: ${id}
trigger: first_order
steps:
${numbers
  .map(
    (n) =>
      `  - {id: ${id}${n}, at: {from: order, day: 0, delay_minutes: ${n * EVERY}}, purpose: thanks, offer: none, text: "${text(n)}"}`,
  )
  .join('\n')}
`
/** Personal and identical texts in turn, and a second scenario due at the same moment. */
export const FILES = {
  'shop.yaml': SHOP,
  'replies.yaml': ['greeting', 'stop', 'resume', 'cancel', 'human'].map((one) => `${one}: {text: はい}`).join('\n'),
  'coupons.yaml': 'coupons: []\n',
  'p.yaml': scenario('p', (n) => `«p${n}» ${n % 2 ? '{{お名前}}さま' : 'みなさま'}`),
  'q.yaml': scenario('q', (n) => `«q${n}» こんにちは`),
}
