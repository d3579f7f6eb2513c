// Guesses what a column is good for (a code, a year, an amount, a kind of thing) from its name and its values.
import type { Column, Manifest } from '@rimaq/tables'

const codeNames =
  /(^|_)(id|cod|codigo|code|ubigeo|ruc|dni|numero|nro|num|telefono|celular|rowid|objectid|fid|zip|postal|mesa|expediente|version|rank|orden)(_|$)|^(id|cod|ccodi)|columna_\d+$/
const yearNames = /(^|_)(anio|ano|year|annee|ejercicio|periodo)(_|$)/
const placeNames = /(^|_)(lat|latitud|latitude|lon|long|lng|longitud|longitude|x|y|norte|este)(_|$)/
const sumNames =
  /(^|_)(n?cantidad|total|tot\w*|n?casos|monto|importe|amount|n?fallecidos|poblacion|pob|votos|v[12]_\w+|nacimientos|denuncias|personas|valor|presupuesto|pim|pia|devengado|area|superficie|area_m2|sum|count)(_|$)/
const rateNames =
  /(10mil|100mil|km2$|densidad|pct|porc|tasa|ratio|letalidad|indice|idh|promedio|media)/
/** Dates of the file and not of what it tells. */
const fileDates = /(descarga|corte|actualizacion|publicacion|carga|extraccion|data)(_|$)/
const kindNames =
  /(^|_)(distrito|dist|tipo|categoria|clase|region|provincia|prov|departamento|dpto|sector|estado|genero|generico|sexo|sex|zona|area|especialidad|nivel|rubro|diagnostico)(_|$)/
const labelNames = /(^|_)(nombre|name|titulo|distrito|nombdist|descripcion)(_|$)/

type Known = Pick<Column, 'id' | 'type' | 'stats'>

function isFigure(column: Known): boolean {
  return column.type === 'integer' || column.type === 'number'
}

/** A whole number that names something and is not counted with: written without separators. */
export function isCode(column: Known): boolean {
  return isFigure(column) && !rateNames.test(column.id) && codeNames.test(column.id)
}

/** Years written as whole numbers: in order of time, never added, never with separators. */
export function isYear(column: Known): boolean {
  const { min, max } = column.stats
  return (
    column.type === 'integer' &&
    typeof min === 'number' &&
    typeof max === 'number' &&
    min >= 1500 &&
    max <= 2200 &&
    yearNames.test(column.id)
  )
}

/** An amount: figures that are compared, and written with thousands separators. */
export function isAmount(column: Known): boolean {
  if (!isFigure(column) || isCode(column) || isYear(column) || placeNames.test(column.id)) {
    return false
  }
  const { min, max } = column.stats
  // Four figures without a telling name may well be years.
  return !(
    column.type === 'integer' &&
    typeof min === 'number' &&
    typeof max === 'number' &&
    min >= 1500 &&
    max <= 2200
  )
}

/** Whether adding its values up means something: amounts, not rates. */
export function isAddable(column: Known): boolean {
  return isAmount(column) && !rateNames.test(column.id) && sumNames.test(column.id)
}

/** Whether its groups stand in an order of time. */
export function isTime(column: Known): boolean {
  return column.type === 'date' || column.type === 'timestamp' || isYear(column)
}

export interface Suggestion {
  group: Column
  measure: { fn: 'count' } | { fn: 'sum'; column: string }
  chart: 'bar' | 'line'
}

/**
 * Charts that a table's profiles promise to be telling, best first: change in time, kinds of things,
 * and, for small tables, the amount of each row. Empty where nothing stands out.
 */
export function suggestCharts(manifest: Pick<Manifest, 'columns' | 'rows'>): Suggestion[] {
  const { columns, rows } = manifest
  if (rows < 3) return []
  const amount = best(
    columns.filter(isAddable),
    ({ id, stats }) =>
      filled(stats.nulls, rows) + (/(cantidad|total|casos|monto|amount)/.test(id) ? 1 : 0),
  )
  const measure: Suggestion['measure'] = amount ? { fn: 'sum', column: amount.id } : { fn: 'count' }
  const times = columns.filter(
    (column) =>
      isTime(column) &&
      !fileDates.test(column.id) &&
      column.stats.distinct > 2 &&
      column.stats.distinct < rows * 2,
  )
  const time = best(
    times,
    ({ stats, type }) => filled(stats.nulls, rows) + (type === 'integer' ? 0 : 0.5),
  )
  const kind = best(
    columns.filter(
      ({ type, stats }) =>
        (type === 'text' || type === 'boolean') &&
        stats.distinct >= 2 &&
        stats.distinct <= 45 &&
        stats.distinct <= rows / 2 &&
        stats.nulls < rows / 2,
    ),
    ({ id, stats }) =>
      filled(stats.nulls, rows) +
      (kindNames.test(id) ? 1 : 0) +
      // "Lombardía" says more beside a bar than "03", of which there are as many.
      (/\p{L}{3}/u.test(String(stats.top[0]?.value ?? '')) ? 0.5 : 0) +
      (stats.distinct >= 4 && stats.distinct <= 25 ? 1 : 0) -
      share(stats.top[0]?.count, rows),
  )
  const name = best(
    columns.filter(
      ({ type, stats }) => type === 'text' && rows <= 60 && stats.distinct >= rows * 0.9,
    ),
    ({ id }) => (labelNames.test(id) ? 1 : 0),
  )
  const out: Suggestion[] = []
  if (time) out.push({ group: time, measure, chart: 'line' })
  if (kind) out.push({ group: kind, measure, chart: 'bar' })
  if (name && amount) out.push({ group: name, measure, chart: 'bar' })
  return out
}

function filled(nulls: number, rows: number): number {
  return 1 - nulls / Math.max(1, rows)
}

function share(count: number | undefined, rows: number): number {
  return (count ?? 0) / Math.max(1, rows)
}

/** The first of the highest score. */
function best(columns: readonly Column[], score: (column: Column) => number): Column | undefined {
  let found: { column: Column; score: number } | undefined
  for (const column of columns) {
    const value = score(column)
    if (!found || value > found.score) found = { column, score: value }
  }
  return found?.column
}
