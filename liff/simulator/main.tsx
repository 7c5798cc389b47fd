import { render } from 'preact'
import '../shared/tokens.css'
import '../shared/components.css'
import './simulator.css'
import './phone.css'
import './message.css'
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
