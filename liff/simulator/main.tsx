import { render } from 'preact'
import '../shared/tokens.css'
import '../shared/basics.css'
import '../shared/components.css'
import '../shared/bubble.css'
import './desk.css'
import './dock.css'
import './cards.css'
import './belt.css'
import './phone.css'
import './chat.css'
import './composer.css'
import './sheet.css'
import './message.css'
import './flex.css'
import { StoreContext } from './context.ts'
import { Simulator } from './simulator.tsx'
import { createStore } from './store.ts'

const store = createStore()
const page = document.getElementById('page')
if (page)
  render(
    <StoreContext value={store}>
      <Simulator />
    </StoreContext>,
    page,
  )
