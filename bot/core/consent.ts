/** What did the customer agree to, as the shop's systems tell it? `customer.consent` and `customer.registered_channels` (DOMAIN §2.4, §5.1). */

import { z } from 'zod'
import { moment, text } from './report-fields.ts'

export const CONSENT_CHANNELS = ['email', 'line', 'sms'] as const
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number]

const Consent = z.object({
  channel: z.enum(CONSENT_CHANNELS),
  purpose: z.enum(['service', 'marketing', 'link', 'quote']).default('marketing'),
  /** False: taken back. */
  granted: z.boolean().default(true),
  at: moment.optional(),
  text_version: text.optional(),
  evidence: text.optional(),
})

export const MOST_CHANNELS = 20

/** Fields of a customer in the canonical schema; both may be left out, and then nothing changes. */
export const CONSENT_FIELDS = {
  /** On which of these the customer gets the shop's news: being left out of a list that is given means no. */
  registered_channels: z.array(z.enum(CONSENT_CHANNELS)).max(MOST_CHANNELS).optional(),
  consent: z.array(Consent).max(MOST_CHANNELS).optional(),
} as const

export interface ConsentsTold {
  registered_channels?: readonly ConsentChannel[]
  consent?: readonly z.infer<typeof Consent>[]
}

/** Agreed to, or taken back, at a moment. */
export interface ConsentTold {
  channel: ConsentChannel
  purpose: 'service' | 'marketing' | 'link' | 'quote'
  granted: boolean
  at: Date
  textVersion?: string
  evidence?: string
  /** Read off the list of channels: one order after the other says the same, and only the last time is worth keeping. */
  isListed?: true
}

/**
 * Who is a friend on LINE says LINE; the list of channels speaks of e-mail alone.
 * @param toldAt counts where a consent has no moment of its own
 */
export const consentsTold = (
  { registered_channels: channels, consent = [] }: ConsentsTold,
  toldAt: Date,
): ConsentTold[] => [
  ...(channels
    ? [
        {
          channel: 'email' as const,
          purpose: 'marketing' as const,
          granted: channels.includes('email'),
          at: toldAt,
          isListed: true as const,
        },
      ]
    : []),
  ...consent.map(({ text_version, at = toldAt, ...told }) => ({ ...told, at, textVersion: text_version })),
]
