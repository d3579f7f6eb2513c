// CKAN's answers are the same whether index files give them or a scan of the table.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { buildIndexes } from '@rimaq/tables/build'
import { answerRecordsByIndex, createTables } from '@rimaq/tables/query'
import type { TableFiles } from '@rimaq/tables'
import { ckanRoutes } from '../../../src/open-data/ckan/routes.ts'
import { ask, facesInMemory } from '../support/ask.ts'
import { districtFiles } from '../support/districts.ts'
import { districts, shelfInMemory } from '../support/shelf-in-memory.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-indexed-'))
/** An engine of its own: the other one would remember answers of the same version. */
const tables = createTables({ temp: folder, children: 1 })
const { id } = districts.resources[0]!
const scanned = ckanRoutes(facesInMemory())
let indexed: ReturnType<typeof ckanRoutes>
let texts = 0

before(async () => {
  const indexes = await buildIndexes({ table: districtFiles, outDir: folder, temp: folder })
  const files: TableFiles = { ...districtFiles, indexes }
  indexed = ckanRoutes(
    facesInMemory({
      tables,
      shelf: { ...shelfInMemory(), files: async () => files },
      async recordsAsText(table, query) {
        const answer = await answerRecordsByIndex(table, query)
        if (answer) texts += 1
        return answer
      },
    }),
  )
})

after(async () => {
  await tables.close()
  rmSync(folder, { recursive: true, force: true })
})

async function same(path: string): Promise<void> {
  const [one, other] = [await ask(scanned, path), await ask(indexed, path)]
  assert.equal(other.status, 200, other.text)
  assert.deepEqual(other.json, one.json, path)
}

const searches: Record<string, string>[] = [
  {},
  { limit: '3', offset: '2' },
  { filters: '{"distrito":"Breña"}' },
  { filters: '{"creacion":"1949-07-15"}', include_total: 'false' },
  { sort: 'area_km2 desc', limit: '4' },
  { limit: '2', include_next_page: 'true' },
  { fields: 'distrito,ubigeo' },
  { records_format: 'lists' },
  { q: 'lima' },
  { limit: '0' },
]

for (const parameters of searches) {
  test(`datastore_search ${JSON.stringify(parameters)}`, async () => {
    const query = new URLSearchParams({ resource_id: id, ...parameters })
    await same(`/api/3/action/datastore_search?${query}`)
  })
}

test('whole records were written from the stored text', () => {
  assert.ok(texts >= 5, `${texts} answers`)
})

for (const sql of [
  `SELECT * FROM "${id}"`,
  `SELECT distrito, area_km2 FROM "${id}" WHERE area_km2 > 4 ORDER BY _id LIMIT 2`,
  `SELECT creacion, count(*), sum(area_km2) AS s FROM "${id}" GROUP BY creacion ORDER BY creacion DESC`,
  `SELECT count(*), max(area_km2), min(ubigeo) FROM "${id}" WHERE cercado = false`,
  `SELECT DISTINCT cercado FROM "${id}" ORDER BY cercado`,
  `SELECT distrito FROM "${id}" WHERE distrito ILIKE 'b%' ORDER BY 1`,
]) {
  test(sql.replaceAll(id, 'table'), async () => {
    await same(`/api/3/action/datastore_search_sql?${new URLSearchParams({ sql })}`)
  })
}
