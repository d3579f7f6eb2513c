// Tells what day and minute it is in the city, wherever the reader's clock is set to.

export interface CityTime {
  /** As 2026-11-28. */
  date: string
  /** Since midnight. */
  minute: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

export function cityTime(now: Date, timeZone: string): CityTime {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    })
    formats.set(timeZone, format)
  }
  const [date = '', time = ''] = format.format(now).split(' ')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return { date, minute: hour * 60 + minute }
}
