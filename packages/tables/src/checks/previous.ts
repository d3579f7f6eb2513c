// Compares a version with the one before it: columns that came, went or changed, and unstable ids.
import { type Duck, identifier, literal } from '../build/duck.ts'
import type { Column, Finding, Manifest } from '../model.ts'

export function checkSchemaDrift(columns: Column[], previous: Manifest): Finding[] {
  const findings: Finding[] = []
  const before = new Map(previous.columns.map((column) => [column.id, column]))
  for (const column of columns) {
    const known = before.get(column.id)
    if (!known) {
      findings.push({
        code: 'new-column',
        severity: 'notice',
        column: column.id,
        detail: { name: column.name },
      })
    } else if (known.type !== column.type) {
      findings.push({
        code: 'type-changed',
        severity: 'warning',
        column: column.id,
        detail: { from: known.type, to: column.type },
      })
    }
  }
  for (const column of previous.columns) {
    if (columns.some(({ id }) => id === column.id)) continue
    findings.push({
      code: 'missing-column',
      severity: 'warning',
      column: column.id,
      detail: { name: column.name },
    })
  }
  return findings
}

const COMMON = 20

/**
 * A register whose ids were issued anew: most ids of both versions now describe something else.
 * A row describes something else when fewer than half of its telling cells are the same.
 */
export async function checkUnstableIds(
  duck: Duck,
  key: string[],
  parquet: string,
  columns: Column[],
  previous: { manifest: Manifest; parquet: string },
): Promise<Finding | null> {
  const before = new Map(previous.manifest.columns.map((column) => [column.id, column]))
  if (!key.every((id) => before.has(id))) return null
  const telling = columns.filter(({ id, stats }) => {
    const known = before.get(id)
    return (
      known !== undefined && !key.includes(id) && Math.max(stats.distinct, known.stats.distinct) > 3
    )
  })
  if (telling.length === 0) return null
  const join = key
    .map((id) => `a.${identifier(id)}::VARCHAR = b.${identifier(id)}::VARCHAR`)
    .join(' AND ')
  const same = telling
    .map(
      ({ id }) =>
        `(a.${identifier(id)}::VARCHAR IS NOT DISTINCT FROM b.${identifier(id)}::VARCHAR)::INTEGER`,
    )
    .join(' + ')
  const [common, other] = await duck.row(
    `SELECT count(*)::INTEGER, count(*) FILTER ((${same}) * 2 < ${telling.length})::INTEGER
     FROM read_parquet(${literal(previous.parquet)}) a
     JOIN read_parquet(${literal(parquet)}) b ON ${join}`,
  )
  if (Number(common) < COMMON || Number(other) < Number(common) * 0.8) return null
  return {
    code: 'unstable-ids',
    severity: 'error',
    column: key[0]!,
    count: Number(other),
    detail: { common: Number(common) },
  }
}
