// Reads a whole calendar: its head, its weeks and its days.
import { isCivilDate } from '../dates/civil-date.ts'
import { WorkdaysError } from '../workdays-error.ts'
import { describeFault } from './faults.ts'
import type { CalendarBook, Scope, Texts, Week } from './model.ts'
import { readEntry } from './read-entry.ts'
import { rowsOfList } from './read-entries.ts'
import type { Fault } from './faults.ts'

/**
 * A book from parsed JSON, entries as flat objects (see `columns`). Throws `malformed-calendar`
 * that names the first thing wrong; a file of single days is better read with `readEntries`,
 * which tells all.
 */
export function readBook(value: unknown): CalendarBook {
  const raw = objectOf(value, 'it is no object')
  const covers = objectOf(raw['covers'], 'covers is missing')
  const { from, to } = covers
  const { declaredTo } = raw
  if (!isCivilDate(from) || !isCivilDate(to) || to < from) {
    throw malformed('covers needs two dates, from and to')
  }
  if (!isCivilDate(declaredTo)) throw malformed('declaredTo is no date')
  const purposes = listOf(raw['purposes'], 'purposes').map((each) => textOf(each, 'purposes'))
  if (purposes.length === 0) throw malformed('purposes is empty')
  const faults: Fault[] = []
  const rows = rowsOfList(listOf(raw['entries'], 'entries'), faults)
  const entries = rows.flatMap(({ row, place }) => {
    const read = readEntry(row, place)
    faults.push(...read.faults)
    return read.entry ? [read.entry] : []
  })
  const [fault] = faults
  if (fault) throw malformed(describeFault(fault, 'en'))
  const ids = new Set(entries.map(({ id }) => id))
  if (ids.size < entries.length) throw malformed('two entries have one id')
  for (const { id, onlyFor = [], exceptFor = [] } of entries) {
    const unknown = [...onlyFor, ...exceptFor].find((each) => !purposes.includes(each))
    if (unknown !== undefined)
      throw malformed(`${id} names the purpose ${unknown}, which is unknown`)
  }
  return {
    id: textOf(raw['id'], 'id'),
    titles: textsOf(raw['titles']),
    zone: textOf(raw['zone'], 'zone'),
    covers: { from, to },
    declaredTo,
    purposes,
    weeks: listOf(raw['weeks'], 'weeks').map(weekOf),
    entries,
    doubts: listOf(raw['doubts'] ?? [], 'doubts').map((each) => textOf(each, 'doubts')),
  }
}

function weekOf(value: unknown): Week {
  const raw = objectOf(value, 'a week is no object')
  const days = listOf(raw['days'], 'days of a week').map(Number)
  if (days.length === 0 || !days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)) {
    throw malformed('days of a week are numbers from 1 (Monday) to 7 (Sunday)')
  }
  const scope = objectOf(raw['scope'], 'a week has no scope')
  textOf(scope['nation'], 'nation of a week')
  const basis = objectOf(raw['basis'], 'a week has no basis')
  return {
    days,
    scope: scope as unknown as Scope,
    basis: { norm: textOf(basis['norm'], 'norm of a week') },
  }
}

function textsOf(value: unknown): Texts {
  const raw = objectOf(value, 'titles is missing')
  return { es: textOf(raw['es'], 'titles.es'), en: textOf(raw['en'], 'titles.en') }
}

function objectOf(value: unknown, why: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(why)
  return value as Record<string, unknown>
}

function listOf(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw malformed(`${name} is no list`)
  return value
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw malformed(`${name} is no text`)
  return value
}

function malformed(why: string): WorkdaysError {
  return new WorkdaysError('malformed-calendar', { why })
}
