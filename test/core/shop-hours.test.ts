/** Hours in which nothing could leave are refused where they stand; what was published with them can still be read. */

import { expect, test } from 'vitest'
import { readYaml } from '../../bot/core/read-file.ts'
import { Shop } from '../../bot/core/shop.ts'
import { sendingHours } from '../../bot/core/shop-hours.ts'
import { shopText } from '../support/story.ts'

test.each([
  ['cross midnight', 'send_from: "20:00", send_until: "02:00"', ['E107 send_until']],
  ['are empty', 'send_from: "21:00"', ['E107 send_until']],
  ['leave no room for notices', 'send_from: "09:00", service_until: "08:00"', ['E107 service_until']],
  ['are a day', 'send_from: "10:00", send_until: "20:00"', []],
])('hours that %s', (_what, hours, wrong) => {
  const { value, source, problems } = readYaml(shopText(`guard: {${hours}}\n`), 'shop.yaml', Shop)
  expect(problems).toEqual([])
  if (!value) throw new Error('unreadable')
  expect(
    sendingHours(value, source, 'shop.yaml').map(({ code, message }) => `${code} ${message.split('（')[0]}`),
  ).toEqual(wrong)
})
