// The words of an explanation, one set for each language; another language is another set.
import type { Unit } from '../deadlines/model.ts'

export interface Phrases {
  /** January first. */
  months: readonly string[]
  /** Monday first. */
  weekdays: readonly string[]
  /** One, and several. */
  units: Readonly<Record<Unit, readonly [one: string, many: string]>>
  /** Several days of one month; without year where it goes without saying. */
  daysOf(days: readonly number[], month: string, year: number | null): string
  counting(amount: string, first: string): string
  doNotCount(groups: readonly string[], one: boolean): string
  /** Too many to be listed: how many, by what they are. */
  manyDoNotCount(holidays: number, declared: number): string
  suspended(from: string, to: string): string
  termsSuspended(from: string, to: string, norm: string): string
  distance(amount: number, calendarDays: boolean): string
  extension(amount: string): string
  moved(from: string, why: string): string
  noSuchDay(day: number, month: string): string
  due(date: string): string
  provisional(to: string): string
  /** Why a single day does not count. */
  weekend(weekday: string): string
  named(name: string, norm: string): string
  caseSuspended(why: string): string
  closed(name: string): string
}

const spanish: Phrases = {
  months: [
    ...['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto'],
    ...['setiembre', 'octubre', 'noviembre', 'diciembre'],
  ],
  weekdays: ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'],
  units: {
    'working-day': ['día hábil', 'días hábiles'],
    'calendar-day': ['día calendario', 'días calendario'],
    month: ['mes', 'meses'],
    year: ['año', 'años'],
    hour: ['hora', 'horas'],
  },
  daysOf: (days, month, year) =>
    `${list(days.map(String), 'y')} de ${month}${year === null ? '' : ` de ${year}`}`,
  counting: (amount, first) => `${amount} desde el ${first}`,
  doNotCount: (groups, one) =>
    `${one ? 'no cuenta' : 'no cuentan'} el ${list(groups, 'ni el', ', el ')}`,
  manyDoNotCount: (holidays, declared) =>
    `no cuentan ${list(
      [
        ...(holidays > 0 ? [plural(holidays, 'feriado', 'feriados')] : []),
        ...(declared > 0
          ? [plural(declared, 'día declarado no laborable', 'días declarados no laborables')]
          : []),
      ],
      'ni',
    )}`,
  suspended: (from, to) =>
    from === to ? `estuvo suspendido el ${from}` : `estuvo suspendido del ${from} al ${to}`,
  termsSuspended: (from, to, norm) =>
    from === to
      ? `los plazos estuvieron suspendidos el ${from} (${norm})`
      : `los plazos estuvieron suspendidos del ${from} al ${to} (${norm})`,
  distance: (amount, calendarDays) =>
    `se agrega el término de la distancia: ${plural(amount, 'día', 'días')}${calendarDays ? ' calendario' : amount === 1 ? ' hábil' : ' hábiles'}`,
  extension: (amount) => `con una prórroga de ${amount}`,
  moved: (from, why) => `el último día sería el ${from} (${why}) y pasa al siguiente día hábil`,
  noSuchDay: (day, month) =>
    `${month} no tiene día ${day}, así que vence el primer día hábil del mes siguiente`,
  due: (date) => `vence el ${date}`,
  provisional: (to) =>
    `puede cambiar si se declaran más días no laborables (se conocen los declarados hasta el ${to})`,
  weekend: (weekday) => weekday,
  named: (name, norm) => `${name} (${norm})`,
  caseSuspended: (why) => `suspendido: ${why}`,
  closed: (name) => `${name}: ese día no vence ningún plazo`,
}

const english: Phrases = {
  months: [
    ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August'],
    ...['September', 'October', 'November', 'December'],
  ],
  weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  units: {
    'working-day': ['working day', 'working days'],
    'calendar-day': ['calendar day', 'calendar days'],
    month: ['month', 'months'],
    year: ['year', 'years'],
    hour: ['hour', 'hours'],
  },
  daysOf: (days, month, year) =>
    `${list(days.map(String), 'and')} ${month}${year === null ? '' : ` ${year}`}`,
  counting: (amount, first) => `${amount} from ${first}`,
  doNotCount: (groups, one) => `${list(groups, 'and')} ${one ? 'does not count' : 'do not count'}`,
  manyDoNotCount: (holidays, declared) =>
    `${list(
      [
        ...(holidays > 0 ? [plural(holidays, 'holiday', 'holidays')] : []),
        ...(declared > 0
          ? [plural(declared, 'day declared non-working', 'days declared non-working')]
          : []),
      ],
      'and',
    )} do not count`,
  suspended: (from, to) =>
    from === to ? `it was suspended on ${from}` : `it was suspended from ${from} to ${to}`,
  termsSuspended: (from, to, norm) =>
    from === to
      ? `terms were suspended on ${from} (${norm})`
      : `terms were suspended from ${from} to ${to} (${norm})`,
  distance: (amount, calendarDays) =>
    `the distance term is added: ${plural(amount, 'day', 'days').replace(' ', calendarDays ? ' calendar ' : ' working ')}`,
  extension: (amount) => `with an extension of ${amount}`,
  moved: (from, why) => `the last day would be ${from} (${why}) and moves to the next working day`,
  noSuchDay: (day, month) =>
    `${month} has no day ${day}, so that it ends on the first working day of the next month`,
  due: (date) => `it ends on ${date}`,
  provisional: (to) =>
    `this may change if more non-working days are declared (known are those declared to ${to})`,
  weekend: (weekday) => weekday,
  named: (name, norm) => `${name} (${norm})`,
  caseSuspended: (why) => `suspended: ${why}`,
  closed: (name) => `${name}: no term ends on that day`,
}

export const phrases: Readonly<Record<'es' | 'en', Phrases>> = { es: spanish, en: english }

/** `a`, `a y b`, `a, b y c`. */
function list(parts: readonly string[], and: string, comma = ', '): string {
  if (parts.length < 2) return parts.join('')
  return `${parts.slice(0, -1).join(comma)} ${and} ${parts.at(-1)}`
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
