// Changes one row of a table from what a form says, and judges it with the reader of Vive itself.
import { createHash } from 'node:crypto'
import { type Content, type ContentOptions, type RawTable, makeContent } from '#visit'
import type { Field, Kind } from './kinds.ts'
import { type OpenRows, type Row, rawOf, withRows } from './open-rows.ts'

export type ProblemCode =
  | 'missing'
  | 'bad-day'
  | 'bad-moment'
  | 'bad-number'
  | 'bad-url'
  | 'bad-choice'
  | 'bad-place'
  | 'bad-code'
  | 'bad-xml'
  | 'no-stops'
  | 'no-way-there'
  | 'twice'
  | 'changed'
  | 'not-shown'

export interface Problem {
  /** Null: of the row as a whole. */
  field: string | null
  code: ProblemCode
  found?: string
  /** Of `not-shown`: why Vive would not show it. */
  fault?: string
}

export type Edited = { open: OpenRows; key: string } | { problems: Problem[] }

export interface Edit {
  /** As the form sends it; a list of districts is an array. */
  form: Readonly<Record<string, unknown>>
  /** Key of the row that is changed; null: a new one. */
  key: string | null
  /** Fingerprint of the row when the form was shown. */
  seen: string
}

export interface Judging {
  content: Content
  options: ContentOptions
  /** On the city's clock, as 2026-11-28T10:00:00. */
  now: string
  /** Codes of the walks there are, to which stops may belong. */
  walks?: ReadonlySet<string>
}

/** Tells whether a row is still what it was. */
export function fingerprint(row: Row | undefined): string {
  const pairs = Object.entries(row ?? {}).filter(([, value]) => value !== '')
  return createHash('sha256').update(JSON.stringify(pairs.sort())).digest('hex').slice(0, 24)
}

export function findRow(open: OpenRows, kind: Kind, key: string): Row | undefined {
  return open.rows.find((row) => row[kind.key] === key)
}

/** Everything that is wrong at once, or the table with the row in it. */
export function editRow(open: OpenRows, kind: Kind, edit: Edit, judging: Judging): Edited {
  const before = edit.key === null ? undefined : findRow(open, kind, edit.key)
  const changed = edit.key !== null && fingerprint(before) !== edit.seen
  if (changed) return { problems: [{ field: null, code: 'changed' }] }
  const values = valuesOf(kind, edit.form)
  const problems = problemsOf(kind, values, judging)
  if (problems.length > 0) return { problems }
  const key = edit.key !== null && kind.keyFrom ? edit.key : keyOf(open, kind, values)
  const after = following(kind, values, judging, { open, before })
  const row = { ...before, ...values, ...after, [kind.key]: key }
  const twice = key !== edit.key && findRow(open, kind, key) !== undefined
  if (twice) return { problems: [{ field: kind.key, code: 'twice', found: key }] }
  const rows = before
    ? open.rows.map((each) => (each === before ? row : each))
    : [...open.rows, row]
  const next = withRows(open, rows)
  const fault = faultsOf(next, kind, judging).get(rows.indexOf(row) + 1)
  return fault ? { problems: [{ field: null, ...fault }] } : { open: next, key }
}

/** Without the row; an alert stays in the table as withdrawn, since it was given out. */
export function withoutRow(
  open: OpenRows,
  kind: Kind,
  { key, seen }: Pick<Edit, 'seen'> & { key: string },
  now: string,
): Edited {
  const before = findRow(open, kind, key)
  if (!before || fingerprint(before) !== seen)
    return { problems: [{ field: null, code: 'changed' }] }
  const rows =
    kind.name === 'avisos'
      ? open.rows.map((row) =>
          row === before ? { ...row, estado: 'retirado', emitido: now } : row,
        )
      : open.rows.filter((row) => row !== before)
  return { open: withRows(open, rows), key }
}

/** What Vive would not show of these rows, by their number from 1. */
export function faultsOf(
  open: OpenRows,
  kind: Kind,
  { options }: Pick<Judging, 'options'>,
): Map<number, { code: 'not-shown'; fault: string; found: string }> {
  const { faults } = makeContent(
    { [kind.table]: rawOf(open, kind), ...(kind.name === 'paradas' ? walksOf(open) : {}) },
    options,
  )
  // A walk is written down before its stops are, and the places of stops are looked up by the form.
  const told = faults.filter(({ code }) => code !== 'bad-stop')
  return new Map(
    told.map(({ row, code, found }) => [row, { code: 'not-shown', fault: code, found }]),
  )
}

/** Stops are read along with the walk they belong to. */
function walksOf({ rows }: OpenRows): { routes: RawTable } {
  const columns = ['ruta', 'titulo', 'fuente', 'consultado']
  const walks = [...new Set(rows.map((row) => row['ruta'] ?? ''))].map((ruta) => {
    const stop = rows.find((row) => row['ruta'] === ruta)
    return {
      ruta,
      titulo: ruta,
      fuente: stop?.['fuente'] ?? '',
      consultado: stop?.['consultado'] ?? '',
    }
  })
  const named = columns.map((id) => ({ id, name: id }))
  const open = { columns: named, rows: walks, base: null, number: 0 }
  return { routes: rawOf(open, { table: 'routes' }) }
}

/** Everything that is wrong with the fields of a row. */
export function problemsOf(kind: Kind, values: Row, judging: Omit<Judging, 'now'>): Problem[] {
  const own = kind.fields.flatMap((field) => problemOf(field, values[field.id] ?? '', judging))
  if (kind.name !== 'paradas') return own
  const said = (id: string): boolean => (values[id] ?? '') !== ''
  const half = said('longitud') !== said('latitud')
  return [
    ...own,
    ...(said('lugar') || said('nombre') ? [] : [{ field: 'nombre', code: 'missing' as const }]),
    ...(half
      ? [{ field: said('longitud') ? 'latitud' : 'longitud', code: 'missing' as const }]
      : []),
  ]
}

function valuesOf({ fields }: Kind, form: Edit['form']): Record<string, string> {
  return Object.fromEntries(
    fields.map(({ id, type }) => {
      const said = form[id]
      const text = Array.isArray(said) ? said.join(' ') : typeof said === 'string' ? said : ''
      return [id, type === 'text' ? text.trim() : text.replace(/\s+/g, ' ').trim()]
    }),
  )
}

/** What is wrong with one field by itself. */
function problemOf(
  { id, type, required, options }: Field,
  value: string,
  { content, walks }: Pick<Judging, 'content' | 'walks'>,
): Problem[] {
  const wrong = (code: ProblemCode): Problem[] => [{ field: id, code, found: value }]
  if (value === '') return required ? [{ field: id, code: 'missing' }] : []
  if (type === 'day') return isDay(value) ? [] : wrong('bad-day')
  if (type === 'moment') return isMoment(value) ? [] : wrong('bad-moment')
  if (type === 'number') return Number.isFinite(Number(value)) ? [] : wrong('bad-number')
  if (type === 'url') return /^https?:\/\/[^\s/]+\.\S+$/.test(value) ? [] : wrong('bad-url')
  if (type === 'choice') return options?.includes(value) ? [] : wrong('bad-choice')
  if (type === 'flag') return ['si', 'no', 'sin dato'].includes(value) ? [] : wrong('bad-choice')
  if (type === 'district' || type === 'districts') {
    const known = new Set(content.districts.map(({ ubigeo }) => ubigeo))
    const unknown = value.split(' ').find((each) => !known.has(each))
    return unknown === undefined ? [] : [{ field: id, code: 'bad-choice', found: unknown }]
  }
  if (type === 'code') return /^[\w-]{1,20}$/.test(value) ? [] : wrong('bad-code')
  if (type === 'walk') return walks === undefined || walks.has(value) ? [] : wrong('bad-choice')
  if (id === 'lugar') {
    const known = new Set(content.places.map((place) => place.id))
    const unknown = value.split(' ').find((each) => !known.has(each))
    return unknown === undefined ? [] : [{ field: id, code: 'bad-place', found: unknown }]
  }
  return []
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime())
    ? day.toISOString().startsWith(text)
    : false
}

function isMoment(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text) && isDay(text.slice(0, 10))
  )
}

/** Columns that follow from others: a district's name, the state of an alert, the order of a stop. */
function following(
  { name }: Kind,
  values: Row,
  { content, now }: Judging,
  { open, before }: { open: OpenRows; before: Row | undefined },
): Row {
  if (name === 'avisos') return { estado: 'vigente', emitido: now }
  if (name === 'paradas') {
    return {
      nombre: values['nombre'] || nameOfPlace(content, values['lugar'] ?? ''),
      orden: before?.['orden'] ?? nextOrder(open, values['ruta'] ?? ''),
    }
  }
  if (name !== 'lugares') return {}
  const district = content.districts.find(({ ubigeo }) => ubigeo === values['ubigeo'])
  return district ? { distrito: district.name } : {}
}

export function nameOfPlace({ places }: Content, id: string): string {
  return places.find((place) => place.id === id)?.name.es ?? ''
}

/** After the last stop of a walk. */
function nextOrder({ rows }: OpenRows, walk: string): string {
  const own = rows.filter((row) => row['ruta'] === walk).map((row) => Number(row['orden']) || 0)
  return String(Math.max(0, ...own) + 1)
}

/** From the name, as addresses have it; a number follows where it is taken. */
function keyOf(open: OpenRows, kind: Kind, values: Row): string {
  if (kind.keyFrom === undefined) return values[kind.key] ?? ''
  const plain = (values[kind.keyFrom] ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const slug =
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 60)
      .replace(/^-|-$/g, '') || kind.name
  const taken = new Set(open.rows.map((row) => row[kind.key]))
  let key = kind.numbered ? `${slug}-01` : slug
  for (let next = 2; taken.has(key); next++) {
    key = `${slug}-${kind.numbered ? String(next).padStart(2, '0') : next}`
  }
  return key
}
