// Reads which bytes of a kept file are asked for.

/** One range from its beginning on; null for anything else, which is then answered whole (RFC 9110, 14.2). */
export function readByteRange(header: string | null): { start: number; end: number } | null {
  const [, start, end] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (start === undefined) return null
  const last = end === undefined || end === '' ? Infinity : Number(end)
  return last < Number(start) ? null : { start: Number(start), end: last }
}
