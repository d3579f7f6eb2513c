// Makes the borders of districts from a table of shapes, so that a device can tell where it is.
import type { Area, AreaGeometry } from '@rimaq/walks'
import type { District, RowFault } from './model.ts'
import { type RawTable, rowsOf } from './rows.ts'

/** Joined to the districts by `ubigeo`, else by name without regard to case and accents. */
export function readAreas(
  table: RawTable | undefined,
  districts: readonly District[],
  faults: RowFault[],
): Area<District>[] {
  const column = table?.geometry ?? null
  if (column === null) return []
  return rowsOf(table).flatMap((row) => {
    const name = row.text('distrito')
    const ubigeo = row.text('ubigeo')
    const about = districts.find((each) =>
      ubigeo === '' ? plain(each.name) === plain(name) : each.ubigeo === ubigeo,
    )
    const geometry = readShape(row.text(column))
    if (geometry && name !== '') return [{ geometry, about: about ?? { ubigeo, name } }]
    faults.push(row.fault(geometry ? 'no-name' : 'no-place', name, 'distrito'))
    return []
  })
}

function readShape(text: string): AreaGeometry | null {
  try {
    const shape = JSON.parse(text) as AreaGeometry
    return shape.type === 'Polygon' || shape.type === 'MultiPolygon' ? shape : null
  } catch {
    return null
  }
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
