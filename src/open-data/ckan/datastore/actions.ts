// Read actions about the rows of tables (CKAN's DataStore).
import type { Actions } from '../action.ts'
import { datastoreInfo } from './info.ts'
import { datastoreSearch } from './search.ts'
import { datastoreSearchSql } from './sql.ts'

export const datastoreActions: Actions = {
  datastore_search: {
    help: 'A page of rows of a resource: filters, q, sort, fields, limit (at most 32000), offset.',
    run: datastoreSearch,
  },
  datastore_search_sql: {
    help: 'One SELECT over resources named by their ids in double quotes; at most 32000 rows.',
    run: datastoreSearchSql,
  },
  datastore_info: {
    help: 'Rows, size and columns of a resource.',
    run: datastoreInfo,
  },
}
