// A map drawn on the server: areas by value or places as points, with a legend and the same as a list.
import { html, type Html, type Value } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'
import {
  boundsOf,
  createProjection,
  polygonPath,
  tenth,
  type Bounds,
  type Geometry,
  type Projection,
} from './project.ts'

export interface MapPlace {
  label: string
  geometry: Geometry
  /** Areas are shaded by it; null is "no data". */
  value?: number | null
  href?: string
}

export interface MapOptions {
  /** Unique on the page. */
  id: string
  title: string
  /** What one sees on it, in a sentence, for those who do not see it. */
  description: string
  places: readonly MapPlace[]
  /** Upper bounds of the shades but the last, ascending; at most four. Default: by quantiles. */
  breaks?: readonly number[]
  unit?: string
  /** Default: around the places. */
  bounds?: Bounds
  projection?: 'equirectangular' | 'mercator'
  source?: { label: string; href?: string }
}

const width = 640

export function map(context: PageContext, options: MapOptions): Html {
  const { id, places } = options
  const geometries = places.map(({ geometry }) => geometry)
  const projection = createProjection(
    options.bounds ?? boundsOf(geometries),
    width,
    options.projection,
  )
  const values = places.flatMap(({ value }) => (typeof value === 'number' ? [value] : []))
  const breaks = options.breaks ?? quantiles(values)
  // More names than these would lie on each other; the list below holds them all.
  const labelled = places.filter(({ geometry }) => geometry.type === 'Point').length <= 8
  const shapes = places.map((place) => {
    const words = describe(context, place, options.unit)
    const name = html`<title>${words}</title>`
    const { geometry } = place
    if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') {
      const shade = values.length > 0 ? shadeOf(place.value ?? null, breaks) : 'area'
      const path = html`<path class="map-${shade}" d="${polygonPath(geometry, projection)}"
        >${name}</path
      >`
      return place.href ? html`<a href="${place.href}" tabindex="-1">${path}</a>` : path
    }
    const points = geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates
    return points.map((position) => {
      const [x, y] = projection.place(position)
      const left = x > width * 0.66
      const words = html`<text
        class="map-label"
        x="${tenth(left ? x - 12 : x + 12)}"
        y="${tenth(y + 6)}"
        text-anchor="${left ? 'end' : 'start'}"
      >
        ${place.label}
      </text>`
      return html`<circle class="map-point" cx="${tenth(x)}" cy="${tenth(y)}" r="6">${name}</circle>
        ${labelled ? words : null}`
    })
  })
  return html`<figure class="map">
    <figcaption class="chart-title" id="${id}-title">${options.title}</figcaption>
    <svg
      class="map-picture"
      viewBox="0 0 ${projection.width} ${projection.height}"
      preserveAspectRatio="xMinYMin meet"
      role="img"
      aria-labelledby="${id}-title ${id}-description"
    >
      <desc id="${id}-description">${options.description}</desc>
      <rect class="map-ground" width="${projection.width}" height="${projection.height}"></rect>
      ${shapes} ${places.map((place) => areaName(place, projection))}
    </svg>
    ${values.length > 0 ? legend(context, places, breaks, options.unit) : null}
    ${
      options.source
        ? html`<p class="chart-source">
            ${context.t('pages.chart.source')}
            ${
              options.source.href
                ? html`<a href="${options.source.href}">${options.source.label}</a>`
                : options.source.label
            }
          </p>`
        : null
    }
    <details class="details">
      <summary>${context.t('pages.map.list')}</summary>
      <ul class="map-list">
        ${places.map((place) => {
          const words: Value = describe(context, place, options.unit)
          return html`<li>${place.href ? html`<a href="${place.href}">${words}</a>` : words}</li>`
        })}
      </ul>
    </details>
  </figure>`
}

/** Pixels of one letter of an area's name, about. */
const letter = 7.2

/** The name of an area where it has room; the list below holds them all. */
function areaName(place: MapPlace, projection: Projection): Html | null {
  const { geometry, label } = place
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return null
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  const outer = rings
    .map(([ring = []]) => ring.map((position) => projection.place(position)))
    .toSorted((a, b) => b.length - a.length)[0]
  if (!outer || outer.length < 3) return null
  const [x, y] = centre(outer)
  const room = roomAt(outer, y, x)
  if (room < label.length * letter) return null
  return html`<text class="map-area-name" x="${tenth(x)}" y="${tenth(y + 4)}" text-anchor="middle">
    ${label}
  </text>`
}

/** Centre of gravity of a ring (shoelace formula). */
function centre(ring: readonly (readonly [number, number])[]): [number, number] {
  let area = 0
  let sumX = 0
  let sumY = 0
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y]
    const cross = x * nextY - nextX * y
    area += cross
    sumX += (x + nextX) * cross
    sumY += (y + nextY) * cross
  }
  if (area === 0) return [...(ring[0] ?? [0, 0])] as [number, number]
  return [sumX / (3 * area), sumY / (3 * area)]
}

/** Width of the ring at a height, twice the shorter way from `x` to its sides; 0 outside. */
function roomAt(ring: readonly (readonly [number, number])[], y: number, x: number): number {
  const crossings = ring.flatMap(([fromX, fromY], index) => {
    const [toX, toY] = ring[(index + 1) % ring.length] ?? [fromX, fromY]
    if (fromY > y === toY > y) return []
    return [fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX)]
  })
  const left = crossings.filter((at) => at <= x)
  const right = crossings.filter((at) => at > x)
  if (left.length % 2 === 0 || right.length === 0) return 0
  return 2 * Math.min(x - Math.max(...left), Math.min(...right) - x)
}

function legend(
  context: PageContext,
  places: readonly MapPlace[],
  breaks: readonly number[],
  unit: string | undefined,
): Html {
  const { t, locale, lang } = context
  const values = places.flatMap(({ value }) => (typeof value === 'number' ? [value] : []))
  const edges = [Math.min(...values), ...breaks, Math.max(...values)]
  const missing = places.some(({ value }) => value === null)
  const write = (value: number): string => locale.number(lang, value)
  const shades = edges.slice(0, -1).map((from, index) => ({
    shade: `shade-${index + 1}`,
    words: `${write(from)} – ${write(edges[index + 1] ?? from)}`,
  }))
  if (missing) shades.push({ shade: 'none', words: t('pages.map.none') })
  return html`<div class="legend">
    <p class="visually-hidden">${t('pages.map.legend')}</p>
    <ul>
      ${shades.map(
        ({ shade, words }) =>
          html`<li>
            <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
              <rect class="map-${shade}" width="16" height="16"></rect></svg
            >${words}
          </li>`,
      )}
    </ul>
    ${unit ? html`<p class="legend-unit">${unit}</p>` : null}
  </div>`
}

function describe(context: PageContext, place: MapPlace, unit: string | undefined): string {
  const { t, locale, lang } = context
  if (place.value === undefined) return place.label
  if (place.value === null) return `${place.label}: ${t('pages.map.none')}`
  return `${place.label}: ${locale.number(lang, place.value)}${unit ? ` ${unit}` : ''}`
}

function shadeOf(value: number | null, breaks: readonly number[]): string {
  if (value === null) return 'none'
  const above = breaks.findIndex((edge) => value <= edge)
  return `shade-${(above < 0 ? breaks.length : above) + 1}`
}

/** Four bounds that put about a fifth of the values in each shade; fewer where values repeat. */
export function quantiles(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  const bounds = [0.2, 0.4, 0.6, 0.8].map(
    (part) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0,
  )
  return [...new Set(bounds)].filter((edge) => edge < (sorted.at(-1) ?? 0))
}
