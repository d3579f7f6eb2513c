// Writes JSON in its one canonical form, so that the same facts always have the same hash (RFC 8785).
import { LedgerError } from '../ledger-error.ts'

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json }

/**
 * RFC 8785: no white space, names sorted by their UTF-16 units (3.2.3), numbers and text as
 * ECMAScript writes them (3.2.2). Throws `malformed-entry` for what JSON cannot hold: numbers that
 * are not finite, lone surrogates (3.2.2.2), undefined, functions, dates and other objects.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw malformed(`${value} is not a number of JSON`)
    return JSON.stringify(value)
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw malformed('a text holds half a character')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${Array.from(value as Json[], canonicalJson).join(',')}]`
  if (typeof value !== 'object' || !isPlain(value)) throw malformed(`${typeof value} is not JSON`)
  const members = Object.entries(value as Record<string, Json>).sort(([one], [other]) =>
    one < other ? -1 : 1,
  )
  return `{${members.map(([name, each]) => `${canonicalJson(name)}:${canonicalJson(each)}`).join(',')}}`
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function malformed(why: string): LedgerError {
  return new LedgerError('malformed-entry', { why })
}
