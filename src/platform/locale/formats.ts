// Writes numbers, dates, spans of time and sizes the way readers of each language expect.
import type { Lang } from '../ground.ts'
import { quechuaAgo, quechuaMonth } from './quechua.ts'

/** es-PE: comma between thousands, point before decimals, "setiembre". Quechua counts the same way. */
const tags: Record<Lang, string> = { es: 'es-PE', en: 'en', qu: 'es-PE' }

export interface Formats {
  number(lang: Lang, value: number, options?: { digits?: number }): string
  date(lang: Lang, value: Date | string, style?: 'long' | 'short' | 'month'): string
  dateTime(lang: Lang, value: Date): string
  ago(lang: Lang, value: Date, now: Date): string
  bytes(lang: Lang, value: number): string
  /** CLDR plural category; Quechua has only `other`. */
  plural(lang: Lang, value: number): string
}

/** Formatters for one time zone (IANA name), each built when it is first needed, and kept. */
export function createFormats(options: { timeZone: string }): Formats {
  const { timeZone } = options
  const numbers = new Map<string, Intl.NumberFormat>()
  const dates = new Map<string, Intl.DateTimeFormat>()
  const plurals = new Map<string, Intl.PluralRules>()
  const spans = new Map<string, Intl.RelativeTimeFormat>()

  function number(lang: Lang, value: number, { digits }: { digits?: number } = {}): string {
    const key = `${lang} ${digits}`
    let format = numbers.get(key)
    if (!format) {
      const fixed = { minimumFractionDigits: digits, maximumFractionDigits: digits }
      format = new Intl.NumberFormat(tags[lang], digits === undefined ? {} : fixed)
      numbers.set(key, format)
    }
    return format.format(value)
  }

  function dateFormat(tag: string, zone: string, shape: Intl.DateTimeFormatOptions) {
    const key = `${tag} ${zone} ${JSON.stringify(shape)}`
    let format = dates.get(key)
    if (!format) {
      format = new Intl.DateTimeFormat(tag, { ...shape, timeZone: zone })
      dates.set(key, format)
    }
    return format
  }

  function date(lang: Lang, value: Date | string, style: 'long' | 'short' | 'month' = 'long') {
    // A plain date (2026-01-25) has no zone: moving it to Lima would show the day before.
    const plain = typeof value === 'string' && /^\d{4}-\d{2}(-\d{2})?$/.test(value)
    const zone = plain ? 'UTC' : timeZone
    const moment = typeof value === 'string' ? new Date(value) : value
    if (Number.isNaN(moment.getTime())) return String(value)
    if (style === 'short') {
      const shape = { day: '2-digit', month: '2-digit', year: 'numeric' } as const
      return dateFormat(lang === 'en' ? 'en-GB' : 'es-PE', zone, shape).format(moment)
    }
    const month = style === 'month'
    if (lang === 'qu') {
      const shape = { day: 'numeric', month: 'numeric', year: 'numeric' } as const
      const parts = Object.fromEntries(
        dateFormat('en', zone, shape)
          .formatToParts(moment)
          .map((part) => [part.type, part.value]),
      )
      return `${month ? '' : `${parts.day} `}${quechuaMonth(Number(parts.month))} ${parts.year}`
    }
    // Day before month in English too: an office in Lima never writes the month first.
    const shape = { day: month ? undefined : 'numeric', month: 'long', year: 'numeric' } as const
    return dateFormat(lang === 'en' ? 'en-GB' : 'es-PE', zone, shape).format(moment)
  }

  function dateTime(lang: Lang, value: Date): string {
    if (Number.isNaN(value.getTime())) return String(value)
    const shape = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    return `${date(lang, value)}, ${dateFormat('en-GB', timeZone, shape).format(value)}`
  }

  function ago(lang: Lang, value: Date, now: Date): string {
    const seconds = (value.getTime() - now.getTime()) / 1000
    if (!Number.isFinite(seconds)) return ''
    const [amount, unit] = span(seconds)
    if (lang === 'qu') return quechuaAgo(amount, unit)
    let format = spans.get(lang)
    if (!format) {
      format = new Intl.RelativeTimeFormat(tags[lang], { numeric: 'auto' })
      spans.set(lang, format)
    }
    return format.format(amount, unit)
  }

  function bytes(lang: Lang, value: number): string {
    const names = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
    let size = value
    let step = 0
    // 999.5 and up would round to a four-digit number of the smaller unit.
    while (Math.abs(size) >= 999.5 && step < names.length - 1) {
      size /= 1000
      step += 1
    }
    const digits = step === 0 || Math.abs(size) >= 99.95 ? 0 : 1
    return `${number(lang, size, { digits })} ${names[step]}`
  }

  function plural(lang: Lang, value: number): string {
    if (lang === 'qu') return 'other'
    let rules = plurals.get(lang)
    if (!rules) {
      rules = new Intl.PluralRules(lang)
      plurals.set(lang, rules)
    }
    return rules.select(value)
  }

  return { number, date, dateTime, ago, bytes, plural }
}

type Span = [number, 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year']

/** The largest unit that gives at least one; whole units, towards zero. */
function span(seconds: number): Span {
  const size = Math.abs(seconds)
  if (size < 60) return [0, 'second']
  if (size < 3600) return [Math.trunc(seconds / 60), 'minute']
  if (size < 86_400) return [Math.trunc(seconds / 3600), 'hour']
  if (size < 14 * 86_400) return [Math.trunc(seconds / 86_400), 'day']
  if (size < 60 * 86_400) return [Math.trunc(seconds / 604_800), 'week']
  if (size < 730 * 86_400) return [Math.trunc(seconds / (30.44 * 86_400)), 'month']
  return [Math.trunc(seconds / (365.25 * 86_400)), 'year']
}
