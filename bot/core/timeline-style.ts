/** How does the belt look, by day and by night? The colours of liff/shared/tokens.css, because a drawing travels alone. */

import { PURPOSE_HUES, USUAL_CHROMA } from './hues.ts'

const LIGHT = `--paper:#f6f1e7;--card:#fffdf9;--sunken:#eee7d9;--ink:#221e18;--ink-soft:#5f574b;--hairline:#dcd3c2;--edge:#8d8373;--amber:#774d00;--amber-ground:#fbeecf;--red:#a02a20;--red-ground:#fae6e1;--hue-light:0.945;--hue-ink:0.4;--hue-solid:0.62`
const DARK = `--paper:#191714;--card:#221f1b;--sunken:#2b2722;--ink:#f1ebe0;--ink-soft:#b8ae9f;--hairline:#3a352e;--edge:#857b6c;--amber:#f2c469;--amber-ground:#3a2e14;--red:#f5a294;--red-ground:#42221d;--hue-light:0.3;--hue-ink:0.88;--hue-solid:0.7`

const PURPOSES = Object.entries(PURPOSE_HUES)
  .map(([purpose, { hue, chroma = USUAL_CHROMA }]) => `.${purpose}{--hue:${hue};--chroma:${chroma}}`)
  .join('')

export const STYLE = `
svg{${LIGHT};color-scheme:light dark}
@media(prefers-color-scheme:dark){svg{${DARK}}}
text{font-family:system-ui,"Hiragino Sans","Noto Sans JP","Noto Sans CJK JP","Yu Gothic UI",sans-serif;fill:var(--ink);font-size:12px;font-variant-numeric:tabular-nums}
.ground{fill:var(--paper)}.title{font-size:20px;font-weight:700}.about{font-size:13px;fill:var(--ink-soft)}.soft{fill:var(--ink-soft)}
${PURPOSES}
.card rect{fill:oklch(var(--hue-light) calc(var(--chroma)*.3) var(--hue));stroke:oklch(var(--hue-solid) calc(var(--chroma)*.7) var(--hue))}
.card .word{font-size:13px;font-weight:700;fill:oklch(var(--hue-ink) var(--chroma) var(--hue))}
.card .when{font-size:12px;fill:var(--ink)}.card .says{font-size:11px;fill:var(--ink-soft)}
.lead{fill:none;stroke:oklch(var(--hue-solid) calc(var(--chroma)*.7) var(--hue));stroke-width:1.25}
.stop{fill:oklch(var(--hue-solid) var(--chroma) var(--hue));stroke:var(--paper);stroke-width:2}
.denied rect{fill:var(--card);stroke:var(--red);stroke-dasharray:4 3}.denied .word{text-decoration:line-through}
.lead.denied,.lead.skipped{stroke-dasharray:3 3}.lead.denied{stroke:var(--red)}.stop.denied{fill:var(--red-ground);stroke:var(--red);stroke-width:1.5}
.cross{stroke:var(--red);stroke-width:2;stroke-linecap:round}.refused{font-size:11px;font-weight:700;fill:var(--red)}.passed{font-size:11px;font-weight:700;fill:var(--ink-soft)}
.skipped rect{fill:none;stroke:var(--hairline);stroke-dasharray:2 3}.skipped .word,.skipped .when{fill:var(--ink-soft);font-weight:400}
.stop.skipped{fill:var(--card);stroke:var(--edge);stroke-width:1.5}.lead.skipped{stroke:var(--hairline)}
.band{fill:var(--sunken);stroke:var(--edge)}.roller{fill:var(--card);stroke:var(--edge)}.tick{stroke:var(--edge);stroke-width:1;opacity:.5}.mark{font-size:12px;font-weight:600}
.siding{fill:none;stroke:var(--amber);stroke-width:2}.waiting{fill:var(--amber-ground);stroke:var(--amber)}.waiting-word{fill:var(--amber);font-weight:700}.waiting-why{fill:var(--ink);font-size:11px}
.pause{fill:var(--amber)}.act{fill:var(--ink-soft);font-size:11px;paint-order:stroke;stroke:var(--paper);stroke-width:5px;stroke-linejoin:round}.act-mark{fill:var(--ink-soft)}.empty{font-size:14px;fill:var(--ink-soft)}
`
