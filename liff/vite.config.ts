/** Which pages are there, and where does their build go? `dist/web/liff/index.html` answers for every address below `/liff/`. */

import { join } from 'node:path'
import { defineConfig } from 'vite'

const page = (name: string) => join(import.meta.dirname, name, 'index.html')

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Every browser that LINE still runs in knows it.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { simulator: page('simulator'), liff: page('liff') } },
  },
})
