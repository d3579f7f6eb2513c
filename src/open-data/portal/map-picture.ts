// Draws what a table looks like on a map, with the list of its places beneath.
import { html, type Html } from '@rimaq/markup'
import { map, mapBounds, notice } from '#pages'
import type { MapBounds, PageContext } from '#pages'
import { mapSteps, readArea, stepped, writeArea } from './map-area.ts'
import { mostShapes } from './map-data.ts'
import type { MapData } from './map-data.ts'
import { datasetPath, tableParameters } from './portal.ts'
import type { FoundTable } from './portal.ts'

type Geometry = Parameters<typeof map>[1]['places'][number]['geometry']

/** A figure with title, description and list; no request leaves the page. */
export function mapPicture(
  context: PageContext,
  data: MapData,
  options: {
    id: string
    title: string
    source: string
    /** What of the world is shown; absent: around what is drawn. */
    area?: MapBounds | undefined
    /** Address of the same map of another area, or of all (null); absent: it cannot be moved. */
    at?: (area: MapBounds | null) => string
  },
): Html {
  const { t } = context
  const drawn = data.kind === 'points' ? data.points.length : data.shapes.length
  const description =
    data.kind === 'counts'
      ? t('open-data.dataset.map.counts', { total: data.total })
      : drawn < data.total
        ? data.kind === 'shapes' && data.total <= mostShapes
          ? t('open-data.dataset.map.without', { count: drawn, missing: data.total - drawn })
          : t('open-data.dataset.map.some', { count: drawn, total: data.total })
        : data.kind === 'points'
          ? t('open-data.dataset.map.points', { count: drawn })
          : t('open-data.dataset.map.shapes', { count: drawn })
  const places =
    data.kind === 'points'
      ? data.points.map(({ longitude, latitude, label }) => ({
          label,
          geometry: { type: 'Point', coordinates: [longitude, latitude] } as Geometry,
        }))
      : data.shapes.flatMap(({ label, geometry, value, area }) =>
          isDrawable(geometry)
            ? [
                {
                  label,
                  geometry,
                  ...(value === undefined ? {} : { value }),
                  ...(area && options.at ? { href: options.at(around(area)) } : {}),
                },
              ]
            : [],
        )
  const bounds = options.area ?? (places.length > 0 ? mapBounds(places.map(geometryOf)) : null)
  return html`${options.at && bounds ? mapTools(context, bounds, options) : null}
    ${map(context, {
      id: options.id,
      title: options.title,
      description,
      places,
      ...(options.area ? { bounds: options.area } : {}),
      source: { label: options.source },
    })}
    <p class="quiet">${description}</p>`
}

const geometryOf = ({ geometry }: { geometry: Geometry }): Geometry => geometry

/** A square that was chosen, with its neighbours around it. */
function around([west, south, east, north]: MapBounds): MapBounds {
  const [x, y] = [(east - west) * 2, (north - south) * 2]
  const wide: MapBounds = [west - x, south - y, east + x, north + y]
  return readArea(writeArea(wide)) ?? [west, south, east, north]
}

/** Links that show another part: they work without script, and each has its own address. */
function mapTools(
  context: PageContext,
  bounds: MapBounds,
  { area, at }: { area?: MapBounds | undefined; at?: (area: MapBounds | null) => string },
): Html {
  const { t } = context
  const tool = (name: string, href: string | null): Html | null =>
    href === null
      ? null
      : html`<li><a href="${href}" data-focus="map-${name}">${t(`open-data.map.${name}`)}</a></li>`
  return html`<nav class="map-tools" aria-label="${t('open-data.map.tools')}">
    <ul>
      ${mapSteps.map((step) => {
        const next = stepped(bounds, step)
        return tool(step, next && at ? at(next) : null)
      })}
      ${area && at ? tool('all', at(null)) : null}
    </ul>
  </nav>`
}

/** A map drawn from swapped coordinates lies on its side: the reader is told before looking. */
export function swappedNotice(context: PageContext, found: FoundTable): Html | null {
  const swapped = found.version.findings.some(
    ({ code, repaired }) => code === 'swapped-coordinates' && repaired !== true,
  )
  if (!swapped) return null
  return notice(context, {
    kind: 'warning',
    title: context.t('open-data.dataset.map.swapped'),
    body: html`<a
      href="${context.link(datasetPath(found.dataset, 'report'), tableParameters(found))}"
      >${context.t('open-data.report.title')}</a
    >`,
  })
}

const drawable = new Set(['Point', 'MultiPoint', 'Polygon', 'MultiPolygon'])

function isDrawable(geometry: unknown): geometry is Geometry {
  return (
    typeof geometry === 'object' &&
    geometry !== null &&
    'type' in geometry &&
    typeof geometry.type === 'string' &&
    drawable.has(geometry.type) &&
    'coordinates' in geometry &&
    Array.isArray(geometry.coordinates)
  )
}
