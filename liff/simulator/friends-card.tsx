/** Whose telephone is it? The people of the demo's story first, with what each shows; everybody else by name, or one tap away. */

import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { Card } from '../shared/card.tsx'
import { Chip } from '../shared/chip.tsx'
import { Field } from '../shared/field.tsx'
import { labelLook } from '../shared/words.ts'
import { useStore } from './context.ts'
import type { Customer } from './contract.ts'

const SEARCH_FROM = 9

export function FriendsCard() {
  const { state, selectedId } = useStore()
  const [wanted, setWanted] = useState('')
  const [all, setAll] = useState(false)
  const customers = state.value?.customers ?? []
  const found = customers.filter(({ name }) => plain(name).includes(plain(wanted)))
  const story = found.filter(({ about }) => about !== undefined)
  const others = found.filter(({ about }) => about === undefined)
  const selected = others.find(({ id }) => id === selectedId.value)
  const shown = wanted !== '' || story.length === 0 ? found : all ? others : [...(selected ? [selected] : []), ...story]
  return (
    <Card title="お客さまをかえる" aside={`${customers.length}人`} class="friends">
      {customers.length >= SEARCH_FROM && (
        <Field label="名前でさがす" type="search" value={wanted} onInput={setWanted} placeholder="例：鈴木" />
      )}
      <ul class="friend-list">
        {shown.map((customer) => (
          <li key={customer.id}>
            <FriendRow customer={customer} />
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="small soft">「{wanted}」というお名前は見つかりません。</p>}
      {story.length > 0 && others.length > 0 && wanted === '' && (
        <Button kind="quiet" onClick={() => setAll(!all)}>
          {all ? '見本のお客さまに戻る' : `ほかのお客さま（${others.length}人）を見る`}
        </Button>
      )}
    </Card>
  )
}

function FriendRow({ customer }: { customer: Customer }) {
  const { users, selectedId, select } = useStore()
  const isSelected = customer.id === selectedId.value
  const waiting = users.value.find(({ userId }) => userId === customer.line_user_id)?.unread ?? 0
  return (
    <button
      type="button"
      class="friend"
      aria-current={isSelected ? 'true' : undefined}
      onClick={() => select(customer.id)}
    >
      <span class="friend-name">
        {customer.name}
        {customer.about && <span class="friend-about">{customer.about}</span>}
      </span>
      {waiting > 0 && !isSelected && (
        <span class="badge figure">
          {waiting}
          <span class="unseen">件の未読</span>
        </span>
      )}
      <Chip look={labelLook(customer.label)} />
    </button>
  )
}

const plain = (name: string) => name.replaceAll(/\s/g, '')
