/** What does a survey ask? The language of `scenarios/surveys/*.yaml` (DOMAIN §1.3, §1.7, §6.4). */

import { z } from 'zod'
import { CouponId, SignalName } from './content.ts'
import { oneOf, yesNo } from './one-of.ts'
import { told } from './told.ts'
import { WALLS, type Wall } from './vocabulary.ts'
import { wallSignal } from './wall-signal.ts'

/** What a question is like, and so how it is shown and read. */
const QUESTION_KINDS = {
  satisfaction: '満足度（1〜5）',
  nps: 'おすすめしたい度合い（目盛りは shop.yaml の nps.scale）',
  rating5: '5段階',
  choice: '一つ選ぶ',
  text: '自由に書く',
  recall: '思い浮かぶものを順に書く',
} as const

/** What the shop gets to know about a person, little by little (DOMAIN §1.3 persona fields). */
export const PERSONA_FIELDS = {
  age: '年代',
  gender: '性別',
  gender_identity: '性自認',
  occupation: 'お仕事',
  residence: 'お住まい',
  income: '収入',
  family: 'ご家族',
  life_history: 'これまでの歩み',
  likes: '好きなこと',
  dislikes: '苦手なもの',
  values: '大切にしていること',
  conduct: '心がけていること',
  genres: '関心のある分野',
  interest_now: 'いま気になっていること',
  problem: 'お困りごと',
  bought_before: 'これまで使ってこられたもの',
  trusted_voice: '参考にする言葉',
  constraints: '避けたいもの',
} as const
export type PersonaField = keyof typeof PERSONA_FIELDS

/** What an answer tells of the shop's share in the customer's mind (DOMAIN §1.3). */
const MINDSHARE_QUESTIONS = {
  recall: '思い浮かぶ商品や成分（kind: recall）',
  ingredient: '思い浮かぶ成分だけ（kind: recall）',
  fit: '「自分に合っている」（kind: rating5）',
} as const
export type MindshareQuestion = keyof typeof MINDSHARE_QUESTIONS

/** Asked only with consent, and hidden from ordinary exports (DOMAIN §1.3, §5.5). */
const SENSITIVE_FIELDS: ReadonlySet<PersonaField> = new Set(['gender_identity', 'income', 'values'])

/** Persona questions at one sitting (DOMAIN §1.3). */
export const MOST_PERSONA_QUESTIONS = 3

const Id = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/)
  .max(60)
const Words = z.string().min(1).max(300)

const Choice = z.union([
  Words.transform((label): Choice => ({ label })),
  z.strictObject({
    label: told(Words, '選べる言葉', 'お客さまに見える言葉', 'まだ残っている'),
    signal: SignalName.optional(),
    wall: told(
      oneOf(WALLS).optional(),
      '壁',
      '続けない理由。when では wall_price のような名前で使えます',
      'opportunity',
    ),
    reply: told(Words.optional(), 'お返事', '選ばれたあとにお見せする文', '間隔をのばすこともできます。'),
  }),
])
interface Choice {
  label: string
  signal?: string
  wall?: Wall
  reply?: string
}

const Choices = told(
  z
    .array(Choice)
    .min(2)
    .max(50)
    .refine((list) => new Set(list.map(({ label }) => label)).size === list.length, {
      error: '同じ言葉の選択肢が二つあります。',
    }),
  '選択肢',
  'kind: choice だけ。2つから50まで',
  ['毎晩', 'ときどき', { label: '値段', wall: 'price' }],
)

export const Question = z
  .strictObject({
    id: told(Id, '質問の名前', 'お答えはこの名前で残ります。半角の英小文字・数字・_', 'usage'),
    kind: told(oneOf(QUESTION_KINDS), '聞きかた', 'どのように答えていただくか', 'choice'),
    text: told(Words, '質問の文', 'お客さまに見える文', 'いまの使い方に近いものは'),
    low: told(Words.optional(), 'いちばん低い点の意味', '目盛りのはし', '不満'),
    high: told(Words.optional(), 'いちばん高い点の意味', '目盛りのはし', 'とても満足'),
    choices: Choices.optional(),
    max: told(z.int().min(1).max(10).optional(), 'いくつまで', 'kind: recall だけ。書かなければ3', 3),
    optional: told(yesNo.default(false), '任意', '答えなくてもよい質問か', true),
    sensitive: told(
      yesNo.default(false),
      '配慮が必要な質問',
      'ご病気・信条・収入など。同意のチェックを付け、ふつうの書き出しには出しません',
      true,
    ),
    persona: told(oneOf(PERSONA_FIELDS).optional(), 'お客さま像', 'この質問でわかること', 'age'),
    mindshare: told(
      oneOf(MINDSHARE_QUESTIONS).optional(),
      'マインドシェアの質問',
      'お答えを、思い浮かぶ店（shop.yaml の mindshare）の数字に使います',
      'recall',
    ),
    intent: told(yesNo.default(false), '「ほかの商品も」の質問', '5段階のお答えを「結婚」の段階に使います', true),
  })
  .refine(({ kind, choices }) => (kind === 'choice') === (choices !== undefined), {
    path: ['choices'],
    error: '選択肢（choices）は、kind: choice の質問に（だけ）書きます。',
  })
  .refine(({ kind, max }) => max === undefined || kind === 'recall', {
    path: ['max'],
    error: 'max（いくつまで）は、kind: recall の質問だけに書きます。',
  })
  .refine(({ kind, intent }) => !intent || kind === 'rating5', {
    path: ['intent'],
    error: 'intent は、kind: rating5（5段階）の質問だけに書けます。',
  })
  .refine(({ kind, mindshare }) => !mindshare || kind === (mindshare === 'fit' ? 'rating5' : 'recall'), {
    path: ['mindshare'],
    error: 'mindshare は、recall と ingredient なら kind: recall、fit なら kind: rating5（5段階）の質問に書きます。',
  })
  .refine(({ persona, sensitive }) => !persona || !SENSITIVE_FIELDS.has(persona) || sensitive, {
    path: ['sensitive'],
    error: 'この質問は配慮が必要です。sensitive: はい を付けてください。',
  })
export type Question = z.infer<typeof Question>

const Questions = z.array(Question).min(1).max(30)

export const Survey = z
  .strictObject({
    id: told(Id, 'アンケートの名前', 'ファイル名と同じにします', 'first_survey'),
    name: told(z.string().min(1).max(60), '店での呼び名', '60文字まで', 'はじめてのアンケート'),
    intro: told(Words.optional(), 'はじめの文', '質問の前にお見せします', '30秒で終わります。'),
    questions: told(Questions, '質問', '聞く順に', [{ id: 'nps', kind: 'nps', text: 'おすすめしたいですか' }]),
    rotating: told(Questions.optional(), '順番に聞く質問', '毎回このうち一つだけを、順に聞きます', [
      { id: 'reason', kind: 'text', text: '当店を選んでくださったきっかけは', optional: true },
    ]),
    per_sitting: told(
      z.int().min(1).max(MOST_PERSONA_QUESTIONS).optional(),
      '一度に聞く数',
      `お客さま像のアンケートで、まだ聞いていないものから。${MOST_PERSONA_QUESTIONS}つまで`,
      3,
    ),
    skippable: told(yesNo.default(false), '飛ばせる', '答えずに先へ進めるか（解約のときなど）', true),
    consent: told(
      Words.optional(),
      '紹介の同意',
      'チェックの文。はじめは外れています',
      'お名前を伏せてご紹介してもよい',
    ),
    thanks: told(
      z
        .strictObject({
          text: told(Words.optional(), 'お礼の文', '終わったあとにお見せします', 'ありがとうございました。'),
          coupon: told(CouponId.optional(), 'お礼のクーポン', '評価にかかわらず、お答えの皆さまに', 'THANKS300'),
        })
        .prefault({}),
      'お礼',
      '答えてくださったあと',
      { coupon: 'THANKS300' },
    ),
  })
  .superRefine((survey, context) => {
    const all = [...survey.questions, ...(survey.rotating ?? [])]
    const seen = new Set<string>()
    const add = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    for (const [index, { id }] of all.entries()) {
      const path =
        index < survey.questions.length ? ['questions', index] : ['rotating', index - survey.questions.length]
      if (seen.has(id)) add([...path, 'id'], `質問「${id}」が二つあります。名前を変えてください。`)
      seen.add(id)
    }
    for (const kind of ['satisfaction', 'nps'] as const)
      if (all.filter((question) => question.kind === kind).length > 1)
        add(['questions'], `「${QUESTION_KINDS[kind]}」の質問は、一つのアンケートに一つだけです。`)
    const persona = all.filter((question) => question.persona !== undefined).length
    if (persona > MOST_PERSONA_QUESTIONS && survey.per_sitting === undefined && !survey.rotating)
      add(
        ['questions'],
        `お客さま像の質問は一度に${MOST_PERSONA_QUESTIONS}つまでです。per_sitting: 3 を書いてください。`,
      )
  })
export type Survey = z.infer<typeof Survey>

/** The signals that one answer raises. */
export const signalsOfChoice = ({ signal, wall }: Choice): string[] => [
  ...(signal ? [signal] : []),
  ...(wall ? [wallSignal(wall)] : []),
]

/** Every signal the answers of a survey can raise. */
export const signalsOfSurvey = ({ questions, rotating = [] }: Survey): string[] => [
  ...new Set([...questions, ...rotating].flatMap(({ choices = [] }) => choices.flatMap(signalsOfChoice))),
]

/**
 * What is asked this time: all, or the first few not answered yet; and one of the rotating questions, by the round.
 * @param round counts from 0
 */
export function sitting(
  survey: Survey,
  { round, answered }: { round: number; answered: ReadonlySet<string> },
): Question[] {
  const { questions, rotating = [], per_sitting } = survey
  const asked =
    per_sitting === undefined ? questions : questions.filter(({ id }) => !answered.has(id)).slice(0, per_sitting)
  const turn = rotating.length > 0 ? rotating[round % rotating.length] : undefined
  return turn ? [...asked, turn] : asked
}
