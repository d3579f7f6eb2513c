// Reads JSON tables: arrays of objects or arrays, objects holding one, lines of JSON, GeoJSON.
import { join } from 'node:path'
import { type Finding, TableError } from '../model.ts'
import { detectEncoding, holdsSuspects, transcode } from './encoding.ts'
import { type JsonEvent, splitJson } from './json-items.ts'
import type { TableOptions } from './read-table.ts'
import { RowsWriter } from './rows-writer.ts'
import type { DeclaredType, Staged } from './staged.ts'

type Value = string | number | boolean | null | Value[] | { [key: string]: Value }

/** Columns in order of first appearance. */
class Columns {
  readonly heads: string[] = []
  readonly declared: (DeclaredType | undefined)[] = []
  readonly #places = new Map<string, number>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  place(head: string): number {
    const known = this.#places.get(head)
    if (known !== undefined) return known
    if (this.heads.length >= this.#limit) {
      throw new TableError('too-many-columns', {
        columns: this.heads.length + 1,
        limit: this.#limit,
      })
    }
    this.#places.set(head, this.heads.length)
    this.heads.push(head)
    this.declared.push(undefined)
    return this.heads.length - 1
  }
}

export async function readJson(options: TableOptions, format: 'json' | 'ndjson'): Promise<Staged> {
  const encoding = detectEncoding(options.path)
  let path = options.path
  if (encoding.name !== 'utf-8' || encoding.bom > 0) {
    path = join(options.temp, 'text.utf8')
    transcode(options.path, encoding, path)
  }
  const columns = new Columns(options.columns)
  const writer = new RowsWriter(options.temp, options.bytes)
  const state: State = {
    columns,
    writer,
    kind: null,
    heads: null,
    features: false,
    declaredHeads: false,
  }
  const findings: Finding[] = []
  try {
    for (const event of splitJson(path, format, options.signal)) {
      if (event.truncated) {
        findings.push({ code: 'truncated-file', severity: 'error', rows: [event.place] })
        break
      }
      addItem(state, event)
    }
  } catch (error) {
    writer.discard()
    throw error
  }
  if (writer.rows === 0 && columns.heads.length === 0) {
    writer.discard()
    throw new TableError('not-a-table')
  }
  await writer.load(options.duck, Math.max(columns.heads.length, writer.width))
  const heads = [...columns.heads]
  while (heads.length < Math.max(1, writer.width)) heads.push('')
  return {
    heads,
    rows: writer.rows,
    rowOf: (rowid) => writer.lines.line(rowid),
    source: { format: state.features ? 'geojson' : format, encoding: encoding.name },
    findings,
    declared: heads.map((_, index) => columns.declared[index]),
    named: state.kind !== 'array' || state.declaredHeads,
    suspicious: !encoding.ascii && holdsSuspects(path),
  }
}

interface State {
  columns: Columns
  writer: RowsWriter
  kind: 'object' | 'array' | 'value' | null
  heads: string[] | null
  features: boolean
  declaredHeads: boolean
}

function addItem(state: State, { value, place }: JsonEvent): void {
  const item = value as Value
  if (Array.isArray(item)) {
    // In an array of arrays the first may hold the headings.
    if (state.kind === null && item.length > 0 && item.every((cell) => typeof cell === 'string')) {
      state.kind = 'array'
      state.declaredHeads = true
      for (const [index, cell] of item.entries()) {
        state.columns.place(
          new Set(item).size === item.length ? String(cell) : `${String(cell)} ${index + 1}`,
        )
      }
      return
    }
    state.kind ??= 'array'
    state.writer.add(
      item.map((cell, index) => cellText(cell, state.columns, index)),
      place,
    )
    return
  }
  if (item !== null && typeof item === 'object') {
    state.kind ??= 'object'
    const isFeature = item['type'] === 'Feature' && 'geometry' in item
    const cells: (string | null)[] = []
    if (isFeature) {
      state.features = true
      addObject(state, (item['properties'] ?? {}) as { [key: string]: Value }, cells)
      if (item['id'] !== undefined) set(state, cells, 'id', item['id'])
      const place1 = state.columns.place('geometry')
      state.columns.declared[place1] = 'geometry'
      cells[place1] = item['geometry'] === null ? null : JSON.stringify(item['geometry'])
    } else addObject(state, item, cells)
    state.writer.add(
      Array.from(cells, (cell) => cell ?? null),
      place,
    )
    return
  }
  state.kind ??= 'value'
  state.writer.add([cellText(item, state.columns, state.columns.place('valor'))], place)
}

function addObject(state: State, object: { [key: string]: Value }, cells: (string | null)[]): void {
  for (const [key, value] of Object.entries(object)) set(state, cells, key, value)
}

function set(state: State, cells: (string | null)[], key: string, value: Value): void {
  const place = state.columns.place(key)
  cells[place] = cellText(value, state.columns, place)
}

function cellText(value: Value, columns: Columns, place: number): string | null {
  if (value === null) return null
  if (typeof value === 'object') {
    columns.declared[place] = 'json'
    return JSON.stringify(value)
  }
  return String(value)
}
