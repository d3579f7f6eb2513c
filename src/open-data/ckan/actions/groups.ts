// Read actions about organisations and groups; a group is a theme.
import type { Action, ActionContext, Actions } from '../action.ts'
import { atOrigin } from '../catalogue.ts'
import { invalid, notFound } from '../errors.ts'
import { list, natural, required, text, truth } from '../parameters.ts'
import { groupRecord, organizationRecord } from '../records.ts'
import type { CkanRecord } from '../records.ts'
import { fold } from '../solr/analyse.ts'
import type { SearchDocument } from '../solr/document.ts'

interface Kind {
  word: string
  /** Field of the search document that holds the slug. */
  field: 'groups' | 'organization'
  load(context: ActionContext): Promise<CkanRecord[]>
}

const groups: Kind = {
  word: 'group',
  field: 'groups',
  async load({ shelf }) {
    return (await shelf.themes()).map((theme) => groupRecord(theme, theme.datasets))
  },
}

const organizations: Kind = {
  word: 'organization',
  field: 'organization',
  async load({ shelf, origin }) {
    const all = await shelf.organisations()
    return all.map((one) => organizationRecord(one, one.datasets, origin))
  },
}

const nothing: Action['run'] = () => []

export const groupActions: Actions = {
  group_list: listing(groups),
  organization_list: listing(organizations),
  group_show: showing(groups),
  organization_show: showing(organizations),
  group_autocomplete: autocomplete(groups),
  organization_autocomplete: autocomplete(organizations),
  group_package_show: {
    help: 'The datasets of a group.',
    async run(parameters, context) {
      const group = await find(groups, required(parameters, 'id'), context)
      const limit = natural(parameters, 'limit')
      return (await datasetsOf(groups, group, context)).slice(0, limit)
    },
  },
  group_list_authz: { help: 'Groups the caller may edit: none without an account.', run: nothing },
  organization_list_for_user: {
    help: 'Organisations the caller may act for: none without an account.',
    run: nothing,
  },
  member_list: {
    help: 'Datasets that belong to a group or organisation, as [id, type, capacity].',
    async run(parameters, context) {
      const type = text(parameters, 'object_type')
      const id = required(parameters, 'id')
      const kind = (await matching(groups, id, context)) ? groups : organizations
      const found = await find(kind, id, context)
      if (type !== undefined && type !== 'package') return []
      const datasets = await datasetsOf(kind, found, context)
      return datasets.map((dataset) => [dataset['id'], 'package', 'public'])
    },
  },
}

function listing(kind: Kind): Action {
  return {
    help: `Names of all ${kind.word}s, or their records with all_fields=true.`,
    async run(parameters, context) {
      const named = list(parameters, kind === groups ? 'groups' : 'organizations')
      const all = truth(parameters, 'all_fields', false)
      const found = (await kind.load(context)).filter(
        (one) => !named || named.includes(String(one['name'])),
      )
      sortBy(found, text(parameters, 'sort') ?? text(parameters, 'order_by') ?? 'title asc')
      const offset = natural(parameters, 'offset') ?? 0
      const limit = natural(parameters, 'limit')
      const shown = found.slice(offset, limit === undefined ? undefined : offset + limit)
      if (!all) return shown.map((one) => one['name'])
      return shown.map((one) => ({
        ...one,
        ...(truth(parameters, 'include_extras', false) ? { extras: [] } : {}),
        ...(truth(parameters, 'include_tags', false) ? { tags: [] } : {}),
        ...(truth(parameters, 'include_groups', false) ? { groups: [] } : {}),
        ...(truth(parameters, 'include_users', false) ? { users: [] } : {}),
      }))
    },
  }
}

const sortFields = new Set(['name', 'packages', 'package_count', 'title'])

function sortBy(records: CkanRecord[], sort: string): void {
  const [given = 'title', direction = 'asc'] = sort.trim().split(/\s+/)
  if (!sortFields.has(given)) throw invalid('sort', `Cannot sort by field \`${given}\``)
  const field = given === 'packages' ? 'package_count' : given
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1
  records.sort((a, b) => {
    const one = field === 'package_count' ? Number(a[field]) : fold(String(a[field]))
    const two = field === 'package_count' ? Number(b[field]) : fold(String(b[field]))
    return one < two ? -sign : one > two ? sign : 0
  })
}

function showing(kind: Kind): Action {
  return {
    help: `One ${kind.word}, by id or name; its datasets with include_datasets=true.`,
    async run(parameters, context) {
      const found = await find(kind, required(parameters, 'id'), context)
      return {
        ...found,
        extras: [],
        groups: [],
        tags: [],
        users: [],
        ...(truth(parameters, 'include_datasets', false)
          ? { packages: (await datasetsOf(kind, found, context)).slice(0, 1000) }
          : {}),
      }
    },
  }
}

function autocomplete(kind: Kind): Action {
  return {
    help: `${kind.word}s whose name or title contains the text q.`,
    async run(parameters, context) {
      const q = fold(text(parameters, 'q') ?? '')
      const found = (await kind.load(context)).filter((one) =>
        [one['name'], one['title']].some((value) => fold(String(value)).includes(q)),
      )
      return found
        .slice(0, natural(parameters, 'limit') ?? 20)
        .map(({ id, name, title }) => ({ id, name, title }))
    },
  }
}

async function matching(
  kind: Kind,
  id: string,
  context: ActionContext,
): Promise<CkanRecord | undefined> {
  return (await kind.load(context)).find((one) => one['id'] === id || one['name'] === id)
}

async function find(kind: Kind, id: string, context: ActionContext): Promise<CkanRecord> {
  const found = await matching(kind, id, context)
  if (!found) throw notFound()
  return found
}

async function datasetsOf(
  kind: Kind,
  record: CkanRecord,
  { catalogue, origin }: ActionContext,
): Promise<CkanRecord[]> {
  const belongs = (document: SearchDocument): boolean =>
    document.exact.get(kind.field)?.includes(String(record['name'])) ?? false
  return (await catalogue.documents()).filter(belongs).map((one) => atOrigin(one.record, origin))
}
