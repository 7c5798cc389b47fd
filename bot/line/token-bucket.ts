/** How fast may we call LINE? One bucket for each endpoint, whatever is asked of it (LINE §6). */

export interface TokenBucket {
  /** Resolves when the call may go. */
  take(): Promise<void>
}

/** @returns milliseconds until the next token; 0 when one was taken */
export function drawFrom(
  bucket: { tokens: number; at: number },
  perSecond: number,
  burst: number,
  now: number,
): number {
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1000)
  bucket.at = now
  // Taken on credit: who comes later waits longer, and nobody is woken in vain.
  bucket.tokens -= 1
  return bucket.tokens >= 0 ? 0 : (-bucket.tokens * 1000) / perSecond
}

/**
 * @param perSecond LINE's limit for this endpoint
 * @param clock milliseconds of a clock that only goes forward
 */
export function tokenBucket(perSecond: number, clock = () => performance.now()): TokenBucket {
  // An eighth of a second: as long as the next batch takes to be decided.
  const burst = Math.max(1, perSecond / 8)
  const bucket = { tokens: burst, at: clock() }
  return {
    async take() {
      const wait = drawFrom(bucket, perSecond, burst, clock())
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    },
  }
}
