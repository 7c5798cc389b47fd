/** Where else can one go from here? */

import type { MyPage } from '../../bot/core/liff-pages.ts'
import { Icon, type IconName } from '../shared/icon.tsx'

export const Ways = ({ me }: { me: MyPage }) => (
  <nav aria-label="ほかのページ">
    <ul class="ways">
      <Way href="/liff/wallet" icon="tag" name="クーポンを見る" />
      {me.referral_allowed && <Way href="/liff/referral" icon="gift" name="お友だちに紹介する" />}
      {/* Not linked: the survey has no card of its own above. */}
      {!me.linked && me.survey_waits && <Way href="/liff/survey" icon="talk" name="アンケートに答える" />}
    </ul>
  </nav>
)

const Way = ({ href, icon, name }: { href: string; icon: IconName; name: string }) => (
  <li>
    <a class="way" href={href}>
      <Icon name={icon} size={20} />
      <span>{name}</span>
      <Icon name="next" />
    </a>
  </li>
)
