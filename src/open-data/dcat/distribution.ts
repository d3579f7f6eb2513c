// The files of a resource as DCAT distributions, and the service that answers queries over it.
import { publicFile } from '../public-file.ts'
import type { Dataset, Resource, Version } from '#datasets'
import { exportTypes } from '../ckan/datastore/download.ts'
import { mediaTypeOf } from '../ckan/records.ts'
import { addTexts, datasetIri } from './names.ts'
import { iri, instant, text, typed } from './graph.ts'
import type { Graph, Subject } from './graph.ts'
import { compressionOf, fileTypeTerm, languageTerm, mediaTypeTerm } from './vocabulary.ts'

interface Described {
  dataset: Dataset
  resource: Resource
  origin: string
}

/** The original file or, where it may not be shown, the table; and the table in the formats most asked for. */
export function distribution(graph: Graph, described: Described): Subject[] {
  const { resource } = described
  if (!resource.version) return []
  const file = publicFile(resource.version)
  const formats = (['csv', 'xlsx', 'parquet'] as const).filter((format) => format !== file.format)
  return [
    original(graph, described, resource.version),
    ...formats.map((format) => converted(graph, described, format)),
  ]
}

function common(graph: Graph, subject: Subject, { dataset, resource, origin }: Described): void {
  graph.type(subject, 'dcat:Distribution')
  addTexts(graph, subject, 'dct:description', resource.description)
  graph.add(subject, 'dct:issued', instant(resource.created))
  if (resource.version) graph.add(subject, 'dct:modified', instant(resource.version.created))
  graph.add(
    subject,
    'dcat:accessURL',
    iri(`${origin}/dataset/${dataset.slug}/resource/${resource.id}`),
  )
  graph.add(subject, 'dct:language', languageTerm(graph, 'es'))
  if (dataset.licence?.url) {
    const licence = iri(dataset.licence.url)
    graph.type(licence, 'dct:LicenseDocument')
    graph.add(subject, 'dct:license', licence)
  }
  graph.add(subject, 'dcat:accessService', service(graph, { dataset, resource, origin }))
}

function original(graph: Graph, described: Described, version: Version): Subject {
  const { dataset, resource, origin } = described
  const subject = iri(`${origin}/dataset/${dataset.id}/resource/${resource.id}`)
  common(graph, subject, described)
  addTexts(graph, subject, 'dct:title', resource.title)
  const file = publicFile(version)
  const name = encodeURIComponent(file.name)
  graph.add(subject, 'dcat:downloadURL', iri(`${subject.value}/download/${name}`))
  graph.add(subject, 'dct:format', fileTypeTerm(graph, file.format))
  const compression = file.original ? compressionOf(version) : null
  if (compression) graph.add(subject, 'dcat:compressFormat', mediaTypeTerm(graph, compression))
  const inner = compression ? `x.${file.format}` : file.name
  graph.add(subject, 'dcat:mediaType', mediaTypeTerm(graph, mediaTypeOf(inner)))
  // What is made when it is asked for has neither a size nor a checksum beforehand.
  if (!file.original) return subject
  graph.add(
    subject,
    'dcat:byteSize',
    typed(String(version.originalBytes), 'xsd:nonNegativeInteger'),
  )
  const checksum = graph.blank()
  graph.type(checksum, 'spdx:Checksum')
  const algorithm = iri('http://spdx.org/rdf/terms#checksumAlgorithm_sha256')
  graph.type(algorithm, 'spdx:ChecksumAlgorithm')
  graph.add(checksum, 'spdx:algorithm', algorithm)
  graph.add(checksum, 'spdx:checksumValue', typed(version.originalHash, 'xsd:hexBinary'))
  graph.add(subject, 'spdx:checksum', checksum)
  return subject
}

function converted(
  graph: Graph,
  described: Described,
  format: 'csv' | 'xlsx' | 'parquet',
): Subject {
  const { dataset, resource, origin } = described
  const base = `${origin}/dataset/${dataset.id}/resource/${resource.id}`
  const subject = iri(`${base}#${format}`)
  common(graph, subject, described)
  graph.add(subject, 'dct:title', text(`${resource.title.es} (${format.toUpperCase()})`, 'es'))
  graph.add(
    subject,
    'dcat:downloadURL',
    iri(`${base}/download/${resource.name}.${format}?format=${format}`),
  )
  graph.add(subject, 'dct:format', fileTypeTerm(graph, format))
  graph.add(subject, 'dcat:mediaType', mediaTypeTerm(graph, exportTypes[format]))
  return subject
}

/** The query service of a resource: our JSON API, described by OpenAPI. */
function service(graph: Graph, { dataset, resource, origin }: Described): Subject {
  const subject = iri(`${origin}/api/v1/resources/${resource.id}`)
  const endpoint = iri(`${origin}/api/v1/resources/${resource.id}/rows`)
  const description = iri(`${origin}/api/openapi.json`)
  graph.type(subject, 'dcat:DataService')
  // DCAT-AP's ranges want the class said, although everything is an rdfs:Resource.
  graph.type(endpoint, 'rdfs:Resource')
  graph.type(description, 'rdfs:Resource')
  graph.add(subject, 'dct:title', text(`API: ${resource.title.es}`, 'es'))
  graph.add(subject, 'dcat:endpointURL', endpoint)
  graph.add(subject, 'dcat:endpointDescription', description)
  graph.add(subject, 'dcat:servesDataset', datasetIri(dataset, origin))
  return subject
}
