// Finds the version of a table that a request means, and how long its answer may be kept.
import { Refusal } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import type { Dataset, Resource, Version } from '#datasets'
import type { Faces } from '../faces.ts'

export interface TableAt {
  dataset: Dataset
  resource: Resource
  version: Version
  /** True when the request names the version: the answer never changes. */
  pinned: boolean
}

/** Throws `not-found` for absent resources and versions. */
export async function tableAt(request: RouteRequest, { shelf }: Faces): Promise<TableAt> {
  const found = await shelf.resource(request.params['id'] ?? '')
  if (!found) throw new Refusal('not-found')
  const number = request.query['version'] as number | undefined
  const version =
    number === undefined ? found.resource.version : await shelf.version(found.resource.id, number)
  if (!version) throw new Refusal('not-found')
  return { ...found, version, pinned: number !== undefined }
}

/** ETag from the version's hash and the question; a named version may be kept for a year. */
export function kept({ version, pinned }: TableAt, request: RouteRequest): Partial<Answer> {
  return {
    etag: `${version.manifestHash.slice(0, 32)}-${shortHash(request.url)}`,
    cache: pinned ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
}

/** Tells one question from another (FNV-1a, 32 bits); no secret depends on it. */
export function shortHash(value: string): string {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(value)) state = Math.imul(state ^ byte, 0x01000193) >>> 0
  return state.toString(36)
}

export const jsonType = 'application/json; charset=utf-8'
