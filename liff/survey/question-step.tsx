/** One question: its words, the way to answer it, and what is wrong with the answer. */

import type { RefObject } from 'preact'
import type { AnswerValue, SheetQuestion } from '../../bot/core/liff-pages.ts'
import { Keys } from './keys.tsx'
import { Options } from './options.tsx'
import { satisfactionOptions } from './satisfaction.ts'
import { mayAsk } from './steps.ts'
import { Recall, Words } from './words.tsx'

interface Props {
  heading: RefObject<HTMLHeadingElement | null>
  question: SheetQuestion
  lead?: string
  coupon?: string
  shop: string
  agreed: boolean
  onAgree: () => void
  value: AnswerValue | undefined
  problem?: string
  onAnswer: (value: AnswerValue | undefined) => void
  /** With a finger, so that the next question may come by itself. */
  onPicked: () => void
}

export function QuestionStep(props: Props) {
  const { heading, question, lead, coupon, problem } = props
  return (
    <>
      {(lead || coupon) && (
        <p class="lead small soft">
          {lead && <span>{lead}</span>} {coupon && <span>お答えの皆さまに「{coupon}」をお贈りします。</span>}
        </p>
      )}
      <h1 id="asked" ref={heading} tabIndex={-1}>
        {question.text} {question.optional && <span class="optional">任意</span>}
      </h1>
      <p id="problem" class="problem" role="alert">
        {problem}
      </p>
      {mayAsk(question, props.agreed) ? <Answer {...props} /> : <Agreement {...props} />}
    </>
  )
}

function Answer({ question, value, onAnswer, onPicked }: Props) {
  const pick = { name: question.id, onPicked, onAnswer }
  switch (question.kind) {
    case 'satisfaction':
      return <Options {...pick} options={satisfactionOptions(question)} value={value} />
    case 'choice':
      return (
        <Options {...pick} options={(question.choices ?? []).map((label) => ({ value: label, label }))} value={value} />
      )
    case 'nps':
    case 'rating5':
      return <Keys {...pick} question={question} value={value} />
    case 'recall':
      return <Recall most={question.max ?? 3} value={Array.isArray(value) ? value : []} onAnswer={onAnswer} />
    case 'text':
      return <Words value={typeof value === 'string' ? value : ''} onAnswer={onAnswer} />
  }
}

const Agreement = ({ question, shop, onAgree }: Props) => (
  <div class="agreement">
    <p>
      暮らしやお考えに関わる質問です。お答えは、<span class="whole">{shop}</span>
      が、お客さまに合ったご案内のために使います。
      {question.optional && 'お答えにならなくてもかまいません。'}
    </p>
    <button type="button" class="button" onClick={onAgree}>
      同意して答える
    </button>
  </div>
)
