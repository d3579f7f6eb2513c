// How the map looks: the colours of the page, streets by class, names in the page's own type.
import type {
  DataDrivenPropertyValueSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl'

export interface MapColours {
  ground: string
  green: string
  water: string
  building: string
  street: string
  main: string
  highway: string
  edge: string
  border: string
  text: string
  quiet: string
  halo: string
  way: string
  mark: string
  transit: string
}

/** From the custom properties of the style sheet, so that day and night are said in one place. */
export function readColours(element: Element): MapColours {
  const style = getComputedStyle(element)
  const of = (name: string): string => style.getPropertyValue(name).trim()
  return {
    ground: of('--map-ground'),
    green: of('--map-green'),
    water: of('--map-water'),
    building: of('--map-building'),
    street: of('--map-street'),
    main: of('--map-main'),
    highway: of('--map-highway'),
    edge: of('--map-edge'),
    border: of('--line-control'),
    text: of('--text'),
    quiet: of('--text-quiet'),
    halo: of('--map-ground'),
    way: of('--brand'),
    mark: of('--brand-text'),
    transit: of('--chart-1'),
  }
}

export interface StyleParts {
  colours: MapColours
  /** Address of the archive; null where the city has no tiles. */
  tiles: string | null
  features: GeoJSON.FeatureCollection
}

/** In its quotes: it goes into a CSS font as it stands here, and a bare 3 is no name there. */
const font = ["'Source Sans 3'"]

export function mapStyle({ colours, tiles, features }: StyleParts): StyleSpecification {
  return {
    version: 8,
    sources: {
      ...(tiles === null
        ? {}
        : { city: { type: 'vector', url: `pmtiles://${tiles}`, attribution: '' } }),
      own: { type: 'geojson', data: features },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colours.ground } },
      ...(tiles === null ? [] : tileLayers(colours)),
      ...ownLines(colours),
      ...(tiles === null ? [] : tileNames(colours)),
      ...ownMarks(colours),
    ],
  }
}

type Width = readonly (readonly [zoom: number, pixels: number])[]

/** Classes from the least to the greatest, so that great streets lie above. */
const streetClasses: readonly { name: string; colour: keyof MapColours; width: Width }[] = [
  {
    name: 'path',
    colour: 'edge',
    width: [
      [14, 0.8],
      [18, 3],
    ],
  },
  {
    name: 'street',
    colour: 'street',
    width: [
      [12, 0.6],
      [14, 2],
      [18, 14],
    ],
  },
  {
    name: 'walk',
    colour: 'street',
    width: [
      [13, 1.2],
      [14, 2.2],
      [18, 14],
    ],
  },
  {
    name: 'middle',
    colour: 'street',
    width: [
      [10, 0.6],
      [14, 3.4],
      [18, 18],
    ],
  },
  {
    name: 'main',
    colour: 'main',
    width: [
      [9, 0.7],
      [14, 4.6],
      [18, 22],
    ],
  },
  {
    name: 'highway',
    colour: 'highway',
    width: [
      [8, 0.8],
      [14, 5.4],
      [18, 26],
    ],
  },
]

function widthOf(width: Width, more: number): DataDrivenPropertyValueSpecification<number> {
  const steps = width.flatMap(([zoom, pixels]) => [zoom, pixels + more])
  const grown = ['interpolate', ['exponential', 1.5], ['zoom'], ...steps]
  return grown as DataDrivenPropertyValueSpecification<number>
}

function tileLayers(colours: MapColours): LayerSpecification[] {
  const source = 'city'
  const area = (id: string, colour: string): LayerSpecification => ({
    ...{ id, type: 'fill', source, 'source-layer': id },
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': colour },
  })
  const street = (id: string, name: string, paint: object): LayerSpecification => ({
    ...{ id, type: 'line', source, 'source-layer': 'streets' },
    filter: ['==', ['get', 'class'], name],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint,
  })
  const edges = streetClasses
    .filter(({ name }) => name !== 'path')
    .map(({ name, width }) =>
      street(`edge-${name}`, name, {
        'line-color': colours.edge,
        'line-width': widthOf(width, 1.2),
      }),
    )
  const inner = streetClasses.map(({ name, colour, width }) =>
    street(`street-${name}`, name, {
      'line-color': colours[colour],
      'line-width': widthOf(width, 0),
    }),
  )
  return [
    area('green', colours.green),
    area('water', colours.water),
    {
      ...{ id: 'rivers', type: 'line', source, 'source-layer': 'water' },
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: {
        'line-color': colours.water,
        'line-width': widthOf(
          [
            [9, 1],
            [14, 3],
            [18, 8],
          ],
          0,
        ),
      },
    },
    { ...area('buildings', colours.building), minzoom: 14 },
    {
      ...{ id: 'squares', type: 'fill', source, 'source-layer': 'streets' },
      filter: ['==', ['get', 'class'], 'square'],
      paint: { 'fill-color': colours.street },
    },
    ...edges,
    ...inner,
    street('steps', 'steps', {
      'line-color': colours.quiet,
      'line-width': widthOf(
        [
          [14, 1.2],
          [18, 5],
        ],
        0,
      ),
      'line-dasharray': [0.6, 0.6],
    }),
    street('rail', 'rail', {
      'line-color': colours.quiet,
      'line-width': widthOf(
        [
          [11, 0.5],
          [14, 0.5],
          [18, 2],
        ],
        0,
      ),
      // The many tracks of a station are no dark patch.
      'line-opacity': 0.6,
    }),
    {
      ...{ id: 'districts', type: 'line', source, 'source-layer': 'districts' },
      paint: {
        'line-color': colours.border,
        'line-width': 1,
        'line-dasharray': [3, 2],
        'line-opacity': 0.7,
      },
    },
  ]
}

function named(colours: MapColours, size: number | unknown[], colour = colours.text) {
  return {
    layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': size },
    paint: { 'text-color': colour, 'text-halo-color': colours.halo, 'text-halo-width': 1.5 },
  } as { layout: object; paint: object }
}

function tileNames(colours: MapColours): LayerSpecification[] {
  const source = 'city'
  const streets = named(
    colours,
    ['interpolate', ['linear'], ['zoom'], 13, 11, 17, 15],
    colours.quiet,
  )
  const places = named(colours, ['interpolate', ['linear'], ['zoom'], 9, 11, 14, 15], colours.quiet)
  return [
    {
      ...{ id: 'street-names', type: 'symbol', source, 'source-layer': 'streets' },
      ...{ minzoom: 13, filter: ['has', 'name'], paint: streets.paint },
      layout: { ...streets.layout, 'symbol-placement': 'line', 'symbol-spacing': 300 },
    },
    {
      ...{ id: 'place-names', type: 'symbol', source, 'source-layer': 'places' },
      ...{ maxzoom: 16, paint: places.paint },
      layout: {
        ...places.layout,
        'text-transform': 'uppercase',
        'text-letter-spacing': 0.06,
        'text-max-width': 8,
      },
    },
  ] as LayerSpecification[]
}

function ownLines(colours: MapColours): LayerSpecification[] {
  const line = (id: string, what: string, paint: object): LayerSpecification => ({
    ...{ id, type: 'line', source: 'own', filter: ['==', ['get', 'what'], what] },
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint,
  })
  return [
    line('borders', 'border', { 'line-color': colours.border, 'line-width': 1 }),
    line('lineas', 'linea', {
      'line-color': ['coalesce', ['get', 'colour'], colours.transit],
      'line-width': 4,
      'line-opacity': 0.85,
    }),
    line('way-edge', 'way', { 'line-color': colours.halo, 'line-width': 8 }),
    line('ways', 'way', { 'line-color': colours.way, 'line-width': 5 }),
  ]
}

function ownMarks(colours: MapColours): LayerSpecification[] {
  const mark = (
    id: string,
    what: string,
    radius: number | unknown[],
    colour: string,
    minzoom = 0,
  ) => ({
    ...{ id, type: 'circle', source: 'own', minzoom, filter: ['==', ['get', 'what'], what] },
    paint: {
      'circle-radius': radius,
      'circle-color': colour,
      'circle-stroke-color': colours.halo,
      'circle-stroke-width': 2,
    },
  })
  const text = (
    id: string,
    what: string,
    minzoom: number,
    size: number,
    more: object,
    colour?: string,
  ) => {
    const { layout, paint } = named(colours, size, colour)
    return {
      ...{
        id,
        type: 'symbol',
        source: 'own',
        minzoom,
        filter: ['==', ['get', 'what'], what],
        paint,
      },
      layout: { ...layout, ...more },
    }
  }
  const beside = {
    'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
    'text-radial-offset': 0.8,
    'text-justify': 'auto',
    'text-max-width': 9,
  }
  return [
    text('district-names', 'district', 9, 13, { 'text-max-width': 8 }, colours.quiet),
    mark(
      'paraderos',
      'paradero',
      ['interpolate', ['linear'], ['zoom'], 11, 2, 15, 6],
      colours.transit,
      11,
    ),
    mark('places', 'place', ['interpolate', ['linear'], ['zoom'], 9, 3, 14, 7], colours.mark),
    text('paradero-names', 'paradero', 15, 12, beside),
    text('place-words', 'place', 13, 14, beside),
    mark('stops', 'stop', 14, colours.mark),
    {
      ...{
        id: 'stop-numbers',
        type: 'symbol',
        source: 'own',
        filter: ['==', ['get', 'what'], 'stop'],
      },
      layout: {
        'text-field': ['get', 'number'],
        'text-font': font,
        'text-size': ['case', ['>', ['length', ['get', 'number']], 2], 11, 15],
        'text-allow-overlap': true,
      },
      paint: { 'text-color': colours.halo },
    },
    text('stop-words', 'stop', 13, 14, { ...beside, 'text-radial-offset': 1.3 }),
  ] as LayerSpecification[]
}
