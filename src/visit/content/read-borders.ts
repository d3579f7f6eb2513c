// Reads borders of districts from a GeoJSON file, as institutes of geography publish them.
import type { Area, AreaGeometry } from '@rimaq/walks'
import { VisitError } from '../visit-error.ts'

/** Names of columns that hold the name of a district in files that are about. */
const nameKeys = ['distrito', 'nombdist', 'name', 'nombre']

/** And those that hold its code. */
const codeKeys = ['ubigeo', 'iddist', 'codigo']

/**
 * Polygons with a name, and its code where the file has one; empty where not (RFC 7946).
 * @throws VisitError `bad-borders` naming file and feature
 */
export function readBorders(file: string, text: string): Area<{ name: string; ubigeo: string }>[] {
  const refuse = (row: number, found: string, cause?: unknown): never => {
    throw new VisitError('bad-borders', { file, row, found }, { cause })
  }
  let read: { features?: unknown }
  try {
    read = JSON.parse(text) as { features?: unknown }
  } catch (cause) {
    return refuse(0, 'JSON', cause)
  }
  if (!Array.isArray(read.features) || read.features.length === 0) return refuse(0, 'features')
  return read.features.map((each: unknown, at) => {
    const { geometry, properties } = each as {
      geometry?: AreaGeometry | { type: 'other' } | null
      properties?: Record<string, unknown> | null
    }
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') {
      return refuse(at + 1, geometry?.type ?? 'geometry')
    }
    const said = (keys: readonly string[]): unknown =>
      Object.entries(properties ?? {}).find(([key]) => keys.includes(key.toLowerCase()))?.[1]
    const name = said(nameKeys)
    const code = said(codeKeys)
    if (typeof name !== 'string' || name.trim() === '') return refuse(at + 1, nameKeys.join(', '))
    const [lon = 0, lat = 0] = firstOf(geometry)
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 85)) return refuse(at + 1, `${lon}, ${lat}`)
    return {
      geometry,
      about: { name: name.trim(), ubigeo: typeof code === 'string' ? code.trim() : '' },
    }
  })
}

function firstOf(geometry: AreaGeometry): readonly number[] {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates[0]
  return rings?.[0]?.[0] ?? [999, 999]
}
