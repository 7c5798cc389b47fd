/** Which words promise what food may not: rows 23–33 of DOMAIN §5.3 (健康増進法, 薬機法), with those shared by all goods. */

import { ALL, BODY, FOOD } from './law-categories.ts'
import type { Wording } from './law-words.ts'

/** Names that make 「予防」 a claim about a disease (row 28). */
const DISEASE =
  /病(?!み|院)|疾患|癌|がん(?!ば|こ|じ|め|ぜ)|糖尿|高血圧|認知症|骨粗|インフル|風邪|感染|ウイルス|コロナ|動脈硬化|脳卒中|花粉症|アレルギー|便秘|冷え性|肩こり|更年期|膀胱炎|貧血|皮膚炎|湿疹|水虫|アトピー|老化|薄毛/

export const FOOD_WORDS: Wording[] = [
  {
    row: 23,
    code: 'E423',
    categories: FOOD,
    pattern: /痩|やせ|ダイエット効果|脂肪(?![分酸]).{0,4}(?:燃|分解|減)/,
    // 増やせます・冷やせば・癒やせ, and 低脂肪.
    notAfter: /[増冷費生癒燃絶肥甘耕あふひい低無]/,
    notBefore: /い|つ|せ?(?:た?土|我慢|がまん)|っぽち|細|るゴミ/,
    example: 'やせる',
    reason: '食品は、体への効果を言えません',
    safer: '「食事のバランスを意識する方に」',
  },
  {
    row: 24,
    code: 'E424',
    categories: FOOD,
    pattern: /免疫.{0,4}(?:力|アップ|高)/,
    example: '免疫力を高める',
    reason: '食品は、体への効果を言えません',
    safer: '「毎日の健康維持に」',
  },
  {
    row: 25,
    code: 'E425',
    categories: FOOD,
    pattern: /(?:血圧(?!計)|血糖|コレステロール|中性脂肪).{0,6}(?:(?<![以地上])下(?!記|さい|旬)|抑|改善)/,
    example: '血圧を下げる',
    reason: '食品は、体への効果を言えません。機能性表示食品は届出表示のとおりに限ります',
    safer: '機能性表示食品なら届出表示のとおりに書き、そうでなければ消す',
  },
  {
    row: 26,
    code: 'E426',
    categories: FOOD,
    pattern: /(?:便秘|むくみ|冷え性|不眠|更年期|花粉症|肩こり|疲労).{0,6}(?:解消|改善|回復|効(?![率能]))/,
    example: '便秘の解消',
    reason: '食品は、症状への効果を言えません',
    safer: '「すっきり習慣」「元気な毎日を応援」',
  },
  {
    row: 27,
    code: 'E427',
    categories: BODY,
    pattern:
      /がん(?=[にをはや予対治発患細検、。・]|が(?!ん)|の(?!う)|と(?!して)|リスク|$)|癌|糖尿病|高血圧|認知症|骨粗(?:しょう|鬆)症/,
    // スローガン・スプレーガン・念がん: がん stands alone or after kanji.
    notAfter: /[ぁ-んー]/,
    example: 'がんに',
    reason: '病名を挙げると医薬品の表現になります',
    safer: '病名を消す',
  },
  {
    row: 28,
    code: 'E428',
    categories: ALL,
    pattern: /予防(?:する|に|でき)/,
    near: DISEASE,
    unless: /手洗い|うがい|マスク|換気|水分補給/,
    example: '風邪を予防する',
    reason: '病気を防ぐのは、医薬品だけに許される表現です',
    safer: '「健やかな毎日のために」',
  },
  {
    row: 29,
    code: 'W429',
    categories: FOOD,
    pattern: /(?:毎食後|食前|食後|就寝前).{0,6}\d+\s*[粒錠]/,
    example: '食後に2粒',
    reason: '飲む時を決めると、薬のように受け取られます',
    safer: '「1日2粒を目安に、水などと」',
  },
  {
    row: 30,
    code: 'W430',
    categories: BODY,
    pattern: /服用|(?<!\p{Script=Han})用[法量]|処方/u,
    // 洋服用・子ども服用, and how cosmetics name their formula.
    notAfter: /[洋衣和人士供児制業礼生夏冬]|ども|ベビー|フリー|独自の?|オリジナル|新しい|[性料激新湿油軽]/,
    notBefore: /せん|箋/,
    example: '服用',
    reason: '薬の言葉です',
    safer: '「お召し上がり方」「使い方」',
  },
  {
    row: 31,
    code: 'E431',
    categories: ALL,
    pattern: /好転反応/,
    example: '好転反応',
    reason: '肌や体の不調を、よいしるしのように伝えています',
    safer: '「ご使用を中止し、専門医にご相談ください」とご案内する',
  },
  {
    row: 32,
    code: 'E432',
    categories: FOOD,
    pattern: /体質(?:を|の|から)?(?:改善|が?変わ|変え)/,
    example: '体質改善',
    reason: '食品は、体への効果を言えません',
    safer: '「続けやすい習慣」',
  },
  {
    row: 33,
    code: 'E433',
    categories: FOOD,
    pattern: /抗酸化|代謝.{0,4}(?:(?<!以)上|アップ)/,
    example: '代謝アップ',
    reason: '食品は、体への効果を言えません',
    safer: '「毎日の食卓に」など、食べかたやおいしさで伝える',
  },
]
