/** Did we write this link? HMAC-SHA256 with the session secret, shortened to 128 bits (SPEC §4.2 `/r/:token`). */

import { fromBase64Url, readTap, type Tap, toBase64Url, writeTap } from '../core/tracked-link.ts'

const BYTES = 16
/** The same secret signs sessions: what is signed here must never pass for one. */
const PURPOSE = 'fanbelt link v1\n'

const keys = new Map<string, Promise<CryptoKey>>()

/** Imported once for each secret: importing costs more than signing. */
function keyFor(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret)
  if (known) return known
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const made = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), hmac, false, ['sign'])
  keys.set(secret, made)
  return made
}

async function sealOf(text: string, secret: string): Promise<Uint8Array> {
  const whole = await crypto.subtle.sign('HMAC', await keyFor(secret), new TextEncoder().encode(PURPOSE + text))
  return new Uint8Array(whole).subarray(0, BYTES)
}

/** A text that only we can write and nobody can read back. */
export const sealText = async (text: string, secret: string): Promise<string> => toBase64Url(await sealOf(text, secret))

export async function signLink(tap: Tap, secret: string): Promise<string> {
  const text = writeTap(tap)
  return `${text}~${toBase64Url(await sealOf(text, secret))}`
}

/** @returns undefined when it is not ours, or was changed */
export async function openLink(token: string, secret: string): Promise<Tap | undefined> {
  const end = token.lastIndexOf('~')
  const text = token.slice(0, end)
  const given = fromBase64Url(token.slice(end + 1))
  const tap = readTap(text)
  if (end < 0 || !tap || given?.length !== BYTES) return undefined
  const seal = await sealOf(text, secret)
  // Every byte is looked at, whatever the first ones say.
  const difference = seal.reduce((sum, byte, place) => sum | (byte ^ (given[place] ?? 0)), 0)
  return difference === 0 ? tap : undefined
}
