// Draws what a table looks like on a map, with the list of its places beneath.
import type { Html } from '@rimaq/markup'
import { map } from '#pages'
import type { PageContext } from '#pages'
import type { MapData } from './map-data.ts'

type Geometry = Parameters<typeof map>[1]['places'][number]['geometry']

/** A figure with title, description and list; no request leaves the page. */
export function mapPicture(
  context: PageContext,
  data: MapData,
  options: { id: string; title?: string },
): Html {
  const { t } = context
  const description =
    data.kind === 'points'
      ? t('open-data.dataset.map.points', { count: data.points.length, total: data.total })
      : t('open-data.dataset.map.shapes', { count: data.shapes.length })
  const places =
    data.kind === 'points'
      ? data.points.map(({ longitude, latitude, label }) => ({
          label,
          geometry: { type: 'Point', coordinates: [longitude, latitude] } as Geometry,
        }))
      : data.shapes.flatMap(({ label, geometry }) =>
          isDrawable(geometry) ? [{ label, geometry }] : [],
        )
  return map(context, {
    id: options.id,
    title: options.title ?? t('open-data.dataset.map'),
    description,
    places,
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
