// The calendar of working days as a table: each day, whether it counts in a term, and by which norm it does not.
import { type Calendars, type CivilDate, plusDays } from '@rimaq/workdays'
import { csvOf } from './times.ts'

const heads = ['fecha', 'dia', 'cuenta', 'motivo', 'norma', 'publicada', 'fuente'] as const

const weekdays = ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado'] as const

/** From the first day of the calendar to the end of the year after `today`. */
export function calendarCsv(calendars: Calendars, today: CivilDate): string {
  const calendar = calendars.at(today)
  const { from, to } = calendar.covers
  const last = `${Number(today.slice(0, 4)) + 1}-12-31`
  const rows: (string | null)[][] = []
  for (let day = from; day <= to && day <= last; day = plusDays(day, 1)) {
    const { weekend, entries } = calendar.about(day)
    // The last one that was said of a day holds.
    const said = entries.at(-1)
    rows.push([
      day,
      weekdays[new Date(`${day}T12:00:00Z`).getUTCDay()] ?? '',
      calendar.counts(day) ? 'sí' : 'no',
      said?.names.es ?? (weekend ? 'Fin de semana' : null),
      said === undefined ? null : normOf(said.basis),
      said?.published ?? null,
      said?.source ?? null,
    ])
  }
  return csvOf(heads, rows)
}

function normOf({ norm, article }: { norm: string; article?: string }): string {
  return article === undefined ? norm : `${norm}, art. ${article}`
}
