/** The last step: may it be quoted, and off it goes. */

import type { RefObject } from 'preact'
import type { SurveySheet } from '../../bot/core/liff-pages.ts'

interface Props {
  heading: RefObject<HTMLHeadingElement | null>
  sheet: SurveySheet
  shop: string
  quotable: boolean
  problem?: string
  onQuote: (quotable: boolean) => void
}

export const SendStep = ({ heading, sheet, shop, quotable, problem, onQuote }: Props) => (
  <>
    <h1 ref={heading} tabIndex={-1}>
      お答えありがとうございます
    </h1>
    <p class="send-note">
      <span class="whole">{shop}</span>にお送りします。
      {sheet.thanks_coupon && `お送りいただくと「${sheet.thanks_coupon}」をお渡しします。`}
    </p>
    <p class="problem" role="alert">
      {problem}
    </p>
    {sheet.consent && (
      <label class="option quote">
        <input type="checkbox" checked={quotable} onChange={(event) => onQuote(event.currentTarget.checked)} />
        <span class="option-label">{sheet.consent}</span>
      </label>
    )}
    {sheet.consent && <p class="small soft quote-note">チェックは任意です。あとからマイページで変えられます。</p>}
  </>
)
