/** What are the people of the demo shop called? Invented: family and given names put together by chance. */

import type { Dice } from './dice.ts'

const FAMILY = `青木 アオキ,浅野 アサノ,東 アズマ,安藤 アンドウ,飯田 イイダ,池田 イケダ,石井 イシイ,石川 イシカワ,石田 イシダ,市川 イチカワ,今井 イマイ,岩崎 イワサキ,上田 ウエダ,上野 ウエノ,遠藤 エンドウ,大久保 オオクボ,大西 オオニシ,大野 オオノ,岡田 オカダ,岡本 オカモト,小川 オガワ,小野 オノ,片山 カタヤマ,金子 カネコ,川口 カワグチ,河野 コウノ,菊地 キクチ,北村 キタムラ,久保 クボ,工藤 クドウ,小島 コジマ,後藤 ゴトウ,近藤 コンドウ,斉藤 サイトウ,酒井 サカイ,坂本 サカモト,桜井 サクライ,柴田 シバタ,島田 シマダ,杉山 スギヤマ,菅原 スガワラ,高木 タカギ,高田 タカダ,武田 タケダ,竹内 タケウチ,谷口 タニグチ,千葉 チバ,土屋 ツチヤ,内藤 ナイトウ,中島 ナカジマ,中野 ナカノ,永井 ナガイ,西村 ニシムラ,野口 ノグチ,野村 ノムラ,橋本 ハシモト,長谷川 ハセガワ,原田 ハラダ,平野 ヒラノ,福田 フクダ,藤井 フジイ,藤田 フジタ,藤原 フジワラ,古川 フルカワ,前田 マエダ,増田 マスダ,丸山 マルヤマ,三浦 ミウラ,水野 ミズノ,宮崎 ミヤザキ,宮本 ミヤモト,村上 ムラカミ,村田 ムラタ,望月 モチヅキ,森田 モリタ,安田 ヤスダ,山口 ヤマグチ,山崎 ヤマザキ,横山 ヨコヤマ,和田 ワダ`
/** As they stand in the family register, and as only some encodings know them. */
const RARE_FAMILY = `髙橋 タカハシ,髙木 タカギ,山﨑 ヤマザキ,﨑本 サキモト,髙﨑 タカサキ`
const GIVEN = `葵 アオイ,明美 アケミ,麻衣 マイ,綾香 アヤカ,彩 アヤ,郁子 イクコ,恵美 エミ,絵里 エリ,香 カオリ,和子 カズコ,加奈子 カナコ,京子 キョウコ,久美子 クミコ,恵子 ケイコ,幸子 サチコ,沙織 サオリ,早苗 サナエ,静香 シズカ,純子 ジュンコ,翔子 ショウコ,すみれ スミレ,聡子 サトコ,多恵 タエ,千春 チハル,千尋 チヒロ,典子 ノリコ,奈緒 ナオ,菜月 ナツキ,春菜 ハルナ,陽子 ヨウコ,久恵 ヒサエ,瞳 ヒトミ,弘美 ヒロミ,文香 フミカ,真由美 マユミ,麻里 マリ,美樹 ミキ,美保 ミホ,美和 ミワ,めぐみ メグミ,桃子 モモコ,弥生 ヤヨイ,裕子 ユウコ,由紀 ユキ,ゆり ユリ,優子 ユウコ,理恵 リエ,玲子 レイコ,若菜 ワカナ,敦 アツシ,健一 ケンイチ,誠 マコト`
const PREFECTURES =
  '東京都 東京都 東京都 神奈川県 神奈川県 大阪府 大阪府 埼玉県 千葉県 愛知県 北海道 福岡県 兵庫県 静岡県 京都府 広島県 宮城県 新潟県 長野県 沖縄県'.split(
    ' ',
  )

export interface Identity {
  name: string
  kana: string
  /** As it was typed; a few have lost their first 0 or never were one. */
  phone: string
  email?: string
  pref: string
}

const readings = (list: string) => list.split(',').map((one) => one.split(' ') as [string, string])

/** Makes one person after the other; no two have the same name, and nobody has one of the taken names. */
export function identitiesFrom(dice: Dice, taken: Iterable<string>): () => Identity {
  const families = readings(FAMILY)
  const rare = dice.deck(readings(RARE_FAMILY))
  const given = readings(GIVEN)
  const known = new Set(taken)
  let made = 0
  const identity = (): Identity => {
    const [family, familyKana] = made % 50 === 25 ? rare() : dice.pick(families)
    const [first, firstKana] = dice.pick(given)
    const name = `${family} ${first}`
    if (known.has(name)) return identity()
    known.add(name)
    made += 1
    return {
      name,
      kana: `${familyKana} ${firstKana}`,
      phone: phoneOf(made),
      ...(dice.thrown(0.7) && { email: `customer${made}@mail.example.jp` }),
      pref: dice.pick(PREFECTURES),
    }
  }
  return identity
}

/** 0 goes to nobody: numbers with 0000 in the middle. Some are damaged the way tables of Excel damage them. */
function phoneOf(n: number): string {
  const last = String(n).padStart(4, '0')
  if (n % 60 === 17) return `900000${last}`
  if (n % 60 === 37) return `9.0E+09`
  return n % 60 === 47 ? `９００００${last}` : `090-0000-${last}`
}
