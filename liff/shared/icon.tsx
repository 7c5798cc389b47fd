/** Which small drawing goes with a word? Our own strokes on a 16-unit square; always beside a word, never instead. */

const PATHS = {
  bell: 'M4 11V7.5a4 4 0 0 1 8 0V11l1 1.5H3L4 11Zm2.6 3h2.8',
  bookmark: 'M4.5 2.5h7v11L8 10.7l-3.5 2.8v-11Z',
  bulb: 'M8 2a4 4 0 0 0-2.3 7.3c.5.4.8 1 .8 1.7h3c0-.7.3-1.3.8-1.7A4 4 0 0 0 8 2ZM6.7 13.5h2.6',
  cart: 'M2 3h1.6l1.6 7.2h6.6l1.4-5H4.1M6 13.2h.01M11 13.2h.01',
  check: 'm3.2 8.4 3.1 3.1 6.5-7',
  clock: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2ZM8 5v3.2l2.1 1.4',
  close: 'm4 4 8 8m0-8-8 8',
  copy: 'M5.5 5.5h7.5V13H5.5V5.5Zm0 5H3V3h7.5v2.5',
  door: 'M4.5 13.5v-11h7v11M2.5 13.5h11M9.3 8v.6',
  envelope: 'M2.5 4h11v8h-11V4Zm.3.4L8 8.6l5.2-4.2',
  flag: 'M4 14V2.5m0 .5h8l-2 2.7 2 2.8H4',
  forward: 'm3.5 4 4 4-4 4m5-8 4 4-4 4',
  gift: 'M3 7.2h10v6.3H3V7.2Zm-.6-2.7h11.2v2.7H2.4V4.5ZM8 4.5v9M8 4.5C6 4.5 4.8 3.7 5 2.8c.3-1 2.4-.6 3 1.7.6-2.3 2.7-2.7 3-1.7.2.9-1 1.7-3 1.7Z',
  heart: 'M8 13.2S2.6 10 2.6 6.3A2.8 2.8 0 0 1 8 5.1a2.8 2.8 0 0 1 5.4 1.2C13.4 10 8 13.2 8 13.2Z',
  keyboard: 'M2 4.5h12v7H2v-7Zm2.2 2.3h.01m2.5 0h.01m2.5 0h.01m2.5 0h.01M5.2 9.3h5.6',
  leaf: 'M3 13c0-6 3-9.5 10-10 .3 7-2.6 10.3-8 9.3M3 13.5c1-3.2 3-5.3 6-6.8',
  link: 'M6.8 9.2 9.2 6.8M7.3 4.9l1.3-1.3a2.7 2.7 0 0 1 3.8 3.8l-1.3 1.3M8.7 11.1l-1.3 1.3a2.7 2.7 0 0 1-3.8-3.8l1.3-1.3',
  loop: 'M3 7.2A5.1 5.1 0 0 1 12.3 5M13 8.8A5.1 5.1 0 0 1 3.7 11M12.6 2.2V5H9.8M3.4 13.8V11h2.8',
  menu: 'M2.8 4.5h10.4M2.8 8h10.4M2.8 11.5h10.4',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6Z',
  next: 'm6 3.5 4.5 4.5L6 12.5',
  open: 'M9.5 2.8h3.7v3.7M13 3 7.5 8.5M6.5 3.5H3V13h9.5V9.5',
  pause: 'M5.6 3.5v9m4.8-9v9',
  person: 'M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8Zm-5 5.4c.5-2.4 2.4-3.6 5-3.6s4.5 1.2 5 3.6',
  question: 'M5.7 6a2.4 2.4 0 1 1 3.4 2.2c-.8.4-1.1.8-1.1 1.6M8 12.6h.01',
  return: 'M6 3.5 3 6.5l3 3M3.3 6.5h6a3.4 3.4 0 0 1 0 6.8H7',
  seed: 'M8 13.5V8m0 0c0-2.5 1.6-4.3 5-4.5C13 6.5 11 8 8 8Zm0 2.3C8 8.6 6.7 7 3.5 7c0 2.3 1.7 3.3 4.5 3.3Z',
  send: 'M2.5 8 13.5 3l-3 10.5L8 9.2 2.5 8Zm5.5 1.2L13.5 3',
  star: 'm8 2.3 1.7 3.6 4 .5-3 2.7.8 3.9L8 11.1 4.5 13l.8-3.9-3-2.7 4-.5L8 2.3Z',
  stop: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2ZM4 4l8 8',
  tag: 'M2.8 8.4V3h5.4l5 5-5.2 5.4-5.2-5ZM5.4 5.7h.01',
  talk: 'M2.5 3.5h8v5.3H6L4 10.8v-2H2.5V3.5Zm10 3h1v5h-1.3v1.7l-1.7-1.7H7.5',
  truck:
    'M1.5 4h8v7h-8V4Zm8 2.3h2.6l2.4 2.4V11h-5M4 13.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4Zm7.5 0a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4Z',
  umbrella: 'M2.5 8.5a5.5 5.5 0 0 1 11 0h-11ZM8 8.5v3.6a1.5 1.5 0 0 1-3 0M8 3V2',
  wind: 'M2.5 6h7.2a1.7 1.7 0 1 0-1.6-2.3M2.5 8.7h9.6a1.7 1.7 0 1 1-1.6 2.3M2.5 11.4h4.6',
} as const

export type IconName = keyof typeof PATHS

export const Icon = ({ name, size = 16 }: { name: IconName; size?: number }) => (
  <svg class="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path
      d={PATHS[name]}
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
)
