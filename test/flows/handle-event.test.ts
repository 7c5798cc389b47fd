import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type NodeWorld, openNodeWorld } from '../support/node-world.ts'
import {
  count,
  execute,
  fates,
  hear,
  heard,
  linkedFriend,
  order,
  person,
  publishMore,
  rows,
  scenarioText,
  shopFiles,
  words,
} from '../support/story.ts'

const START = '2026-06-01T10:00:00+09:00'
const HANA = person('a')
const MEI = person('b')
const ASKS = scenarioText('asks', [
  {
    id: 'used',
    at: '{from: order, day: 0, delay_minutes: 30}',
    text: '使いはじめましたか。',
    more: 'buttons: [使っています, 合わないかも, 相談してみる]\nsignals: {使っています: used, 合わないかも: negative_answer}',
  },
  { id: 'later', at: '{from: order, day: 5, time: "12:00"}', text: 'その後いかがですか。' },
])

let world: NodeWorld
let log: string[]
beforeEach(async () => {
  log = []
  world = await openNodeWorld(START, {
    files: shopFiles(ASKS),
    log: (event) => {
      log.push(event)
    },
  })
})
afterEach(() => world.close())

const at = (seconds: number) => Date.parse(START) + seconds * 1000
const friend = (userId = HANA) =>
  rows(world, 'select following, opted_out_at is not null as out from friends where line_user_id = ?', userId)[0]
const voices = () => rows(world, 'select kind, text from voices order by rowid').map((row) => `${row.kind} ${row.text}`)
const consents = () =>
  rows(world, 'select purpose, granted from consent_log order by rowid').map((row) => `${row.purpose} ${row.granted}`)
const lineIsDown = () =>
  world.stage.line('POST', '/control/faults', { fault: 'error_before', times: 99, match: { path: '/v2/bot/message' } })

describe('a new friend', () => {
  test('is greeted once, with the word that stops everything', async () => {
    await world.newFriend(HANA, 'はな')
    const greetings = await world.outbox(HANA)
    expect(greetings).toHaveLength(1)
    expect(JSON.stringify(greetings)).toMatch(/試験店.*『配信停止』/)
    expect(rows(world, 'select display_name from friends')).toEqual([{ display_name: 'はな' }])
    expect([consents(), rows(world, 'select label from facts')]).toEqual([['service 1'], [{ label: 'prospect' }]])
  })

  test('who begins a scenario for friends begins it once, although they block and come back', async () => {
    await publishMore(world, {
      'welcome.yaml': scenarioText('welcome', [{ id: 'w1', at: '{from: friend_added, day: 1}' }], {
        trigger: 'friend_added',
      }),
    })
    await world.newFriend(HANA, 'はな')
    await world.phone(HANA, 'block')
    await world.phone(HANA, 'unblock')
    expect(rows(world, 'select scenario_id, status from enrollments')).toEqual([
      { scenario_id: 'welcome', status: 'active' },
    ])
  })

  test('is known even when LINE cannot be reached: the state changes, only the greeting is lost', async () => {
    await lineIsDown()
    await world.newFriend(HANA, 'はな')
    expect([friend(), await heard(world, HANA)]).toEqual([{ following: 1, out: 0 }, []])
    expect(rows(world, 'select distinct status, tries from inbox')).toEqual([{ status: 'done', tries: 1 }])
    expect(log).toContain('reply')
  })
})

describe('block and unblock', () => {
  test('the newest news counts, in whatever order it arrives', async () => {
    await world.newFriend(HANA, 'はな')
    const unfollow = (seconds: number) => ({ type: 'unfollow', userId: HANA, timestamp: at(seconds) })
    const follow = (seconds: number) => ({ type: 'follow', userId: HANA, timestamp: at(seconds) })
    await hear(world, [unfollow(20)])
    expect(friend()?.following).toBe(0)
    await hear(world, [follow(10)])
    expect(friend()?.following).toBe(0)
    await hear(world, [follow(30)])
    await hear(world, [unfollow(25)])
    expect(friend()?.following).toBe(1)
    expect(rows(world, 'select label from facts')).toEqual([{ label: 'prospect' }])
  })

  test('somebody whose block is the first we hear of them is no friend', async () => {
    await hear(world, [{ type: 'unfollow', userId: HANA }])
    expect(friend()?.following).toBe(0)
    expect(rows(world, 'select label from facts')).toEqual([{ label: 'unregistered' }])
  })
})

describe('words', () => {
  beforeEach(() => world.newFriend(HANA, 'はな'))

  test.each(['配信停止', ' 停止 ', 'ＳＴＯＰ', 'Unsubscribe', 'ストップ'])(
    '「%s」 stops and is confirmed',
    async (text) => {
      await hear(world, [words(HANA, text)])
      expect([friend()?.out, consents().at(-1), count(world, 'voices')]).toEqual([1, 'marketing 0', 0])
      expect((await heard(world, HANA)).at(-1)).toContain('停止しました')
    },
  )

  test.each(['配信停止しないで', '配信停止ってどうやるの', '停止、じゃない', 'ストップ！'])(
    '「%s」 is no stop, but somebody reads it',
    async (text) => {
      await hear(world, [words(HANA, text)])
      expect([friend()?.out, voices(), consents()]).toEqual([0, [`text ${text}`], ['service 1']])
      expect(await heard(world, HANA)).toHaveLength(1)
    },
  )

  test('「再開」 begins again', async () => {
    await hear(world, [words(HANA, '配信停止'), words(HANA, '再開', { timestamp: at(5) })])
    expect([friend()?.out, consents()]).toEqual([0, ['service 1', 'marketing 0', 'marketing 1']])
    expect((await heard(world, HANA)).at(-1)).toContain('再開しました')
  })

  test('of 「配信停止」 and 「再開」 the later one counts, in whatever order they arrive', async () => {
    await hear(world, [words(HANA, '再開', { timestamp: at(20) })])
    await hear(world, [words(HANA, '配信停止', { timestamp: at(10) })])
    expect(friend()?.out).toBe(0)
    await hear(world, [words(HANA, '配信停止', { timestamp: at(40) })])
    await hear(world, [words(HANA, '再開', { timestamp: at(30) })])
    expect(friend()?.out).toBe(1)
  })

  test('「解約」 is answered with the way to do it, stops nothing, and a person hears of it', async () => {
    await hear(world, [words(HANA, '解約')])
    expect([friend()?.out, voices(), consents()]).toEqual([0, ['text 解約'], ['service 1']])
    expect((await heard(world, HANA)).at(-1)).toContain('定期便の解約')
  })

  test('a keyword is answered and bothers nobody', async () => {
    await hear(world, [words(HANA, '使い方')])
    expect([(await heard(world, HANA)).at(-1)?.slice(0, 6), count(world, 'voices')]).toEqual(['1. 洗顔の', 0])
  })

  test('pictures and stickers go to the staff without a word', async () => {
    await world.phone(HANA, 'messages', { image: {} })
    await world.phone(HANA, 'messages', { sticker: { packageId: '446', stickerId: '1988' } })
    expect(voices()).toEqual(['image null', 'sticker null'])
    expect(await heard(world, HANA)).toHaveLength(1)
  })

  test('when LINE is down the stop still stands', async () => {
    await lineIsDown()
    await hear(world, [words(HANA, '配信停止')])
    expect([friend()?.out, (await heard(world, HANA)).length]).toEqual([1, 1])
  })

  test('what the customer took back is nowhere in the database, and that it was said stays', async () => {
    const message = { id: '777000', type: 'text', text: '秘密の言葉' }
    await hear(world, [{ type: 'message', userId: HANA, message }])
    await hear(world, [{ type: 'unsend', userId: HANA, unsend: { messageId: '777000' } }])
    expect(rows(world, 'select kind, text, unsent_at is not null as unsent from voices')).toEqual([
      { kind: 'text', text: null, unsent: 1 },
    ])
    const tables = rows(world, "select name from sqlite_master where type = 'table'").map((row) => String(row.name))
    const found = tables.filter((name) => JSON.stringify(rows(world, `select * from "${name}"`)).includes('秘密の言葉'))
    expect(found).toEqual([])
  })

  test('what was taken back before we heard of it is not read either', async () => {
    await hear(world, [{ type: 'unsend', userId: HANA, timestamp: at(9), unsend: { messageId: '777001' } }])
    const message = { id: '777001', type: 'text', text: '秘密の言葉' }
    await hear(world, [{ type: 'message', userId: HANA, timestamp: at(5), message }])
    expect(JSON.stringify([rows(world, 'select * from voices'), rows(world, 'select * from inbox')])).not.toContain(
      '秘密',
    )
    expect(count(world, 'voices where answered_at is null')).toBe(0)
  })

  test("nobody takes back another customer's words", async () => {
    await world.newFriend(MEI, 'めい')
    await hear(world, [{ type: 'message', userId: HANA, message: { id: '777002', type: 'text', text: '届きません' } }])
    await hear(world, [{ type: 'unsend', userId: MEI, unsend: { messageId: '777002' } }])
    expect(voices()).toContain('text 届きません')
  })
})

describe('a tapped button', () => {
  beforeEach(async () => {
    for (const [customer, userId] of [
      ['hana', HANA],
      ['mei', MEI],
    ] as const)
      await linkedFriend(world, customer, userId)
    await world.api('/orders', [order('hana')])
    await world.advanceTo('2026-06-01T11:00:00+09:00')
  })
  const signals = () =>
    rows(world, 'select name, label, step_id from signals').map((row) => `${row.name}/${row.label}/${row.step_id}`)
  const buttonData = (index: number) =>
    `answer:${rows(world, 'select revision_id from deliveries')[0]?.revision_id}:used:${index}`
  const tap = (userId: string, data: string) => hear(world, [{ type: 'postback', userId, postback: { data } }])

  test('raises its signal, is answered, and counts in the rules', async () => {
    await world.tap(HANA, '使っています')
    expect(signals()).toEqual(['used/使っています/used'])
    expect(JSON.parse(String(rows(world, 'select body from facts where purchases = 1')[0]?.body)).usageSignal).toBe(
      true,
    )
  })

  test('that says something is wrong reaches the staff and mutes sales', async () => {
    await world.tap(HANA, '合わないかも')
    expect([signals(), voices()]).toEqual([['negative_answer/合わないかも/used'], ['button 合わないかも']])
  })

  test('that asks for a person is answered and reaches the staff', async () => {
    await world.tap(HANA, '相談してみる')
    expect(voices()).toEqual(['button 相談してみる'])
    expect((await heard(world, HANA)).at(-1)).toContain('みなみがお返事します')
  })

  test("of somebody else's message changes nothing and is not answered", async () => {
    const before = (await heard(world, MEI)).length
    await tap(MEI, buttonData(0))
    expect([signals(), (await heard(world, MEI)).length]).toEqual([[], before])
    expect(rows(world, "select status from inbox where body like '%postback%'")).toEqual([{ status: 'ignored' }])
  })

  test('of a message that this customer has not had yet changes nothing', async () => {
    execute(world, "update deliveries set status = 'held'")
    await tap(HANA, buttonData(0))
    expect(signals()).toEqual([])
  })

  test.each(['answer:nothing:used:0', 'buy=1', '', 'answer:::'])(
    'with strange data 「%s」 changes nothing',
    async (data) => {
      await tap(HANA, data)
      await tap(HANA, buttonData(9))
      expect(signals()).toEqual([])
    },
  )

  test('when LINE is down still raises its signal', async () => {
    await lineIsDown()
    await tap(HANA, buttonData(0))
    expect(signals()).toEqual(['used/使っています/used'])
  })

  test('of an older revision still means what it said then', async () => {
    await publishMore(world, { 'asks.yaml': ASKS.replace('使っています: used', '使っています: success_felt') })
    await world.tap(HANA, '使っています')
    expect(signals()).toEqual(['used/使っています/used'])
  })
})

describe('a button that carries one of the words that always work', () => {
  test.each([
    ['停止', 1, 'marketing 0', [], '停止しました'],
    ['再開', 0, 'marketing 1', [], '再開しました'],
    ['解約', 0, 'service 1', ['button 解約'], '定期便の解約'],
  ])('does what 「%s」 does when it is typed', async (label, out, consent, read, said) => {
    const step = { id: 'used', at: '{from: order, day: 0, delay_minutes: 30}', more: 'buttons: [停止, 再開, 解約]' }
    await publishMore(world, { 'asks.yaml': scenarioText('asks', [step]) })
    await linkedFriend(world, 'hana', HANA)
    await world.api('/orders', [order('hana')])
    await world.advanceTo('2026-06-01T11:00:00+09:00')
    await world.tap(HANA, label)
    expect([friend()?.out, consents().at(-1), voices()]).toEqual([out, consent, read])
    expect((await heard(world, HANA)).at(-1)).toContain(said)
  })
})

describe('linking by LINE', () => {
  const NONCE = 'q83vEjRWeJq83vEjRWeJqw=='
  const link = (userId: string) => ({ type: 'accountLink', userId, link: { result: 'ok', nonce: NONCE } })

  test("binds once: the nonce's customer gets the chat, a second use of it changes nothing", async () => {
    await world.api('/orders', [order('hana')])
    await world.newFriend(HANA, 'はな')
    await world.newFriend(MEI, 'めい')
    const answer = await world.api('/customers/link', [{ source: 'shop', external_id: 'hana', nonce: NONCE }])
    expect(answer.body.items.map(({ outcome }) => outcome)).toEqual(['expected'])
    await hear(world, [link(HANA)])
    await hear(world, [link(MEI)])
    expect(
      rows(world, `select line_user_id from friends join external_ids using (customer_id) where external_id = 'hana'`),
    ).toEqual([{ line_user_id: HANA }])
    await world.advanceTo('2026-06-01T11:00:00+09:00')
    expect(fates(world)).toEqual(['used sent'])
  })

  test('with a nonce that nobody gave out changes nothing', async () => {
    await world.newFriend(HANA, 'はな')
    await hear(world, [link(HANA)])
    expect(count(world, 'external_ids')).toBe(0)
    expect(rows(world, "select status from inbox where body like '%accountLink%'")).toEqual([{ status: 'ignored' }])
  })

  test('keeps what the friend said before', async () => {
    await world.newFriend(HANA, 'はな')
    await hear(world, [words(HANA, '届きません'), words(HANA, '配信停止')])
    await world.api('/customers/link', [{ source: 'shop', external_id: 'hana', nonce: NONCE }])
    await hear(world, [link(HANA)])
    expect(
      rows(world, `select text from voices join external_ids using (customer_id) where external_id = 'hana'`),
    ).toEqual([{ text: '届きません' }])
    expect(friend()?.out).toBe(1)
  })
})
