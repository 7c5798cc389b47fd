/** What does each code of the law lint mean? scenarios/README.md has these sentences, and a test that they are the same. */

import { WORDINGS } from './law-words.ts'

/** Rules that need more than a word (DOMAIN §5.2–5.6). */
const RULES: Record<string, string> = {
  H400: '使えない言葉を、名前のある方が「# 確認済み: 名前」で確認している。',
  E501: 'お礼をするレビューのお願いが、評価や満足で分かれている。「評価にかかわらず」とお伝えする。',
  E502: 'お礼をする投稿や口コミのお願いに、広告（PR）とわかる書きかたのご案内がない。',
  W510: 'おまけが高すぎる。お買い上げ1,000円未満は200円、1,000円からは2割まで。',
  W512: '「通常○円→○円」の、もとの価格が商品の価格と違う。',
  E520: '定期便のご案内に、店のサイトの申し込みページ（url）がない。',
  E521: '定期便のご案内に、条件の文書（terms）がない。',
  W522: '初回の価格と同じふきだしに、2回目からの価格・回数の約束・やめかたがない。',
  E523: '「縛りなし」と、続ける回数の条件が両方書かれている。',
  W530: '病歴・妊娠・アレルギーなどの質問に sensitive: true（同意）がない。',
  W541: '体の不調にふれながら、販売のご案内をしている。',
  W542: '解約や停止を、二度以上思いとどまらせている。',
}

/** Code → sentence, in the order of the codes. */
export const LAW_HELP: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    ...Object.fromEntries(
      WORDINGS.map(({ code, reason, safer, example }) => [code, `「${example}」など。${reason}。→${safer}`]),
    ),
    ...RULES,
  }).sort(([a], [b]) => a.slice(1).localeCompare(b.slice(1)) || a.localeCompare(b)),
)
