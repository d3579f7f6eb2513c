// `_table_metadata`: the list of tables DataStore keeps, as a table of its own.
import { createHash } from 'node:crypto'
import type { ActionContext } from '../action.ts'
import { natural } from '../parameters.ts'
import type { Parameters } from '../parameters.ts'
import type { CkanRecord } from '../records.ts'

/** Every table under its resource id; readers page through it with limit and offset. */
export async function searchTableMetadata(
  parameters: Parameters,
  { catalogue }: Pick<ActionContext, 'catalogue'>,
): Promise<CkanRecord> {
  const names = (await catalogue.documents())
    .flatMap(({ record }) => record['resources'] as CkanRecord[])
    .filter((resource) => resource['datastore_active'] === true)
    .map((resource) => String(resource['id']))
    .sort()
  const limit = Math.min(natural(parameters, 'limit') ?? 100, 32_000)
  const offset = natural(parameters, 'offset') ?? 0
  return {
    include_total: true,
    limit,
    records_format: 'objects',
    resource_id: '_table_metadata',
    fields: [
      { id: '_id', type: 'text' },
      { id: 'name', type: 'name' },
      { id: 'oid', type: 'oid' },
      { id: 'alias_of', type: 'name' },
    ],
    records: names.slice(offset, offset + limit).map((name) => {
      const hash = createHash('sha256').update(name).digest()
      return {
        _id: hash.toString('hex').slice(0, 16),
        name,
        oid: hash.readUInt32BE(),
        alias_of: null,
      }
    }),
    total: names.length,
    total_was_estimated: false,
  }
}
