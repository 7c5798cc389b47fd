/** Which of these people? A short list over the page, and a corner that says as whom it is being looked at. */

import type { Friend } from './desk.ts'

interface Words {
  title: string
  /** How it goes in LINE itself. */
  note: string
  /** Ends the sentence 「〇〇さんとして…」 on each button, for who only hears it. */
  done: string
  /** Left out: one has to choose. */
  cancel?: string
}

const SHEET = `
  .desk-choice { width: min(360px, 100vw - 32px); max-height: min(560px, 100dvh - 48px); padding: 20px; overflow: auto;
    border: 1px solid var(--hairline); border-radius: var(--radius); background: var(--card); color: var(--ink); }
  .desk-choice::backdrop { background: rgb(0 0 0 / 45%); }
  .desk-choice h2 { margin: 0 0 4px; font-size: var(--text-l, 1.125rem); }
  .desk-choice p { margin: 0 0 14px; color: var(--ink-soft); font-size: var(--text-s); }
  .desk-choice ul { display: grid; gap: 8px; margin: 0 0 14px; padding: 0; list-style: none; }
  .desk-choice li .button { width: 100%; justify-content: flex-start; }
  .desk-search { display: block; margin: 0 0 14px; color: var(--ink-soft); font-size: var(--text-s); }
  .desk-search input { display: block; width: 100%; min-height: 44px; margin-top: 4px; padding: 0 12px; border: 1px solid var(--edge);
    border-radius: 8px; background: var(--ground, var(--card)); color: var(--ink); font: inherit; font-size: 1rem; }
  .desk-as { position: absolute; z-index: 9; inset: 8px 8px auto auto; max-width: 46vw; min-height: 32px; padding: 0 12px;
    overflow: hidden; border: 1px dashed var(--edge); border-radius: 16px; background: var(--card); color: var(--ink-soft);
    font: inherit; font-size: var(--text-s); text-overflow: ellipsis; white-space: nowrap; }`

let styled = false
/** A style element would be against the page's own security policy; a sheet made by a script is not. */
function style(): void {
  if (styled) return
  styled = true
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(SHEET)
  document.adoptedStyleSheets.push(sheet)
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text = '', className = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  made.textContent = text
  if (className) made.className = className
  return made
}

/** So many buttons at once; the others are found by name. */
const MOST = 24

const plain = (name: string) => name.replaceAll(/\s/g, '')

function searchField(onInput: (wanted: string) => void): HTMLElement {
  const label = element('label', 'ほかのお客さまを名前でさがす', 'desk-search')
  const input = element('input')
  input.type = 'search'
  input.placeholder = '例：青木'
  input.addEventListener('input', () => onInput(input.value))
  label.append(input)
  return label
}

/** Undefined when they changed their mind. */
export function chooseOne(friends: Friend[], { title, note, done, cancel }: Words): Promise<Friend | undefined> {
  style()
  const dialog = element('dialog', '', 'desk-choice')
  const heading = element('h2', title)
  heading.id = 'desk-choice-title'
  dialog.setAttribute('aria-labelledby', heading.id)
  const list = element('ul')
  dialog.append(heading, element('p', `シミュレーターのお客さまです。${note}`), list)
  document.body.append(dialog)
  return new Promise((resolve) => {
    const end = (friend?: Friend) => {
      dialog.close()
      dialog.remove()
      resolve(friend)
    }
    const item = (friend: Friend) => {
      const button = element('button', `${friend.displayName}さん`, 'button')
      button.type = 'button'
      button.title = done
      button.addEventListener('click', () => end(friend))
      const row = element('li')
      row.append(button)
      return row
    }
    const show = (wanted: string) => {
      const found = friends.filter(({ displayName }) => plain(displayName).includes(plain(wanted)))
      list.replaceChildren(...found.slice(0, MOST).map(item))
    }
    show('')
    // Not the search: on a phone its keyboard would cover the list.
    list.querySelector('button')?.toggleAttribute('autofocus', true)
    if (friends.length > MOST) list.before(searchField(show))
    if (cancel) {
      const button = element('button', cancel, 'button button-quiet')
      button.type = 'button'
      button.addEventListener('click', () => end())
      dialog.append(button)
    }
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      if (cancel) end()
    })
    dialog.showModal()
  })
}

/** In the corner, so that the page itself stands where it stands on a customer's phone. */
export function showAsWhom(friends: Friend[], userId: string, onChange: () => void): void {
  style()
  const name = friends.find((friend) => friend.userId === userId)?.displayName ?? ''
  const corner = element('aside')
  corner.setAttribute('aria-label', 'シミュレーター')
  const button = element('button', `${name}さん`, 'desk-as')
  button.type = 'button'
  button.title = `シミュレーター：${name}さんとして開いています。押すと、お客さまをかえられます。`
  button.addEventListener('click', onChange)
  corner.append(button)
  document.body.append(corner)
}
