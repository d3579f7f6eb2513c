// Draws what a table looks like on a map, with the list of its places beneath.
import { html, type Html } from '@rimaq/markup'
import { map, notice } from '#pages'
import type { PageContext } from '#pages'
import { mostShapes } from './map-data.ts'
import type { MapData } from './map-data.ts'
import { datasetPath, tableParameters } from './portal.ts'
import type { FoundTable } from './portal.ts'

type Geometry = Parameters<typeof map>[1]['places'][number]['geometry']

/** A figure with title, description and list; no request leaves the page. */
export function mapPicture(
  context: PageContext,
  data: MapData,
  options: { id: string; title: string; source: string },
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
      : data.shapes.flatMap(({ label, geometry, value }) =>
          isDrawable(geometry)
            ? [{ label, geometry, ...(value === undefined ? {} : { value }) }]
            : [],
        )
  return html`${map(context, {
      id: options.id,
      title: options.title,
      description,
      places,
      source: { label: options.source },
    })}
    <p class="quiet">${description}</p>`
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
