// Finds the columns that identify a row, and says when a declared key does not.
import { type Duck, identifier, literal } from '../build/duck.ts'
import { headingWords } from '../infer/code-names.ts'
import type { Column, Finding, Manifest } from '../model.ts'

export interface KeyAnswer {
  key: string[] | null
  origin: Manifest['keyOrigin']
  findings: Finding[]
}

const NAMED_LIKE_A_KEY =
  /(^|\s)(id|uuid|guid|codigo|cod|code|clave|key|ubigeo|ruc|dni|nro|numero|num|mesa|placa|expediente|matricula|folio|inei|fid|objectid|identificador)(\s|$)/

/** `declared` holds ids or headings. A declared key with duplicates is reported and not used. */
export async function findKey(
  duck: Duck,
  parquet: string,
  rows: number,
  columns: Column[],
  declared: readonly string[] | undefined,
  previous: Manifest | undefined,
): Promise<KeyAnswer> {
  const wanted =
    declared ?? (previous?.keyOrigin === 'declared' ? (previous.key ?? undefined) : undefined)
  if (wanted && wanted.length > 0) {
    const ids = wanted.map(
      (name) => columns.find((column) => column.id === name || column.name === name)?.id,
    )
    if (ids.every((id) => id !== undefined)) {
      const finding = await duplicateKeys(duck, parquet, ids)
      return finding
        ? { key: null, origin: null, findings: [finding] }
        : { key: ids, origin: 'declared', findings: [] }
    }
  }
  const id = inferKey(columns, rows, previous?.key ?? null)
  return { key: id === null ? null : [id], origin: id === null ? null : 'inferred', findings: [] }
}

async function duplicateKeys(duck: Duck, parquet: string, ids: string[]): Promise<Finding | null> {
  const list = ids.map(identifier)
  const rows = await duck.rows(
    `WITH keys AS (SELECT _id, ${list.join(', ')}, count(*) OVER (PARTITION BY ${list.join(', ')}) AS n
       FROM read_parquet(${literal(parquet)}))
     SELECT count(*) OVER ()::INTEGER, _id::INTEGER FROM keys
     WHERE n > 1 OR ${list.map((name) => `${name} IS NULL`).join(' OR ')} ORDER BY _id LIMIT 10`,
  )
  const first = rows[0]
  if (!first) return null
  return {
    code: 'duplicate-keys',
    severity: 'error',
    column: ids[0]!,
    count: Number(first[0]),
    rows: rows.map((row) => Number(row[1])),
    detail: { columns: ids.join(', ') },
  }
}

/** The unique, never empty column most likely to be the key, by heading and position. */
function inferKey(columns: Column[], rows: number, previous: string[] | null): string | null {
  if (rows < 2) return null
  let best: { id: string; score: number } | null = null
  for (const [index, column] of columns.entries()) {
    const { stats, type, id } = column
    if (stats.nulls > 0 || stats.distinct !== rows) continue
    if (type !== 'text' && type !== 'integer') continue
    const words = headingWords(column.name)
    const named = NAMED_LIKE_A_KEY.test(words)
    const counter = type === 'integer' && stats.min === 1 && stats.max === rows
    let score = (named ? 10 : 0) + (index === 0 ? 6 : index < 4 ? 2 : 0) - (counter ? 9 : 0)
    if (type === 'text' && !named && String(stats.max ?? '').length > 60) score -= 6
    if (/(nombre|descripcion|direccion|url|poblacion|superficie|monto|total)/.test(words))
      score -= 6
    if (previous?.length === 1 && previous[0] === id) score += 8
    if (score > (best?.score ?? 3)) best = { id, score }
  }
  return best?.id ?? null
}
