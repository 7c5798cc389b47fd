/** Is this address a page of ours, which may open inside the phone? */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The address inside this origin, or undefined. `localhost` and `127.0.0.1` on the same port are the same place. */
export function ownAddress(
  address: string,
  here: { href: string; origin: string; hostname: string; port: string },
): string | undefined {
  if (!URL.canParse(address, here.href)) return undefined
  const url = new URL(address, here.href)
  const same =
    url.origin === here.origin || (LOOPBACK.has(url.hostname) && LOOPBACK.has(here.hostname) && url.port === here.port)
  return same ? url.pathname + url.search + url.hash : undefined
}
