// Reads the instant to restore, and writes it the way PostgreSQL wants it.
import { PlatformError } from '../platform-error.ts'

const shape =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d(?:\.\d{1,9})?))?(?:Z|([+-])(\d\d)(?::?(\d\d))?)$/i

/**
 * ISO 8601 with its zone: without one an instant could be five hours off.
 * @throws PlatformError restore-instant
 */
export function parseInstant(text: string): Date {
  const value = text.trim()
  const [, day = '', time = '', seconds = '00', sign, hours = '00', minutes = '00'] =
    shape.exec(value) ?? []
  const zone = sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`
  const instant = new Date(`${day}T${time}:${seconds}${zone}`)
  // The 30th of February would otherwise become a day in March.
  const calendar = new Date(`${day}T00:00:00Z`)
  const exists = !Number.isNaN(calendar.getTime()) && calendar.toISOString().startsWith(day)
  if (day === '' || Number.isNaN(instant.getTime()) || !exists) {
    throw new PlatformError('restore-instant', { value: text })
  }
  return instant
}

/** `recovery_target_time` refuses `2026-…T…Z`; it takes `2026-03-01 19:30:00.000+00`. */
export function recoveryTime(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '+00')
}
