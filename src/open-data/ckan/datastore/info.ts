// The action `datastore_info`: rows, size, columns of a table.
import type { ActionContext } from '../action.ts'
import { required, truth } from '../parameters.ts'
import type { Parameters } from '../parameters.ts'
import type { CkanRecord } from '../records.ts'
import { fieldsOf } from './fields.ts'
import { newest } from './search.ts'

export async function datastoreInfo(
  parameters: Parameters,
  context: ActionContext,
): Promise<CkanRecord> {
  const id = required(parameters, parameters['id'] === undefined ? 'resource_id' : 'id')
  const { resource, version } = await newest(id, context)
  const { manifest } = version
  const unique = new Set(manifest.key?.length === 1 ? manifest.key : [])
  const described = truth(parameters, 'include_fields_schema', true)
  const nullable = new Map(manifest.columns.map((column) => [column.id, column.stats.nulls > 0]))
  return {
    ...(truth(parameters, 'include_meta', true)
      ? {
          meta: {
            id: resource.id,
            aliases: [],
            count: version.rows,
            db_size: version.bytes,
            idx_size: 0,
            size: version.bytes,
            table_type: 'BASE TABLE',
          },
        }
      : {}),
    fields: fieldsOf(manifest, resource.dictionary).map((field) => ({
      ...field,
      ...(described
        ? {
            schema: {
              native_type: field.type,
              notnull: nullable.get(field.id) === false,
              index_name: null,
              is_index: false,
              uniquekey: unique.has(field.id),
            },
          }
        : {}),
    })),
  }
}
