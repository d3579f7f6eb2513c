// Makes the stops of one walk from the rows of a file: their order, their keys, and which are places of the city.
import type { Content } from '#visit'
import { nameOfPlace } from './edit-row.ts'
import type { FileRow } from './import-rows.ts'
import type { Row } from './open-rows.ts'

/** As `orden` says where every row has a number there, else as they stand in the file. */
export function asStops(rows: readonly FileRow[], walk: string, content: Content): FileRow[] {
  const numbered = rows.every(({ row }) => /^\d+$/.test(row['orden'] ?? ''))
  const ordered = numbered
    ? [...rows].sort((a, b) => Number(a.row['orden']) - Number(b.row['orden']))
    : rows
  return ordered.map(({ row, ...where }, at) => ({
    ...where,
    row: {
      ...onlyStop(row),
      parada: `${walk}-${String(at + 1).padStart(2, '0')}`,
      ruta: walk,
      orden: String(at + 1),
      nombre: row['nombre'] || nameOfPlace(content, row['lugar'] ?? ''),
    },
  }))
}

export function withoutStops(rows: readonly Row[], walk: string): Row[] {
  return rows.filter((row) => row['ruta'] !== walk)
}

const columns = ['lugar', 'longitud', 'latitud', 'fuente', 'consultado', 'confianza']

/** What else a map program wrote beside a point is no column of the table. */
function onlyStop(row: Row): Row {
  return Object.fromEntries(columns.map((id) => [id, row[id] ?? '']))
}
