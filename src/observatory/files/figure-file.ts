// Answers one figure as a file: the same rows as table or picture, by the ending of the address.
import type { Answer } from '#platform'
import { smallXlsx } from '@rimaq/tables/query'
import type { Drawing } from './drawing.ts'
import { pngOf } from './png-of.ts'
import { svgOf } from './svg-of.ts'

export const formats = ['csv', 'json', 'xlsx', 'svg', 'png'] as const
export type Format = (typeof formats)[number]

export interface FileColumn {
  id: string
  label: string
}

export interface FigureFile {
  /** Of the file, without ending. */
  name: string
  title: string
  description: string
  source: string
  columns: readonly FileColumn[]
  rows: readonly (readonly (string | number | null)[])[]
  /** SHA-256 of what the rows were made of. */
  version: string
  drawing(): Drawing
}

export async function answerFile(file: FigureFile, format: Format): Promise<Answer> {
  // The same data is the same answer, in each language of its own.
  const etag = `${file.version.slice(0, 24)}-${format}`
  const cache = 'no-cache'
  switch (format) {
    case 'csv':
      return { type: 'text/csv; charset=utf-8; header=present', body: csvOf(file), cache }
    case 'json':
      return { type: 'application/json; charset=utf-8', body: jsonOf(file), cache }
    case 'xlsx': {
      const heads = file.columns.map(({ label }) => label)
      const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
      const name = `attachment; filename="${file.name}.xlsx"`
      const body = await smallXlsx(file.title, heads, file.rows)
      return { type, body, cache, headers: { 'content-disposition': name } }
    }
    case 'svg':
      return { type: 'image/svg+xml', body: svgOf(file.drawing()), cache }
    case 'png':
      return {
        type: 'image/png',
        body: await pngOf(`${file.version} ${file.title}`, file.drawing),
        cache,
        etag,
      }
  }
}

/** A table without a picture by the ending of `file`; `.json` are rows with names. */
export async function tableAnswer(
  file: string,
  table: Pick<FigureFile, 'columns' | 'rows'>,
  title: string,
): Promise<Answer> {
  const cache = 'no-cache'
  if (file.endsWith('.csv')) {
    return { type: 'text/csv; charset=utf-8; header=present', body: csvOf(table), cache }
  }
  if (file.endsWith('.json')) {
    const body = JSON.stringify(objectsOf(table), null, 1)
    return { type: 'application/json; charset=utf-8', body, cache }
  }
  const heads = table.columns.map(({ id }) => id)
  return {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body: await smallXlsx(title.slice(0, 31), heads, table.rows),
    headers: { 'content-disposition': `attachment; filename="${file}"` },
    cache,
  }
}

/** RFC 4180; the first row holds the ids of the columns. */
export function csvOf({ columns, rows }: Pick<FigureFile, 'columns' | 'rows'>): string {
  const lines = [columns.map(({ id }) => id), ...rows].map((row) => row.map(cell).join(','))
  return [...lines, ''].join('\r\n')
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** Rows with the names of their columns. */
export function objectsOf({
  columns,
  rows,
}: Pick<FigureFile, 'columns' | 'rows'>): Record<string, string | number | null>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ id }, at) => [id, row[at] ?? null])))
}

function jsonOf(file: FigureFile): string {
  const { title, description, source, version, columns } = file
  return JSON.stringify(
    { title, description, source, version, columns, rows: objectsOf(file) },
    null,
    1,
  )
}
