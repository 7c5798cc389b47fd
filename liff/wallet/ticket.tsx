/** One coupon as a paper ticket: what it gives, until when, and the code to tear off. */

import type { WalletCoupon } from '../../bot/core/liff-pages.ts'
import { CopyButton } from '../shared/copy-button.tsx'
import { Icon } from '../shared/icon.tsx'
import { shortDay } from '../shared/short-day.ts'
import { conditions, deadlineText } from './deadline.ts'

export function Ticket({ coupon, now }: { coupon: WalletCoupon; now: string }) {
  const { name, lines, code, expires_at } = coupon
  return (
    <li class="ticket">
      <div class="ticket-what">
        <h3>{name}</h3>
        {expires_at && (
          <p class="ticket-until figure">
            <Icon name="clock" />
            {deadlineText(expires_at, now)}
          </p>
        )}
        <ul class="ticket-conditions small">
          {conditions(lines).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      <div class="ticket-stub">
        <p class="small soft" id={`code-${coupon.id}`}>
          クーポンコード
        </p>
        <p class="ticket-code figure" translate={false}>
          {code}
        </p>
        <CopyButton text={code} what={`「${name}」のコード`}>
          コピーする
        </CopyButton>
      </div>
    </li>
  )
}

export function PastTicket({ coupon, now }: { coupon: WalletCoupon; now: string }) {
  const used = coupon.state === 'used'
  const at = used ? coupon.used_at : coupon.expires_at
  return (
    <li class="past-ticket">
      <h3>{coupon.name}</h3>
      <p class="small">
        <span class="past-word">
          <Icon name={used ? 'check' : 'clock'} />
          {used ? 'お使いになりました' : '期限が過ぎました'}
        </span>
        {at && <span class="figure">{used ? shortDay(at, now) : `${shortDay(at, now)}まで`}</span>}
      </p>
    </li>
  )
}
