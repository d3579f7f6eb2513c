// Writes the SELECT behind an export: which rows, in which order, each cell as its format wants it.
import type { Column, Manifest, TableFiles } from '../model.ts'
import { TableError } from '../model.ts'
import type { ExportOptions } from '../query-model.ts'
import { whereSql } from '../query/conditions.ts'
import { checkedSort, distinctRows, orderSql, selectedColumns } from '../query/rows-sql.ts'
import type { QueryColumn } from '../query/sql-text.ts'
import { identifier, parquetSource, rowNumber } from '../query/sql-text.ts'

/** A column of an export with the heading it is given. */
export interface ExportColumn extends QueryColumn {
  head: string
  /** False when the version's statistics rule out integers beyond 2^53. */
  large: boolean
}

/** The columns in order, headings made different from each other without regard to case. */
export function exportColumns(manifest: Manifest, options: ExportOptions): ExportColumn[] {
  const chosen = selectedColumns(manifest, options.query?.columns)
  const first = options.withId && !chosen.includes(rowNumber) ? [rowNumber] : []
  const byId = new Map(manifest.columns.map((column) => [column.id, column]))
  const seen = new Set<string>()
  return [...first, ...chosen].map((column) => {
    const full = byId.get(column.id)
    const wanted = options.heads === 'ids' ? column.id : full?.name || column.id
    let head = wanted
    for (let copy = 2; seen.has(head.toLowerCase()); copy += 1) head = `${wanted} (${copy})`
    seen.add(head.toLowerCase())
    return { ...column, head, large: full ? mayBeLarge(full) : false }
  })
}

function mayBeLarge(column: Column): boolean {
  if (column.type !== 'integer') return false
  const { min, max } = column.stats
  return !(Number.isSafeInteger(min) && Number.isSafeInteger(max))
}

/**
 * The rows of an export as something to select from, in order. Columns keep their ids, so that
 * the expressions of a format can be written over it; `more` names columns needed besides. Throws what a page of rows throws.
 */
export function exportRows(table: TableFiles, options: ExportOptions, more: string[] = []): string {
  const { manifest } = table
  const query = options.query ?? {}
  const columns = selectedColumns(manifest, query.columns)
  const sorts = checkedSort(manifest, query.sort)
  const where = whereSql(manifest, query)
  const limit = bound(query.limit)
  const offset = bound(query.offset)
  const source = parquetSource(table.parquet)
  const distinct = query.distinct === true && !columns.includes(rowNumber) && !options.withId
  const missing = more.find((id) => !columns.some((column) => column.id === id))
  if (distinct && missing) throw new TableError('unknown-column', { column: missing })
  const from = distinct ? distinctRows(source, columns, where) : source
  const filter = distinct ? null : where
  const needed = new Set(['_id', ...columns.map((column) => column.id), ...more])
  const names = [...needed].map(identifier).join(', ')
  const plain = sorts.length === 0 && !distinct
  const range = plain && !filter && offset > 0 ? `"_id" > ${offset}` : filter
  return (
    `(SELECT ${names} FROM ${from}${range ? ` WHERE ${range}` : ''}` +
    (plain ? '' : ` ORDER BY ${orderSql(sorts)}`) +
    (query.limit === undefined ? '' : ` LIMIT ${limit}`) +
    (offset > 0 && range === filter ? ` OFFSET ${offset}` : '') +
    ')'
  )
}

function bound(value: number | undefined): number {
  if (value === undefined) return 0
  if (!Number.isSafeInteger(value) || value < 0) throw new TableError('bad-page', { value })
  return value
}

/** A list of `expression AS "heading"`. */
export function headed(columns: ExportColumn[], cell: (column: ExportColumn) => string): string {
  return columns.map((column) => `${cell(column)} AS ${identifier(column.head)}`).join(', ')
}

/** For delimited text: ISO 8601 timestamps with a `T`, the rest as DuckDB writes it. */
export function delimitedCell(column: ExportColumn): string {
  const name = identifier(column.id)
  return column.type === 'timestamp' ? `replace(CAST(${name} AS VARCHAR), ' ', 'T')` : name
}

/** For JSON: no NaN, no number beyond 2^53, JSON columns as what they hold. */
export function jsonCell(column: ExportColumn): string {
  const name = identifier(column.id)
  switch (column.type) {
    case 'timestamp':
      return delimitedCell(column)
    case 'number':
      return column.decimal ? name : `CASE WHEN isfinite(${name}) THEN ${name} END`
    case 'integer':
      return column.large
        ? `CASE WHEN ${name} BETWEEN -9007199254740991 AND 9007199254740991
             THEN to_json(${name}) ELSE to_json(CAST(${name} AS VARCHAR)) END`
        : name
    case 'json':
    case 'geometry': {
      const text = `CAST(${name} AS VARCHAR)`
      return `CASE WHEN json_valid(${text}) THEN CAST(${text} AS JSON) ELSE to_json(${text}) END`
    }
    default:
      return name
  }
}

/** The columns a feature's geometry is made of. */
export function geometryColumns({ geometry }: Manifest): string[] {
  if (!geometry) return []
  return geometry.kind === 'geojson' ? [geometry.column] : [geometry.longitude, geometry.latitude]
}

/**
 * The members of a GeoJSON feature (RFC 7946 clause 3.2), its properties all columns but the
 * geometry. Throws `unknown-column` when the version has no geometry.
 */
export function featureSelect(manifest: Manifest, columns: ExportColumn[]): string {
  const geometry = manifest.geometry
  if (!geometry) throw new TableError('unknown-column', { column: 'geometry' })
  const column = geometry.kind === 'geojson' ? geometry.column : null
  const properties = columns.filter((one) => one.id !== column)
  const pairs = properties.map((one) => `${identifier(one.head)} := ${jsonCell(one)}`)
  return (
    `'Feature' AS type, ${shape(geometry)} AS geometry, ` +
    `${pairs.length > 0 ? `struct_pack(${pairs.join(', ')})` : `CAST('{}' AS JSON)`} AS properties`
  )
}

function shape(geometry: NonNullable<Manifest['geometry']>): string {
  if (geometry.kind === 'geojson') {
    const text = `CAST(${identifier(geometry.column)} AS VARCHAR)`
    return `CASE WHEN json_valid(${text}) THEN CAST(${text} AS JSON) END`
  }
  const longitude = identifier(geometry.longitude)
  const latitude = identifier(geometry.latitude)
  // The order is longitude, latitude (RFC 7946 clause 3.1.1); a point without both has no geometry.
  return (
    `CASE WHEN isfinite(CAST(${longitude} AS DOUBLE)) AND isfinite(CAST(${latitude} AS DOUBLE)) ` +
    `THEN {'type': 'Point', 'coordinates': [CAST(${longitude} AS DOUBLE), CAST(${latitude} AS DOUBLE)]} END`
  )
}
