import { render } from 'preact'
import '../shared/tokens.css'
import '../shared/basics.css'
import './app.css'
import { Shell } from './shell.tsx'
import { createStore } from './store.ts'

const page = document.getElementById('page')
if (page) render(<Shell store={createStore()} />, page)
