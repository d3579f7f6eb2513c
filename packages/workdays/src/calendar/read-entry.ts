// Reads one row of a calendar file, whether it came from CSV or JSON, and says what is wrong with it.
import { type CivilDate, isCivilDate } from '../dates/civil-date.ts'
import type { Fault, FaultCode } from './faults.ts'
import type { CalendarEntry, Checked, EntryDate, EntryKind, Scope } from './model.ts'

/** Columns of a file of entries; lists within a cell are parted by spaces. */
export const columns = [
  ...['id', 'kind', 'on', 'from', 'to', 'month', 'day', 'easter', 'first', 'last'],
  ...['nation', 'region', 'province', 'district', 'institution', 'name_es', 'name_en'],
  ...['norm', 'article', 'published', 'known', 'compensable', 'sector', 'starts_at'],
  ...['only_for', 'except_for', 'checked', 'source', 'note'],
] as const

export type Column = (typeof columns)[number]

export type Row = Partial<Record<Column, string>>

const kinds: readonly EntryKind[] = [
  ...(['holiday', 'non-working', 'revoked'] as const),
  ...(['working', 'terms-suspended', 'reception-closed'] as const),
]
const checks: readonly Checked[] = ['text', 'report', 'unverified']
const hour = /^([01]\d|2[0-3]):[0-5]\d$/

/** The entry, or what is wrong with it. `row` is its place in the file. */
export function readEntry(
  row: Row,
  place: number,
): { entry: CalendarEntry | null; faults: Fault[] } {
  const faults: Fault[] = []
  const fault = (column: string, code: FaultCode, evidence: Fault['evidence'] = {}): void => {
    faults.push({ row: place, column, code, evidence })
  }
  const required = (column: Column): string => {
    const text = row[column] ?? ''
    if (text === '') fault(column, 'missing')
    return text
  }
  const date = (column: Column): CivilDate | undefined => {
    const text = row[column] ?? ''
    if (text === '') return undefined
    if (isCivilDate(text)) return text
    fault(column, 'not-a-date', { text })
    return undefined
  }
  const oneOf = <T extends string>(column: Column, choices: readonly T[], otherwise?: T): T => {
    const text = row[column] ?? otherwise ?? ''
    if ((choices as readonly string[]).includes(text)) return text as T
    if (text === '') fault(column, 'missing')
    else fault(column, 'not-one-of', { text, choices: choices.join(', ') })
    return choices[0]!
  }

  const id = required('id')
  const kind = oneOf('kind', kinds)
  const days = readDays(row, fault, date)
  const scope = readScope(row, fault, required('nation'))
  if (row.institution !== undefined && (kind === 'holiday' || kind === 'non-working')) {
    fault('institution', 'own-days')
  }
  const published = date('published') ?? (required('published') as CivilDate)
  const [first, last, known] = [date('first'), date('last'), date('known')]
  if (first !== undefined && last !== undefined && last < first) fault('last', 'backwards')
  if (known !== undefined && isCivilDate(published) && known < published)
    fault('known', 'backwards')
  const startsAt = row.starts_at
  if (startsAt !== undefined && !hour.test(startsAt))
    fault('starts_at', 'not-an-hour', { text: startsAt })
  const begins = days === null ? undefined : beginOf(days, first)
  const tooLate = begins !== undefined && isCivilDate(published) && begins <= published
  if (kind !== 'reception-closed' && tooLate) {
    fault('published', 'declared-too-late', { text: begins, published })
  }
  const names = { es: required('name_es'), en: required('name_en') }
  const norm = required('norm')
  const compensable = oneOf('compensable', ['no', 'yes'], 'no') === 'yes'
  const sector = oneOf('sector', ['all', 'public'], 'all')
  const checked = oneOf('checked', checks, 'unverified')
  if (faults.length > 0 || days === null) return { entry: null, faults }
  const entry: CalendarEntry = {
    ...{ id, kind, date: days, scope, names, published, compensable, sector, checked },
    basis: { norm, ...(row.article === undefined ? {} : { article: row.article }) },
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    ...(known === undefined ? {} : { known }),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(row.only_for === undefined ? {} : { onlyFor: words(row.only_for) }),
    ...(row.except_for === undefined ? {} : { exceptFor: words(row.except_for) }),
    ...(row.source === undefined ? {} : { source: row.source }),
    ...(row.note === undefined ? {} : { note: row.note }),
  }
  return { entry, faults }
}

type Report = (column: string, code: FaultCode, evidence?: Fault['evidence']) => void

function readDays(
  row: Row,
  fault: Report,
  date: (column: Column) => CivilDate | undefined,
): EntryDate | null {
  const ways = [row.on, row.from ?? row.to, row.month ?? row.day, row.easter]
  const given = ways.filter((way) => way !== undefined).length
  if (given !== 1) {
    fault('on', given === 0 ? 'no-date' : 'two-dates')
    return null
  }
  if (row.on !== undefined) {
    const on = words(row.on).toSorted()
    for (const text of on.filter((each) => !isCivilDate(each))) fault('on', 'not-a-date', { text })
    return on.every(isCivilDate) ? { on } : null
  }
  if (row.easter !== undefined) {
    const easter = whole(row.easter, -100, 200)
    if (easter === null) fault('easter', 'not-a-number', { text: row.easter })
    return easter === null ? null : { easter }
  }
  if (row.month !== undefined || row.day !== undefined) {
    const [month, day] = [whole(row.month ?? '', 1, 12), whole(row.day ?? '', 1, 31)]
    if (month === null) fault('month', 'not-a-number', { text: row.month ?? '' })
    if (day === null) fault('day', 'not-a-number', { text: row.day ?? '' })
    if (month === null || day === null) return null
    const most = month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31
    if (day > most) fault('day', 'not-a-number', { text: row.day ?? '' })
    return day > most ? null : { month, day }
  }
  const [from, to] = [date('from'), date('to')]
  if (row.from === undefined) fault('from', 'missing')
  if (row.to === undefined) fault('to', 'missing')
  if (from === undefined || to === undefined) return null
  if (to < from) fault('to', 'backwards')
  return to < from ? null : { from, to }
}

function readScope(row: Row, fault: Report, nation: string): Scope {
  const { region, province, district, institution } = row
  if (province !== undefined && region === undefined) fault('province', 'scope-gap')
  if (district !== undefined && province === undefined) fault('district', 'scope-gap')
  return {
    nation,
    ...(region === undefined ? {} : { region }),
    ...(province === undefined ? {} : { province }),
    ...(district === undefined ? {} : { district }),
    ...(institution === undefined ? {} : { institution }),
  }
}

/** The first day an entry names; of what comes back every year only where `first` says so. */
function beginOf(days: EntryDate, first: CivilDate | undefined): CivilDate | undefined {
  if ('on' in days) return days.on[0]
  return 'from' in days ? days.from : first
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function whole(text: string, least: number, most: number): number | null {
  const value = Number(text)
  return /^-?\d+$/.test(text) && value >= least && value <= most ? value : null
}
