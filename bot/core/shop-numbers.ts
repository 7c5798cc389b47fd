/** Which numbers does the shop watch, and how long does it keep what? The decisions of DOMAIN §1.6–1.13 and §5.5, each with its standard. */

import { z } from 'zod'
import { choice, count, onOff, part, rate, text } from './shop-parts.ts'
import { told } from './told.ts'

/** Keys at the top of shop.yaml. */
export const NUMBERS = {
  // ── plans and numbers (DOMAIN §1.6–1.9) ──
  rule132: part(
    {
      apply_to: choice(['first_purchase', 'every_nonsub_purchase'], 'first_purchase', '見るお買い物', [
        'はじめてのお買い物',
        '定期便でないお買い物すべて',
      ]),
      window_days: count(30, '1か月の日数', '注文の日から', 1),
      approaches: count(3, '接点の数', 'ちがう接点・目的', 1),
      offers: count(2, 'ご案内の数', 'ちがうご案内', 1),
    },
    '1・3・2の法則',
    '1か月に、3つの接点と2つのご案内',
    { apply_to: 'first_purchase' },
  ),
  walls: part(
    {
      min_touchpoints: count(6, '接点の種類の数', '4つの壁に、全部でいくつの種類で答えるか', 1),
      min_per_wall: count(1, '壁ごとの数', '一つの壁に、いくつのもので答えるか'),
    },
    '4つの壁',
    '接点の表で確かめる数',
    { min_touchpoints: 6 },
  ),
  f2: part(
    { window_days: count(90, 'F2の日数', '2回目までの日数。1つを使いきる日数の2〜3倍', 1) },
    'F2転換率',
    '2回目の数え方',
    {
      window_days: 90,
    },
  ),
  step_up: part({ window_days: count(90, '引上の日数', 'お試しから本品・定期便まで', 1) }, '引上率', '数え方', {
    window_days: 90,
  }),
  churn: part({ after_days: count(90, '離脱とみる日数', '契約がなく、お買い物のない日数', 1) }, '離脱率', '数え方', {
    after_days: 90,
  }),
  annual_repeat: part(
    {
      method: choice(['A', 'B', 'C'], 'A', '数え方', ['この1年に買った方のうち', 'はじめた年ごと', '前の年から続けて']),
    },
    '年間リピート率',
    'どの数え方を店の数字にするか',
    { method: 'A' },
  ),
  ltv: part(
    {
      tax: choice(['included', 'excluded'], 'included', '消費税', ['税込', '税抜']),
      include_shipping: onOff(false, '送料を入れるか', 'お客さまが払われた送料'),
      gross_margin: told(z.number().min(0).max(1).optional(), '粗利率', '0.7 は70％。わからなければ書かない', 0.7),
    },
    '年間LTV',
    '金額の数え方',
    { tax: 'included' },
  ),
  goals: part(
    {
      annual_ltv_yen: told(z.number().default(18000), '年間LTVの目標', '円。書かなければ 18000', 18000),
      annual_repeat_rate: rate(0.6, '年間リピート率の目標'),
      f2_rate: rate(0.87, 'F2転換率の目標'),
      rule132_rate: rate(0.9, '1・3・2の実施率の目標'),
      id_link_rate: rate(0.6, 'ID連携率の目標'),
      block_rate_max: rate(0.25, 'ブロック率の上限'),
      survey_response_rate: rate(0.2, 'アンケート回答率の目標'),
    },
    '目標',
    '数字の見くらべ先',
    { annual_ltv_yen: 18000 },
  ),
  hypotheses: part(
    {
      min_customers: count(30, '判定に必要な人数', 'これより少なければ「まだわからない」', 1),
      baseline_days: count(90, 'いまの値を見る日数', 'はじめる前の日数', 1),
      holdout: told(z.number().min(0).max(0.5).default(0), '送らない割合', '0.1 は10％。書かなければ 0', 0.1),
    },
    '仮説の確かめ方',
    '結果の判定',
    { min_customers: 30 },
  ),
  // ── channel and law (DOMAIN §1.9, §5.5) ──
  line_plan: part(
    {
      monthly_messages: told(
        z.int().min(0).optional(),
        'ひと月に送る数の上限',
        '届ける人の数で数えます（お返事は無料）。書かなければ、LINEの料金プランの上限まで',
        5000,
      ),
      reserve: told(
        z.int().min(0).optional(),
        '大切なお知らせのための残し',
        'ご注文やお届けのご連絡のために、いつも残しておく数。書かなければ、上限の1割（200まで）',
        200,
      ),
      warn_at: told(z.number().min(0).max(1).default(0.8), 'お知らせする割合', '0.8 は8割。書かなければ 0.8', 0.8),
    },
    'LINEの料金プラン',
    '使いすぎる前にお知らせするため',
    { monthly_messages: 5000 },
  ),
  privacy: part(
    {
      purposes: told(
        z
          .array(z.string().min(1))
          .default([
            'ご注文やお届けに関するご連絡',
            'お買い上げの商品に合わせたご案内',
            '商品とご案内を良くするための集計',
          ]),
        '利用目的',
        'ご注文とつなぐ画面にお見せします',
        ['ご注文やお届けに関するご連絡'],
      ),
      policy_url: text('プライバシーポリシー', 'https:// ではじまる番地', 'https://shop.example.jp/privacy'),
      consent_version: told(z.string().min(1).default('1'), '同意の文の版', '文を変えたら番号を上げます', '1'),
      minor_age: count(18, '未成年とみる年齢', '生年月日がわかる方には、これより若ければ定期便をすすめません'),
    },
    '個人情報',
    'お客さまにお見せする約束',
    { policy_url: 'https://shop.example.jp/privacy' },
  ),
  retention: part(
    {
      webhook_days: count(30, 'LINEから届いた記録', '日数', 1),
      message_days: count(730, 'やりとり', '日数', 1),
      answer_days: count(1095, 'アンケートのお返事', '日数', 1),
      sensitive_answer_days: count(365, '配慮が必要なお返事', '日数', 1),
      inactive_friend_days: count(365, 'つながっていない友だちの名前', '動きのない日数', 1),
      email_consent_days: count(1095, 'メールの同意の記録', '最後に送ってからの日数', 1),
    },
    '記録を残す日数',
    'LINEから届いた記録（webhook_days）は、過ぎたら消します。ほかは店の決まりとして残すもので、まだ自動では消しません',
    { webhook_days: 30 },
  ),
}
