// `/api/v1/datasets` and what hangs below: search, records, resources and their versions.
import { Refusal } from '#platform'
import type { Answer, RouteRequest } from '#platform'
import type { DatasetSearch } from '#datasets'
import type { Faces } from '../faces.ts'
import { datasetJson, resourceJson, versionJson } from './records.ts'
import { jsonType } from './table-at.ts'

export async function search(request: RouteRequest, { shelf }: Faces): Promise<Answer> {
  const { query, origin, lang } = request
  const many = (name: string): string[] | undefined => query[name] as string[] | undefined
  const asked: DatasetSearch = {
    limit: (query['limit'] as number | undefined) ?? 20,
    offset: (query['offset'] as number | undefined) ?? 0,
  }
  const text = query['q'] as string | undefined
  const sort = query['sort'] as DatasetSearch['sort']
  if (text) asked.text = text
  if (sort) asked.sort = sort
  for (const name of ['organisation', 'theme', 'tag', 'licence', 'format'] as const) {
    const values = many(name)
    if (values) asked[name] = values
  }
  const found = await shelf.search(asked, lang)
  return json({
    total: found.total,
    datasets: found.datasets.map((dataset) => datasetJson(dataset, origin)),
    facets: found.facets,
    didYouMean: found.didYouMean,
  })
}

export async function dataset(request: RouteRequest, { shelf }: Faces): Promise<Answer> {
  const found = await shelf.dataset(request.params['slug'] ?? '')
  if (!found) throw new Refusal('not-found')
  return json(datasetJson(found, request.origin), {
    modified: found.modified,
    etag: `${found.id}-${found.modified.getTime()}`,
  })
}

export async function resource(request: RouteRequest, { shelf }: Faces): Promise<Answer> {
  const found = await shelf.resource(request.params['id'] ?? '')
  if (!found) throw new Refusal('not-found')
  return json(resourceJson(found.dataset, found.resource, request.origin))
}

export async function versions(request: RouteRequest, { shelf }: Faces): Promise<Answer> {
  const found = await shelf.resource(request.params['id'] ?? '')
  if (!found) throw new Refusal('not-found')
  const all = await shelf.versions(found.resource.id)
  return json({ resource: found.resource.id, versions: all.map(versionJson) })
}

export async function version(request: RouteRequest, { shelf }: Faces): Promise<Answer> {
  const found = await shelf.resource(request.params['id'] ?? '')
  const number = Number(request.params['number'])
  const one = found && (await shelf.version(found.resource.id, number))
  if (!one) throw new Refusal('not-found')
  return json(versionJson(one), {
    etag: one.manifestHash,
    cache: 'public, max-age=31536000, immutable',
  })
}

function json(value: object, more: Partial<Answer> = {}): Answer {
  return { type: jsonType, body: JSON.stringify(value), cache: 'no-cache', ...more }
}
