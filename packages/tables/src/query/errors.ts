// Turns what DuckDB says of a failure into an error of ours, without names of files.
import type { Cell, TableErrorCode } from '../model.ts'
import { TableError } from '../model.ts'

interface Said {
  exception_type?: string
  exception_message?: string
  position?: string
  name?: string
  type?: string
}

/** A failure as it travels to the server. */
export interface Failure {
  code: TableErrorCode
  detail: Record<string, Cell>
}

/**
 * Reads DuckDB's message (JSON with `errors_as_json`, or `Kind Error: text`). `position` is the
 * 1-based character of the statement. `hidden` are paths that must not be told.
 */
export function failureOf(error: unknown, sql: string | null, hidden: string[] = []): Failure {
  if (error instanceof TableError) return { code: error.code, detail: error.detail }
  const text = error instanceof Error ? error.message : String(error)
  const said = parse(text)
  const kind = said.exception_type ?? ''
  const message = clean(said.exception_message ?? text, hidden)
  const position = sql === null || said.position === undefined ? null : place(sql, said.position)
  const detail: Record<string, Cell> = { message, ...(position === null ? {} : { position }) }
  if (kind === 'Out of Memory') return { code: 'memory-limit', detail: {} }
  if (/No space left|max_temp_directory_size/i.test(message))
    return { code: 'disk-full', detail: {} }
  if (kind === 'Interrupt') return { code: 'cancelled', detail: {} }
  if (kind === 'Parser') return { code: 'sql-syntax', detail }
  if (kind === 'Permission') return { code: 'sql-forbidden', detail: { name: 'file' } }
  if (kind === 'Catalog' && said.type?.includes('Function')) {
    return { code: 'sql-forbidden', detail: { ...detail, name: said.name ?? '' } }
  }
  if (kind === 'Catalog' && (said.type === 'Table' || message.startsWith('Table with name'))) {
    return { code: 'sql-unknown-table', detail: { ...detail, name: said.name ?? '' } }
  }
  return { code: 'sql-failed', detail }
}

function parse(text: string): Said {
  const brace = text.indexOf('{"exception_type"')
  if (brace >= 0) {
    try {
      return JSON.parse(text.slice(brace)) as Said
    } catch {
      // Not JSON after all: read as plain text below.
    }
  }
  const [, kind, message] = /^([A-Z][A-Za-z ]*?) Error: ([\s\S]*)$/.exec(text) ?? []
  return kind ? { exception_type: kind, exception_message: message! } : {}
}

function clean(message: string, hidden: string[]): string {
  let cleaned = message
  for (const path of hidden) cleaned = cleaned.replaceAll(path, '…')
  return cleaned.split('\n\nLINE ')[0]!.slice(0, 500)
}

/** DuckDB counts bytes from 0; people count characters from 1. */
function place(sql: string, position: string): number | null {
  const bytes = Number(position)
  if (!Number.isSafeInteger(bytes) || bytes < 0) return null
  return Buffer.from(sql, 'utf8').subarray(0, bytes).toString('utf8').length + 1
}
