/** The survey from the message to the changed label, and what happens to answers that are wrong, late, twice or somebody else's. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deliverDue } from '../../bot/flows/deliver-due.ts'
import { openPage, type Page } from '../support/liff.ts'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import { count, linkedFriend, order, person, rows, scenarioText, shopFiles } from '../support/story.ts'

const HANA = person('a')
const MEI = person('b')
const SURVEY = `id: feelings
name: お気持ち
intro: 30秒で終わります。
questions:
  - {id: satisfaction, kind: satisfaction, text: 満足度は}
  - {id: nps, kind: nps, text: おすすめしたいですか}
  - {id: worry, kind: choice, text: 気になることは, choices: [{label: 値段, wall: price, reply: 都度のご注文もございます。}, 特にない], optional: true}
  - {id: voice, kind: text, text: 自由にお書きください, optional: true}
  - {id: recall, kind: recall, text: 思い浮かぶもの, max: 2, optional: true}
rotating:
  - {id: first_turn, kind: text, text: きっかけは, optional: true, persona: likes}
  - {id: second_turn, kind: rating5, text: ほかの商品も, optional: true, intent: true}
consent: お名前を伏せてご紹介してもよい
thanks: {text: ありがとうございました。, coupon: OFF500}
`
const SCENARIO = scenarioText('s', [
  {
    id: 'ask',
    at: '{from: order, day: 10, time: "12:00"}',
    more: 'survey: feelings\noffer: {kind: survey}\nbuttons: [{label: 答える, liff: survey}]',
  },
])
const GOOD = { satisfaction: 5, nps: 9 }

let world: NodeWorld
beforeEach(async () => {
  world = await openNodeWorld('2026-06-01T10:00:00+09:00', {
    files: { ...shopFiles(SCENARIO), 'surveys/feelings.yaml': SURVEY },
    env: { LIFF_ID: '1657000001-abc', LINE_LOGIN_CHANNEL_ID: '1657000001' },
    standIn: { loginChannelId: '1657000001' },
  })
  for (const [name, id] of [
    ['hana', HANA],
    ['mei', MEI],
  ] as const)
    await linkedFriend(world, name, id)
  await world.api('/orders', [order('hana', { delivered_at: '2026-06-02T10:00:00+09:00' })])
})
afterEach(() => world.close())

const at = (time: string) => world.stage.setClock(new Date(`2026-${time}:00+09:00`))
const invited = async (): Promise<{ page: Page; id: string }> => {
  await at('06-11T12:00')
  await deliverDue(world.deps)
  const page = await openPage(world, HANA)
  const { body } = await page.get('/surveys/current')
  return { page, id: body.survey.id }
}
const submit = (page: Page, id: string, answers: object, more: object = {}) =>
  page.post(`/surveys/${id}/responses`, { answers, ...more })

describe('the sheet', () => {
  test('nobody is asked before the invitation', async () => {
    expect((await (await openPage(world, HANA)).get('/surveys/current')).body).toEqual({})
  })

  test('shows this sitting’s questions in the shop’s scale, one of the rotating ones, and what everybody gets', async () => {
    const { page } = await invited()
    const { survey } = (await page.get('/surveys/current')).body
    expect(survey).toMatchObject({ name: 'お気持ち', intro: '30秒で終わります。', thanks_coupon: '本品500円引き' })
    expect(survey.questions.map((question: { id: string }) => question.id)).toEqual([
      'satisfaction',
      'nps',
      'worry',
      'voice',
      'recall',
      'first_turn',
    ])
    expect(survey.questions[1]).toMatchObject({ kind: 'nps', min: 1, max: 10 })
    expect(survey.questions[2].choices).toEqual(['値段', '特にない'])
  })

  test('the next sitting asks the next of the rotating questions', async () => {
    const { page, id } = await invited()
    await submit(page, id, GOOD)
    await world.api('/orders', [
      order('hana', {
        external_id: 'again',
        ordered_at: '2026-07-10T10:00:00+09:00',
        delivered_at: '2026-07-11T10:00:00+09:00',
      }),
    ])
    expect((await page.get('/surveys/current')).body.survey).toBeUndefined()
    world.deps.db.raw.exec(`insert into surveys (id, customer_id, revision_id, survey_id, invited_at)
      select 'second', customer_id, revision_id, survey_id, invited_at + 1 from surveys`)
    const { survey } = (await page.get('/surveys/current')).body
    expect(survey.questions.at(-1).id).toBe('second_turn')
  })

  test('a draft waits on any device', async () => {
    const { page, id } = await invited()
    expect((await page.put(`/surveys/${id}/draft`, { answers: { satisfaction: 4, voice: '途中' } })).status).toBe(204)
    const { survey } = (await (await openPage(world, HANA)).get('/surveys/current')).body
    expect(survey.draft.answers).toEqual({ satisfaction: 4, voice: '途中' })
  })
})

describe('an answer', () => {
  test('counts at once: positive, label, coupon, signals, voice', async () => {
    const { page, id } = await invited()
    const { status, body } = await submit(
      page,
      id,
      { ...GOOD, worry: '値段', voice: 'よかったです', recall: ['つきあかり', ' '] },
      { quotable: true },
    )
    expect(status).toBe(200)
    expect(body).toMatchObject({
      text: 'ありがとうございました。',
      replies: ['都度のご注文もございます。'],
      repeated: false,
      coupon: { name: '本品500円引き', state: 'usable', code: 'OFF500' },
    })
    expect(rows(world, 'select satisfaction, nps, nps_scale, quotable, answers from responses')).toEqual([
      {
        satisfaction: 5,
        nps: 9,
        nps_scale: '1-10',
        quotable: 1,
        answers: JSON.stringify({
          satisfaction: 5,
          nps: 9,
          worry: '値段',
          voice: 'よかったです',
          recall: ['つきあかり'],
        }),
      },
    ])
    expect(rows(world, 'select positives from facts where positives > 0')).toEqual([{ positives: 1 }])
    expect(rows(world, "select name, label from signals where name like 'wall%'")).toEqual([
      { name: 'wall_price', label: '値段' },
    ])
    expect(rows(world, "select text from voices where kind = 'survey'")).toEqual([{ text: 'よかったです' }])
    expect(rows(world, "select purpose, granted from consent_log where purpose = 'quote'")).toEqual([
      { purpose: 'quote', granted: 1 },
    ])
    expect(count(world, 'staff_tasks')).toBe(0)
    // Who taps the message's button again hears that the answers are there.
    expect((await page.get('/surveys/current')).body).toEqual({ answered_at: '2026-06-11T03:00:00.000Z' })
  })

  test('the coupon does not depend on the feeling; a bad one opens a task and rests the offers', async () => {
    const { page, id } = await invited()
    const { body } = await submit(page, id, { satisfaction: 1, nps: 2 })
    expect(body.coupon.code).toBe('OFF500')
    expect(rows(world, 'select kind, cause from staff_tasks')).toEqual([{ kind: 'negative_answer', cause: id }])
    expect(
      rows(world, "select body ->> 'lastNegativeOn' as day from facts where body ->> 'lastNegativeOn' is not null"),
    ).toEqual([{ day: '2026-06-11' }])
  })

  test('twice, or at the same moment on two devices, is once: the first stands', async () => {
    const { page, id } = await invited()
    const [one, other] = await Promise.all([submit(page, id, GOOD), submit(page, id, { satisfaction: 1, nps: 1 })])
    expect([one.status, other.status]).toEqual([200, 200])
    const third = await submit(page, id, { satisfaction: 2, nps: 2 })
    expect(third.body).toMatchObject({ repeated: true, coupon: { code: 'OFF500' } })
    for (const table of ['responses', 'coupons']) expect(count(world, table)).toBe(1)
    expect(count(world, 'staff_tasks')).toBeLessThanOrEqual(1)
  })

  test.each([
    ['nothing', {}, { satisfaction: 'お答えを選んでください。', nps: 'お答えを選んでください。' }],
    [
      'too much',
      { satisfaction: 6, nps: 11 },
      { satisfaction: '1から5のあいだでお選びください。', nps: '1から10のあいだでお選びください。' },
    ],
    ['a step of the other scale', { satisfaction: 3, nps: 0 }, { nps: '1から10のあいだでお選びください。' }],
    ['halves', { ...GOOD, satisfaction: 4.5 }, { satisfaction: '1から5のあいだでお選びください。' }],
    ['a choice nobody offered', { ...GOOD, worry: '無料にして' }, { worry: '選択肢からお選びください。' }],
    ['too many words', { ...GOOD, recall: ['a', 'b', 'c'] }, { recall: '2つまでお書きください。' }],
    ['a number for words', { ...GOOD, voice: 5 }, { voice: '文字でお書きください。' }],
    ['a question of another sitting', { ...GOOD, second_turn: 5 }, { second_turn: 'このアンケートにはない質問です。' }],
  ])('%s: a sentence for each question, and nothing is kept', async (_, answers, questions) => {
    const { page, id } = await invited()
    const { status, body } = await submit(page, id, answers)
    expect([status, body.error.details]).toEqual([400, { questions }])
    expect(count(world, 'responses')).toBe(0)
  })

  test('after the round is closed: a sentence, and nothing is kept', async () => {
    const { id } = await invited()
    await at('07-09T12:01')
    const page = await openPage(world, HANA)
    expect((await page.get('/surveys/current')).body).toEqual({
      closed: '受付の期間が過ぎました。次のアンケートのときに、またお知らせします。',
    })
    const { status, body } = await submit(page, id, GOOD)
    expect([status, body.error.message]).toEqual([
      409,
      'このアンケートの受付は終わりました。お気持ちをありがとうございます。',
    ])
    expect(count(world, 'responses')).toBe(0)
  })

  test('somebody else’s survey is not there: neither to write in nor to answer', async () => {
    const { id } = await invited()
    const mei = await openPage(world, MEI)
    expect((await submit(mei, id, GOOD)).status).toBe(404)
    expect((await mei.put(`/surveys/${id}/draft`, { answers: {} })).status).toBe(404)
    expect((await mei.get('/surveys/current')).body).toEqual({})
    expect(count(world, 'responses')).toBe(0)
  })
})
