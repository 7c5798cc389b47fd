/** The shop says thank you, answers what was chosen, and hands over the coupon. */

import { useEffect, useRef } from 'preact/hooks'
import type { SurveyThanks } from '../../bot/core/liff-pages.ts'
import type { Liff } from '../shared/liff.ts'
import { ClosePage } from './close-page.tsx'

export function Thanks({ thanks, liff }: { thanks: SurveyThanks; liff: Liff }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])
  const { text, replies, coupon, repeated } = thanks
  return (
    <div class="thanks">
      <h1 ref={heading} tabIndex={-1}>
        {repeated ? 'お答えは、すでにお預かりしています' : 'お答えを受け取りました'}
      </h1>
      <p>{repeated ? 'はじめにいただいたお答えを、大切に使わせていただきます。' : text}</p>
      {replies.map((reply) => (
        <p key={reply} class="reply">
          {reply}
        </p>
      ))}
      {coupon && (
        <section class="coupon" aria-label="お礼のクーポン">
          <h2>{coupon.name}</h2>
          <p class="coupon-code figure">
            <span class="unseen">コード </span>
            {coupon.code}
          </p>
          {coupon.lines.map((line) => (
            <p key={line} class="small soft">
              {line}
            </p>
          ))}
          <a class="button" href="/liff/wallet">
            クーポンの一覧を開く
          </a>
        </section>
      )}
      <ClosePage liff={liff} />
    </div>
  )
}
