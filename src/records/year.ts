// Tells which year it is somewhere: New Year comes at midnight of the institution, not of the server.

const formats = new Map<string, Intl.DateTimeFormat>()

/** Year of the moment in an IANA time zone such as `America/Lima`. Throws RangeError for others. */
export function yearIn(timeZone: string, moment: Date): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', calendar: 'gregory' })
    formats.set(timeZone, format)
  }
  return Number(format.format(moment))
}
