// The calendar of Peru, read from its file: holidays by law, days by decree, each with its source.
import { readBook } from '../calendar/read-book.ts'
import type { CalendarBook } from '../calendar/model.ts'
import raw from './calendar.json' with { type: 'json' }

let read: CalendarBook | undefined

/**
 * National calendar with the days of Lima, Callao and some regions, 2015 to 2040; laws go on,
 * days by decree are in it as far as `declaredTo`. Regions, provinces and districts are named by
 * their ubigeo (INEI): `15`, `1501`, `150101`. What nobody could check is marked, and told in
 * `doubts`.
 */
export function peruCalendar(): CalendarBook {
  return (read ??= readBook(raw))
}
