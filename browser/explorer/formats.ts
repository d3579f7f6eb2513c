// Writes the cells that arrive while scrolling as the server writes those of the first page.
import type { Cell } from './rows.ts'

export interface Format {
  numeric: boolean
  write(value: Cell): string
}

const figures = new Set(['row', 'amount', 'integer', 'number'])

/** One format per column, from the attributes of `<rimaq-grid>`; `types` begins with the row number. */
export function columnFormats(data: {
  types?: string
  lang?: string
  yes?: string
  no?: string
  null?: string
}): Format[] {
  const lang = data.lang === 'en' ? 'en' : 'es-PE'
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 })
  const written = (type: string, value: Exclude<Cell, null>): string => {
    if (typeof value === 'boolean') return (value ? data.yes : data.no) ?? String(value)
    if (value === '') return '«»'
    if (typeof value !== 'number') {
      return type === 'timestamp' ? value.replace('T', ' ') : value
    }
    if (type === 'row' || type === 'amount') return whole.format(value)
    return type === 'number' ? decimal(lang, value) : String(value)
  }
  return (data.types ?? '').split(',').map((type) => ({
    numeric: figures.has(type),
    write: (value) => (value === null ? (data.null ?? '') : written(type, value)),
  }))
}

/** As many decimals as the value has, at most four; small ones keep four digits, as on the server. */
function decimal(lang: string, value: number): string {
  const small = value !== 0 && Math.abs(value) < 0.001
  const kept = small ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: 4 }
  return new Intl.NumberFormat(lang, kept).format(value)
}
