/** What shops write every day must not be called unlawful (DOMAIN §5.3: false positives cost the merchant's trust). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { kindOf } from '../../bot/core/check.ts'
import { Coupons } from '../../bot/core/coupons.ts'
import {
  type LawSurroundings,
  lawProblems,
  lawProblemsOfCoupons,
  lawProblemsOfMenu,
  lawProblemsOfReplies,
  lawProblemsOfShop,
  lawProblemsOfSurvey,
} from '../../bot/core/law.ts'
import { findWordings } from '../../bot/core/law-find.ts'
import { firstPrice } from '../../bot/core/law-rules.ts'
import { bubbleOf } from '../../bot/core/law-texts.ts'
import { CATEGORY_NAMES, type Category } from '../../bot/core/law-words.ts'
import { formatProblem, type Problem } from '../../bot/core/problem.ts'
import { readYaml } from '../../bot/core/read-file.ts'
import { Replies } from '../../bot/core/replies.ts'
import { Scenario } from '../../bot/core/scenario.ts'
import { Shop } from '../../bot/core/shop.ts'
import type { Source } from '../../bot/core/source.ts'

type Judge<T> = (value: T, source: Source, file: string, around: LawSurroundings) => Problem[]
const CATEGORIES = Object.keys(CATEGORY_NAMES) as Category[]

function hits(text: string, category: Category): string[] {
  const bubble = bubbleOf(text, ['text'])
  return [
    ...bubble.words.flatMap((words) => findWordings(words, bubble, category)).map(({ wording }) => wording.code),
    ...firstPrice(bubble, false).map(({ code }) => code),
  ]
}

const CORPUS = `
がんばらない
がんこな
増やせます
洋服用
動画を再生
必ずご確認ください
お直しします
シミュレーションで、お届け日を確かめられます
しみじみと香りを楽しむ夜です
楽しみにお待ちください
親しみやすい担当者です
がんばって続けてくださっているのですね
がんじがらめにならず、できる日だけで
効率よく泡立てるコツ
必ずしも朝でなくてもかまいません
治安のよい静かな町の工房です
有効期限は月末です
有効な番号をご入力ください
効果音のない静かな動画です
時効はありません
活用法をまとめました
ご使用量の目安は500円玉くらいです
洋服用ブラシのお届けです
費用は当店が負担します
冷やせばゼリーのように固まります
時間を費やせるのは夜だけ、という方へ
疲れた日は、湯船で癒やされましょう
朝食後にもう一度、歯みがきのあとに
やさしい甘さです
やせいの草花を描いた箱です
脂肪ゼロのヨーグルトにのせて
低脂肪乳で割るとさっぱりします
ガンジー牧場のバター
がんもどきと大根の煮物
スローガンを一つだけ決めました
オーガンジーの巾着に入れてお届けします
眼鏡を外して、まぶたは軽く
薄く伸ばして、重ねてください
消しゴムくらいの大きさです
消費期限は箱の底にあります
ご不要になった容器は、各自治体の決まりで
退治した虫の話ではありません
明治時代から続く蔵です
手当てのように、そっと包む
安全運転で配送しています
安全な場所に置き配します
こちらは安全なサイトです
ご安心ください、すぐに止まります
安心の国産大豆です
送料無料でお届けします
初回限定の箱でお届けします
お返事は必ずいたします。担当者が必ず返信します
必ずお手元の説明書をお読みください
絶対にご無理はなさらないでください
絶対音感のある店長です
確実にお届けするため、建物の名前もお書きください
誰でも参加できる会です
綿100%のやわらかな布です
果汁100%のジュースです
カカオ100%に近い苦み
最高気温が30度をこえる日が続きます
最高の一日になりますように
日本一周の旅の途中で
世界一周の香り
唯一の楽しみは、夜のお茶です
ご注文番号はNo.1024です
No.12のシートをお使いください
満足度を5段階で教えてください
今日だけで大丈夫です
今だけは、ゆっくり深呼吸を
お試しサイズはそろそろ残り少なくなるころでしょうか
お手元の残りわずかな中身は、容器を逆さにして
3日でお手元に届きます
1週間でお返事します
45日で使い切れる大きさです
7日間、いっしょに続けてみませんか
1日2粒を目安に、水などとお召し上がりください
お悩みが解決しましたら、お知らせください
お悩みのことを、このままお書きください
解約のお手続きは、メニューからいつでも行えます
解約しても、ポイントは残ります
お休みのあいだ、お支払いはありません
やめられたわけを、ひとことお聞かせください
美容師さんに教わった、髪の乾かしかた
医師にご相談ください
皮膚科の専門医にご相談くださいね
薬を服用中の方は、医師または薬剤師にご相談ください
妊娠中・授乳中の方は、医師にご相談ください
湿疹など異常のあるときは、お使いにならないでください
赤みやはれが出たときは、ご使用を中止してください
目に入ったときは、すぐに洗い流してください
使用前によく振ってください
乳幼児の手の届かないところに置いてください
極端に高い場所や低い場所に置かないでください
肌に合わないときは、ご使用をおやめください
うるおいを与えて、肌を整えます
乾燥を防ぎ、はりとツヤを与えます
汚れを落とし、肌を清浄にします
日やけを防ぎます
乾燥による小ジワを目立たなくします
香りがよく、気分が晴れます
さっぱりとした洗い上がりです
角質層までうるおいが届きます
食事のバランスを整えましょう
食生活は、主食、主菜、副菜を基本に、食事のバランスを。
本品は、疾病の診断、治療、予防を目的としたものではありません。
おでかけ前の5分でできるお手入れ
花粉の季節になりました。お変わりありませんか
風邪など召されませんよう、ご自愛ください
疲れた夜は、早めにお休みください
わさびの効いたお寿司に合うお茶です
だしのよく効いたお味噌汁
生姜がぴりっと効いています
融通の効く日にちでどうぞ
しっかり効かせた隠し味
浸してから、軽くしぼります
肌寒い季節になりました
動画の再生ボタンを押してください
小顔に見える前髪の分けかた
若い世代の方からもお便りをいただきます
若葉の香りです
お体に気をつけてお過ごしください
体質に合わないときは、お控えください
血行という言葉の由来
代わりの品をお送りします
従業員が育てた野菜です
白い箱と、白いリボン
真っ白な泡が立ちます
全額をお戻ししました
返金の手続きが終わりました
総額は3,300円です
定期的にふたをお拭きください
定期便の次回は4月3日です
予防接種の時期ですね
予防線を張らずに、率直にお書きください
処方せん薬局のとなりです
レシピのご用意は食前、片づけは食後に
口コミではなく、ご自分の指でたしかめてください
損はさせません、とは申しません
損益分岐点の話
後悔のないお買いものを
今年も残りわずかとなりました。お変わりありませんか
誰でもはじめは不安なものです
おけがが治るまで、どうぞごゆっくり
ポイントは90日で消えます
5日できれいに乾きます
水仕事の多い美容師の方におすすめです
お悩みがなくても、お立ち寄りください
副作用などのご心配は、主治医の先生へ
でんぷんの老化を防ぐため、冷凍でお届けします
赤ちゃんをあやせる鈴つきです
日本一の富士山をのぞむ茶畑です
はじめての方へ、お試しは980円です。定期便ではありません
`
  .trim()
  .split('\n')

test('the corpus has the seven of DOMAIN and many more', () => {
  expect(CORPUS.slice(0, 7)).toEqual([
    'がんばらない',
    'がんこな',
    '増やせます',
    '洋服用',
    '動画を再生',
    '必ずご確認ください',
    'お直しします',
  ])
  expect(new Set(CORPUS).size).toBeGreaterThan(7 + 60)
})

test.each(CORPUS)('%s', (text) => {
  for (const category of CATEGORIES) expect(hits(text, category), category).toEqual([])
})

/** DOMAIN §6.3 and §6.4, as far as they are not among the shipped replies. */
const DOMAIN_TEXTS = [
  '定期便へのお申し込み、ありがとうございます。次回のお届けは{{次回お届け日}}の予定です。お届けの7日前に、こちらでお知らせします。変更やお休みは、メニューからいつでもどうぞ。',
  '次回のお届けが近づいてまいりました。{{次回お届け日}}に{{商品名}}をお送りします。まだ残っているときは、お休みや間隔の変更ができます。このままでよろしければ、お手続きはいりません。',
  '2回目が届きましたね。続けてくださって、ありがとうございます。使う量のペースは合っていますか。余りがちな方は間隔をのばすと、いつも新しいものをお使いいただけます。',
  'ごぶさたしております、{{店名}}の{{担当者名}}です。今日は売り込みではなく、ごあいさつだけ。その後、お肌のお手入れはいかがですか。お困りのことがあれば、いつでもお声がけください。',
  'この季節のお手入れについて、短いメモをまとめました。よろしければ、お茶のおともにどうぞ。',
  'またお会いできたらうれしいという気持ちをこめて、10%引きのクーポンをお預けします。有効期限は{{クーポン期限}}です。お使いにならなくても、もちろんかまいません。',
  '化粧水をお使いの方から『このあとは何を使えばいいですか』とよくご質問をいただきます。乾燥が気になる季節には、とろみクリームを米粒ふたつ分。まずはお手持ちの乳液がなくなってからで十分です。順番のご相談も承ります。',
  'いつもありがとうございます。もし身近に、お手入れでお困りの方がいらっしゃいましたら、このカードをお渡しください。その方のはじめてのお試しが半額になり、{{お名前}}さまにも500円引きクーポンをお贈りします（紹介特典のあるご案内です）。お声がけは、無理のない範囲でお願いいたします。',
  'お使いいただいた満足度を教えてください(5とても満足…1不満)',
  'この商品を、ご家族やお友だちにどのくらいおすすめしたいですか(1〜10、10がいちばんおすすめしたい)',
  'いまの使い方に近いものは(毎晩/ときどき/まだ使っていない/やめた)',
  '続けるうえで気になることは(値段/量や頻度/自分に合うか/続けられるか/特にない)',
  'よかったこと・気になったことを自由にお書きください(任意)',
  'ご感想を、お名前を伏せてご紹介してもよい',
  'この1か月でうれしかったこと、困ったこと(任意)',
  '保湿の化粧水と聞いて思い浮かぶ商品や成分を、思い浮かんだ順に3つまで',
  '当店のほかの商品も使ってみたいと思いますか(5段階)',
  'お手入れの情報は、どなたの言葉をいちばん参考にしますか',
  '当店を選んでくださったきっかけは',
  '毎月のひとことアンケートです。30秒で終わります。',
  '年代・お住まいの都道府県・いま気になっていること(選択)・休日の過ごし方・大切にしていること(任意)・これまで使ってこられたもの(任意)・避けたい成分や香り(任意)',
  'まだ残っている / 自分に合うかわからない / 値段 / 使う時間がない / ほかの商品にした / その他',
]

test.each(DOMAIN_TEXTS)('DOMAIN §6: %s', (text) => {
  for (const category of CATEGORIES) expect(hits(text, category), category).toEqual([])
})

const folder = join(import.meta.dirname, '../../scenarios')
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'))
const files = paths.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
const textOf = (name: string) => files.find(({ path }) => path === `${name}.yaml`)?.text ?? ''
const shopFile = readYaml(textOf('shop'), 'shop.yaml', Shop)

test.each(CATEGORIES)('the shipped files are clean for a shop of %s', (product_category) => {
  if (!shopFile.value) throw new Error('shop.yaml is wrong')
  const shop = { ...shopFile.value, product_category }
  const judged = files.flatMap(({ path, text }) => {
    const read = <T extends z.ZodType>(schema: T, judge: Judge<z.infer<T>>) => {
      const { value, source, file, problems } = readYaml(text, path, schema)
      if (value === undefined) throw new Error(problems.map(formatProblem).join('\n'))
      return judge(value, source, file, { shop })
    }
    const kind = kindOf(path)
    if (kind === 'scenario') return read(Scenario, lawProblems)
    if (kind === 'replies') return read(Replies, lawProblemsOfReplies)
    if (kind === 'coupons') return read(Coupons, ({ coupons }, ...rest) => lawProblemsOfCoupons(coupons, ...rest))
    if (kind === 'richmenu') return read(z.unknown(), lawProblemsOfMenu)
    return kind === 'shop' ? read(Shop, lawProblemsOfShop) : read(z.unknown(), lawProblemsOfSurvey)
  })
  expect(judged.map(formatProblem)).toEqual([])
  expect(files.length).toBeGreaterThan(3)
})

describe('whatever the text', () => {
  const pieces = fc.constantFrom(
    ...'シミしみがんガン癌必ず効く消薄治すやせ最高ｶﾞﾊﾟ゛゜がが\u3099ー々〆𠮷髙㌔№①％100%。！\n\r\t \u3000\u200B\uD800{}[]#:|',
    'ターンオーバー',
    '{{クーポン期限}}',
    '敏感肌でも',
    '安心して',
  )
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  )
  test('it is judged without an error, and each hit lies inside it', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...CATEGORIES), (words, category) => {
        const bubble = bubbleOf(words, ['text'])
        for (const one of bubble.words)
          for (const { start, end } of findWordings(one, bubble, category)) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(words.length)
          }
      }),
      { numRuns: 500 },
    )
  })
  test('half-width, full-width and the other kana say the same', () => {
    const katakana = (words: string) =>
      words.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    for (const words of ['あんちえいじんぐ', 'でとっくすの話', 'にきびを改善', 'びふぉーあふたー']) {
      expect(hits(katakana(words), 'cosmetics')).toEqual(hits(words, 'cosmetics'))
      expect(hits(words, 'cosmetics')).toHaveLength(1)
    }
  })
})

test('a long text is judged in time', () => {
  const line = '今日はお手入れの話です。しみじみと香りを楽しみ、必ずしも急がず、効率よりも心地よさを。'
  for (const [name, words] of [
    ['everyday', line.repeat(2500).slice(0, 100_000)],
    ['one sentence', 'あ'.repeat(100_000)],
    ['only hits', 'シミが消え必ず癌'.repeat(12_500)],
    ['nearly hits', '最高気温。'.repeat(20_000)],
    ['only line breaks', ' \n'.repeat(50_000)],
  ] as const) {
    const started = performance.now()
    const found = hits(words, 'cosmetics').length
    console.log(`${name}: ${words.length} characters, ${found} hits, ${Math.round(performance.now() - started)} ms`)
  }
})
