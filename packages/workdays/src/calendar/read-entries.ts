// Reads the days of a calendar from CSV or JSON and tells for each row what is wrong with it.
import type { Fault } from './faults.ts'
import type { CalendarEntry } from './model.ts'
import { type Column, columns, readEntry, type Row } from './read-entry.ts'

export interface EntriesRead {
  /** Rows without faults; those with faults are not among them. */
  entries: CalendarEntry[]
  faults: Fault[]
}

/**
 * CSV with a heading (RFC 4180; semicolons too, as spreadsheets in Spanish write them) or a JSON
 * list of flat objects, both with the names in `columns`. Empty cells are absent.
 */
export function readEntries(text: string, format: 'csv' | 'json'): EntriesRead {
  const faults: Fault[] = []
  const rows = format === 'csv' ? rowsOfCsv(text, faults) : rowsOfJson(text, faults)
  const entries: CalendarEntry[] = []
  const taken = new Set<string>()
  for (const { row, place } of rows) {
    const read = readEntry(row, place)
    faults.push(...read.faults)
    if (!read.entry) continue
    const { id } = read.entry
    if (taken.has(id)) {
      faults.push({ row: place, column: 'id', code: 'taken-id', evidence: { text: id } })
    } else entries.push(read.entry)
    taken.add(id)
  }
  return { entries, faults }
}

interface Placed {
  row: Row
  place: number
}

/** Rows of an already parsed list of flat objects. */
export function rowsOfList(list: readonly unknown[], faults: Fault[]): Placed[] {
  return list.map((each, at) => {
    const row: Row = {}
    const place = at + 1
    for (const [name, value] of Object.entries(Object(each) as Record<string, unknown>)) {
      if (!isColumn(name)) {
        faults.push({ row: place, column: name, code: 'unknown-column', evidence: {} })
      } else if (value === true || value === false) row[name] = value ? 'yes' : 'no'
      else if (Array.isArray(value)) row[name] = value.join(' ')
      else if (value !== null && value !== '') row[name] = String(value)
    }
    return { row, place }
  })
}

function rowsOfJson(text: string, faults: Fault[]): Placed[] {
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list)) return rowsOfList(list, faults)
  } catch {
    // Told below, with the other texts that are no list.
  }
  faults.push({ row: 0, column: '', code: 'not-a-table', evidence: { text: 'JSON' } })
  return []
}

function rowsOfCsv(text: string, faults: Fault[]): Placed[] {
  const [heading, ...records] = parseCsv(text)
  if (!heading) {
    faults.push({ row: 0, column: '', code: 'not-a-table', evidence: { text: 'CSV' } })
    return []
  }
  const names = heading.cells.map((cell) => cell.trim())
  for (const name of names.filter((each) => !isColumn(each))) {
    faults.push({ row: heading.line, column: name, code: 'unknown-column', evidence: {} })
  }
  return records.map(({ cells, line }) => {
    const row: Row = {}
    for (const [at, cell] of cells.entries()) {
      const name = names[at] ?? ''
      if (isColumn(name) && cell.trim() !== '') row[name] = cell.trim()
    }
    return { row, place: line }
  })
}

function isColumn(name: string): name is Column {
  return (columns as readonly string[]).includes(name)
}

/** Records with the line they begin on; a quoted cell may hold separators, line ends, doubled quotes. */
function parseCsv(text: string): { cells: string[]; line: number }[] {
  const source = text.replace(/^\uFEFF/, '')
  const [firstLine = ''] = source.split('\n', 1)
  const separator = firstLine.split(';').length > firstLine.split(',').length ? ';' : ','
  const records: { cells: string[]; line: number }[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let began = 1
  const end = (): void => {
    cells.push(cell)
    if (cells.some((each) => each.trim() !== '')) records.push({ cells, line: began })
    cells = []
    cell = ''
  }
  for (let at = 0; at < source.length; at++) {
    const sign = source.charAt(at)
    if (sign === '\n') line += 1
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (source.charAt(at + 1) === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === separator) {
      cells.push(cell)
      cell = ''
    } else if (sign === '\n') {
      end()
      began = line
    } else if (sign !== '\r') cell += sign
  }
  end()
  return records
}
