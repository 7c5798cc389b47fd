/** One thing at a time: a question, or, after the last one, 「送る」. */

import { useEffect, useRef } from 'preact/hooks'
import type { SurveySheet } from '../../bot/core/liff-pages.ts'
import type { Liff } from '../shared/liff.ts'
import { Foot } from './foot.tsx'
import { Progress } from './progress.tsx'
import { QuestionStep } from './question-step.tsx'
import { SendStep } from './send-step.tsx'
import { isAnswered, mayAsk, type Sitting } from './steps.ts'
import type { SurveyState, SurveyStore } from './store.ts'

export interface AskingProps {
  store: SurveyStore
  state: SurveyState
  sheet: SurveySheet
  sitting: Sitting
  shop: string
  liff: Liff
}

export function Asking({ store, state, sheet, sitting, shop, liff }: AskingProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const advancing = useRef<ReturnType<typeof setTimeout>>(undefined)
  const first = useRef(true)
  const { at } = sitting
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [at])
  useEffect(() => () => clearTimeout(advancing.current), [at])

  const question = sheet.questions[at]
  const problem = question ? state.problems[question.id] : state.problem
  const agreed = question !== undefined && mayAsk(question, sitting.sensitive_agreed)
  const answered = question !== undefined && agreed && isAnswered(sitting.answers[question.id])
  /** Long enough to see which one it was. */
  const advance = () => {
    clearTimeout(advancing.current)
    advancing.current = setTimeout(store.next, 180)
  }
  return (
    <form
      class="survey"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (question) store.next()
        else void store.send()
      }}
    >
      <Progress at={at} of={sheet.questions.length} />
      <div class="step" key={at}>
        {question ? (
          <QuestionStep
            heading={heading}
            question={question}
            lead={at === 0 ? sheet.intro : undefined}
            coupon={at === 0 ? sheet.thanks_coupon : undefined}
            shop={shop}
            agreed={sitting.sensitive_agreed}
            onAgree={store.agree}
            value={sitting.answers[question.id]}
            problem={problem}
            onAnswer={(value) => store.answer(question.id, value)}
            onPicked={advance}
          />
        ) : (
          <SendStep
            heading={heading}
            sheet={sheet}
            shop={shop}
            quotable={sitting.quotable}
            problem={problem}
            onQuote={store.quote}
          />
        )}
      </div>
      <Foot
        back={at > 0 ? store.back : undefined}
        leave={at === 0 && sheet.skippable && liff.isInClient() ? () => liff.closeWindow() : undefined}
        next={!question ? '送る' : answered || !question.optional ? '次へ' : '答えずに次へ'}
        strong={!question || answered}
        busy={state.busy}
      />
    </form>
  )
}
