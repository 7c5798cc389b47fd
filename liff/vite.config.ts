/** Which pages are there, and where does their build go? `dist/web/liff/index.html` answers for every address below `/liff/`. */

import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const page = (name: string) => join(import.meta.dirname, name, 'index.html')

/** What every page of a customer needs travels in one piece: fewer requests, and it packs better. */
const FRAME =
  /node_modules\/preact\/|preload-helper|liff\/app\/(?!main)|liff\/shared\/(api|brand|keep|skeleton|watched|tokens|basics)\.|bot\/core\/contrast\./

/** Of the rest, what more than one page uses: a dozen of tiny chunks would each cost a request. */
const PARTS = { name: 'parts', test: /liff\/shared\/(?!liff\.ts)/, minShareCount: 2 }

/** The desk's SDK, at an address that never changes; a page names it, no script does. */
const deskSdk: Plugin = {
  name: 'desk-sdk',
  apply: 'build',
  buildStart() {
    this.emitFile({
      type: 'chunk',
      id: join(import.meta.dirname, 'simulator/sdk/main.ts'),
      fileName: 'simulator/liff-sdk.js',
      preserveSignature: 'strict',
    })
  },
}

/** The browser fetches LINE's SDK while it reads our scripts, which ask for it only when they know whose shop it is. */
const sdkAhead: Plugin = {
  name: 'sdk-ahead',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { path, bundle = {} }) {
      const sdk = Object.values(bundle).find(
        (one) => one.type === 'chunk' && one.moduleIds.some((id) => id.endsWith('liff/shared/liff.ts')),
      )
      if (!path.startsWith('/liff/') || !sdk) return
      return [
        { tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${sdk.fileName}` }, injectTo: 'head' },
      ]
    },
  },
}

export default defineConfig({
  plugins: [deskSdk, sdkAhead],
  root: import.meta.dirname,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Every browser that LINE still runs in knows it.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { simulator: page('simulator'), liff: page('liff') },
      output: { codeSplitting: { groups: [{ name: 'frame', test: FRAME }, PARTS] } },
    },
  },
})
