/** Steps as LINE messages. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainText, renderStep, renderText, type StepContext } from '../../bot/core/message.ts'
import { buttonsOf, couponsIn, Step } from '../../bot/core/scenario.ts'
import { lineContract } from '../support/line-openapi.ts'

const step = (fields: object) =>
  Step.parse({ id: 'm', at: { from: 'order', day: 0 }, purpose: 'thanks', offer: 'none', ...fields })
const context: StepContext = { values: { お名前: '佐藤' }, answerData: (index) => `a=${index}` }

test('a text without buttons is a text message', () => {
  expect(renderStep(step({ text: '{{お名前}}さま\n\nこんにちは。\n' }), context)).toEqual([
    { type: 'text', text: '佐藤さま\n\nこんにちは。' },
  ])
})

test('a text with buttons is one Flex bubble that stays tappable', () => {
  const [message] = renderStep(step({ text: 'いかがですか', buttons: ['しっとりした', 'よくわからない'] }), context)
  expect(message).toMatchObject({
    type: 'flex',
    altText: 'いかがですか',
    contents: {
      type: 'bubble',
      body: { contents: [{ type: 'text', text: 'いかがですか', wrap: true, size: 'md' }] },
      footer: {
        contents: [
          { action: { type: 'postback', label: 'しっとりした', data: 'a=0', displayText: 'しっとりした' } },
          { action: { type: 'postback', label: 'よくわからない', data: 'a=1', displayText: 'よくわからない' } },
        ],
      },
    },
  })
})

const actions = (message: unknown) =>
  (message as { contents: { footer: { contents: { action: object }[] } } }).contents.footer.contents.map(
    (b) => b.action,
  )

test('buttons open pages; without a mini-app they answer instead', () => {
  const made = step({
    text: 'a',
    buttons: [
      { label: '内容', url: 'https://shop.example.jp/t' },
      { label: '声', liff: 'survey' },
      { label: '電話', url: 'tel:0312345678' },
      'あとで',
    ],
  })
  const link = (url: string) => `https://bot.example/r/${url.length}`
  const [withPages] = renderStep(made, { ...context, link, liffUrl: (page) => `https://liff.line.me/1-x/${page}` })
  expect(actions(withPages)).toEqual([
    { type: 'uri', label: '内容', uri: 'https://bot.example/r/25' },
    { type: 'uri', label: '声', uri: 'https://liff.line.me/1-x/survey' },
    { type: 'uri', label: '電話', uri: 'tel:0312345678' },
    { type: 'postback', label: 'あとで', data: 'a=3', displayText: 'あとで' },
  ])
  expect(actions(renderStep(made, context)[0])[1]).toMatchObject({ type: 'postback', data: 'a=1' })
})

const raw = {
  type: 'bubble',
  body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: '{{お名前}}' }] },
}

test('each kind of message', () => {
  const card = { title: '{{お名前}}さま', image: 'https://shop.example.jp/a.jpg', buttons: ['見る'] }
  const messages = renderStep(
    step({
      messages: [
        { kind: 'image', url: 'https://shop.example.jp/a.jpg' },
        { kind: 'video', url: 'https://shop.example.jp/a.mp4', preview: 'https://shop.example.jp/a.jpg' },
        { kind: 'sticker', package: 446, sticker: '1988' },
        { kind: 'carousel', cards: [card, { text: 'b', buttons: ['買う'] }] },
        { kind: 'flex', alt: '{{店名}}', contents: raw },
      ],
    }),
    context,
  )
  expect(messages).toMatchObject([
    { type: 'image', previewImageUrl: 'https://shop.example.jp/a.jpg' },
    { type: 'video', originalContentUrl: 'https://shop.example.jp/a.mp4' },
    { type: 'sticker', packageId: '446', stickerId: '1988' },
    { altText: '佐藤さま', contents: { type: 'carousel', contents: [{ size: 'kilo', hero: {} }, { size: 'kilo' }] } },
    { altText: '当店', contents: { body: { contents: [{ text: '佐藤' }] } } },
  ])
  expect(JSON.stringify(messages)).toContain('"data":"a=1"')
  expect(lineContract()?.outbound('PushMessageRequest')({ to: 'U', messages }) ?? []).toEqual([])
})

test('the preview text is the beginning of the text, at most 400 units', () => {
  const [message] = renderStep(step({ text: '👨‍👩‍👧‍👦'.repeat(100), buttons: ['a'] }), context)
  const { altText } = message as { altText: string }
  expect(altText.length).toBeLessThanOrEqual(400)
  expect(altText).toBe(`${'👨‍👩‍👧‍👦'.repeat(36)}…`)
})

describe('beyond a limit there is an error that names it', () => {
  test.each([
    ['text', { text: 'あ'.repeat(5001) }],
    ['text', { text: 'あ'.repeat(5001), buttons: ['a'] }],
    ['text', { text: '  \n' }],
    ['bubbleBytes', { messages: [{ kind: 'flex', alt: 'a', contents: { type: 'bubble', x: 'a'.repeat(30_000) } }] }],
  ])('%s', (limit, fields) => {
    expect(() => renderStep(step(fields), context)).toThrow(expect.objectContaining({ limit }) as Error)
  })
  test('postback data', () => {
    const long = { ...context, answerData: () => 'x'.repeat(301) }
    expect(() => renderStep(step({ text: 'a', buttons: ['a'] }), long)).toThrow('postbackData')
  })
})

test("a greeting's buttons say their own words", () => {
  const message = renderText('{{店名}}です', { values: {} }, [{ label: '相談する' }])
  expect(actions(message)).toEqual([{ type: 'message', label: '相談する', text: '相談する' }])
  expect(renderText('a', { values: {} })).toEqual({ type: 'text', text: 'a' })
})

/** The shape of a value: its keys and kinds, without its strings. */
const shape = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shape)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
}

describe('the card of a coupon', () => {
  const coupon = (more: object = {}, offer: unknown = 'none') =>
    step({ offer, messages: [{ kind: 'coupon', ...more }] })
  const sale = { kind: 'repeat', coupon: 'WELCOME500' }
  const card = (id: string) => ({ name: `券${id}`, lines: ['有効期限：7月1日（水）', 'お一人さま1回限り'] })
  const liffUrl = (page: string, index?: number) => `https://liff.line.me/1-x/${page}?from=${index}`

  test('has its name, its conditions and a button to the wallet', () => {
    const messages = renderStep(coupon({}, sale), { ...context, coupon: card, liffUrl })
    expect(messages).toMatchObject([
      {
        altText: '券WELCOME500\n有効期限：7月1日（水）\nお一人さま1回限り',
        contents: {
          body: {
            contents: [{ text: '券WELCOME500', weight: 'bold' }, { text: '有効期限：7月1日（水）\nお一人さま1回限り' }],
          },
        },
      },
    ])
    expect(actions(messages[0])).toEqual([
      { type: 'uri', label: 'クーポンを見る', uri: 'https://liff.line.me/1-x/wallet?from=0' },
    ])
    expect(lineContract()?.outbound('PushMessageRequest')({ to: 'U', messages }) ?? []).toEqual([])
  })
  test('may be of another coupon than the offer', () => {
    const [message] = renderStep(coupon({ coupon: 'THANKS300', button: '見る' }, sale), { ...context, coupon: card })
    expect(message).toMatchObject({ altText: expect.stringMatching(/^券THANKS300/) })
    expect(actions(message)).toEqual([{ type: 'postback', label: '見る', data: 'a=0', displayText: '見る' }])
    expect(couponsIn(coupon({ coupon: 'THANKS300' }, sale))).toEqual(['WELCOME500', 'THANKS300'])
    expect(couponsIn(coupon({}, sale))).toEqual(['WELCOME500'])
  })
  test('says what the placeholders know when nobody tells more', () => {
    const values = { クーポン名: '500円引き', クーポン期限: '7月1日' }
    expect(renderStep(coupon({}, sale), { ...context, values })[0]).toMatchObject({
      altText: '500円引き\n有効期限：7月1日',
    })
  })
  test('is not read as a template', () => {
    const [message] = renderStep(coupon({}, sale), { ...context, coupon: () => ({ name: '{{x}}', lines: ['{{y}}'] }) })
    expect(message).toMatchObject({ altText: '{{x}}\n{{y}}' })
  })
  test('needs a coupon', () => {
    expect(() => coupon()).toThrow('クーポンのカードには')
  })
})

test('the card of a survey opens the survey the step asks for', () => {
  const fields = { survey: 'first_survey', messages: [{ kind: 'survey', text: '{{お名前}}さまへ' }] }
  const liffUrl = (page: string) => `https://liff.line.me/1-x/${page}`
  const messages = renderStep(step(fields), { ...context, liffUrl })
  expect(messages).toMatchObject([{ altText: 'アンケートのお願い\n佐藤さまへ' }])
  expect(actions(messages[0])).toEqual([
    { type: 'uri', label: 'アンケートに答える', uri: 'https://liff.line.me/1-x/survey' },
  ])
  expect(() => step({ ...fields, survey: undefined })).toThrow('アンケートのカードには')
})

test('the n-th button is the n-th, whatever stands between', () => {
  const made = step({
    offer: { kind: 'repeat', coupon: 'A' },
    survey: 's',
    messages: [
      { kind: 'text', text: 'a', buttons: ['一'] },
      { kind: 'coupon' },
      {
        kind: 'carousel',
        cards: [
          { text: 'a', buttons: ['三'] },
          { text: 'b', buttons: ['四'] },
        ],
      },
      { kind: 'survey' },
    ],
  })
  const data = [...JSON.stringify(renderStep(made, context)).matchAll(/"label":"([^"]+)","data":"a=(\d)"/g)]
  expect(data.map(([, label, index]) => `${index} ${label}`)).toEqual(
    buttonsOf(made).map(({ label }, index) => `${index} ${label}`),
  )
  expect(data).toHaveLength(5)
})

test('its words alone, for somebody to say', () => {
  const made = step({
    offer: { kind: 'repeat', coupon: 'A' },
    messages: [
      { kind: 'text', text: '{{お名前}}さま\n' },
      { kind: 'sticker', package: 1, sticker: 2 },
      { kind: 'image', url: 'https://shop.example.jp/a.jpg' },
      { kind: 'carousel', cards: [{ title: '朝', text: '3秒' }, { text: '夜' }] },
      { kind: 'coupon' },
    ],
  })
  expect(plainText(made, { values: { お名前: '佐藤', クーポン名: '券' } })).toBe(
    '佐藤さま\n\nhttps://shop.example.jp/a.jpg\n\n朝\n3秒\n\n夜\n\n券\n有効期限：クーポンの画面に書かれた日',
  )
})

const HOSTILE = [
  '{{x}}"\\}]',
  '{{お名前}}',
  '"},{"type":"text","text":"',
  '\u0000',
  '\ud800',
  '$&$1$`',
  '__proto__',
  '</script>',
  '\u202Eevil',
  '\u2028',
  'e\u0301'.repeat(500),
]

test('no value changes the structure of a message, of whatever kind', () => {
  const words =
    '{{お名前}}さま {{商品名}} {{クーポン名}} {{クーポン期限}} {{店名}} {{担当者名}} {{次回お届け日}} {{返品のご案内}} {{決まり}}'
  const card = { title: words, text: words, image: 'https://shop.example.jp/a.jpg', buttons: ['はい'] }
  const kinds = [
    { kind: 'text', text: words },
    { kind: 'text', text: words, buttons: ['はい', { label: '見る', url: 'https://shop.example.jp/' }] },
    { kind: 'card', ...card },
    { kind: 'carousel', cards: [card, card] },
    { kind: 'coupon' },
    { kind: 'survey', title: words, text: words },
    { kind: 'flex', alt: words, contents: { ...raw, [words]: words } },
  ]
  const names = words.match(/(?<=\{\{)[^}]+/g) ?? []
  const contract = lineContract()?.outbound('PushMessageRequest')
  const value = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 300 }))
  for (const one of kinds) {
    const made = step({ offer: { kind: 'repeat', coupon: 'A' }, survey: 's', messages: [one] })
    const say = (said: string) => {
      const values = Object.fromEntries(names.map((name) => [name, said]))
      const messages = renderStep(made, {
        ...context,
        values,
        coupon: () => ({ name: `券${said}`, lines: [`期限${said}`] }),
      })
      return JSON.parse(JSON.stringify(messages))
    }
    const plain = shape(say('佐藤'))
    fc.assert(
      fc.property(value, (said) => {
        const messages = say(said)
        expect(shape(messages)).toEqual(plain)
        if (one.kind !== 'flex') expect(contract?.({ to: 'U', messages }) ?? []).toEqual([])
      }),
      { numRuns: 60 },
    )
  }
})
