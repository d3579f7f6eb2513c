// Says in plain Spanish or English what was found in a file, where, why it matters, what to do.
import type { Cell, Column, ColumnType, Finding, Language, Manifest, TableError } from '../model.ts'
import errorsEn from './errors.en.json' with { type: 'json' }
import errorsEs from './errors.es.json' with { type: 'json' }
import findingsEn from './messages.en.json' with { type: 'json' }
import findingsEs from './messages.es.json' with { type: 'json' }

export interface Description {
  what: string
  where: string
  why: string
  remedy: string
}

const FINDINGS = { es: findingsEs, en: findingsEn } as const
const ERRORS = { es: errorsEs, en: errorsEn } as const
const LOCALES = { es: 'es-PE', en: 'en' } as const
const UNKNOWN = { es: '(sin dato)', en: '(not known)' } as const

/** Sentences for one finding of a version. */
export function describeFinding(
  finding: Finding,
  table: Manifest | readonly Pick<Column, 'id' | 'name'>[],
  lang: Language,
): Description {
  const columns = 'columns' in table ? table.columns : table
  const name = columnName(finding.column, columns, lang)
  const { detail = {} } = finding
  const typed = (value: Cell | undefined): Cell | undefined =>
    typeof value === 'string' && value in FINDINGS[lang].types
      ? FINDINGS[lang].types[value as ColumnType]
      : value
  const values = {
    ...detail,
    almost: typed(detail['almost']),
    from: typed(detail['from']),
    to: typed(detail['to']),
    ...(typeof detail['format'] === 'string' && { format: formatIn(detail['format'], lang) }),
    column: name,
    count: finding.count,
  }
  const texts: Variants = sentences(finding, lang)
  const remedy = (finding.repaired === true ? texts.remedyRepaired : undefined) ?? texts.remedy
  return {
    what: fill(whatOf(finding, texts), values, lang),
    where: whereText(finding, name, lang),
    why: fill(texts.why, values, lang),
    remedy: fill(remedy, values, lang),
  }
}

/** One sentence that names the file or place and the remedy. */
export function describeTableError(error: TableError, lang: Language): string {
  const texts = ERRORS[lang]
  const { code, detail } = error
  // A limit is passed by a question or by reading a file, which calls for another remedy.
  const limit = code === 'time-limit' || code === 'memory-limit' || code === 'disk-full'
  return fill(
    limit && detail['name'] !== undefined ? texts[`${code}-file`] : texts[code],
    // Questions name what is wrong with them by several facts; the sentence takes them as one.
    { reason: facts(detail), message: facts(detail), ...detail },
    lang,
  )
}

function facts(detail: TableError['detail']): string {
  const known = Object.entries(detail).filter(([, value]) => value !== null && value !== '')
  return known.map(([name, value]) => `${name} = ${value}`).join(', ')
}

/** `dd/mm/yyyy` has the initials of days, months and years: in Spanish a year is an año. */
function formatIn(format: string, lang: Language): string {
  return lang === 'es' ? format.replaceAll('y', 'a') : format
}

/** One of a thing is told as one; what was repaired, as what it was. */
function whatOf({ count, repaired }: Finding, { what, ...texts }: Variants): string {
  // A variant that the detail asks for says its own number.
  if (!FINDING_WHATS.has(what)) return what
  const { whatOne, whatRepaired, whatOneRepaired } = texts
  const done = repaired === true ? (count === 1 ? whatOneRepaired : whatRepaired) : undefined
  return done ?? (count === 1 ? whatOne : undefined) ?? what
}

type Variants = Omit<Description, 'where'> &
  Partial<Record<'whatOne' | 'whatRepaired' | 'whatOneRepaired' | 'remedyRepaired', string>>

/** The usual sentences of all codes. */
const FINDING_WHATS = new Set(
  [findingsEs, findingsEn].flatMap((all) =>
    Object.values(all).flatMap((texts) => ('what' in texts ? texts.what : [])),
  ),
)

/** The sentences of a code, in the variant its detail asks for. */
function sentences(
  { code, detail = {}, column, repair }: Finding,
  lang: Language,
): Omit<Description, 'where'> {
  const all = FINDINGS[lang]
  const texts = all[code]
  switch (code) {
    case 'missing-headers':
      return column === undefined ? { ...texts, what: all[code].whatTable } : texts
    case 'mixed-date-formats':
      return detail['conflict'] === true ? { ...texts, what: all[code].whatConflict } : texts
    case 'fixed-width':
      return Number(detail['left']) > 0 ? { ...texts, what: all[code].whatLeft } : texts
    case 'ragged-rows':
      return detail['crossing'] === true ? { ...texts, ...all[code].crossing } : texts
    case 'sexagesimal-coordinates':
      return detail['stray'] === undefined
        ? texts
        : { ...texts, what: all[code].whatStray, remedy: all[code].remedyStray }
    case 'not-degrees': {
      if (detail['columns'] !== true) return texts
      const { whatColumns, whyColumns, remedyColumns, remedyZone, remedyPsad } = all[code]
      const remedy = repair ? remedyZone : detail['psad'] === true ? remedyPsad : remedyColumns
      return { what: whatColumns, why: whyColumns, remedy }
    }
    case 'mixed-number-formats':
      return detail['clear'] === true ? { ...texts, remedy: all[code].remedyClear } : texts
    case 'mixed-types':
      return detail['forced'] === true ? { ...texts, why: all[code].whyForced } : texts
    case 'mojibake': {
      const { whatHeading, whatLost, remedyLost } = all[code]
      if (detail['lost'] === true) return { ...texts, what: whatLost, remedy: remedyLost }
      return detail['heading'] === true ? { ...texts, what: whatHeading } : texts
    }
    default:
      return texts
  }
}

function columnName(
  id: string | undefined,
  columns: readonly Pick<Column, 'id' | 'name'>[],
  lang: Language,
): string {
  if (id === undefined) return UNKNOWN[lang]
  return columns.find((column) => column.id === id)?.name ?? id
}

function whereText(finding: Finding, name: string, lang: Language): string {
  const texts = FINDINGS[lang].where
  const parts: string[] = []
  const rows = finding.rows ?? []
  if (rows.length > 0) {
    const rest = (finding.count ?? rows.length) - rows.length
    const pattern = rest > 0 ? texts.more : rows.length === 1 ? texts.row : texts.rows
    parts.push(fill(pattern, { rows: rows.join(', '), rest }, lang))
  }
  if (finding.column !== undefined) parts.push(fill(texts.column, { column: name }, lang))
  const text = parts.join(', ')
  return text === '' ? texts.table : text[0]!.toUpperCase() + text.slice(1)
}

function fill(pattern: string, values: Record<string, Cell | undefined>, lang: Language): string {
  return pattern.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key]
    if (value === undefined || value === null) return UNKNOWN[lang]
    if (typeof value === 'number' && Number.isInteger(value))
      return value.toLocaleString(LOCALES[lang])
    return String(value)
  })
}
