// Takes over offices, positions, people and appointments from a table: all rows or none, repeatable.
import { type Schema, readCsv } from '#platform'
import type { Transaction } from 'kysely'
import type { Family } from './actor.ts'
import { type Appointment, appoint } from './appoint.ts'
import { PeopleError } from './errors.ts'
import { giveRole } from './give-role.ts'
import { openOffice } from './open-office.ts'
import { openPosition } from './open-position.ts'
import type { PeopleContext } from './perform.ts'
import { readDocument, registerPerson } from './register-person.ts'
import { positionByCode, readOffices, readRoles } from './store-organisation.ts'
import { personByDocument, sameHolding } from './store-people.ts'
import { attempt } from './store-view.ts'

/** Headings of the file, as offices write them; order does not matter. */
export const importColumns = [
  'clase',
  'codigo',
  'nombre',
  'apellidos',
  'depende_de',
  'oficina',
  'puesto',
  'familia',
  'roles',
  'documento',
  'forma',
  'desde',
  'hasta',
  'acto',
] as const
type Row = Record<(typeof importColumns)[number], string>

export interface RowReport {
  /** Line of the table, the heading being 1. */
  line: number
  /** Message of `people.import.`, or the error. */
  said: string
  values: Record<string, string>
  error: PeopleError | null
}

export interface ImportReport {
  rows: RowReport[]
  /** Rows that changed something; 0 when the file was taken over before. */
  changed: number
  /** False when a row was wrong, or in a dry run: nothing is stored then. */
  stored: boolean
}

class Undo extends Error {}

/** A row that names what is not there or lacks something; `said` is a message of `people.import.`. */
class RowError extends Error {
  readonly said: string
  readonly values: Record<string, string>
  constructor(said: string, values: Record<string, string>) {
    super(said)
    this.said = said
    this.values = values
  }
}

/** @throws PeopleError bad-value when the headings are not those of `importColumns` */
export async function importPeople(
  context: PeopleContext,
  input: { institution: string; text: string; dryRun?: boolean },
): Promise<ImportReport> {
  const rows = tableOf(input.text)
  const report: ImportReport = { rows: [], changed: 0, stored: false }
  try {
    await context.database.transaction(async (trx) => {
      // The verbs of this room run in this one transaction, each undone by itself when refused.
      const database = {
        ...context.database,
        kysely: trx,
        transaction: <T>(work: (inner: Transaction<Schema>) => Promise<T>) => work(trx),
      }
      const inner = { ...context, database }
      for (const [at, row] of rows.entries()) {
        const line = at + 2
        const done = await attempt(trx, () => importRow(inner, trx, input.institution, row)).catch(
          refusal,
        )
        report.rows.push({ line, ...done })
        if (done.error === null && done.said !== 'unchanged' && !done.wrong) report.changed += 1
      }
      const wrong = report.rows.some(({ error, said }) => error !== null || isWrongRow(said))
      if (wrong || input.dryRun === true) throw new Undo()
    })
    report.stored = true
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  return report
}

type Done = Omit<RowReport, 'line'> & { wrong?: boolean }

/** Whether the message of a row says that it cannot be taken over. */
export function isWrongRow(said: string): boolean {
  return ['unknown-kind', 'missing', 'unknown', 'bad-date', 'refused'].includes(said)
}

function refusal(error: unknown): Done {
  if (error instanceof RowError)
    return { said: error.said, values: error.values, error: null, wrong: true }
  if (error instanceof PeopleError) return { said: 'refused', values: {}, error }
  throw error
}

function tableOf(text: string): Row[] {
  const [heads = [], ...rows] = readCsv(text).map(({ cells }) => cells)
  const names = heads.map((head) => head.trim().toLowerCase())
  const missing = importColumns.filter((name) => !names.includes(name))
  if (missing.length > 0) throw new PeopleError('bad-value', { field: missing.join(', ') })
  return rows.map(
    (cells) =>
      Object.fromEntries(
        importColumns.map((name) => [name, cells[names.indexOf(name)]?.trim() ?? '']),
      ) as Row,
  )
}

type Importer = (
  context: PeopleContext,
  trx: Transaction<Schema>,
  institution: string,
  row: Row,
) => Promise<Done>

const importers: Record<string, Importer> = {
  oficina: importOffice,
  puesto: importPosition,
  persona: importPerson,
  designacion: importHolding,
}

function importRow(...[context, trx, institution, row]: Parameters<Importer>): Promise<Done> {
  const kind = row.clase.toLowerCase().replace('designación', 'designacion')
  const importer = Object.hasOwn(importers, kind) ? importers[kind] : undefined
  if (importer === undefined) throw new RowError('unknown-kind', { word: row.clase })
  return importer(context, trx, institution, row)
}

const did = (said: string, name: string): Done => ({ said, values: { name }, error: null })
const unchanged: Done = { said: 'unchanged', values: {}, error: null }

function must(row: Row, field: keyof Row): string {
  if (row[field] === '') throw new RowError('missing', { field })
  return row[field]
}

function dayOf(text: string): Date | undefined {
  if (text === '') return undefined
  const date = new Date(`${text}T00:00:00-05:00`)
  const real = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime())
  if (!real || !new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)) {
    throw new RowError('bad-date', { word: text })
  }
  return date
}

async function importOffice(
  ...[context, trx, institution, row]: Parameters<Importer>
): Promise<Done> {
  const offices = await readOffices(trx, institution, context.clock.now())
  const slug = must(row, 'codigo')
  if (offices.some((office) => office.slug === slug)) return unchanged
  const parent = offices.find((office) => office.slug === row.depende_de)
  if (row.depende_de !== '' && parent === undefined) {
    throw new RowError('unknown', { what: 'la oficina', word: row.depende_de })
  }
  const from = dayOf(row.desde)
  const name = must(row, 'nombre')
  await openOffice(context, {
    institution,
    parent: parent?.id ?? null,
    slug,
    name,
    act: row.acto,
    ...(from && { from }),
  })
  return did('office-opened', name)
}

async function importPosition(
  ...[context, trx, institution, row]: Parameters<Importer>
): Promise<Done> {
  const code = must(row, 'codigo')
  if ((await positionByCode(trx, institution, code)) !== null) return unchanged
  const offices = await readOffices(trx, institution, context.clock.now())
  const office = offices.find((each) => each.slug === must(row, 'oficina'))
  if (office === undefined) throw new RowError('unknown', { what: 'la oficina', word: row.oficina })
  const roles = await readRoles(trx, institution)
  const title = must(row, 'nombre')
  const families: Record<string, Family> = {
    '': 'work',
    trabajo: 'work',
    administracion: 'administer',
    auditoria: 'audit',
  }
  const family = families[row.familia]
  if (family === undefined) throw new RowError('unknown', { what: 'la familia', word: row.familia })
  const wanted = row.roles.split(/[\s|]+/).filter(Boolean)
  const position = await openPosition(context, {
    institution,
    office: office.id,
    code,
    title,
    family,
    act: row.acto,
  })
  for (const slug of wanted) {
    const role = roles.find((each) => each.slug === slug)
    if (role === undefined) throw new RowError('unknown', { what: 'el rol', word: slug })
    await giveRole(context, { institution, position, role: role.id, act: row.acto })
  }
  return did('position-opened', title)
}

function documentOf(row: Row): { type: 'DNI' | 'CE'; number: string } {
  const [type = '', number = ''] = /^(DNI|CE)\s+(.+)$/i.exec(must(row, 'documento'))?.slice(1) ?? [
    'DNI',
    row.documento,
  ]
  const kind = type.toUpperCase() === 'CE' ? 'CE' : 'DNI'
  return { type: kind, number: readDocument(kind, number) }
}

async function importPerson(
  ...[context, trx, institution, row]: Parameters<Importer>
): Promise<Done> {
  const { type, number } = documentOf(row)
  if ((await personByDocument(trx, type, number)) !== null) return unchanged
  const names = { givenNames: must(row, 'nombre'), familyNames: must(row, 'apellidos') }
  await registerPerson(context, {
    institution,
    documentType: type,
    documentNumber: number,
    ...names,
  })
  return did('person-registered', `${names.givenNames} ${names.familyNames}`)
}

const forms: Record<string, Appointment['kind']> = {
  titular: 'titular',
  encargado: 'acting',
  suplente: 'substitute',
}

async function importHolding(
  ...[context, trx, institution, row]: Parameters<Importer>
): Promise<Done> {
  const position = await positionByCode(trx, institution, must(row, 'puesto'))
  if (position === null) throw new RowError('unknown', { what: 'el puesto', word: row.puesto })
  const { type, number } = documentOf(row)
  const person = await personByDocument(trx, type, number)
  if (person === null) throw new RowError('unknown', { what: 'la persona', word: row.documento })
  const kind = forms[row.forma.toLowerCase() || 'titular']
  if (kind === undefined) throw new RowError('unknown', { what: 'la forma', word: row.forma })
  const same = { position: position.id, person: person.id, kind, act: row.acto }
  if (await sameHolding(trx, same)) return unchanged
  const from = dayOf(row.desde)
  const last = dayOf(row.hasta)
  // The last day is included: it ends when that day is over.
  const until = last === undefined ? null : new Date(last.getTime() + 86_400_000)
  const late = from === undefined || from <= context.clock.now()
  await appoint(context, { institution, ...same, until, ...(late ? {} : { from }) })
  const name = `${person.givenNames} ${person.familyNames}`
  return did(from !== undefined && late ? 'begins-now' : 'appointed', name)
}
