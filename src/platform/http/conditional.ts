// Reads the conditions and ranges a request carries, so that nothing is sent twice (RFC 9110, 13–14).

type Headers = Record<string, string | string[] | undefined>

export interface Validators {
  /** ETag value without quotes. */
  etag?: string
  modified?: Date
}

/**
 * True if the reader's copy is still good: 304. `If-None-Match` decides alone where present
 * (clause 13.2.2); comparison is weak, as a compressed copy has the same content.
 */
export function isUnchanged(headers: Headers, { etag, modified }: Validators): boolean {
  const known = single(headers['if-none-match'])
  if (known !== undefined) {
    if (known.trim() === '*') return true
    if (etag === undefined) return false
    return known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${etag}"`)
  }
  const since = single(headers['if-modified-since'])
  if (since === undefined || !modified) return false
  const time = Date.parse(since)
  return Number.isFinite(time) && Math.floor(modified.getTime() / 1000) * 1000 <= time
}

export type RangeRequest =
  | { kind: 'whole' }
  | { kind: 'slice'; start: number; end: number }
  | { kind: 'refused' }

/**
 * What part of `bytes` is asked for; `end` is inclusive. One range only: several in one request are
 * refused with 416, as they cost far more to answer than to ask (CVE-2011-3192). A range that does
 * not parse is ignored (clause 14.2), so is one whose `If-Range` names another version.
 */
export function readRange(headers: Headers, bytes: number, validators: Validators): RangeRequest {
  const range = single(headers.range)
  if (range === undefined || !ifRangeHolds(headers, validators)) return { kind: 'whole' }
  const list = /^bytes=([\d\s,-]+)$/i.exec(range.trim())?.[1]
  if (list === undefined) return { kind: 'whole' }
  if (list.includes(',')) return { kind: 'refused' }
  const parts = /^\s*(\d{0,15})-(\d{0,15})\s*$/.exec(list)
  const [, first = '', last = ''] = parts ?? []
  if (!parts || (first === '' && last === '')) return { kind: 'whole' }
  if (first === '') {
    const length = Math.min(Number(last), bytes)
    return length === 0 ? { kind: 'refused' } : slice(bytes - length, bytes - 1)
  }
  const start = Number(first)
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (last !== '' && Number(last) < start) return { kind: 'whole' }
  return start >= bytes ? { kind: 'refused' } : slice(start, end)
}

function slice(start: number, end: number): RangeRequest {
  return { kind: 'slice', start, end }
}

/** Strong comparison: a weak tag never allows gluing two halves together (clause 13.1.5). */
function ifRangeHolds(headers: Headers, { etag, modified }: Validators): boolean {
  const condition = single(headers['if-range'])
  if (condition === undefined) return true
  if (condition.startsWith('"')) return etag !== undefined && condition === `"${etag}"`
  const time = Date.parse(condition)
  return modified !== undefined && Math.floor(modified.getTime() / 1000) * 1000 === time
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
