// Writes a feed as the tables that the portal publishes and Vive shows.
import type { FeedDirection, FeedLine, ReadFeed } from './feed-model.ts'

export interface TransitSaid {
  /** Where the feed comes from, for every row. */
  source: string
  /** Day on which it was taken, as 2026-11-28. */
  checked: string
  confidence: 'alta' | 'media' | 'baja'
}

/** One file to be published as one table of the dataset. */
export interface TransitTable {
  resource: string
  /** Name of the file; its ending says the format. */
  file: string
  key: string
  text: string
}

export function transitTables({ stops, lines }: ReadFeed, said: TransitSaid): TransitTable[] {
  const from = [said.source, said.checked, said.confidence]
  const names = ['fuente', 'consultado', 'confianza']
  const wheelchair = (value: boolean | null): string =>
    value === null ? 'sin dato' : value ? 'si' : 'no'
  const passes = eachDirection(lines, (line, { direction, towards, stops: past }) =>
    past.map(({ stop, minutes, extra }, at) => [
      ...[`${line}/${direction}/${at + 1}`, line, direction, towards, at + 1, stop, minutes],
      ...[extra ? 'si' : 'no', ...from],
    ]),
  )
  const services = eachDirection(lines, (line, { direction, services: own }) =>
    own.map(({ days, from: begin, to, every, departures }, at) => [
      ...[`${line}/${direction}/${at + 1}`, line, direction, days, clock(begin), clock(to)],
      ...[every ?? '', departures ?? '', ...from],
    ]),
  )
  return [
    csv('paraderos', 'parada', [
      ['parada', 'nombre', 'longitud', 'latitud', 'silla_de_ruedas', ...names],
      ...stops.map(({ id, name, at, wheelchair: said }) => [
        ...[id, name, at[0], at[1], wheelchair(said), ...from],
      ]),
    ]),
    {
      ...{ resource: 'lineas-de-transporte', file: 'lineas-de-transporte.geojson', key: 'linea' },
      text: JSON.stringify({
        type: 'FeatureCollection',
        features: lines.map((line) => lineFeature(line, said)),
      }),
    },
    csv('pasos-de-lineas', 'paso', [
      ['paso', 'linea', 'sentido', 'destino', 'orden', 'parada', 'minutos', 'variante', ...names],
      ...passes,
    ]),
    csv('frecuencias-de-transporte', 'frecuencia', [
      ...[
        [
          'frecuencia',
          'linea',
          'sentido',
          'dias',
          'desde',
          'hasta',
          'cada_minutos',
          'salidas',
          ...names,
        ],
      ],
      ...services,
    ]),
  ]
}

type Cells = readonly (string | number)[]

function eachDirection(
  lines: readonly FeedLine[],
  rows: (line: string, direction: FeedDirection) => Cells[],
): Cells[] {
  return lines.flatMap(({ id, directions }) => directions.flatMap((each) => rows(id, each)))
}

function lineFeature(
  { id, name, about, kind, colour, agency, directions }: FeedLine,
  { source, checked, confidence }: TransitSaid,
): object {
  const lines = directions.map(({ line }) => line.map(rounded)).filter((line) => line.length > 1)
  return {
    type: 'Feature',
    geometry: { type: 'MultiLineString', coordinates: lines },
    properties: {
      ...{ linea: id, nombre: name, recorrido: about, tipo: kind, color: colour, empresa: agency },
      ...{ fuente: source, consultado: checked, confianza: confidence },
    },
  }
}

/** Five decimals are a metre. */
function rounded([lon, lat]: readonly [number, number]): [number, number] {
  return [Number(lon.toFixed(5)), Number(lat.toFixed(5))]
}

/** 25:10 is ten past one at night of the day before, as feeds write it. */
function clock(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function csv(resource: string, key: string, rows: readonly Cells[]): TransitTable {
  const text = rows.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
  return { resource, file: `${resource}.csv`, key, text }
}

/** RFC 4180, 2. */
function cell(value: string | number): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
