// Read actions about datasets and resources.
import { notFound } from '../errors.ts'
import type { Actions, ActionContext } from '../action.ts'
import { atOrigin } from '../catalogue.ts'
import { packageSearch } from '../package-search.ts'
import { invalid } from '../errors.ts'
import { natural, required, text } from '../parameters.ts'
import type { Parameters } from '../parameters.ts'
import { packageRecord, resourceRecord } from '../records.ts'
import type { CkanRecord } from '../records.ts'
import { fold } from '../solr/analyse.ts'

export const packageActions: Actions = {
  package_list: {
    help: 'Names of all datasets, in alphabetical order; limit and offset page through them.',
    async run(parameters, { catalogue }) {
      const names = (await catalogue.documents()).map(({ record }) => String(record['name']))
      return slice(names.sort(), parameters)
    },
  },
  current_package_list_with_resources: {
    help: 'All datasets with their resources, last changed first; limit, offset or page.',
    async run(parameters, { catalogue, origin }) {
      const documents = await catalogue.documents()
      documents.sort((a, b) => b.modified - a.modified || (a.id < b.id ? -1 : 1))
      return slice(documents, parameters).map(({ record }) => atOrigin(record, origin))
    },
  },
  package_show: {
    help: 'One dataset, by id or name.',
    async run(parameters, { shelf, origin }) {
      const dataset = await shelf.dataset(idOf(parameters))
      if (!dataset) throw notFound()
      return packageRecord(dataset, origin)
    },
  },
  package_search: {
    help: 'Searches datasets with the subset of Solr’s language that CKAN’s clients use.',
    async run(parameters, { catalogue, origin, now }) {
      return packageSearch(await catalogue.index(), parameters, { origin, now })
    },
  },
  package_autocomplete: {
    help: 'Datasets whose name or title contains the text q.',
    async run(parameters, { catalogue }) {
      const q = fold(required(parameters, 'q'))
      const matches = (await catalogue.documents()).flatMap(({ record }) => {
        const name = String(record['name'])
        const title = String(record['title'])
        const field = name.includes(q) ? 'name' : fold(title).includes(q) ? 'title' : null
        if (!field) return []
        const displayed = field === 'name' ? name : `${title} (${name})`
        return [{ name, title, match_field: field, match_displayed: displayed }]
      })
      return matches.slice(0, natural(parameters, 'limit') ?? 10)
    },
  },
  package_relationships_list: {
    help: 'Relationships between datasets; there are none.',
    run: (parameters, context) => existing(parameters, context).then(() => []),
  },
  resource_show: {
    help: 'One resource, by id.',
    async run(parameters, { shelf, origin }) {
      const found = await shelf.resource(idOf(parameters))
      if (!found) throw notFound()
      return resourceRecord(found.dataset, found.resource, origin)
    },
  },
  resource_search: {
    help: 'Resources whose fields contain the terms of query, written as field:term.',
    run: resourceSearch,
  },
  resource_view_list: {
    help: 'Views of a resource; the portal has its own pages instead.',
    async run(parameters, { shelf }) {
      if (!(await shelf.resource(idOf(parameters)))) throw notFound()
      return []
    },
  },
  format_autocomplete: {
    help: 'File formats that contain the text q.',
    async run(parameters, { catalogue }) {
      const q = required(parameters, 'q').toLowerCase()
      const formats = (await catalogue.documents()).flatMap((d) => d.exact.get('res_format') ?? [])
      const found = new Set(formats.map((format) => format.toLowerCase()))
      const matching = [...found].filter((format) => format.includes(q)).sort()
      return matching.slice(0, natural(parameters, 'limit') ?? 5)
    },
  },
}

/** CKAN says `name_or_id` where `id` is missing for datasets. */
function idOf(parameters: Parameters): string {
  return text(parameters, 'name_or_id') ?? required(parameters, 'id')
}

async function existing(parameters: Parameters, { shelf }: ActionContext): Promise<void> {
  if (!(await shelf.dataset(required(parameters, 'id')))) throw notFound()
}

function slice<T>(all: T[], parameters: Parameters): T[] {
  const limit = natural(parameters, 'limit')
  const page = natural(parameters, 'page')
  if (page !== undefined && page < 1) throw invalid('page', 'Must be greater than 0')
  const offset = natural(parameters, 'offset') ?? (page && limit ? (page - 1) * limit : 0)
  return all.slice(offset, limit === undefined ? undefined : offset + limit)
}

async function resourceSearch(
  parameters: Parameters,
  { catalogue, origin }: ActionContext,
): Promise<{ count: number; results: CkanRecord[] }> {
  const query = parameters['query']
  const terms = (Array.isArray(query) ? query.map(String) : [required(parameters, 'query')]).map(
    (term) => {
      const colon = term.indexOf(':')
      if (colon < 1) throw invalid('query', `Must be <field>:<value> pair(s): ${term}`)
      return { field: term.slice(0, colon), value: fold(term.slice(colon + 1)) }
    },
  )
  const resources = (await catalogue.documents()).flatMap(
    ({ record }) => atOrigin(record, origin)['resources'] as CkanRecord[],
  )
  for (const { field } of terms) {
    const first = resources[0]
    if (first && !(field in first)) {
      throw invalid('query', `Field "${field}" not recognised in resource_search.`)
    }
  }
  const found = resources.filter((resource) =>
    terms.every(({ field, value }) =>
      field === 'hash' || field === 'id'
        ? String(resource[field] ?? '').startsWith(value)
        : fold(String(resource[field] ?? '')).includes(value),
    ),
  )
  const by = text(parameters, 'order_by')
  if (by) found.sort((a, b) => (String(a[by]) < String(b[by]) ? -1 : 1))
  return { count: found.length, results: slice(found, parameters) }
}
