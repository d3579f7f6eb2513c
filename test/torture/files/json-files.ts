// Hostile and broken JSON: depth, giants, broken lines, coordinates of nowhere.
import type { Family } from './family.ts'
import { repeatInto } from './family.ts'

const deep = (depth: number, inner = ''): string => '['.repeat(depth) + inner + ']'.repeat(depth)

function features(coordinates: string[]): string {
  const each = coordinates.map(
    (pair, at) =>
      `{"type":"Feature","properties":{"n":${at}},"geometry":{"type":"Point","coordinates":[${pair}]}}`,
  )
  return `{"type":"FeatureCollection","features":[${each.join(',')}]}`
}

const items = (count: number): string =>
  Array.from({ length: count }, (_, at) => `{"a":${at},"b":"x${at}"}`).join('\n')

export const jsonFiles: Family[] = [
  { name: 'JSON 100,000 deep', make: () => deep(100_000), file: 'hondo.json', expect: 'refused' },
  {
    name: 'JSON with a cell 100,000 deep',
    make: () => `[{"a":1,"b":${deep(100_000)}}]`,
    file: 'celda.json',
    expect: 'refused',
  },
  {
    name: 'JSON of objects 100,000 deep',
    make: () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    file: 'objetos.json',
    expect: 'refused',
  },
  {
    name: 'NDJSON with a line 100,000 deep',
    make: () => `{"a":1}\n{"a":${deep(100_000)}}\n{"a":3}\n`,
    file: 'hondo.ndjson',
    expect: 'refused',
  },
  {
    name: 'JSON of one text of 100 MB',
    make: {
      at: (path) => repeatInto(path, { head: '["', unit: 'x', times: 100_000_000, tail: '"]' }),
    },
    file: 'texto.json',
    expect: 'refused',
  },
  {
    name: 'JSON of one object of 300 MB',
    make: {
      at: (path) => repeatInto(path, { head: '{"a":"', unit: 'y', times: 300_000_000, tail: '"}' }),
    },
    file: 'objeto.json',
    expect: 'refused',
    heavy: true,
  },
  {
    name: 'JSON of 200,000 different keys',
    make: () =>
      JSON.stringify([
        Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`k${at}`, at])),
      ]),
    file: 'claves.json',
    expect: 'refused',
  },
  {
    name: 'JSON with the keys of every object',
    make: () =>
      '[{"__proto__":1,"constructor":2,"toString":3,"_id":4,"":5},{"__proto__":6,"constructor":7,"toString":8,"_id":9,"":10}]',
    file: 'prototipo.json',
    expect: 2,
    cells: 10,
  },
  {
    name: 'JSON with halves of letters and zeros',
    make: () => '[{"a":"\\ud800","b":"x\\u0000y"},{"a":"\\udfff\\ud800","b":"z"}]',
    file: 'mitades.json',
    expect: 2,
    cells: 4,
  },
  {
    name: 'JSON with numbers beyond every size',
    make: () => '[{"a":1e400,"b":123456789012345678901234567890},{"a":-1e400,"b":0.1e-400}]',
    file: 'numeros.json',
    expect: 2,
    cells: 4,
  },
  {
    name: 'JSON cut in the middle',
    make: () => `[${items(500).replaceAll('\n', ',')}]`.slice(0, 4000),
    file: 'cortado.json',
    expect: 'either',
  },
  {
    name: 'JSON with a comma too many',
    make: () => '[{"a":1},{"a":2},,{"a":3},]',
    file: 'coma.json',
    expect: 'either',
  },
  { name: 'JSON that is a number', make: () => '7', file: 'numero.json', expect: 'either' },
  { name: 'JSON that is null', make: () => 'null', file: 'nulo.json', expect: 'either' },
  { name: 'JSON list without items', make: () => '[]', file: 'lista.json', expect: 'refused' },
  {
    name: 'JSON that never opens',
    make: () => ']'.repeat(1000),
    file: 'cierra.json',
    expect: 'either',
  },
  {
    name: 'JSON with something after its end',
    make: () => '[{"a":1},{"a":2}] y más',
    file: 'resto.json',
    expect: 'either',
  },
  {
    name: 'NDJSON with one broken line',
    make: () => `${items(200)}\n{"a":200,"b":\n${items(200)}\n`,
    file: 'linea.ndjson',
    expect: 'refused',
  },
  {
    name: 'NDJSON whose last line is cut',
    make: () => `${items(200)}\n{"a":200,"b":"x`,
    file: 'final.ndjson',
    expect: 200,
    cells: 400,
  },
  {
    name: 'GeoJSON with NaN',
    make: () => features(['-77,-12', 'NaN,NaN']),
    file: 'nan.geojson',
    expect: 'refused',
  },
  {
    name: 'GeoJSON with coordinates beyond the earth',
    make: () => features(['-77,-12', '1e308,-1e308', '1e400,5', '9999999,181']),
    file: 'lejos.geojson',
    expect: 4,
  },
  {
    name: 'GeoJSON with geometries that are none',
    make: () =>
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,"geometry":{"type":"Polygon"}},{"type":"Feature","properties":{"n":1},"geometry":7},{"type":"Feature","properties":{"n":2},"geometry":{"type":"Point","coordinates":[["a"],{}]}}]}',
    file: 'formas.geojson',
    expect: 3,
  },
]
