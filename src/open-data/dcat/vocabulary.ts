// The EU's controlled vocabularies DCAT-AP names: frequencies, file types, themes, languages.
import type { Frequency, Version } from '#datasets'
import { iri, text } from './graph.ts'
import type { Graph, Subject } from './graph.ts'

const authority = 'http://publications.europa.eu/resource/authority'

export function frequencyTerm(graph: Graph, frequency: Frequency): Subject {
  const term = iri(`${authority}/frequency/${frequency}`)
  graph.type(term, 'dct:Frequency')
  return term
}

export function languageTerm(graph: Graph, language: 'es' | 'en' | 'qu'): Subject {
  const code = { es: 'SPA', en: 'ENG', qu: 'QUE' }[language]
  const term = iri(`${authority}/language/${code}`)
  graph.type(term, 'dct:LinguisticSystem')
  return term
}

/** Only codes that are in the file-type authority table; others have a media type alone. */
const fileTypes: Record<string, string> = {
  csv: 'CSV',
  tsv: 'TSV',
  json: 'JSON',
  geojson: 'GEOJSON',
  xlsx: 'XLSX',
  ods: 'ODS',
}

export function fileTypeTerm(graph: Graph, format: string): Subject | null {
  const code = fileTypes[format]
  if (!code) return null
  const term = iri(`${authority}/file-type/${code}`)
  graph.type(term, 'dct:MediaTypeOrExtent')
  return term
}

export function mediaTypeTerm(graph: Graph, mediaType: string): Subject {
  const name = mediaType.split(';')[0]!.trim()
  const term = iri(`https://www.iana.org/assignments/media-types/${name}`)
  graph.type(term, 'dct:MediaType')
  return term
}

const compressions: Record<string, string> = {
  gz: 'application/gzip',
  xz: 'application/x-xz',
  zip: 'application/zip',
}

/** What the original is packed in, if anything: the outermost wrapper. */
export function compressionOf(version: Version): string | null {
  const outer = version.manifest.source.wrappers[0]?.split(':')[0]
  return outer ? (compressions[outer] ?? null) : null
}

export const themeScheme: Subject = iri(`${authority}/data-theme`)

/** An EU theme where the city's theme has one, else the city's own concept. */
export function themeTerm(
  graph: Graph,
  theme: { slug: string; title: { es: string; en?: string }; euTheme: string | null },
  origin: string,
): Subject {
  const term = theme.euTheme
    ? iri(`${authority}/data-theme/${theme.euTheme}`)
    : iri(`${origin}/dataset?theme=${theme.slug}`)
  graph.type(term, 'skos:Concept')
  graph.add(term, 'skos:prefLabel', text(theme.title.es, 'es'))
  if (theme.title.en) graph.add(term, 'skos:prefLabel', text(theme.title.en, 'en'))
  if (theme.euTheme) {
    graph.add(term, 'skos:inScheme', themeScheme)
    graph.type(themeScheme, 'skos:ConceptScheme')
    graph.add(themeScheme, 'dct:title', text('Data theme', 'en'))
  }
  return term
}

export function publicAccess(graph: Graph): Subject {
  const term = iri(`${authority}/access-right/PUBLIC`)
  graph.type(term, 'dct:RightsStatement')
  return term
}
