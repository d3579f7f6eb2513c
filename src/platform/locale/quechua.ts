// Southern Quechua (quz) words for dates and spans of time, waiting for review by a speaker.

/*
 * The library's data for Quechua differ between versions of ICU, so the table is our own. Months
 * are the Spanish-derived names in everyday use, spelled with three vowels as the Ministry of
 * Education does. docs/developers/messages.md lists them as not yet reviewed.
 */
const months = [
  'iniru',
  'hiwriru',
  'marsu',
  'awril',
  'mayu',
  'hunyu',
  'hulyu',
  'agustu',
  'sitimri',
  'uktuwri',
  'nuwimri',
  'disimri',
]

/** Words of a unit of time; Quechua needs no plural after a number. */
const units: Record<string, string> = {
  second: 'segundu',
  minute: 'minutu',
  hour: 'ura',
  day: "p'unchaw",
  week: 'simana',
  month: 'killa',
  year: 'wata',
}

/** `month` is 1 to 12. */
export function quechuaMonth(month: number): string {
  return months[month - 1] ?? ''
}

/** "3 p'unchaw ñawpaq" (3 days ago), "2 ura qhipaman" (in 2 hours), "kunan" (now). */
export function quechuaAgo(amount: number, unit: string): string {
  if (amount === 0) return unit === 'day' ? "kunan p'unchaw" : 'kunan'
  const word = units[unit] ?? unit
  return `${Math.abs(amount)} ${word} ${amount < 0 ? 'ñawpaq' : 'qhipaman'}`
}
