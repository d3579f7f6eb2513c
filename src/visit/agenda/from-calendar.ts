// Turns an iCalendar file into rows of the agenda, so that an office may publish the calendar it keeps.
import {
  type CalendarEvent,
  type CalendarFault,
  type ClockTime,
  formatIso,
  knownZone,
  readCalendar,
} from '@rimaq/walks'

export interface FromCalendar {
  /** Where the calendar stands, for every row. */
  source: string
  /** Day on which it was looked at, as 2026-11-28. */
  checked: string
  confidence: 'alta' | 'media' | 'baja'
  /** IANA name of the city's zone. */
  timeZone: string
}

export interface AgendaRows {
  /** CSV with a heading, as `agenda-cultural` has it. */
  csv: string
  rows: number
  /** Events that were not taken, each with its line. */
  faults: readonly CalendarFault[]
  /** Names of series whose rule counts days of another zone than the city's: it cannot be said here. */
  otherDays: readonly string[]
}

const heading = [
  'actividad',
  'titulo',
  'inicio',
  'fin',
  'todo_el_dia',
  'regla',
  'excepciones',
  'serie',
  'reemplaza',
  'estado',
  'lugar',
  'local',
  'ubigeo',
  'publico',
  'gratis',
  'organiza',
  'fuente',
  'consultado',
  'confianza',
]

const states = {
  CANCELLED: 'cancelado',
  TENTATIVE: 'por confirmar',
  CONFIRMED: 'confirmado',
} as const

/** A broken event stops only itself. Times are written on the city's clock. */
export function agendaFromCalendar(text: string, options: FromCalendar): AgendaRows {
  const { events, zones, faults } = readCalendar(text)
  const city = zones.get(options.timeZone) ?? knownZone(options.timeZone)
  const onClock = (event: CalendarEvent, time: ClockTime): string => {
    const own = event.zone === null ? null : (zones.get(event.zone) ?? knownZone(event.zone))
    const here = own && city && !event.allDay ? city.clockOf(own.instantOf(time)) : time
    return formatIso(here)
  }
  const shifts = (event: CalendarEvent): boolean =>
    event.ruleText !== '' &&
    onClock(event, event.start).slice(0, 10) !== formatIso(event.start, true)
  const lost = new Set(events.filter(shifts).map(({ uid }) => uid))
  const taken = events.filter(({ uid }) => !lost.has(uid))
  const lines = taken.map((event) => {
    const { uid, recurrenceId, duration, start } = event
    const at = (time: ClockTime): string => onClock(event, time)
    return [
      recurrenceId === null ? uid : `${uid} ${formatIso(recurrenceId)}`,
      event.summary,
      at(start),
      duration === null || event.allDay ? '' : at(start + duration),
      event.allDay ? 'si' : 'no',
      event.ruleText,
      event.exdates.map(at).join(' '),
      recurrenceId === null ? '' : uid,
      recurrenceId === null ? '' : at(recurrenceId),
      states[event.status ?? 'CONFIRMED'],
      '',
      event.location,
      '',
      'todos',
      'sin dato',
      '',
      options.source,
      options.checked,
      options.confidence,
    ]
  })
  const csv = [heading, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
  return { csv, rows: lines.length, faults, otherDays: [...lost] }
}

/** RFC 4180, 2. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
