// The catalogue as DCAT-AP 3.0.1, a page of datasets at a time, with hydra links between pages.
import type { Dataset } from '#datasets'
import type { SiteFacts } from '../faces.ts'
import { addDataset } from './dataset-graph.ts'
import { Graph, instant, iri, text, typed } from './graph.ts'
import { addTexts } from './names.ts'
import { languageTerm, themeScheme } from './vocabulary.ts'

export const datasetsPerPage = 100

export interface CataloguePage {
  site: SiteFacts
  origin: string
  datasets: Dataset[]
  total: number
  /** 1, 2, 3 … */
  page: number
  /** `ttl`, `jsonld` or `rdf`: links between pages stay in the same form. */
  ending: string
  modifiedSince?: string
}

export function catalogueGraph(asked: CataloguePage): Graph {
  const { site, origin } = asked
  const graph = new Graph()
  const catalogue = iri(`${origin}/catalog`)
  graph.type(catalogue, 'dcat:Catalog')
  addTexts(graph, catalogue, 'dct:title', site.title)
  addTexts(graph, catalogue, 'dct:description', site.description)
  graph.add(catalogue, 'dct:language', languageTerm(graph, 'es'))
  const publisher = iri(`${origin}/#publisher`)
  graph.type(publisher, 'foaf:Agent')
  graph.add(publisher, 'foaf:name', text(site.publisher.name, 'es'))
  graph.add(catalogue, 'dct:publisher', publisher)
  const home = iri(`${origin}/`)
  graph.type(home, 'foaf:Document')
  graph.add(catalogue, 'foaf:homepage', home)
  graph.type(themeScheme, 'skos:ConceptScheme')
  graph.add(themeScheme, 'dct:title', text('Data theme', 'en'))
  graph.add(catalogue, 'dcat:themeTaxonomy', themeScheme)

  let newest = 0
  for (const dataset of asked.datasets) {
    graph.add(catalogue, 'dcat:dataset', addDataset(graph, dataset, origin))
    newest = Math.max(newest, dataset.modified.getTime())
  }
  if (newest > 0) graph.add(catalogue, 'dct:modified', instant(new Date(newest)))
  addPaging(graph, asked)
  return graph
}

/** A `hydra:PagedCollection` as ckanext-dcat writes it, which harvesters follow. */
function addPaging(graph: Graph, asked: CataloguePage): void {
  const last = Math.max(1, Math.ceil(asked.total / datasetsPerPage))
  const address = (page: number): string => {
    const query = new URLSearchParams({ page: String(page) })
    if (asked.modifiedSince) query.set('modified_since', asked.modifiedSince)
    return `${asked.origin}/catalog.${asked.ending}?${query}`
  }
  const here = iri(address(asked.page))
  graph.type(here, 'hydra:PagedCollection')
  graph.add(here, 'hydra:totalItems', typed(String(asked.total), 'xsd:integer'))
  graph.add(here, 'hydra:itemsPerPage', typed(String(datasetsPerPage), 'xsd:integer'))
  graph.add(here, 'hydra:firstPage', text(address(1)))
  graph.add(here, 'hydra:lastPage', text(address(last)))
  if (asked.page > 1) graph.add(here, 'hydra:previousPage', text(address(asked.page - 1)))
  if (asked.page < last) graph.add(here, 'hydra:nextPage', text(address(asked.page + 1)))
}
