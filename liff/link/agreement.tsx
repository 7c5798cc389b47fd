/** What is joined, what for, how to end it; and the box that says yes (DOMAIN §3, pitfall 10). */

import type { LinkInfo } from '../../bot/core/liff-pages.ts'
import { ConsentBox } from '../shared/consent-box.tsx'

interface Props {
  info: LinkInfo
  agreed: boolean
  error?: string
  onChange: (agreed: boolean) => void
}

export const Agreement = ({ info, agreed, error, onChange }: Props) => (
  <section class="agreement" aria-labelledby="agreement-title">
    <h2 id="agreement-title">ご利用の目的</h2>
    <ul class="agreement-purposes">
      {info.purposes.map((purpose) => (
        <li key={purpose}>{purpose}</li>
      ))}
    </ul>
    <dl class="agreement-facts">
      <div>
        <dt>結びつけるもの</dt>
        <dd>ご注文の記録（日付・商品・金額・お届け）と、LINEのアカウント</dd>
      </div>
      <div>
        <dt>結びつけておく期間</dt>
        <dd>つながりを解除されるか、登録を削除されるまで</dd>
      </div>
      <div>
        <dt>やめるとき</dt>
        <dd>マイページの「設定」から、いつでも解除できます</dd>
      </div>
    </dl>
    {info.policy_url && (
      <p>
        <a class="text-link agreement-policy" href={info.policy_url} target="_blank" rel="noreferrer">
          個人情報の取り扱いを読む
        </a>
      </p>
    )}
    <ConsentBox checked={agreed} onChange={onChange} error={error}>
      上の目的のために、ご注文の記録とLINEのアカウントを結びつけて利用することに同意します
    </ConsentBox>
  </section>
)
