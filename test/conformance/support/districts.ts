// A small real table for tests: eight districts of Lima with INEI code, area and founding date.
import type { Cell, Column, ColumnType, Manifest } from '@rimaq/tables'

/** INEI ubigeo, name, area in km² (INEI), date of the founding law, Callao-side port or not. */
export const districtRows: Cell[][] = [
  ['150101', 'Lima', 21.98, '1535-01-18', true],
  ['150104', 'Barranco', 3.33, '1874-10-26', false],
  ['150105', 'Breña', 3.22, '1949-07-15', false],
  ['150113', 'Jesús María', 4.57, '1963-12-13', false],
  ['150116', 'Lince', 3.03, '1936-05-18', false],
  ['150122', 'Miraflores', 9.62, '1857-01-02', false],
  ['150131', 'San Isidro', 11.1, '1931-04-24', false],
  ['150141', 'Surquillo', 3.46, '1949-07-15', false],
]

const columns: [id: string, name: string, type: ColumnType][] = [
  ['ubigeo', 'UBIGEO', 'text'],
  ['distrito', 'DISTRITO', 'text'],
  ['area_km2', 'ÁREA KM2', 'number'],
  ['creacion', 'CREACIÓN', 'date'],
  ['cercado', 'CERCADO', 'boolean'],
]

export const districtsManifest: Manifest = {
  format: 'rimaq-table/1',
  rows: districtRows.length,
  columns: columns.map(([id, name, type], i): Column => {
    const values = districtRows.map((row) => row[i] ?? null).sort()
    const distinct = new Set(values).size
    const stats = { nulls: 0, distinct, min: values[0]!, max: values.at(-1)!, top: [] }
    return { id, name, type, stats }
  }),
  key: ['ubigeo'],
  keyOrigin: 'inferred',
  geometry: null,
  bbox: null,
  source: {
    name: 'distritos.csv',
    bytes: 331,
    sha256: '1'.repeat(64),
    format: 'csv',
    wrappers: [],
  },
  findings: [],
  recipe: { steps: [] },
  parquet: { sha256: '2'.repeat(64), bytes: 1000 },
}
