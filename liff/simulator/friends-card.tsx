/** Whose telephone is it? The demo customers with their label; unread messages counted beside the name. */

import { useState } from 'preact/hooks'
import { Card } from '../shared/card.tsx'
import { Chip } from '../shared/chip.tsx'
import { Field } from '../shared/field.tsx'
import { labelLook } from '../shared/words.ts'
import { useStore } from './context.ts'

const SEARCH_FROM = 9

export function FriendsCard() {
  const { state, users, selectedId, select } = useStore()
  const [wanted, setWanted] = useState('')
  const customers = state.value?.customers ?? []
  const unread = new Map(users.value.map((user) => [user.userId, user.unread]))
  const found = customers.filter(({ name }) => name.replaceAll(/\s/g, '').includes(wanted.replaceAll(/\s/g, '')))
  return (
    <Card title="お客さまをかえる" aside={`${customers.length}人`} class="friends">
      {customers.length >= SEARCH_FROM && (
        <Field label="名前でさがす" type="search" value={wanted} onInput={setWanted} placeholder="例：鈴木" />
      )}
      <ul class="friend-list">
        {found.map((customer) => {
          const waiting = unread.get(customer.line_user_id ?? '') ?? 0
          return (
            <li key={customer.id}>
              <button
                type="button"
                class="friend"
                aria-current={customer.id === selectedId.value ? 'true' : undefined}
                onClick={() => select(customer.id)}
              >
                <span class="friend-name">{customer.name}</span>
                {waiting > 0 && customer.id !== selectedId.value && (
                  <span class="badge figure">
                    {waiting}
                    <span class="unseen">件の未読</span>
                  </span>
                )}
                <Chip look={labelLook(customer.label)} />
              </button>
            </li>
          )
        })}
      </ul>
      {found.length === 0 && <p class="small soft">「{wanted}」というお名前は見つかりません。</p>}
    </Card>
  )
}
