// Changes one row of a table from what a form says, and judges it with the reader of Vive itself.
import { createHash } from 'node:crypto'
import { type Content, type ContentOptions, makeContent } from '#visit'
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
  const problems = kind.fields.flatMap((field) => problemOf(field, values[field.id] ?? '', judging))
  if (problems.length > 0) return { problems }
  const key = edit.key !== null && kind.keyFrom ? edit.key : keyOf(open, kind, values)
  const row = { ...before, ...values, ...following(kind, values, judging), [kind.key]: key }
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
  const { faults } = makeContent({ [kind.table]: rawOf(open, kind) }, options)
  return new Map(
    faults.map(({ row, code, found }) => [row, { code: 'not-shown', fault: code, found }]),
  )
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
export function problemOf(
  { id, type, required, options }: Field,
  value: string,
  { content }: Pick<Judging, 'content'>,
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

/** Columns that follow from others: a district's name, the state and the time of an alert. */
function following({ name }: Kind, values: Row, { content, now }: Judging): Row {
  if (name === 'avisos') return { estado: 'vigente', emitido: now }
  if (name !== 'lugares') return {}
  const district = content.districts.find(({ ubigeo }) => ubigeo === values['ubigeo'])
  return district ? { distrito: district.name } : {}
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
  let key = slug
  for (let next = 2; taken.has(key); next++) key = `${slug}-${next}`
  return key
}
