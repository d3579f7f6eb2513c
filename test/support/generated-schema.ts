// The text that src/platform/schema.generated.ts must have, from a freshly migrated database.
import { fileURLToPath } from 'node:url'
import { writeSchema } from '../../src/platform/database/write-schema.ts'
import { schemaOf } from '../../src/platform/database/migrate.ts'
import { readCatalogue } from '../../src/platform/database/store-catalogue.ts'
import { roomsWithTables, testDatabase } from './database.ts'

export const schemaFile = fileURLToPath(
  new URL('../../src/platform/schema.generated.ts', import.meta.url),
)

export async function generatedSchema(): Promise<string> {
  const rooms = roomsWithTables()
  const database = await testDatabase(rooms)
  try {
    return writeSchema(await readCatalogue(database.kysely, rooms.map(schemaOf)))
  } finally {
    await database.close()
  }
}
