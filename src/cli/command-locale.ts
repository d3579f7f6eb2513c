// The sentences of the command line, without opening the city.
import { createLocale } from '#platform'
import type { Locale } from '#platform'

/** The sentences a command may need before the city is open. */
export function commandLocale(): Locale {
  const rooms = ['platform', 'people', 'records', 'datasets', 'case-files', 'cli']
  return createLocale({
    late: true,
    rooms: rooms.map((room) => ({ room, folder: new URL(`../${room}/`, import.meta.url) })),
  })
}
