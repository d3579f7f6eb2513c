// The calendar day of an instant in Peru, which is five hours behind UTC all the year.

/** `YYYY-MM-DD`. */
export function dayIn(instant: Date): string {
  return new Date(instant.getTime() - 5 * 3_600_000).toISOString().slice(0, 10)
}

/** Days from one calendar day to another; negative when the other lies before it. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}
