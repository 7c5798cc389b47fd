/** DOMAIN §5.3 row by row: what must be found, and what looks like it and must not. */
import { describe, expect, test } from 'vitest'
import { findWordings } from '../../bot/core/law-find.ts'
import { LAW_HELP } from '../../bot/core/law-help.ts'
import { bubbleOf } from '../../bot/core/law-texts.ts'
import { type Category, WORDINGS } from '../../bot/core/law-words.ts'

function codes(text: string, category: Category): string[] {
  const bubble = bubbleOf(text, ['text'])
  return bubble.words.flatMap((words) => findWordings(words, bubble, category)).map(({ wording }) => wording.code)
}

/** A code and what the shop sells; what is found (+), what only looks like it (-). ｜ parts two texts, ⏎ is a line break. */
const TABLE = `
E401 cosmetics
+ シミが消えます｜しみを薄くする｜気になるそばかすが取れた｜ｼﾐが薄くなりましたか｜日焼けしたシミが消える｜シミたちを消し去る
- シミュレーションの結果は消えます｜しみじみと、昔の薄いノートを読み返しました｜お楽しみが消えないうちに｜気になるシミには、コンシーラーを薄く重ねます｜シミには薄く重ねて｜日やけによるシミ・そばかすを防ぐ
E402 cosmetics
+ シワを改善します｜ほうれい線が消えた｜小じわが消える｜目もとのしわがなくなる｜シワを目立たなくする
- 乾燥による小ジワを目立たなくする｜シワだけでなく、うるおいも大切に｜シートマスクのシワを伸ばして、頬にのせます｜しわ寄せがなくなるよう、発送の日を見直しました｜かしわ餅を消費期限までに｜包装のしわ、消費期限のこと
E403 other
+ アンチエイジングの決定版｜若返りを体験｜あんちえいじんぐ｜老化を防ぐ
- 若い方にも｜エイジングサインに着目｜若葉の季節です
W404 cosmetics
+ エイジングケアをはじめよう｜ｴｲｼﾞﾝｸﾞｹｱ
- エイジングケア※⏎※年齢に応じたうるおいのお手入れ｜年齢に応じたお手入れ
W405 quasi_drug
+ 美白ケア｜ホワイトニング効果のある色白肌へ
- 美白※⏎※メラニンの生成を抑え、シミ・そばかすを防ぐ｜白い箱でお届けします｜色白の方に映える口紅
E406 cosmetics
+ ニキビが治る｜にきびを改善｜吹き出物が消えた
- 洗浄によりニキビを防ぐ｜ニキビができやすい季節です｜ニキビに消毒液は使いません
E407 food
+ アトピーの方へ｜湿疹が気になる｜水虫
- 湿疹のあるところには、お使いにならないでください｜アトピー性皮膚炎の方は、医師にご相談ください｜水も虫も大切にする田んぼです
E408 cosmetics
+ 肌荒れに効く｜毛穴に効いた｜治す力｜ニキビ治療｜効き目を実感｜目の疲れに効きます｜病気に効く｜疲れた目に効く
- 治安のよい街です｜わさびがピリッと効いています｜スパイスの効いたカレー｜冷房がよく効くお部屋では、乾きやすくなります｜効率よくお手入れ｜保存会が自治するお祭り｜時効の話｜お直しします｜本品は治療を目的としたものではありません
W409 cosmetics
+ 肌の奥まで浸透｜ぐんぐん浸透する
- 角質層まで浸透｜この習慣が浸透してきました｜浸透圧
E410 cosmetics
+ 細胞から元気に｜肌を再生｜皮膚の活性化｜ターンオーバーを促す
- 動画を再生｜お肌の動画を再生してください｜肌を整える｜再生紙の箱
E411 food
+ デトックス｜毒素を出す｜老廃物がたまる
- 週末はデジタルデトックス｜毒のない話｜すっきりした洗い上がり
W412 cosmetics
+ ターンオーバーが乱れると｜ﾀｰﾝｵｰﾊﾞｰ
- キメを整える｜ターンオーバーを促す｜ターン券はありません
E413 cosmetics
+ 血行を促進｜血行がよくなる｜リフトアップ｜小顔になる
- 小顔に見えるチークの入れかた｜マッサージの心地よさ｜血色よく見せる口紅
E414 cosmetics
+ 育毛｜発毛｜抜け毛を防ぐ
- 頭皮をすこやかに保つ｜産毛をととのえる｜抜け毛の季節のお掃除
E415 food
+ 必ず効果が出ます｜誰でもきれいになれる｜100%実感｜絶対に痩せる
- 必ず清潔な手でお使いください｜誰でも参加できます｜コットン100%で元気な色｜効果音
W415 cosmetics
+ 必ずご満足いただけます｜絶対の自信｜100%ご満足｜確実に違いがわかる
- 必ずご確認ください｜必ずお読みください｜担当者が必ずお返事します｜必ずしも毎日でなくて大丈夫です｜絶対に目に入れないでください｜綿100%のタオル｜シルク100%｜天然由来成分100%｜100%天然の精油｜誰でもご参加いただけます｜確実にお届けするため、番地までご記入ください
E416 cosmetics
+ 副作用がない｜100%安全｜副作用の心配がありません｜安全な成分だけ｜安心して使える｜赤ちゃんにも安心してお使いいただけます
- 安全な通信でお守りします｜こちらのリンクは安全です｜安全運転でお届けします｜安心してお使いいただけるよう、返品も承ります｜どうぞご安心ください
W417 food
+ 無添加です｜安心の無添加
- 香料・着色料無添加｜化学調味料無添加のだし｜無添加（香料・着色料・防腐剤）
W418 cosmetics
+ 敏感肌でも安心｜敏感肌の方も安心｜敏感肌の方でもOK
- 敏感肌の方によるパッチテスト済み※｜敏感肌でも安心※⏎※パッチテスト済み。｜敏感肌の方のご意見
E419 cosmetics
+ 即効｜すぐに効く｜3日で実感｜1週間で変わる｜たった7日｜３日で美肌
- 3日でお届けします｜1日で読める小さな本｜約45日で使い切る量です｜たった1日限りの催し｜14日でポイントが切れます｜即効性はありません｜2日で日程が変わることがあります
E420 cosmetics
+ 医師が推薦｜皮膚科医監修｜薬剤師も愛用｜美容師おすすめ
- 医師へのご相談をおすすめします｜専門医の受診をおすすめします｜美容師さんに教わった結び方
W421 cosmetics
+ ビフォーアフター｜使用前・使用後｜Before/After
- 使用前と使用後に手を洗ってください｜アフターサービス｜使用前によく振ってください
W422 food
+ 最高の品質｜最強の味方｜究極の一滴｜唯一の製法
- 最高気温は30度｜最高の一日をお過ごしください｜最強寒波｜最高金賞（2025年、品評会事務局調べ）｜月に一度の唯一の楽しみ｜敬老の日の最高齢
W513 cosmetics
+ 売上No.1｜№１｜日本一の化粧水｜世界一｜満足度98％｜人気ランキング1位
- ご注文No.1234｜商品No.1のふた｜日本一周の旅｜満足度98%（2026年4月、当店調べ）｜満足度を5段階で教えてください
E423 food
+ やせる｜楽に痩せられる｜ダイエット効果｜脂肪を燃やす｜体脂肪が減る｜ﾔｾる
- 増やせます｜冷やせば、もっとおいしく｜費やせる時間｜疲れを癒やせる香り｜ふやせます｜脂肪分を減らした牛乳｜低脂肪｜痩せ我慢はしないでくださいね
E424 food
+ 免疫力を高める｜免疫アップ｜免疫を高める
- 毎日の健康維持に｜免許の更新
E425 ffc
+ 血圧を下げる｜血糖値の上昇を抑える｜コレステロールを下げる
- 血圧計を下に置きます｜血圧が130以下の方へ｜コレステロールの量は下記です
E426 food
+ 便秘が解消｜疲労回復｜肩こりに効｜むくみを改善
- 疲労の効率的な記録｜元気な毎日を応援｜花粉症の季節になりました
E427 cosmetics
+ がんに効｜ガンが｜肺がんの方｜癌｜糖尿病｜認知症
- がんばらない｜がんこな汚れ｜スローガンが決まりました｜がんもどき｜オーガンジーの袋｜ガンダムの話
E428 food
+ 風邪の予防に｜生活習慣病を予防する｜花粉症を予防できます
- 肌の乾燥の予防に｜風邪の予防に、手洗いとうがいを｜混雑の予防にご協力ください｜忘れ物を予防するメモ
W429 food
+ 毎食後に2粒｜就寝前 3錠
- 1日2粒を目安に｜食後のデザートに｜食後にお茶を2杯
W430 food
+ 服用してください｜用法を守って｜処方しました｜用量
- 洋服用のブラシ｜子ども服用ハンガー｜活用法をご紹介｜ご使用量の目安｜アルコールフリー処方｜弱酸性処方
E431 cosmetics
+ 好転反応です｜赤みは好転反応
- 天気が好転｜反応のよい画面｜好転反応ではありません
E432 food
+ 体質改善｜体質が変わる｜体質を改善
- 体質に合わないとき｜社内の体制を改善
E433 food
+ 抗酸化パワー｜代謝アップ｜代謝を上げる
- 酸化しにくい遮光びん｜代わりのお品｜新陳代謝という言葉の由来
W434 cosmetics
+ お悩みが解決｜お悩みがなくなる｜デリケートな悩みが解決
- お悩みが解決しましたら、お知らせください｜お悩みに寄り添うお手入れ｜お悩みが解決しないときは
W435 cosmetics
+ 乾燥が気になる方の90%が実感｜95%の方が満足｜９割ではなく92％が満足
- 90%が満足（2026年4月、当店アンケート、120人）｜10%引きが満足の理由｜湿度60%が目安です
W436 food
+ 当社比2倍｜従来品より濃厚
- 従来品（2023年発売の本品）より濃厚｜当社は比内地鶏を使います
W437 other
+ 全額返金｜返金保証つき
- 全額返金（お届けから14日以内）｜ご返金の手続きをしました
W438 food
+ いつでも解約できます｜いつでもご解約OK
- いつでも解約できます（次回お届けの7日前まで）｜いつでもご相談ください
W439 food
+ 実質無料｜実質０円
- 実質無料（お支払いの総額は3,300円）｜送料無料｜名実ともに
W511 food
+ 今だけ｜本日限り｜本日まで送料無料｜本日のみ半額｜今日限りです｜残りわずか｜ラストチャンス｜最後のチャンスです
- 今だけ、4月30日まで｜本日までにいただいたお声｜今日までありがとう｜お試しサイズが残りわずかになるころですね｜残りわずかのころでしょうか｜今だけは、ゆっくりお茶を｜挑戦のチャンス
W540 other
+ 解約すると損をします｜今やめたら後悔します｜退会されるともったいない
- 解約しても、違約金はありません｜お休みのあいだも、いつでも再開できます｜解約すると、次回から届きません
`

interface Row {
  code: string
  category: Category
  hits: string[]
  misses: string[]
}

const ROWS = [...TABLE.matchAll(/^(\w\d+) (\w+)\n\+ (.+)\n- (.+)$/gm)].map(
  ([, code = '', category, hits = '', misses = '']): Row => {
    const texts = (list: string) => list.replaceAll('⏎', '\n').split('｜')
    return { code, category: category as Category, hits: texts(hits), misses: texts(misses) }
  },
)

describe.each(ROWS)('$code', ({ code, category, hits, misses }) => {
  test.each(hits)('finds %s', (text) => {
    expect(codes(text, category)).toContain(code)
  })
  test.each(misses)('leaves %s', (text) => {
    expect(codes(text, category)).not.toContain(code)
  })
})

test('every row of the table has its hits and its near misses, and its example is one', () => {
  const table = new Set(WORDINGS.map(({ code }) => code))
  expect([...table].filter((code) => !ROWS.some((row) => row.code === code))).toEqual([])
  for (const { hits, misses } of ROWS) expect([hits.length > 1, misses.length > 1]).toEqual([true, true])
  for (const { example, code, categories } of WORDINGS)
    for (const category of categories) expect([example, ...codes(example, category)]).toContain(code)
})

test('the 40 rows of DOMAIN are there, each for the goods DOMAIN names', () => {
  const rows = new Set(WORDINGS.map(({ row }) => row))
  for (let row = 1; row <= 40; row += 1) expect(rows).toContain(row)
})

test('the safer words are safe, and what they ask to add settles the matter', () => {
  for (const { code, example, safer, categories, settledBy } of WORDINGS)
    for (const category of categories) {
      const quoted = [...safer.matchAll(/「([^」]+)」/g)].map(([, words = '']) => words)
      const advice = quoted.join('\n')
      if (!/を消し|を消す/.test(safer)) expect([code, ...codes(advice, category)]).toEqual([code])
      const promised = settledBy && quoted.length && !advice.includes('{{')
      if (promised) expect(codes(`${example}\n${advice}`, category)).not.toContain(code)
    }
})

test('the help has a sentence for each code', () => {
  for (const { code } of WORDINGS) expect(LAW_HELP[code]).toMatch(/。→/)
  expect(Object.keys(LAW_HELP)).toContain('E523')
})

test('a cosmetics word is free in other goods, a food word in cosmetics', () => {
  expect(codes('シャツのシミが消える', 'other')).toEqual([])
  expect(codes('シミが消える', 'food')).toEqual([])
  expect(codes('免疫力を高める', 'cosmetics')).toEqual([])
  expect(codes('免疫力を高める', 'ffc')).toEqual(['E424'])
  expect(codes('アトピー', 'other')).toEqual([])
})

test('a guarantee is worse when it promises an effect', () => {
  expect(codes('必ずご満足いただけます', 'cosmetics')).toEqual(['W415'])
  expect(codes('必ず効果を実感いただけます', 'cosmetics')).toEqual(['E415'])
})

test('advice and denials are no claims', () => {
  for (const text of [
    '湿疹やかぶれが出たときはご使用を中止し、皮膚科の専門医にご相談ください。',
    '薬を服用している方、通院中の方は、医師または薬剤師にご相談ください。',
    '本品は、疾病の診断、治療、予防を目的としたものではありません。',
    '必ず効くとは限りません。',
    'すべての方に効果が出るわけではありません。',
  ])
    for (const category of ['cosmetics', 'food', 'ffc'] as const) expect(codes(text, category), text).toEqual([])
  expect(codes('シミが消えます。合わないときは専門医にご相談ください。', 'cosmetics')).toEqual(['E401'])
  expect(codes('皮膚科の専門医が推薦', 'cosmetics')).toEqual(['E420'])
})

test('a sentence broken after a particle is one sentence; two lines are two', () => {
  expect(codes('シミが\n消えます', 'cosmetics')).toEqual(['E401'])
  expect(codes('シミ対策\n消しゴム', 'cosmetics')).toEqual([])
  expect(codes('シミが\n\n消えます', 'cosmetics')).toEqual([])
})

test('letters a reader does not see hide nothing', () => {
  expect(codes('シ\u200Bミが消え\u00ADる', 'cosmetics')).toEqual(['E401'])
})
