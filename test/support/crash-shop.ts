/** The shop of the crash test: what it sends to whom, and how to tell from a message which step it was. */

import { order, shopFiles, shopText } from './story.ts'

const step = (id: string, minutes: number, text: string, more = '') => `  - id: ${id}
    at: {from: order, day: 0, delay_minutes: ${minutes}}
    purpose: thanks
    offer: none
    text: «${id}» ${text}
${more}`

const scenario = (id: string, trigger: string, ...steps: string[]) =>
  `id: ${id}\nname: ${id}\ntrigger: ${trigger}\nsteps:\n${steps.join('')}`

const BUTTONS = `    buttons: [はい, いいえ]\n    signals: {はい: said_yes, いいえ: said_no}\n`

/** Identical and personal texts; `a3`, `a4` and `b1` come due together, from two scenarios; `c1` comes with the follow. */
export const FILES: Record<string, string> = {
  ...shopFiles(
    scenario(
      'a',
      'first_order',
      step('a1', 2, 'ありがとうございます。'),
      step('a2', 5, '{{お名前}}さま、お元気ですか。', BUTTONS),
      step('a3', 10, 'いかがですか。', BUTTONS),
      step('a4', 10, 'またお便りします。'),
    ),
    scenario('b', 'any_order', step('b1', 10, '{{お名前}}さまへのご連絡です。')),
    scenario('c', 'friend_added', step('c1', 3, 'はじめまして。').replace('from: order', 'from: friend_added')),
  ),
  'shop.yaml': shopText(
    // Nothing but a crash, LINE or a bug may keep a message back: no night, no cap, no brake.
    'guard: {send_from: "00:00", send_until: "23:59", service_until: "23:59", max_per_day: 50, max_per_7_days: 50, pause_on_blocks_per_hour: 1000000}\n',
  ),
}

/** Each customer gets each of these once. */
export const STEPS = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1'] as const

/** Which steps a message carries: several when it was put together of several. */
export const stepsIn = (message: unknown): string[] => [
  ...new Set([...JSON.stringify(message).matchAll(/«(\w+)»/g)].map(([, id]) => id ?? '')),
]

export interface Person {
  number: string
  userId: string
}

const userId = (kind: number, n: number) => `U${kind}${n.toString(16).padStart(31, '0')}`

export const customers = (count: number): Person[] =>
  Array.from({ length: count }, (_, n) => ({ number: `c${n}`, userId: userId(1, n) }))

/** They block and come back, say stop and start again; nothing is ever due for them. */
export const restless = (count: number): string[] => Array.from({ length: count }, (_, n) => userId(2, n))

export const linkOf = ({ number, userId }: Person) => ({ source: 'shop', external_id: number, line_user_id: userId })

export const orderOf = ({ number }: Person, at: Date) =>
  order(
    { external_id: number, name: `お客${number}` },
    { external_id: `order-${number}`, ordered_at: at.toISOString() },
  )
