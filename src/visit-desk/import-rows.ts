// Takes rows over from a file: CSV, GeoJSON, GPX or iCalendar; one wrong row of many stops all of them.
import { agendaFromCalendar } from '#visit'
import { describeWalksError } from '@rimaq/walks'
import { readCsv } from '#platform'
import { type Judging, type Problem, faultsOf, problemsOf } from './edit-row.ts'
import { asStops, withoutStops } from './import-stops.ts'
import { type Kind, fieldNamed } from './kinds.ts'
import { type OpenRows, type Row, withRows } from './open-rows.ts'
import { readGpx } from './read-gpx.ts'

/** One row of the file that is wrong, or the file itself. */
export interface FileFault {
  /** Row from 1, without the heading; feature of a GeoJSON; null: the file. */
  row: number | null
  /** Line of the file, where there is one. */
  line: number | null
  problem: Problem | null
  /** In words, where the reader of the file says it. */
  words?: string
}

export interface Given {
  name: string
  text: string
  /** For calendars, and for rows that name no source of their own. */
  source: string
  lang: 'es' | 'en'
  /** The walk whose stops the file holds, in order; they stand for the ones it had. */
  walk?: string
}

export interface Taken {
  open: OpenRows
  added: number
  replaced: number
}

export interface FileRow {
  row: Row
  number: number
  line: number | null
}

export type Format = Kind['files'][number]

/** Rows with a known key replace that row, all others are added. */
export function takeRows(
  open: OpenRows,
  kind: Kind,
  given: Given,
  judging: Judging,
): Taken | { faults: FileFault[] } {
  const format = formatOf(kind, given.name)
  if (format === null)
    return { faults: [ofFile({ field: null, code: 'bad-choice', found: given.name })] }
  const read = reading[format](given, kind, judging)
  if ('faults' in read) return read
  const { walk } = given
  const rows = walk === undefined ? read.rows : asStops(read.rows, walk, judging.content)
  const kept = walk === undefined ? open.rows : withoutStops(open.rows, walk)
  if (rows.length === 0) return { faults: [ofFile({ field: null, code: 'missing' })] }
  const wrong = rows.flatMap(({ row, number, line }) =>
    problemsOf(kind, row, judging)
      .filter(({ code, field }) => code !== 'missing' || needs(kind, field))
      .concat(row[kind.key] ? [] : [{ field: kind.key, code: 'missing' }])
      .map((problem): FileFault => ({ row: number, line, problem })),
  )
  if (wrong.length > 0) return { faults: wrong }
  const known = new Map(kept.map((row, at) => [row[kind.key] ?? '', at]))
  const next = [...kept]
  const places: number[] = []
  let replaced = 0
  for (const { row } of rows) {
    const key = row[kind.key] ?? ''
    const at = known.get(key)
    if (at === undefined) {
      known.set(key, next.push(row) - 1)
      places.push(next.length - 1)
      continue
    }
    next[at] = { ...next[at], ...row }
    places.push(at)
    if (at < kept.length) replaced += 1
  }
  const after = withRows(open, next)
  const refused = faultsOf(after, kind, judging)
  const faults = rows.flatMap(({ number, line }, at): FileFault[] => {
    const fault = refused.get((places[at] ?? 0) + 1)
    return fault ? [{ row: number, line, problem: { field: null, ...fault } }] : []
  })
  return faults.length > 0 ? { faults } : { open: after, added: rows.length - replaced, replaced }
}

/** What no row of a file may lack; Vive says of all else that it is not known. */
function needs(kind: Kind, id: string | null): boolean {
  const kept = [kind.title, 'fuente', 'consultado', 'ruta'].some((each) => each === id)
  const field = kept && id !== null ? fieldNamed(kind, id) : undefined
  // The name of a stop is asked for where it is no place, not by its field.
  return field?.required === true || (kind.name === 'paradas' && id === 'nombre')
}

/** By the ending of the name; null for what this table does not take. */
export function formatOf({ files }: Kind, name: string): Format | null {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const format = ending === 'json' ? 'geojson' : ending === 'txt' ? 'csv' : ending
  return files.find((each) => each === format) ?? null
}

const ofFile = (problem: Problem): FileFault => ({ row: null, line: null, problem })

type ReadFile = (
  given: Given,
  kind: Kind,
  judging: Judging,
) => { rows: FileRow[] } | { faults: FileFault[] }

const reading: Readonly<Record<Format, ReadFile>> = {
  csv: (given, kind, judging) => rowsOfCsv(given.text, given, kind, judging),
  geojson: rowsOfGeoJson,
  gpx(given, _kind, judging) {
    const read = readGpx(given.text)
    if ('broken' in read) {
      const problem: Problem = { field: null, code: 'bad-xml', found: given.name }
      return { faults: [{ row: null, line: read.broken, problem }] }
    }
    if (read.points.length === 0) return { faults: [ofFile({ field: null, code: 'no-stops' })] }
    const rows = read.points.map(({ name, lon, lat }, at): FileRow => {
      const row = { nombre: name, longitud: lon, latitud: lat }
      return { row: completed(row, given, judging), number: at + 1, line: null }
    })
    return { rows }
  },
  ics(given, kind, judging) {
    const said = {
      source: given.source,
      checked: judging.now.slice(0, 10),
      confidence: 'media' as const,
      timeZone: judging.options.timeZone,
    }
    const { csv, faults, otherDays } = agendaFromCalendar(given.text, said)
    const wrong = [
      ...faults.map((fault): FileFault => {
        const words = describeWalksError(fault, given.lang)
        return { row: null, line: null, problem: null, words }
      }),
      ...otherDays.map((found) => ofFile({ field: 'regla', code: 'bad-choice', found })),
    ]
    if (wrong.length > 0) return { faults: wrong }
    const read = rowsOfCsv(csv, given, kind, judging)
    if ('faults' in read) return read
    // Lines of the table that was made of it are not those of the calendar.
    return { rows: read.rows.map((each) => ({ ...each, line: null })) }
  },
}

function rowsOfCsv(
  text: string,
  given: Given,
  kind: Kind,
  judging: Judging,
): { rows: FileRow[] } | { faults: FileFault[] } {
  const [head, ...rest] = readCsv(text)
  const columns = (head?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  const missing = kind.fields.find(
    ({ id, required }) => required && needs(kind, id) && !columns.includes(id),
  )
  const lacks = missing !== undefined && !isGiven(missing.id, given)
  if (lacks) return { faults: [ofFile({ field: missing.id, code: 'missing' })] }
  const rows = rest.map(({ line, cells }, at) => {
    const pairs = columns.map((id, column) => [id, (cells[column] ?? '').trim()] as const)
    return { line, number: at + 1, row: completed(Object.fromEntries(pairs), given, judging) }
  })
  return { rows }
}

/** The source may be said once for the whole file. */
const isGiven = (id: string, { source, walk }: Given): boolean =>
  id === 'ruta'
    ? walk !== undefined
    : source !== '' && ['fuente', 'consultado', 'confianza'].includes(id)

function completed(row: Row, { source }: Given, { now }: Judging): Row {
  if (source === '') return row
  return {
    ...row,
    fuente: row['fuente'] || source,
    consultado: row['consultado'] || now.slice(0, 10),
    confianza: row['confianza'] || 'media',
  }
}

interface Feature {
  geometry?: { type?: string; coordinates?: unknown } | null
  properties?: Readonly<Record<string, unknown>> | null
}

/** Points with the columns as properties (RFC 7946, 3.1.2: longitude first). */
function rowsOfGeoJson(
  given: Given,
  kind: Kind,
  judging: Judging,
): { rows: FileRow[] } | { faults: FileFault[] } {
  let features: unknown
  try {
    features = (JSON.parse(given.text) as { features?: unknown } | null)?.features
  } catch {
    features = null
  }
  if (!Array.isArray(features)) {
    return { faults: [ofFile({ field: null, code: 'bad-choice', found: given.name })] }
  }
  const rows: FileRow[] = []
  const faults: FileFault[] = []
  for (const [at, feature] of (features as (Feature | null)[]).entries()) {
    const point = feature?.geometry
    // The way between the stops is found anew along the streets.
    if (kind.name === 'paradas' && /LineString$/.test(point?.type ?? '')) continue
    const [lon, lat] = Array.isArray(point?.coordinates) ? (point.coordinates as unknown[]) : []
    if (point?.type !== 'Point' || typeof lon !== 'number' || typeof lat !== 'number') {
      const problem: Problem = { field: 'longitud', code: 'bad-number', found: point?.type ?? '' }
      faults.push({ row: at + 1, line: null, problem })
      continue
    }
    const texts = Object.entries(feature?.properties ?? {}).map(
      ([id, value]) => [id.toLowerCase(), plainText(value)] as const,
    )
    const said = Object.fromEntries(texts)
    const row: Row = {
      ...(said['name'] === undefined ? {} : { nombre: said['name'] }),
      ...said,
      longitud: String(lon),
      latitud: String(lat),
    }
    rows.push({ row: completed(row, given, judging), number: at + 1, line: null })
  }
  return faults.length > 0 ? { faults } : { rows }
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
