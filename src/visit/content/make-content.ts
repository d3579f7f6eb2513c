// Makes what Vive shows from the published tables; rows that cannot be shown are told, not dropped.
import type { LonLat } from '@rimaq/walks'
import type { Contact, Content, District, Place, RowFault, Stop, WalkRoute } from './model.ts'
import { contactKinds, placeKinds } from './model.ts'
import { readAlerts } from './read-alerts.ts'
import { readAreas } from './read-areas.ts'
import { readEvents } from './read-events.ts'
import { readTransit } from './read-transit.ts'
import { type RawTable, type Row, rowsOf } from './rows.ts'

/** Names of datasets and of the tables in them; a city may publish any of them, or none. */
export const tableNames = {
  places: 'lugares-para-visitar',
  routes: 'rutas-a-pie',
  stops: 'paradas-de-rutas',
  events: 'agenda-cultural',
  contacts: 'telefonos-de-emergencia',
  alerts: 'avisos-de-la-ciudad',
  districts: 'distritos-de-lima',
  holidays: 'feriados-nacionales',
  areas: 'limites-de-distritos',
  transitStops: 'paraderos',
  transitLines: 'lineas-de-transporte',
  transitPasses: 'pasos-de-lineas',
  transitServices: 'frecuencias-de-transporte',
} as const

export type TableName = keyof typeof tableNames
export type RawTables = Partial<Record<TableName, RawTable>>

export interface ContentOptions {
  /** IANA name. */
  timeZone: string
  /** West, south, east, north of the city; points outside are not shown. */
  bbox: readonly [number, number, number, number]
  /** Days after which a number to call counts as not checked for long (default 180). */
  verifyDays?: number
}

export function makeContent(raw: RawTables, options: ContentOptions): Content {
  const faults: RowFault[] = []
  const places = rowsOf(raw.places).flatMap((row) => readPlace(row, options, faults))
  const known = new Map(places.map((place) => [place.id, place]))
  const stops = rowsOf(raw.stops)
  const routes = rowsOf(raw.routes).flatMap((row) =>
    readRoute(row, stops, { known, bbox: options.bbox }, faults),
  )
  const events = readEvents(rowsOf(raw.events), options.timeZone, faults)
  const districts = rowsOf(raw.districts).map(readDistrict)
  const tables = Object.values(raw).map((table) => ({
    slug: table.slug,
    part: table.among ? table.resource : null,
    title: table.title,
    version: table.version,
    published: table.published,
    rows: table.rows.length,
  }))
  return {
    version: tables.map(({ slug, version }) => `${slug}.${version}`).join('-'),
    timeZone: options.timeZone,
    verifyDays: options.verifyDays ?? 180,
    places,
    routes,
    events,
    contacts: rowsOf(raw.contacts).flatMap((row) => readContact(row, faults)),
    alerts: readAlerts(rowsOf(raw.alerts), faults),
    districts,
    holidays: raw.holidays
      ? rowsOf(raw.holidays).map((row) => row.text('fecha').slice(0, 10))
      : null,
    areas: readAreas(raw.areas, districts, faults),
    transit: readTransit(raw, options.bbox, faults),
    faults,
    tables,
  }
}

function readPlace(row: Row, { bbox }: ContentOptions, faults: RowFault[]): Place[] {
  const refuse = (code: RowFault['code'], found: string): Place[] => {
    faults.push(row.fault(code, found, 'codigo'))
    return []
  }
  const from = row.provenance('codigo')
  const name = row.words('nombre')
  const [lon, lat] = [row.number('longitud'), row.number('latitud')]
  if (name.es === '') return refuse('no-name', row.text('codigo'))
  if (!from) return refuse('no-source', name.es)
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) return refuse('no-place', name.es)
  if (!isInside([lon, lat], bbox)) return refuse('outside', `${name.es}: ${lon}, ${lat}`)
  const said = row.text('tipo')
  const hoursFrom = row.text('horario_fuente')
  return [
    {
      id: row.text('codigo'),
      name,
      kind: placeKinds.find((kind) => kind === said) ?? 'otro',
      district: row.text('distrito'),
      ubigeo: row.text('ubigeo'),
      at: [lon, lat],
      address: row.text('direccion'),
      hours: row.text('horario'),
      hoursFrom: /^https?:\/\//.test(hoursFrom)
        ? { source: hoursFrom, checked: row.text('horario_consultado').slice(0, 10) }
        : null,
      fee: row.text('tarifa'),
      from,
    },
  ]
}

function isInside([lon, lat]: LonLat, bbox: ContentOptions['bbox']): boolean {
  return bbox[0] <= lon && lon <= bbox[2] && bbox[1] <= lat && lat <= bbox[3]
}

interface Ground {
  known: ReadonlyMap<string, Place>
  bbox: ContentOptions['bbox']
}

function readRoute(
  row: Row,
  stops: readonly Row[],
  ground: Ground,
  faults: RowFault[],
): WalkRoute[] {
  const id = row.text('ruta')
  const title = row.words('titulo')
  const from = row.provenance('ruta')
  if (!from || title.es === '') {
    faults.push(row.fault(from ? 'no-name' : 'no-source', title.es || id, 'ruta'))
    return []
  }
  const own = stops
    .filter((stop) => stop.text('ruta') === id)
    .sort((a, b) => a.number('orden') - b.number('orden'))
    .flatMap((stop) => readStop(stop, ground, faults))
  if (own.length === 0) {
    faults.push(row.fault('bad-stop', title.es, 'ruta'))
    return []
  }
  const summary = row.words('resumen')
  const publisher = row.text('publica')
  return [{ id, title, summary, publisher, stepFree: row.flag('sin_gradas'), stops: own, from }]
}

/** Where a stop is no place of the city its own coordinates count, if it has them. */
function readStop(row: Row, { known, bbox }: Ground, faults: RowFault[]): Stop[] {
  const from = row.provenance('parada')
  const name = row.text('nombre')
  const code = row.text('lugar')
  const place = known.get(code)
  if (code !== '' && !place) faults.push(row.fault('bad-stop', `${name}: ${code}`, 'parada'))
  if (!from || name === '') {
    faults.push(row.fault(from ? 'no-name' : 'no-source', name, 'parada'))
    return []
  }
  const own = [row.number('longitud'), row.number('latitud')] as const
  const located = own.every(Number.isFinite)
  if (located && !isInside(own, bbox)) {
    faults.push(row.fault('outside', `${name}: ${own.join(', ')}`, 'parada'))
    return []
  }
  return [{ place: place?.id ?? null, name, at: place?.at ?? (located ? own : null), from }]
}

function readContact(row: Row, faults: RowFault[]): Contact[] {
  const from = row.provenance('numero')
  const number = row.text('numero')
  const name = row.words('servicio')
  if (!from || !/^[\d ()+-]{2,24}$/.test(number)) {
    faults.push(row.fault(from ? 'bad-number' : 'no-source', `${name.es} ${number}`, 'numero'))
    return []
  }
  const said = row.text('clase')
  return [
    {
      number,
      name,
      institution: row.text('entidad'),
      about: row.words('para_que'),
      kind: contactKinds.find((kind) => kind === said) ?? 'otra',
      scope: row.text('ambito'),
      ubigeo: row.text('ubigeo'),
      hours: row.text('horario'),
      languages: row.text('idiomas').split(' ').filter(Boolean),
      free: row.flag('gratis'),
      active: row.text('estado') !== 'anunciado',
      verified: readVerified(row),
      from,
    },
  ]
}

function readVerified(row: Row): Contact['verified'] {
  const on = row.text('verificado').slice(0, 10)
  return /^\d{4}-\d{2}-\d{2}$/.test(on) ? { on, by: row.text('verificado_por') } : null
}

function readDistrict(row: Row): District {
  return { ubigeo: row.text('ubigeo'), name: row.text('distrito') }
}
