// Makes stops and lines from the four published tables of public transport.
import type { LonLat } from '@rimaq/walks'
import type { RowFault } from './model.ts'
import { type RawTable, type Row, rowsOf } from './rows.ts'
import {
  type Transit,
  type TransitDirection,
  type TransitLine,
  type TransitStop,
  lineKinds,
} from './transit-model.ts'

export interface TransitTables {
  transitStops?: RawTable
  transitLines?: RawTable
  transitPasses?: RawTable
  transitServices?: RawTable
}

type Box = readonly [number, number, number, number]

/** A pass of a stop that is not there is left out; a line without stops is not shown. */
export function readTransit(raw: TransitTables, bbox: Box, faults: RowFault[]): Transit {
  const stops = rowsOf(raw.transitStops).flatMap((row) => readStop(row, bbox, faults))
  const known = new Set(stops.map(({ id }) => id))
  const passes = grouped(rowsOf(raw.transitPasses))
  const services = grouped(rowsOf(raw.transitServices))
  const geometry = raw.transitLines?.geometry ?? null
  const lines = rowsOf(raw.transitLines).flatMap((row): TransitLine[] => {
    const id = row.text('linea')
    const from = row.provenance('linea')
    const name = row.text('nombre')
    if (!from || name === '') {
      faults.push(row.fault(from ? 'no-name' : 'no-source', name || id, 'linea'))
      return []
    }
    const own = passes.get(id) ?? []
    const directions = [...new Set(own.map((each) => each.text('sentido')))].flatMap((direction) =>
      readDirection(direction, own, services.get(id) ?? [], known),
    )
    if (directions.length === 0) {
      faults.push(row.fault('bad-stop', name, 'linea'))
      return []
    }
    const said = row.text('tipo')
    const colour = row.text('color')
    return [
      {
        ...{ id, name, about: row.text('recorrido'), agency: row.text('empresa'), from },
        kind: lineKinds.find((kind) => kind === said) ?? 'otro',
        colour: /^#[\da-f]{6}$/.test(colour) ? colour : '',
        directions,
        shape: geometry === null ? [] : readShape(row.text(geometry)),
      },
    ]
  })
  return { stops, lines }
}

function grouped(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const line = row.text('linea')
    const known = groups.get(line)
    if (known) known.push(row)
    else groups.set(line, [row])
  }
  return groups
}

function readStop(row: Row, bbox: Box, faults: RowFault[]): TransitStop[] {
  const id = row.text('parada')
  const from = row.provenance('parada')
  const name = row.text('nombre')
  const [lon, lat] = [row.number('longitud'), row.number('latitud')]
  const inside = bbox[0] <= lon && lon <= bbox[2] && bbox[1] <= lat && lat <= bbox[3]
  if (!from || name === '' || !inside) {
    const code = !from ? 'no-source' : name === '' ? 'no-name' : 'outside'
    const place = inside ? '' : `: ${lon}, ${lat}`
    faults.push(row.fault(code, `${name || id}${place}`, 'parada'))
    return []
  }
  return [{ id, name, at: [lon, lat], wheelchair: row.flag('silla_de_ruedas'), from }]
}

function readDirection(
  direction: string,
  passes: readonly Row[],
  services: readonly Row[],
  known: ReadonlySet<string>,
): TransitDirection[] {
  const own = passes
    .filter((row) => row.text('sentido') === direction && known.has(row.text('parada')))
    .sort((a, b) => a.number('orden') - b.number('orden'))
  const [first] = own
  if (!first) return []
  return [
    {
      direction,
      towards: first.text('destino'),
      stops: own.map((row) => ({
        stop: row.text('parada'),
        minutes: row.number('minutos') || 0,
        extra: row.flag('variante') === true,
      })),
      services: services
        .filter((row) => row.text('sentido') === direction)
        .map((row) => ({
          days: row.text('dias'),
          from: clockOf(row.text('desde')),
          to: clockOf(row.text('hasta')),
          every: row.number('cada_minutos') || null,
          departures: row.number('salidas') || null,
        })),
    },
  ]
}

/** Minutes since midnight of 05:30, 05:30:00 or 25:10. */
function clockOf(text: string): number {
  const [, hours = '0', minutes = '0'] = /^(\d{1,2}):(\d{2})/.exec(text) ?? []
  return Number(hours) * 60 + Number(minutes)
}

function readShape(text: string): LonLat[][] {
  try {
    const shape = JSON.parse(text) as { type?: string; coordinates?: unknown }
    if (shape.type === 'LineString') return [shape.coordinates as LonLat[]]
    return shape.type === 'MultiLineString' ? (shape.coordinates as LonLat[][]) : []
  } catch {
    // A cell that is no shape: the line is shown by its stops alone.
    return []
  }
}
