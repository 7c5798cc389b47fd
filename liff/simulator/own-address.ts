/** Where does this address open? A page of LIFF or another of ours inside the phone; everything else only as its address. */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const LIFF_HOSTS = new Set(['liff.line.me', 'miniapp.line.me'])

/** The phone adds it, so that the page knows whose phone it is. */
export const DESK_USER = 'desk_user'

interface Here {
  href: string
  origin: string
  hostname: string
  port: string
}

/** The address inside this origin, or undefined. `localhost` and `127.0.0.1` on the same port are the same place. */
export function ownAddress(address: string, here: Here): string | undefined {
  if (!URL.canParse(address, here.href)) return undefined
  const url = new URL(address, here.href)
  const same =
    url.origin === here.origin || (LOOPBACK.has(url.hostname) && LOOPBACK.has(here.hostname) && url.port === here.port)
  return same ? url.pathname + url.search + url.hash : undefined
}

/** The page behind `https://liff.line.me/{liffId}/…`, or behind its own address; undefined when it is none of our LIFF app. */
export function liffAddress(address: string, here: Here, liffId: string | undefined): string | undefined {
  if (!URL.canParse(address, here.href)) return undefined
  const url = new URL(address, here.href)
  if (!LIFF_HOSTS.has(url.hostname)) {
    const own = ownAddress(address, here)
    return own && /^\/liff(\/|$|\?|#)/.test(own) ? own : undefined
  }
  const [, id, ...path] = url.pathname.split('/')
  return liffId !== undefined && id === liffId ? `/liff/${path.join('/')}${url.search}${url.hash}` : undefined
}

/** The same page, on this customer's phone. */
export function onPhoneOf(userId: string | undefined, page: string, here: Here): string {
  const url = new URL(page, here.origin)
  if (userId) url.searchParams.set(DESK_USER, userId)
  return url.pathname + url.search + url.hash
}
