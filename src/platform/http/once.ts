// Lets a request be sent again safely: the same key gives the same answer and is done once.
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Refusal } from './refusal.ts'
import type { Answer, RouteDefinition } from './route.ts'

/** An answer as it is kept: text only; cookies and secrets are never kept. */
export interface KeptAnswer {
  status: number
  type: string | null
  headers: Record<string, string>
  body: string
}

export type Taken =
  | { state: 'new' }
  | { state: 'done'; answer: KeptAnswer | null }
  | { state: 'other-body' }
  | { state: 'under-way' }

/** Where keys are kept, at least 24 hours. */
export interface Once {
  take(key: string, body: string): Promise<Taken>
  keep(key: string, answer: KeptAnswer | null): Promise<void>
  /** Nothing was done: the key may be used again. */
  drop(key: string): Promise<void>
}

/** Form field that stands for the header, since forms cannot send one. */
export const onceField = 'idempotency-key'

/** The key of the request: header `Idempotency-Key` (IETF httpapi draft) or the form's field. */
export function onceKeyOf(
  headers: Record<string, string | string[] | undefined>,
  body: unknown,
): string | null {
  const field = (body as Record<string, unknown> | null | undefined)?.[onceField]
  const sent = headers['idempotency-key'] ?? field
  if (sent === undefined || sent === '') return null
  const bare = typeof sent === 'string' ? sent.replace(/^"(.*)"$/, '$1') : ''
  // A short key could be another's by chance.
  if (/^[\w.~:+/=-]{16,200}$/.test(bare)) return bare
  const fault = { in: 'body' as const, name: onceField, reason: 'wrong-shape' as const, values: {} }
  throw new Refusal('invalid-input', { faults: [fault] })
}

/** The body without the field that is ours. */
export function withoutOnceField(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, onceField)) return body
  const { [onceField]: _, ...rest } = body as Record<string, unknown>
  return rest
}

/** Order of keys says nothing: what means the same has the same text. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return pairs.map(([name, each]) => [name, canonical(each)])
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Does `work` once for a key of this asker and route. What was refused in words was not done, so its
 * key is free again; after an unexpected error nobody knows, and the key says so (409).
 */
export async function doOnce(
  once: Once,
  asked: { key: string; asker: string; route: RouteDefinition; url: string; body: unknown },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { route } = asked
  const key = hash(JSON.stringify([asked.asker, route.method, route.url, asked.key]))
  const taken = await takeInTurn(
    once,
    key,
    hash(JSON.stringify([asked.url, canonical(asked.body)])),
  )
  if (taken.state === 'other-body') {
    throw new Refusal('conflict', { sentence: 'platform.once.other-body' })
  }
  if (taken.state === 'under-way') {
    throw new Refusal('conflict', { sentence: 'platform.once.under-way', retryAfter: 2 })
  }
  if (taken.state === 'done') {
    if (taken.answer === null) throw new Refusal('conflict', { sentence: 'platform.once.not-kept' })
    const { status, headers, body, type } = taken.answer
    return { status, headers, body, cache: 'no-store', ...(type === null ? {} : { type }) }
  }
  let answer: Answer
  try {
    answer = await work()
  } catch (error) {
    if (error instanceof Refusal) await once.drop(key)
    throw error
  }
  // What was refused with a page of its own was not done either.
  if ((answer.status ?? 200) >= 400) await once.drop(key)
  else await once.keep(key, keptOf(answer, route))
  return answer
}

/** Of several at once the later ones wait a little for the answer of the first. */
async function takeInTurn(once: Once, key: string, body: string): Promise<Taken> {
  let taken = await once.take(key, body)
  for (let turns = 0; taken.state === 'under-way' && turns < 40; turns++) {
    await wait(50)
    taken = await once.take(key, body)
  }
  return taken
}

/** Null for what must not lie in a table: secrets and streams. Cookies are left out. */
function keptOf(answer: Answer, route: RouteDefinition): KeptAnswer | null {
  const { body, status = 200, type = null } = answer
  if (route.answers === 'secret') return null
  const { 'set-cookie': _cookie, ...headers } = answer.headers ?? {}
  if (body === null) return { status, type, headers, body: '' }
  if (typeof body === 'string') return small({ status, type, headers, body })
  if (body instanceof Uint8Array || Symbol.asyncIterator in body) return null
  const text = JSON.stringify(body)
  return small({ status, type: type ?? 'application/json; charset=utf-8', headers, body: text })
}

/** Larger answers are not kept: their repetition is told that it was done. */
function small(answer: KeptAnswer): KeptAnswer | null {
  return answer.body.length <= 262_144 ? answer : null
}
