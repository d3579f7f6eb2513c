// Writes days, distances and spans of time in Spanish, English and Quechua without the browser's help.
import { dateOf, parseDay, weekdayOf } from '../dates/days.ts'

/** Browsers know no `qu` (ECMA-402 leaves the list of languages to them), so the tables are here. */
export type WordLanguage = 'es' | 'en' | 'qu'

interface Words {
  /** From Monday. */
  weekdays: readonly string[]
  shortWeekdays: readonly string[]
  months: readonly string[]
  shortMonths: readonly string[]
  hour: string
  minute: string
}

const words: Record<WordLanguage, Words> = {
  es: {
    weekdays: list('lunes martes miércoles jueves viernes sábado domingo'),
    shortWeekdays: list('lun mar mié jue vie sáb dom'),
    // Peru writes setiembre.
    months: list(
      'enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre',
    ),
    shortMonths: list('ene feb mar abr may jun jul ago set oct nov dic'),
    hour: 'h',
    minute: 'min',
  },
  en: {
    weekdays: list('Monday Tuesday Wednesday Thursday Friday Saturday Sunday'),
    shortWeekdays: list('Mon Tue Wed Thu Fri Sat Sun'),
    months: list(
      'January February March April May June July August September October November December',
    ),
    shortMonths: list('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'),
    hour: 'h',
    minute: 'min',
  },
  // Spanish-derived names in everyday use, three vowels; not yet reviewed by a speaker.
  qu: {
    weekdays: list('lunis martis mirkulis huywis wirnis sawatu dumingu'),
    shortWeekdays: list('lun mar mir huy wir saw dum'),
    months: list(
      'iniru hiwriru marsu awril mayu hunyu hulyu agustu sitimri uktuwri nuwimri disimri',
    ),
    shortMonths: list('ini hiw mar awr may hun hul agu sit ukt nuw dis'),
    hour: 'ura',
    minute: 'minutu',
  },
}

/**
 * `long`: sábado 28 de noviembre de 2026; `day`: sábado 28 de noviembre; `short`: sáb 28 nov;
 * `date`: 28 nov 2026.
 * @throws WalksError `malformed-date` unless `date` is written as 2026-11-28
 */
export function writeDay(
  date: string,
  language: WordLanguage,
  style: 'long' | 'day' | 'short' | 'date' = 'long',
): string {
  const number = parseDay(date)
  const { year, month, day } = dateOf(number)
  const { weekdays, shortWeekdays, months, shortMonths } = words[language]
  if (style === 'date') return `${day} ${shortMonths[month - 1]} ${year}`
  if (style === 'short') {
    return `${shortWeekdays[weekdayOf(number)]} ${day} ${shortMonths[month - 1]}`
  }
  const weekday = weekdays[weekdayOf(number)]
  const of = language === 'es' ? ' de ' : ' '
  const rest = `${day}${of}${months[month - 1]}${style === 'long' ? `${of}${year}` : ''}`
  return `${weekday} ${rest}`
}

/** Tens of metres below a kilometre, then one decimal: 350 m, 1.6 km (Peru writes a point). */
export function writeDistance(metres: number): string {
  const tens = Math.round(metres / 10) * 10
  return tens < 1000 ? `${tens} m` : `${(metres / 1000).toFixed(1)} km`
}

/** Whole minutes, at least one: 25 min, 1 h 10 min, 2 h. */
export function writeDuration(minutes: number, language: WordLanguage): string {
  const { hour, minute } = words[language]
  const all = Math.max(1, Math.round(minutes))
  const hours = Math.floor(all / 60)
  const rest = all % 60
  return [hours > 0 ? `${hours} ${hour}` : '', rest > 0 ? `${rest} ${minute}` : '']
    .filter(Boolean)
    .join(' ')
}

function list(text: string): readonly string[] {
  return text.split(' ')
}
