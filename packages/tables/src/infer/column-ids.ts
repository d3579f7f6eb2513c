// Gives columns their lasting names: the heading for people, the id for Parquet and addresses.
import type { Column } from '../model.ts'

/** `^[a-z][a-z0-9_]{0,62}$` from a heading: accents folded, everything else an underscore. */
export function slug(name: string): string {
  const folded = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøłđμ]/gi, (letter) => FOLDED[letter.toLowerCase()] ?? '')
    .toLowerCase()
    .replace(/%/g, ' pct ')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  const safe = /^[a-z]/.test(folded) ? folded : folded === '' ? 'columna' : `c_${folded}`
  return safe.slice(0, 58).replace(/_+$/, '')
}

const FOLDED: Record<string, string> = { μ: 'u', ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd' }

export interface Naming {
  id: string
  name: string
  /** The heading was empty or missing. */
  missing: boolean
  /** The heading stands above an earlier column too. */
  duplicate: boolean
}

/**
 * Names and ids for the headings of a file. A heading known from the previous version keeps its id,
 * matched by heading (and occurrence) first and by slug second.
 */
export function nameColumns(heads: string[], previous: readonly Column[] = []): Naming[] {
  const seen = new Map<string, number>()
  const names = heads.map((head, index) => {
    const clean = head.replace(/\s+/g, ' ').trim()
    const base = clean === '' ? `columna ${index + 1}` : clean
    const times = (seen.get(base.toLowerCase()) ?? 0) + 1
    seen.set(base.toLowerCase(), times)
    const name = times === 1 ? base : `${base} (${times})`
    return { name, missing: clean === '', duplicate: times > 1 }
  })
  const taken = new Set<string>(['_id'])
  const ids: (string | undefined)[] = names.map(({ name }) => {
    const match = previous.find((column) => column.name === name && !taken.has(column.id))
    if (match) taken.add(match.id)
    return match?.id
  })
  return names.map((naming, index) => {
    const wanted = slug(naming.name)
    const known = previous.find((column) => column.id === wanted)
    let id = ids[index]
    if (id === undefined && known && !taken.has(wanted)) id = wanted
    for (let number = 1; id === undefined; number++) {
      const candidate = number === 1 ? wanted : `${wanted}_${number}`
      const free = !taken.has(candidate) && !previous.some((column) => column.id === candidate)
      if (free) id = candidate
    }
    taken.add(id)
    return { id, ...naming }
  })
}
