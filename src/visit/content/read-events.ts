// Makes calendar events from the rows of the agenda; a broken rule or date stops only its row.
import { type CalendarEvent, WalksError, parseClock, parseRule } from '@rimaq/walks'
import type { CityEvent, RowFault } from './model.ts'
import type { Row } from './rows.ts'

/** Rows with `serie` stand for one date of that series (RFC 5545, 3.8.4.4). */
export function readEvents(rows: readonly Row[], zone: string, faults: RowFault[]): CityEvent[] {
  return rows.flatMap((row) => {
    const id = row.text('actividad')
    const title = row.words('titulo')
    const from = row.provenance('actividad')
    if (!from || title.es === '') {
      faults.push(row.fault(from ? 'no-name' : 'no-source', title.es || id, 'actividad'))
      return []
    }
    const when = readTimes(row, zone)
    if (typeof when === 'string') {
      faults.push(row.fault('bad-event', `${title.es}: ${when}`, 'actividad'))
      return []
    }
    return [
      {
        id,
        title,
        when,
        places: row.text('lugar').split(/\s+/).filter(Boolean),
        venue: row.text('local'),
        ubigeo: row.text('ubigeo'),
        audience: row.text('publico') || 'todos',
        free: row.flag('gratis'),
        organiser: row.text('organiza'),
        from,
      },
    ]
  })
}

/** The event, or what is wrong with the row. */
function readTimes(row: Row, zone: string): CalendarEvent | string {
  const allDay = row.flag('todo_el_dia') === true
  const start = clockOf(row.text('inicio'))
  if (start === null) return row.text('inicio') || 'inicio'
  const endText = row.text('fin')
  const end = endText === '' ? null : clockOf(endText)
  if (endText !== '' && (end === null || end < start)) return endText
  const exdates: number[] = []
  for (const word of row.text('excepciones').split(/\s+/).filter(Boolean)) {
    const time = clockOf(word)
    if (time === null) return word
    exdates.push(time)
  }
  const ruleText = row.text('regla')
  const rule = readRule(ruleText)
  if (typeof rule === 'string') return rule
  const series = row.text('serie')
  const replaced = clockOf(row.text('reemplaza'))
  if (series !== '' && replaced === null) return row.text('reemplaza') || 'reemplaza'
  const said = row.text('estado')
  return {
    uid: series || row.text('actividad'),
    start,
    duration: end === null ? (allDay ? 86400 : null) : end - start,
    allDay,
    zone: allDay ? null : zone,
    rule,
    ruleText,
    rdates: [],
    exdates,
    recurrenceId: series === '' ? null : replaced,
    summary: row.text('titulo'),
    description: '',
    location: row.text('local'),
    url: '',
    status:
      said === 'cancelado' ? 'CANCELLED' : said === 'por confirmar' ? 'TENTATIVE' : 'CONFIRMED',
    categories: [],
    geo: null,
    sequence: 0,
  }
}

function readRule(text: string): CalendarEvent['rule'] | string {
  if (text === '') return null
  try {
    return parseRule(text)
  } catch (error) {
    // The part of the rule and what it says: the same in every language.
    if (error instanceof WalksError) return `${error.evidence['part']}: ${error.evidence['value']}`
    throw error
  }
}

/** 2026-01-17T14:00, with or without seconds, also with a blank; a day alone is its beginning. */
export function clockOf(text: string): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.0+)?)?$/.exec(text)
  if (!found) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = found
  return parseClock(`${year}${month}${day}T${hour}${minute}${second}`)?.time ?? null
}
