// Keeps one reader from taking the time of all others: so many requests a minute for each address.
import type { Clock } from '../ground.ts'

export interface Limiter {
  /** Takes one from the key's budget. Returns 0 if there was one, else the seconds to wait. */
  take(key: string, perMinute: number): number
  /** Keys remembered, for metrics. */
  size(): number
}

interface Bucket {
  tokens: number
  at: number
}

/**
 * Token buckets: a full minute's budget may be spent at once, then it refills evenly. At most
 * `keys` are remembered (default 50,000); full buckets are forgotten first, as they say nothing.
 */
export function createLimiter(clock: Clock, options: { keys?: number } = {}): Limiter {
  const most = options.keys ?? 50_000
  const buckets = new Map<string, Bucket>()

  function forget(now: number): void {
    for (const [key, bucket] of buckets) if (now - bucket.at > 60_000) buckets.delete(key)
    // Insertion order is the order of last use: the oldest go first.
    for (const key of buckets.keys()) {
      if (buckets.size <= most * 0.9) break
      buckets.delete(key)
    }
  }

  return {
    take(key, perMinute) {
      const now = clock.now().getTime()
      const bucket = buckets.get(key) ?? { tokens: perMinute, at: now }
      const refilled = (Math.max(0, now - bucket.at) / 60_000) * perMinute
      bucket.tokens = Math.min(perMinute, bucket.tokens + refilled)
      bucket.at = now
      buckets.delete(key)
      if (buckets.size >= most) forget(now)
      buckets.set(key, bucket)
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1
        return 0
      }
      return Math.max(1, Math.ceil(((1 - bucket.tokens) * 60) / perMinute))
    },
    size: () => buckets.size,
  }
}

/** Who counts as one reader: an IPv4 address, or a /64 of IPv6, which one household owns whole. */
export function readerKey(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped?.[1]) return mapped[1]
  if (!ip.includes(':')) return ip
  const [head = '', tail] = ip.split('%')[0]?.split('::') ?? []
  const before = head ? head.split(':') : []
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${groups.slice(0, 4).join(':')}::/64`
}

/** The machine itself: the operator, a health check, or a reverse proxy that was not declared. */
export function isLoopback(ip: string): boolean {
  return ip === '::1' || ip.startsWith('127.') || ip.startsWith('::ffff:127.')
}
