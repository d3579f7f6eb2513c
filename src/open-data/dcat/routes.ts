// Addresses of the catalogue's descriptions: DCAT in three forms, Data Package, data.json, CSVW.
import { Refusal } from '#platform'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import type { Dataset } from '#datasets'
import { wrong } from '../api/question.ts'
import type { Faces } from '../faces.ts'
import { everyDataset } from '../feeds/every-dataset.ts'
import { catalogueGraph, datasetsPerPage } from './catalogue-graph.ts'
import { csvwMetadata } from './csvw.ts'
import { dataJson } from './data-json.ts'
import { dataPackage } from './data-package.ts'
import { addDataset } from './dataset-graph.ts'
import { Graph } from './graph.ts'
import { rdfForms } from './negotiate.ts'
import type { RdfForm } from './negotiate.ts'

const endings: Record<string, RdfForm> = { jsonld: 'jsonld', ttl: 'ttl', rdf: 'rdf', xml: 'rdf' }

const common = {
  method: 'GET',
  kind: 'file',
  verb: 'read',
  loads: 'shelf',
  schema: {},
  openQuery: true,
  cors: true,
} as const

/** Years the database can compare; JavaScript's dates go further in both directions. */
const comparedYears = { from: 1, to: 9999 }

export function dcatRoutes(faces: Faces): RouteDefinition[] {
  const forms = Object.entries(endings).flatMap(([ending, form]): RouteDefinition[] => [
    {
      ...common,
      url: `/dataset/:slug.${ending}`,
      summary: `A dataset as DCAT-AP 3.0.1 (${rdfForms[form].type}).`,
      handle: (request) => datasetAnswer(request, form, faces),
    },
    {
      ...common,
      verb: 'list',
      loads: 'shelf',
      url: `/catalog.${ending}`,
      summary: `The catalogue as DCAT-AP 3.0.1 (${rdfForms[form].type}), 100 datasets a page.`,
      handle: (request) => catalogueAnswer(request, ending, faces),
    },
  ])
  return [
    ...forms,
    {
      ...common,
      url: '/dataset/:slug/datapackage.json',
      summary: 'A dataset as a Data Package (version 2) with a table schema for each resource.',
      handle: (request) =>
        described(request, faces, (dataset) => dataPackage(dataset, request.origin)),
    },
    {
      ...common,
      verb: 'list',
      loads: 'shelf',
      url: '/data.json',
      summary: 'The catalogue as Project Open Data 1.1 (DCAT-US).',
      handle: async (request) => {
        const datasets = await everyDataset(faces)
        return json(dataJson(datasets, faces.site, request.origin))
      },
    },
    {
      ...common,
      url: '/dataset/:slug/resource/:resource/csv-metadata.json',
      summary: 'Columns of a resource’s CSV as CSV on the Web metadata.',
      handle: async (request) => {
        const found = await faces.shelf.resource(request.params['resource'] ?? '')
        const metadata = found && csvwMetadata(found.dataset, found.resource, request.origin)
        if (!metadata) throw new Refusal('not-found')
        return json(metadata, 'application/csvm+json')
      },
    },
  ]
}

/** DCAT of one dataset; also for a page that was asked for in an RDF form. */
export async function datasetAnswer(
  request: RouteRequest,
  form: RdfForm,
  { shelf }: Pick<Faces, 'shelf'>,
): Promise<Answer> {
  const dataset = await shelf.dataset(request.params['slug'] ?? '')
  if (!dataset) throw new Refusal('not-found')
  const graph = new Graph()
  addDataset(graph, dataset, request.origin)
  return {
    type: rdfForms[form].type,
    body: rdfForms[form].write(graph),
    modified: dataset.modified,
    etag: `${dataset.id}-${dataset.modified.getTime()}-${form}`,
    cache: 'no-cache',
    headers: { Vary: 'Accept' },
  }
}

async function catalogueAnswer(
  request: RouteRequest,
  ending: string,
  { shelf, site }: Faces,
): Promise<Answer> {
  const page = Math.max(1, Math.trunc(Number(request.query['page'] ?? 1)) || 1)
  const since = request.query['modified_since']
  const modifiedSince = since === undefined ? null : dateOf(String(since))
  // So many datasets nobody has, and the database does not count so far.
  if (page > 1_000_000) throw new Refusal('not-found')
  const { total, datasets } = await shelf.datasets({
    limit: datasetsPerPage,
    offset: (page - 1) * datasetsPerPage,
    ...(modifiedSince ? { modifiedSince } : {}),
  })
  if (page > 1 && datasets.length === 0) throw new Refusal('not-found')
  const form = rdfForms[endings[ending] ?? 'ttl']
  const { origin } = request
  const asked = { site, origin, datasets, total, page, ending }
  const graph = catalogueGraph(
    since === undefined ? asked : { ...asked, modifiedSince: String(since) },
  )
  return { type: form.type, body: form.write(graph), cache: 'no-cache' }
}

function dateOf(text: string): Date {
  const date = new Date(text)
  const year = date.getUTCFullYear()
  if (year >= comparedYears.from && year <= comparedYears.to) return date
  throw wrong('modified_since', 'wrong-shape')
}

async function described(
  request: RouteRequest,
  { shelf }: Faces,
  describe: (dataset: Dataset) => object,
): Promise<Answer> {
  const dataset = await shelf.dataset(request.params['slug'] ?? '')
  if (!dataset) throw new Refusal('not-found')
  const etag = `${dataset.id}-${dataset.modified.getTime()}`
  return { ...json(describe(dataset)), modified: dataset.modified, etag }
}

function json(value: object, type = 'application/json; charset=utf-8'): Answer {
  return { type, body: JSON.stringify(value, null, 1), cache: 'no-cache' }
}
