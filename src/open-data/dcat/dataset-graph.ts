// A dataset as DCAT-AP 3.0.1 describes it: what it is, who answers for it, where its files are.
import type { Dataset, Organisation, Texts } from '#datasets'
import { distribution } from './distribution.ts'
import { instant, iri, text, typed } from './graph.ts'
import type { Graph, Subject } from './graph.ts'
import { addTexts, datasetIri } from './names.ts'
import { frequencyTerm, languageTerm, publicAccess, themeTerm } from './vocabulary.ts'

/** Adds all facts of a published dataset; returns its name. */
export function addDataset(graph: Graph, dataset: Dataset, origin: string): Subject {
  const subject = datasetIri(dataset, origin)
  graph.type(subject, 'dcat:Dataset')
  addTexts(graph, subject, 'dct:title', dataset.title)
  addTexts(graph, subject, 'dct:description', described(dataset))
  graph.add(subject, 'dct:identifier', text(dataset.id))
  graph.add(subject, 'dct:issued', instant(dataset.created))
  graph.add(subject, 'dct:modified', instant(dataset.modified))
  graph.add(subject, 'dct:publisher', publisher(graph, dataset.organisation, origin))
  graph.add(subject, 'dcat:contactPoint', contact(graph, dataset))
  for (const tag of dataset.tags) graph.add(subject, 'dcat:keyword', text(tag, 'es'))
  for (const theme of dataset.themes) {
    graph.add(subject, 'dcat:theme', themeTerm(graph, theme, origin))
  }
  graph.add(subject, 'dct:accrualPeriodicity', frequencyTerm(graph, dataset.frequency))
  graph.add(subject, 'dct:accessRights', publicAccess(graph))
  graph.add(subject, 'dct:language', languageTerm(graph, 'es'))
  graph.add(subject, 'dct:spatial', place(graph, dataset))
  graph.add(subject, 'dct:temporal', period(graph, dataset))
  graph.add(subject, 'dct:provenance', provenance(graph, dataset))
  const page = iri(`${origin}/dataset/${dataset.slug}`)
  graph.type(page, 'foaf:Document')
  graph.add(subject, 'dcat:landingPage', page)
  const newest = Math.max(0, ...dataset.resources.map(({ version }) => version?.number ?? 0))
  if (newest > 0) graph.add(subject, 'dcat:version', text(String(newest)))
  for (const resource of dataset.resources) {
    for (const file of distribution(graph, { dataset, resource, origin })) {
      graph.add(subject, 'dcat:distribution', file)
    }
  }
  return subject
}

/** DCAT-AP requires a description: the title stands in where an office wrote none. */
function described(dataset: Dataset): Texts {
  return dataset.description.es.trim() === '' ? dataset.title : dataset.description
}

function publisher(graph: Graph, organisation: Organisation, origin: string): Subject {
  const agent = iri(`${origin}/organization/${organisation.slug}`)
  graph.type(agent, 'foaf:Agent')
  addTexts(graph, agent, 'foaf:name', organisation.title)
  if (organisation.url) {
    const page = iri(organisation.url)
    graph.type(page, 'foaf:Document')
    graph.add(agent, 'foaf:homepage', page)
  }
  return agent
}

function contact(graph: Graph, { contact: given }: Dataset): Subject | null {
  if (!given) return null
  const card = graph.blank()
  graph.type(card, 'vcard:Organization')
  graph.type(card, 'vcard:Kind')
  graph.add(card, 'vcard:fn', text(given.name))
  if (given.email) graph.add(card, 'vcard:hasEmail', iri(`mailto:${given.email}`))
  if (given.phone) {
    graph.add(card, 'vcard:hasTelephone', iri(`tel:${given.phone.replaceAll(/[^+\d]/g, '')}`))
  }
  return card
}

function place(graph: Graph, { spatial }: Dataset): Subject | null {
  if (!spatial) return null
  const location = graph.blank()
  graph.type(location, 'dct:Location')
  graph.add(location, 'skos:prefLabel', text(spatial.label, 'es'))
  if (spatial.bbox) {
    const [west, south, east, north] = spatial.bbox
    const corners = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ]
    const wkt = `POLYGON((${corners.map(([x, y]) => `${x} ${y}`).join(', ')}))`
    graph.add(location, 'dcat:bbox', typed(wkt, 'geosparql:wktLiteral'))
  }
  return location
}

function period(graph: Graph, { temporal }: Dataset): Subject | null {
  if (!temporal?.from && !temporal?.to) return null
  const time = graph.blank()
  graph.type(time, 'dct:PeriodOfTime')
  if (temporal.from) graph.add(time, 'dcat:startDate', dated(temporal.from))
  if (temporal.to) graph.add(time, 'dcat:endDate', dated(temporal.to))
  return time
}

/** Years and months are dates of their own kind (XML Schema 1.1, part 2). */
function dated(value: string): ReturnType<typeof typed> {
  if (/^\d{4}$/.test(value)) return typed(value, 'xsd:gYear')
  if (/^\d{4}-\d{2}$/.test(value)) return typed(value, 'xsd:gYearMonth')
  return value.includes('T') ? typed(value, 'xsd:dateTime') : typed(value, 'xsd:date')
}

function provenance(graph: Graph, { source }: Dataset): Subject | null {
  if (!source) return null
  const statement = graph.blank()
  graph.type(statement, 'dct:ProvenanceStatement')
  graph.add(statement, 'rdfs:label', text(source.title, 'es'))
  if (source.url) graph.add(statement, 'rdfs:seeAlso', iri(source.url))
  return statement
}
