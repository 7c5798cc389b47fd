/** Whom do you meet in the demo shop by name, and what does each of them show? (DOMAIN §6.1, the table) */

import { DISTANT } from './distant.ts'
import { NEWCOMERS } from './newcomers.ts'
import type { StoryPerson } from './person.ts'
import { SUBSCRIBERS } from './subscribers.ts'

/** Ordered in the shop before she was a friend: the page that joins the two can be tried with it. */
export const UNLINKED_ORDER = { name: '佐藤 あかね', number: '1001', phone: '090-0000-5678' }

/** In the order of the table. */
export const STORY: readonly StoryPerson[] = [...NEWCOMERS, ...SUBSCRIBERS, ...DISTANT]

export const numberOf = (person: StoryPerson): string => `N${String(STORY.indexOf(person) + 1).padStart(4, '0')}`
