import { describe, expect, test } from 'vitest'
import { startStandIn } from '../support/stand-in.ts'

const { api } = startStandIn()
const problems = async (messages: unknown) =>
  ((await api('POST', '/v2/bot/message/validate/push', { messages })).body.details ?? []) as Array<{
    property: string
    message: string
  }>
/** The first place LINE would name; undefined when it takes the message. */
const wrong = async (message: unknown) => (await problems([message]))[0]?.property.replace('messages[0].', '')

const a = (n: number) => 'a'.repeat(n)
const FAMILY = '👨‍👩‍👧‍👦' // 11 UTF-16 units, one grapheme
const url = 'https://example.com/a.jpg'
const text = (text: unknown, more = {}) => ({ type: 'text', text, ...more })
const postback = (label?: string, more = {}) => ({ type: 'postback', label, data: 'x', ...more })

test('the error body is word for word LINE’s', async () => {
  const { status, body } = await api('POST', '/v2/bot/message/validate/push', { messages: [text('')] })
  expect(status).toBe(400)
  expect(body).toEqual({
    message: 'The request body has 1 error(s)',
    details: [{ message: 'May not be empty', property: 'messages[0].text' }],
  })
})

test('all mistakes are named at once', async () => {
  const found = await problems([text(''), { type: 'invented' }, text(a(5001))])
  expect(found.map(({ property }) => property)).toEqual(['messages[0].text', 'messages[1].type', 'messages[2].text'])
  expect(found[1]?.message).toMatch(/^Must be one of the following values: \[text, /)
})

test.each([0, 6])('%i messages are not between 1 and 5', async (count) => {
  const messages = Array.from({ length: count }, () => text('a'))
  expect(await problems(messages)).toEqual([{ message: 'Size must be between 1 and 5', property: 'messages' }])
})

describe('text', () => {
  test.each([
    ['5000 units pass', text(a(5000)), undefined],
    ['5001 do not', text(a(5001)), 'text'],
    ['an apple counts two units', text('🍎'.repeat(2501)), 'text'],
    ['a number is no text', text(5), 'text'],
    ['an emoji points at a $', text('a$', { emojis: [{ index: 1, productId: 'p', emojiId: 'e' }] }), undefined],
    ['and not beside it', text('a$', { emojis: [{ index: 0, productId: 'p', emojiId: 'e' }] }), 'emojis[0].index'],
    ['a sender name has 20 characters', text('a', { sender: { name: a(21) } }), 'sender.name'],
    ['a sender is not called LINE', text('a', { sender: { name: 'LINE Japan' } }), 'sender.name'],
    ['textV2: doubled braces are literal', { type: 'textV2', text: '{{a}}' }, undefined],
    ['textV2: a lone brace is a mistake', { type: 'textV2', text: '100 } a' }, 'text'],
    ['textV2: a placeholder needs its substitution', { type: 'textV2', text: '{name}' }, 'substitution'],
    ['textV2: which makes it good', { type: 'textV2', text: '{name}', substitution: { name: {} } }, undefined],
  ])('%s', async (_rule, message, property) => expect(await wrong(message)).toBe(property))
})

describe('media', () => {
  test.each([
    ['an image has two addresses', { type: 'image', originalContentUrl: url }, 'previewImageUrl'],
    ['https only', { type: 'image', originalContentUrl: 'http://a.jp', previewImageUrl: url }, 'originalContentUrl'],
    [
      'percent-encoded',
      { type: 'image', originalContentUrl: 'https://a.jp/あ', previewImageUrl: url },
      'originalContentUrl',
    ],
    ['2000 at most', { type: 'image', originalContentUrl: url + a(2000), previewImageUrl: url }, 'originalContentUrl'],
    ['audio has a duration', { type: 'audio', originalContentUrl: url }, 'duration'],
    ['a place has an address', { type: 'location', title: 'a', latitude: 1, longitude: 1 }, 'address'],
    [
      'an imagemap is 1040 wide',
      {
        type: 'imagemap',
        altText: 'a',
        baseUrl: url,
        baseSize: { width: 1000, height: 1 },
        actions: [{ type: 'uri', linkUri: url }],
      },
      'baseSize.width',
    ],
    ['a coupon tag has no hyphen', { type: 'coupon', couponId: 'c', deliveryTag: 'a-b' }, 'deliveryTag'],
  ])('%s', async (_rule, message, property) => expect(await wrong(message)).toBe(property))
})

describe('actions and quick replies', () => {
  const reply = (...actions: object[]) =>
    text('a', { quickReply: { items: actions.map((action) => ({ type: 'action', action })) } })
  const at = 'quickReply.items[0].action.'
  test.each([
    ['13 items', reply(...Array.from({ length: 13 }, () => postback('a'))), undefined],
    ['not 14', reply(...Array.from({ length: 14 }, () => postback('a'))), 'quickReply.items'],
    ['a label is required', reply(postback()), `${at}label`],
    ['20 graphemes of label, however many units', reply(postback(FAMILY.repeat(20))), undefined],
    ['not 21', reply(postback(a(21))), `${at}label`],
    ['data: 300 units', reply(postback('a', { data: a(301) })), `${at}data`],
    ['data counts units, not graphemes', reply(postback('a', { data: FAMILY.repeat(28) })), `${at}data`],
    ['displayText: 300 graphemes', reply(postback('a', { displayText: FAMILY.repeat(300) })), undefined],
    ['not 301', reply(postback('a', { displayText: a(301) })), `${at}displayText`],
    ['fillInText needs the keyboard', reply(postback('a', { fillInText: 'a' })), `${at}fillInText`],
    ['which may open', reply(postback('a', { fillInText: 'a', inputOption: 'openKeyboard' })), undefined],
    ['text excludes displayText', reply(postback('a', { text: 'a', displayText: 'b' })), `${at}displayText`],
    ['a message action says 300', reply({ type: 'message', label: 'a', text: a(301) }), `${at}text`],
    ['tel: is a scheme', reply({ type: 'uri', label: 'a', uri: 'tel:09012345678' }), undefined],
    ['mailto: is none', reply({ type: 'uri', label: 'a', uri: 'mailto:a@example.com' }), `${at}uri`],
    ['1000 of address', reply({ type: 'uri', label: 'a', uri: `https://a.jp/${a(1000)}` }), `${at}uri`],
    [
      'a picker needs min before max',
      reply({ type: 'datetimepicker', label: 'a', data: 'x', mode: 'date', min: '2026-02-01', max: '2026-01-01' }),
      `${at}max`,
    ],
    ['a camera is for quick replies', reply({ type: 'camera', label: 'a' }), undefined],
    [
      'a menu switch is not',
      reply({ type: 'richmenuswitch', label: 'a', richMenuAliasId: 'a', data: 'x' }),
      `${at}type`,
    ],
    ['clipboard: 1000', reply({ type: 'clipboard', label: 'a', clipboardText: a(1001) }), `${at}clipboardText`],
  ])('%s', async (_rule, message, property) => expect(await wrong(message)).toBe(property))
})

describe('templates', () => {
  const template = (template: object, altText: string = 'a') => ({ type: 'template', altText, template })
  const buttons = (more: object) => template({ type: 'buttons', text: 'a', actions: [postback('a')], ...more })
  const column = (more = {}) => ({ text: 'a', actions: [postback('a')], ...more })
  const carousel = (...columns: object[]) => template({ type: 'carousel', columns })
  test.each([
    [
      'altText: 1500',
      template({ type: 'confirm', text: 'a', actions: [postback('a'), postback('b')] }, a(1501)),
      'altText',
    ],
    ['buttons: 160 of text', buttons({ text: a(160) }), undefined],
    ['not 161', buttons({ text: a(161) }), 'template.text'],
    ['60 under a title', buttons({ text: a(61), title: 'a' }), 'template.text'],
    ['60 under an image', buttons({ text: a(61), thumbnailImageUrl: url }), 'template.text'],
    ['a title has 40', buttons({ title: a(41) }), 'template.title'],
    ['4 buttons', buttons({ actions: Array.from({ length: 5 }, () => postback('a')) }), 'template.actions'],
    ['a label has 20', buttons({ actions: [postback(a(21))] }), 'template.actions[0].label'],
    ['confirm: exactly two', template({ type: 'confirm', text: 'a', actions: [postback('a')] }), 'template.actions'],
    ['10 columns', carousel(...Array.from({ length: 11 }, () => column())), 'template.columns'],
    [
      'as many actions in each',
      carousel(column(), column({ actions: [postback('a'), postback('b')] })),
      'template.columns',
    ],
    ['a title in all or none', carousel(column({ title: 'a' }), column()), 'template.columns'],
    ['an image in all or none', carousel(column({ thumbnailImageUrl: url }), column()), 'template.columns'],
    [
      'an image carousel needs no label',
      template({ type: 'image_carousel', columns: [{ imageUrl: url, action: postback() }] }),
      undefined,
    ],
    [
      'but has 12 at most',
      template({ type: 'image_carousel', columns: [{ imageUrl: url, action: postback(a(13)) }] }),
      'template.columns[0].action.label',
    ],
  ])('%s', async (_rule, message, property) => expect(await wrong(message)).toBe(property))
})

describe('Flex', () => {
  const flex = (contents: object, altText = 'a') => ({ type: 'flex', altText, contents })
  const bubble = (contents: object[], more = {}) => ({
    type: 'bubble',
    body: { type: 'box', layout: 'vertical', contents },
    ...more,
  })
  const one = (part: object) => flex(bubble([part]))
  const at = 'contents.body.contents[0]'
  const words = (bytes: number) => ({ type: 'text', text: a(bytes) })
  const size = (contents: object) => new TextEncoder().encode(JSON.stringify(contents)).length
  const filled = (bytes: number) => bubble([words(bytes - size(bubble([words(1)])) + 1)])
  test.each([
    ['altText: 1500', flex(bubble([words(1)]), a(1501)), 'altText'],
    ['a bubble of 30,000 bytes', flex(filled(30_000)), undefined],
    ['not of 30,001', flex(filled(30_001)), 'contents'],
    ['bytes, not characters', flex(bubble([{ type: 'text', text: 'あ'.repeat(10_000) }])), 'contents'],
    [
      '12 bubbles',
      flex({ type: 'carousel', contents: Array.from({ length: 13 }, () => bubble([words(1)])) }),
      'contents.contents',
    ],
    ['50,000 bytes in all', flex({ type: 'carousel', contents: [filled(26_000), filled(26_000)] }), 'contents'],
    [
      'all of one size',
      flex({ type: 'carousel', contents: [bubble([words(1)]), bubble([words(1)], { size: 'kilo' })] }),
      'contents.contents',
    ],
    ['text is not empty', one({ type: 'text', text: '' }), `${at}.text`],
    ['or has spans', one({ type: 'text', contents: [{ type: 'span', text: 'a' }] }), undefined],
    ['a button has an action', one({ type: 'button' }), `${at}.action`],
    ['with a label', one({ type: 'button', action: postback() }), `${at}.action.label`],
    ['of 40', one({ type: 'button', action: postback(a(40)) }), undefined],
    ['not 41', one({ type: 'button', action: postback(a(41)) }), `${at}.action.label`],
    ['an icon lives in a baseline box', one({ type: 'icon', url }), at],
    ['there it is fine', one({ type: 'box', layout: 'baseline', contents: [{ type: 'icon', url }] }), undefined],
    ['an unknown part', one({ type: 'invented' }), `${at}.type`],
    ['a picture three times as high as wide', one({ type: 'image', url, aspectRatio: '1:3' }), undefined],
    ['not more', one({ type: 'image', url, aspectRatio: '1:3.1' }), `${at}.aspectRatio`],
    [
      '10 animations',
      flex(bubble(Array.from({ length: 11 }, () => ({ type: 'image', url, animated: true })))),
      'contents',
    ],
    [
      'a hero is a box, image or video',
      flex(bubble([words(1)], { hero: { type: 'text', text: 'a' } })),
      'contents.hero.type',
    ],
  ])('%s', async (_rule, message, property) => expect(await wrong(message)).toBe(property))
})
