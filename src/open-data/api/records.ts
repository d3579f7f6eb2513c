// The records of our own API: only fields that are listed here leave.
import { publicFile } from '../public-file.ts'
import type { Dataset, Organisation, Resource, Version } from '#datasets'

type Json = Record<string, unknown>

export function datasetJson(dataset: Dataset, origin: string): Json {
  const { licence, contact, source, spatial, temporal } = dataset
  return {
    id: dataset.id,
    slug: dataset.slug,
    title: dataset.title,
    description: dataset.description,
    organisation: organisationJson(dataset.organisation),
    themes: dataset.themes.map(({ id, slug, title, euTheme }) => ({ id, slug, title, euTheme })),
    tags: dataset.tags,
    licence: licence && {
      id: licence.id,
      title: licence.title,
      url: licence.url,
      open: licence.open,
    },
    frequency: dataset.frequency,
    spatial: spatial && { label: spatial.label, bbox: spatial.bbox },
    temporal: temporal && { from: temporal.from, to: temporal.to },
    contact: contact && { name: contact.name, email: contact.email, phone: contact.phone },
    source: source && { title: source.title, url: source.url },
    created: dataset.created.toISOString(),
    modified: dataset.modified.toISOString(),
    url: `${origin}/dataset/${dataset.slug}`,
    resources: dataset.resources.map((resource) => resourceJson(dataset, resource, origin)),
  }
}

function organisationJson({ id, slug, title, url }: Organisation): Json {
  return { id, slug, title, url }
}

export function resourceJson(dataset: Dataset, resource: Resource, origin: string): Json {
  const base = `${origin}/api/v1/resources/${resource.id}`
  const { version } = resource
  const file = version && publicFile(version)
  return {
    id: resource.id,
    dataset: { id: dataset.id, slug: dataset.slug },
    name: resource.name,
    title: resource.title,
    description: resource.description,
    position: resource.position,
    created: resource.created.toISOString(),
    versions: resource.versions,
    version: version && versionJson(version),
    columns: version ? columnsJson(version, resource) : [],
    rows: `${base}/rows`,
    export: `${base}/export.csv`,
    download: file
      ? `${origin}/dataset/${dataset.id}/resource/${resource.id}/download/${encodeURIComponent(file.name)}`
      : null,
  }
}

export function versionJson(version: Version): Json {
  const { manifest } = version
  return {
    number: version.number,
    created: version.created.toISOString(),
    asOf: version.asOf,
    rows: version.rows,
    key: manifest.key,
    keyOrigin: manifest.keyOrigin,
    bbox: manifest.bbox,
    note: version.note,
    original: version.originalOpen
      ? {
          name: version.originalName,
          bytes: version.originalBytes,
          sha256: version.originalHash,
          format: manifest.source.format,
        }
      : null,
    parquet: { bytes: version.bytes, sha256: version.parquetHash },
    manifest: { sha256: version.manifestHash },
    findings: version.findings.map(({ code, severity, column, rows, count, repaired }) => ({
      code,
      severity,
      ...(column === undefined ? {} : { column }),
      ...(rows === undefined ? {} : { rows }),
      ...(count === undefined ? {} : { count }),
      repaired: repaired ?? false,
    })),
  }
}

/** Columns with their statistics and meanings. */
function columnsJson(version: Version, resource: Resource): Json[] {
  const words = new Map(resource.dictionary.map((entry) => [entry.column, entry]))
  return version.manifest.columns.map((column) => {
    const entry = words.get(column.id)
    return {
      id: column.id,
      name: column.name,
      type: column.type,
      ...(column.decimal ? { decimal: column.decimal } : {}),
      label: entry?.label ?? null,
      description: entry?.description ?? null,
      unit: entry?.unit ?? null,
      stats: column.stats,
    }
  })
}
