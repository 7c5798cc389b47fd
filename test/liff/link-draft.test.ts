import { expect, test } from 'vitest'
import { EMPTY, readDraft } from '../../liff/link/draft.ts'
import { linkTrouble } from '../../liff/link/link-trouble.ts'
import { ApiProblem } from '../../liff/shared/api.ts'

const full = { ...EMPTY, orderNumber: ' １００１ ', phone: '5678', agreed: true }

test('nothing is sent without a number, a proof and the agreement, and each says so at its place', () => {
  const { errors, request } = readDraft(EMPTY, '1')
  expect(request).toBeUndefined()
  expect(Object.keys(errors)).toEqual(['orderNumber', 'proof', 'agreed'])
  expect(readDraft({ ...full, agreed: false }, '1').request).toBeUndefined()
})

test.each(['5678', '５６７８', ' 56 78 ', '090-1234-5678', '０９０ー１２３４ー５６７８', '+81 90 1234 5678'])(
  'of the telephone number only the last four digits leave the device: %s',
  (phone) => {
    expect(readDraft({ ...full, phone }, '7').request).toEqual({
      order_number: '1001',
      proof: '5678',
      agreed: true,
      text_version: '7',
    })
  },
)

test.each(['567', 'abcd', ''])('three digits or none are no proof: %s', (phone) => {
  expect(readDraft({ ...full, phone }, '1').errors.proof).toContain('下4けた')
})

test('an e-mail address is a proof in the way it was chosen for, in full width too', () => {
  const draft = { ...full, way: 'email' as const, email: ' ｈａｎａｋｏ＠example.jp ' }
  expect(readDraft(draft, '1').request).toMatchObject({ proof: 'hanako@example.jp' })
  expect(readDraft({ ...draft, email: 'hanako' }, '1').errors.proof).toContain('メールアドレス')
})

test('what the server finds wrong with one field is said there, everything else over the button', () => {
  const problem = (details: unknown) => new ApiProblem('invalid', 'お確かめください。', { status: 400, details })
  expect(linkTrouble(problem({ fields: ['proof'] }))).toEqual({ text: 'お確かめください。', field: 'proof' })
  expect(linkTrouble(problem({ fields: ['proof', 'order_number'] })).field).toBeUndefined()
  expect(linkTrouble(problem(undefined)).field).toBeUndefined()
  expect(linkTrouble(problem({ reason: 'text' })).stale).toBe(true)
})
