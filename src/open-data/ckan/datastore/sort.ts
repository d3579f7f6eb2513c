// DataStore's `sort`: `a, b desc nulls last`, names quoted where they hold spaces.
import type { Manifest, Sort } from '@rimaq/tables'
import { invalid } from '../errors.ts'
import { columnFinder } from './fields.ts'

const part = /^\s*(?:"((?:[^"]|"")+)"|(.+?))(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?\s*$/i

/** PostgreSQL puts nulls first when descending, unless told otherwise. */
export function sortKeys(sort: string[] | undefined, manifest: Manifest): Sort[] | undefined {
  if (sort === undefined) return undefined
  const find = columnFinder(manifest)
  return sort.map((text) => {
    const match = part.exec(text)
    const column = find((match?.[1]?.replaceAll('""', '"') ?? match?.[2] ?? '').trim())
    if (!match || column === null) throw invalid('sort', `invalid value "${text}"`)
    const descending = match[3]?.toLowerCase() === 'desc'
    const nulls = (match[4]?.toLowerCase() as 'first' | 'last' | undefined) ?? undefined
    return { column, descending, nulls: nulls ?? (descending ? 'first' : 'last') }
  })
}
