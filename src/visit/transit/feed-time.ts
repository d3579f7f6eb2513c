// Reads the times of a GTFS feed.

/** Minutes since midnight of HH:MM:SS, which may go beyond 24 hours; null where it is no time. */
export function readTime(text: string): number | null {
  const [, hours, minutes, seconds] = /^(\d{1,2}):([0-5]\d):([0-5]\d)$/.exec(text) ?? []
  if (hours === undefined) return null
  return Number(hours) * 60 + Number(minutes) + Number(seconds) / 60
}
